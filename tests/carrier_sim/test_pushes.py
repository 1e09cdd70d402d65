"""Pushes reach a real listener: in order, doubled, reordered, late, forged, lost."""

import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from beebox.carrier_sim import ems_cipher
from beebox.carrier_sim.ems_cipher import CannotRead
from tests.carrier_sim.callers import EmsCaller, SfCaller, reveal
from tests.carrier_sim.running import Running

ACKS = {"ems": {"code": "00000", "codeMessage": "ok"}, "sf": {"return_code": "0000", "return_msg": "成功"}}


class Listener:
    """Keeps what is pushed and answers with `ack`."""

    def __init__(self) -> None:
        self.heard: list[dict[str, Any]] = []
        self.ack: object = {}
        listener = self

        class Door(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                listener.heard.append(json.loads(body))
                answer = json.dumps(listener.ack).encode()
                self.send_response(200)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, *_: object) -> None:
                """Nothing is written down."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
        self.url = f"http://127.0.0.1:{self.server.server_port}/push"


@pytest.fixture
def listener() -> Iterator[Listener]:
    made = Listener()
    thread = Thread(target=lambda: made.server.serve_forever(0.02))
    thread.start()
    yield made
    made.server.shutdown()
    thread.join()
    made.server.server_close()


def travelled(simulator: Running, sf: SfCaller, count: int = 1) -> list[str]:
    """SF parcels that were delivered."""
    numbers = [sf.number(f"R{i}") for i in range(count)]
    simulator.hand_over(*numbers)
    simulator.move_clock(hours=30)
    return numbers


def rows(listener: Listener) -> list[dict[str, str]]:
    return [row for message in listener.heard for row in message["Body"]["WaybillRoute"]]


def codes(listener: Listener) -> list[str]:
    return [row["opCode"] for row in rows(listener)]


def listen(simulator: Running, listener: Listener, carrier: str, mode: str = "in_order", **more: Any) -> None:
    listener.ack = ACKS[carrier]
    simulator.push_mode(carrier, listener.url, mode, **more)


def test_sf_pushes_in_order_and_once(simulator: Running, sf: SfCaller, listener: Listener) -> None:
    listen(simulator, listener, "sf")
    (number,) = travelled(simulator, sf)
    simulator.fire_pushes("sf")
    assert codes(listener) == ["50", "30", "31", "44", "80"]
    first = rows(listener)[0]
    assert (first["mailno"], first["orderid"]) == (number, "R0")
    assert set(first) >= {"id", "acceptTime", "acceptAddress", "remark", "reasonCode", "reasonName"}
    assert simulator.fire_pushes() == []


def test_up_to_ten_events_of_different_numbers_share_a_message(
    simulator: Running, sf: SfCaller, listener: Listener
) -> None:
    listen(simulator, listener, "sf")
    numbers = [sf.number(f"R{i}") for i in range(12)]
    simulator.hand_over(*numbers)
    simulator.fire_pushes("sf")
    assert [len(message["Body"]["WaybillRoute"]) for message in listener.heard] == [10, 2]
    travelled(simulator, sf, 0)
    simulator.fire_pushes("sf")
    for message in listener.heard:
        named = [row["mailno"] for row in message["Body"]["WaybillRoute"]]
        assert len(named) == len(set(named)) <= 10


@pytest.mark.parametrize(
    ("mode", "told"),
    [
        ("doubled", ["50", "50", "30", "30", "31", "31", "44", "44", "80", "80"]),
        ("reordered", ["80", "44", "31", "30", "50"]),
        ("doubled+reordered", ["80", "80", "44", "44", "31", "31", "30", "30", "50", "50"]),
        ("lost", []),
    ],
)
def test_pushes_that_go_wrong(
    simulator: Running, sf: SfCaller, listener: Listener, mode: str, told: list[str]
) -> None:
    listen(simulator, listener, "sf", mode)
    travelled(simulator, sf)
    simulator.fire_pushes("sf")
    assert codes(listener) == told
    assert simulator.fire_pushes("sf") == []


def test_late_pushes_wait_for_the_clock(simulator: Running, sf: SfCaller, listener: Listener) -> None:
    listen(simulator, listener, "sf", "delayed", delay_seconds=3600)
    simulator.hand_over(sf.number("R1"))
    assert simulator.fire_pushes("sf") == []
    simulator.move_clock(hours=1.5)
    simulator.fire_pushes("sf")
    assert codes(listener) == ["50"]


def test_what_is_not_acknowledged_is_told_again(simulator: Running, sf: SfCaller, listener: Listener) -> None:
    listen(simulator, listener, "sf")
    simulator.hand_over(sf.number("R1"))
    for ack in ({"return_code": "1000"}, "nonsense", ACKS["sf"]):
        listener.ack = ack
        simulator.fire_pushes("sf")
    assert codes(listener) == ["50", "50", "50"]
    assert simulator.fire_pushes("sf") == []


def test_nobody_there_is_tried_again(simulator: Running, sf: SfCaller, listener: Listener) -> None:
    simulator.push_mode("sf", "http://127.0.0.1:1/push")
    simulator.hand_over(sf.number("R1"))
    assert simulator.fire_pushes("sf")[0]["answer"].startswith("no answer")
    listen(simulator, listener, "sf")
    simulator.fire_pushes("sf")
    assert codes(listener) == ["50"]


def test_a_forged_delivery_of_sf_looks_like_any_other(
    simulator: Running, sf: SfCaller, listener: Listener
) -> None:
    listen(simulator, listener, "sf", "forged")
    simulator.hand_over(sf.number("R1"))
    simulator.fire_pushes("sf")
    assert codes(listener) == ["80", "50"]
    kinds = [row["kind"] for row in simulator.ask("GET", "/pushes")["pushes"]]
    assert kinds == ["forged", "true"]


def test_a_called_courier_is_told_at_the_address_for_orders(
    simulator: Running, sf: SfCaller, listener: Listener
) -> None:
    listen(simulator, listener, "sf")
    number = sf.number("R1", isDocall=1, sendStartTm="2030-01-01 10:00:00")
    simulator.fire_pushes("sf")
    (state,) = listener.heard[0]["orderState"]
    assert (state["orderNo"], state["waybillNo"], state["orderStateCode"]) == ("R1", number, "40001")


@pytest.mark.parametrize("suffix", [False, True])
def test_ems_pushes_each_event_hidden(
    simulator: Running, ems: EmsCaller, listener: Listener, *, suffix: bool
) -> None:
    simulator.choose(ems_push_suffix=suffix)
    listen(simulator, listener, "ems")
    number = json.loads(ems.create("R1")["retBody"])["waybillNo"]
    simulator.hand_over(number)
    simulator.move_clock(hours=3)
    simulator.fire_pushes("ems")
    assert [message["method"] for message in listener.heard] == ["040002", "040002"]
    assert {message["senderNo"] for message in listener.heard} == {ems.keys["sender_no"]}
    assert len({message["serialNo"] for message in listener.heard}) == 2
    key, hidden = ems.keys["sign_key"], listener.heard[0]["logitcsInterface"]
    plain = json.dumps(json.loads(_revealed(key, hidden, suffix=suffix)), ensure_ascii=False)
    assert ems_cipher.conceal(key, plain, suffix=suffix) == hidden
    assert json.loads(plain)["orderNo"] == "R1" and json.loads(plain)["opCode"] == "203"


def test_a_forged_delivery_of_ems_is_hidden_with_a_strange_key(
    simulator: Running, ems: EmsCaller, listener: Listener
) -> None:
    listen(simulator, listener, "ems", "forged")
    simulator.hand_over(json.loads(ems.create("R1")["retBody"])["waybillNo"])
    simulator.fire_pushes("ems")
    assert len(listener.heard) == 2
    with pytest.raises(CannotRead, match="wrong key"):
        ems_cipher.reveal(ems.keys["sign_key"], listener.heard[0]["logitcsInterface"])


def _revealed(key: str, hidden: str, *, suffix: bool) -> str:
    text = reveal(key, hidden)
    return text.removesuffix(key) if suffix else text
