"""Messages to addresses of programs: signed, tried again, given up visibly, never to the inside."""

import base64
import hashlib
import hmac
import json
import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select, text

from beebox.accounts.api_keys import Scope
from beebox.accounts.roles import SYSTEM, Role
from beebox.kernel.clock import SystemClock
from beebox.kernel.db import Office
from beebox.kernel.settings import ROOT, Settings
from beebox.logistics.api import outward
from beebox.logistics.api.feed import sequence_changes
from beebox.logistics.api.hooks import (
    make_webhook,
    replay_given_up,
    replay_since,
    send_test,
    start_again,
    stopped,
    webhook,
)
from beebox.logistics.api.models import Webhook, WebhookMessage, WebhookSending, WebhookTry
from beebox.logistics.api.outward import UrlRefused, check_url, may_reach, post
from beebox.logistics.api.sending import WAITS, send_due
from beebox.logistics.api.signing import headers_of, new_signing_secret
from tests.conftest import settings_in, stage
from tests.logistics.api.conftest import ProgramMaker
from tests.logistics.api.test_feed import parcel, set_number


class Receiver:
    """A program of somebody else's on this machine; it answers what it is told to."""

    def __init__(self) -> None:
        self.got: list[tuple[dict[str, str], bytes]] = []
        self.status = 200
        self.location = ""
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                receiver.got.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(receiver.status)
                if receiver.location:
                    self.send_header("Location", receiver.location)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, args=(0.02,))
        self.thread.start()

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server.server_port}/hooks?of=bees"

    def close(self) -> None:
        self.server.shutdown()
        self.thread.join()
        self.server.server_close()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    made = Receiver()
    yield made
    made.close()


def hook_at(office: Office, url: str, *kinds: str, carrier: str = "") -> tuple[int, str]:
    with office.work() as work:
        hook, secret = make_webhook(work, "对方", url, kinds, carrier, SYSTEM)
        return hook.id, secret


def change(office: Office, number: str = "N1", carrier: str = "simulated") -> None:
    set_number(office, parcel(office, f"R-{number}", carrier), number)
    sequence_changes(office)


def hook_of(office: Office, hook_id: int) -> Webhook:
    with office.look() as work:
        found = work.session.get_one(Webhook, hook_id)
        work.session.expunge(found)
        return found


def sending_of(office: Office) -> WebhookSending:
    with office.look() as work:
        found = work.session.scalars(select(WebhookSending)).one()
        work.session.expunge(found)
        return found


def later(office: Office, wait: timedelta) -> None:
    stage(office).move_to(office.now() + wait)


def verify(secret: str, headers: dict[str, str], body: bytes) -> bool:
    """As the specification tells a receiver to, and written without our own code."""
    key = base64.b64decode(secret.split("_", 1)[1])
    signed = b".".join([headers["webhook-id"].encode(), headers["webhook-timestamp"].encode(), body])
    wanted = base64.b64encode(hmac.digest(key, signed, hashlib.sha256))
    given = [part.split(",", 1) for part in headers["webhook-signature"].split(" ")]
    return any(version == "v1" and hmac.compare_digest(wanted, value.encode()) for version, value in given)


def test_a_change_arrives_signed_over_time_and_body(office: Office, receiver: Receiver) -> None:
    _, secret = hook_at(office, receiver.url)
    change(office)
    assert send_due(office) == 1
    [(headers, body)] = receiver.got
    assert verify(secret, headers, body)
    assert not verify(secret, {**headers, "webhook-timestamp": "1"}, body)
    assert not verify(secret, headers, body + b" ")
    assert headers["webhook-id"].startswith("msg_")
    assert abs(int(headers["webhook-timestamp"]) - office.now().timestamp()) < 60
    told = json.loads(body)
    assert (told["type"], told["data"]["number"]) == ("waybill.updated", "N1")
    assert datetime.fromisoformat(told["timestamp"]).tzinfo is not None
    assert send_due(office) == 0 and sending_of(office).delivered_at is not None


def test_the_secret_is_not_readable_in_the_database(office: Office, receiver: Receiver) -> None:
    hook_id, secret = hook_at(office, receiver.url)
    assert secret.startswith("whsec_") and len(base64.b64decode(secret[6:])) == 32
    assert secret not in hook_of(office, hook_id).secret
    with office.work() as work:
        work.session.get_one(Webhook, hook_id).secret = "AAAA"
    change(office)
    assert send_due(office) == 0 and receiver.got == []


def test_an_address_gets_only_what_it_asked_for(office: Office, receiver: Receiver) -> None:
    hook_at(office, receiver.url, "waybill.delivered")
    hook_at(office, receiver.url, carrier="ems")
    change(office, "N1")
    change(office, "N2", "ems")
    send_due(office)
    assert [json.loads(body)["data"]["number"] for _, body in receiver.got] == ["N2"]


def test_what_fails_is_tried_again_ever_later_and_then_given_up(office: Office, receiver: Receiver) -> None:
    hook_id, _ = hook_at(office, receiver.url)
    change(office)
    receiver.status = 500
    for wait in WAITS:
        assert send_due(office) == 0
        with office.work() as work:
            start_again(work, webhook(work, hook_id))
        assert send_due(office) == 0
        later(office, wait)
    send_due(office)
    assert len(receiver.got) == len(WAITS) + 1
    ids = {headers["webhook-id"] for headers, _ in receiver.got}
    assert len(ids) == 1 and len({body for _, body in receiver.got}) == 1
    assert sending_of(office).given_up_at is not None and sending_of(office).due_at is None
    with office.look() as work:
        tries = work.session.scalars(select(WebhookTry).order_by(WebhookTry.id)).all()
        assert [one.status for one in tries] == [500] * len(receiver.got)
    receiver.status = 204
    with office.work() as work:
        start_again(work, webhook(work, hook_id))
        assert replay_given_up(work) == 1
    assert send_due(office) == 1


def test_an_address_where_nothing_gets_through_for_days_is_stopped_and_told(
    office: Office,
    receiver: Receiver,
    caplog: pytest.LogCaptureFixture,
    signed_in: Callable[..., FlaskClient],
) -> None:
    hook_id, _ = hook_at(office, receiver.url)
    receiver.status = 503
    change(office, "N1")
    for _ in range(4):
        send_due(office)
        later(office, timedelta(days=1, minutes=1))
    assert not hook_of(office, hook_id).active
    assert "was stopped" in caplog.text
    with office.look() as work:
        assert [hook.id for hook in stopped(work)] == [hook_id]
    assert "停下的推送" in signed_in(Role.SUPERVISOR).get("/alarms").text
    seen = len(receiver.got)
    change(office, "N2")
    later(office, timedelta(days=1))
    assert send_due(office) == 0 and len(receiver.got) == seen
    receiver.status = 200
    with office.work() as work:
        hook = webhook(work, hook_id)
        start_again(work, hook)
        assert replay_since(work, hook, work.now() - timedelta(days=10)) == 2
    assert send_due(office) == 2


def test_one_success_ends_the_failing(office: Office, receiver: Receiver) -> None:
    hook_id, _ = hook_at(office, receiver.url)
    receiver.status = 500
    change(office)
    send_due(office)
    assert hook_of(office, hook_id).failing_since is not None
    receiver.status = 200
    later(office, WAITS[0])
    assert send_due(office) == 1
    assert hook_of(office, hook_id).failing_since is None


def test_who_answers_gone_is_sent_nothing_more(office: Office, receiver: Receiver) -> None:
    hook_id, _ = hook_at(office, receiver.url)
    receiver.status = 410
    change(office)
    send_due(office)
    assert not hook_of(office, hook_id).active


def test_a_broken_address_does_not_hold_up_the_others(office: Office, receiver: Receiver) -> None:
    closed = Receiver()
    closed.close()
    hook_at(office, closed.url)
    hook_at(office, receiver.url)
    for number in ("N1", "N2", "N3"):
        change(office, number)
    assert send_due(office) == 3
    with office.look() as work:
        failed = work.session.scalars(select(WebhookTry).where(WebhookTry.status.is_(None))).all()
        assert len(failed) == 1 and failed[0].error


def test_a_process_that_dies_while_sending_sends_again(any_office: Office, receiver: Receiver) -> None:
    from beebox.logistics.api.sending import LEASE, _claim

    hook_at(any_office, receiver.url)
    change(any_office)
    assert _claim(any_office, set()) is not None
    assert send_due(any_office) == 0
    later(any_office, LEASE)
    assert send_due(any_office) == 1


def test_two_senders_send_each_message_once(any_office: Office, receiver: Receiver) -> None:
    hook_at(any_office, receiver.url)
    for n in range(12):
        change(any_office, f"N{n}")
    threads = [threading.Thread(target=send_due, args=(any_office,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    send_due(any_office)
    ids = [headers["webhook-id"] for headers, _ in receiver.got]
    assert len(ids) == len(set(ids)) == 12


def test_a_redirect_is_not_followed(office: Office, receiver: Receiver) -> None:
    other = Receiver()
    receiver.status, receiver.location = 307, other.url
    hook_at(office, receiver.url)
    change(office)
    assert send_due(office) == 0 and len(receiver.got) == 1
    other.close()
    assert other.got == []


@pytest.fixture
def abroad(tmp_path: Path) -> Settings:
    """The settings of a real installation: nothing of this machine may be reached."""
    return settings_in(tmp_path / "abroad", MODE="production", PUBLIC_URL="https://bee.example")


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.0",
        "224.0.0.1", "255.255.255.255", "::1", "::", "fe80::1", "fc00::1", "::ffff:127.0.0.1",
        "::ffff:169.254.169.254", "64:ff9b::7f00:1", "2002:7f00:1::", "ff02::1", "192.0.2.1",
    ],
)  # fmt: skip
def test_the_inside_is_not_reached(address: str, abroad: Settings) -> None:
    assert not may_reach(abroad, ip_address(address))
    literal = f"[{address}]" if ":" in address else address
    with pytest.raises(UrlRefused):
        check_url(abroad, f"https://{literal}/hooks")
    assert post(abroad, f"https://{literal}/hooks", {}, b"{}").error == "address not allowed"


@pytest.mark.parametrize("address", ["1.1.1.1", "114.114.114.114", "2606:4700::1111", "64:ff9b::101:101"])
def test_the_outside_is_reached(address: str, abroad: Settings) -> None:
    assert may_reach(abroad, ip_address(address))


@pytest.mark.parametrize(
    "url",
    ["http://bee.example/", "ftp://bee.example/", "https://", "https://u:p@bee.example/", "https:///x",
     "https://bee.example/#x", "https://bee.example:0/", "https://bee.example:99999/", "https://蜂.example/",
     "https://a b/", "https://x/" + "y" * 500, "file:///etc/passwd", "//bee.example", "https://[::1/"],
)  # fmt: skip
def test_an_address_that_makes_no_sense_is_refused(url: str, abroad: Settings) -> None:
    with pytest.raises(UrlRefused):
        check_url(abroad, url)


def test_a_name_that_leads_inside_is_not_connected_to(abroad: Settings, receiver: Receiver) -> None:
    """Only when sending is a name looked up, and all its addresses are judged."""
    port = receiver.server.server_port
    check_url(abroad, f"https://localhost:{port}/")
    assert post(abroad, f"https://localhost:{port}/", {}, b"{}").error == "address not allowed"
    assert receiver.got == []


def test_a_network_of_ours_is_reached_where_the_settings_name_it(tmp_path: Path) -> None:
    told = settings_in(tmp_path, MODE="production", WEBHOOK_NETWORKS="10.20.0.0/16,fd00::/8")
    assert may_reach(told, ip_address("10.20.3.4")) and may_reach(told, ip_address("fd00::1"))
    assert not may_reach(told, ip_address("10.21.0.1"))


def test_who_answers_too_slowly_is_left(office: Office) -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        settings = office.use(Settings)
        before = outward.SECONDS
        outward.SECONDS = 0.3
        try:
            answer = post(settings, f"http://127.0.0.1:{silent.getsockname()[1]}/", {}, b"{}")
        finally:
            outward.SECONDS = before
    assert (answer.status, answer.error) == (None, "timed out")


def test_the_administrators_page_makes_tries_and_replays(
    office: Office, receiver: Receiver, signed_in: Callable[..., FlaskClient]
) -> None:
    browser = signed_in(Role.ADMINISTRATOR)
    form = {"name": "对方", "url": receiver.url, "carrier": "", "all": "1"}
    made = browser.post("/admin/webhooks", data=form)
    secret = made.text.split('class="code secret">')[1].split("<")[0]
    assert made.status_code == 201 and secret.startswith("whsec_")
    assert secret not in browser.get("/admin/webhooks").text
    with office.look() as work:
        hook_id = work.session.scalars(select(Webhook.id)).one()
    page = f"/admin/webhooks/{hook_id}"
    assert browser.post(f"{page}/test").status_code == 303
    assert send_due(office) == 1 and verify(secret, *receiver.got[0])
    assert "HTTP 200" in browser.get(page).text
    sending = sending_of(office).id
    assert browser.post(f"{page}/replay", data={"sending": str(sending)}).status_code == 303
    assert browser.post(f"{page}/replay", data={"since": "2026-01-01T00:00"}).status_code == 303
    assert send_due(office) == 1 and receiver.got[0][1] == receiver.got[1][1]
    assert browser.post(f"{page}/replay", data={"since": "yesterday"}).status_code == 422
    assert browser.post("/admin/webhooks", data={**form, "url": "http://10.0.0.1/"}).status_code == 422
    assert browser.post(f"{page}/remove").status_code == 303
    assert browser.get(page).status_code == 404


def test_a_program_asks_for_its_messages_again(
    office: Office, receiver: Receiver, program: ProgramMaker
) -> None:
    hook_id, _ = hook_at(office, receiver.url, carrier="simulated")
    change(office)
    send_due(office)
    asking = program(Scope.WEBHOOKS)
    assert [hook["id"] for hook in asking.get("/webhooks").get_json()["webhooks"]] == [hook_id]
    answer = asking.post(f"/webhooks/{hook_id}/replays", {"since": "2026-01-01T00:00:00Z"})
    assert answer.status_code == 202 and answer.get_json() == {"messages": 1}
    assert send_due(office) == 1 and len(receiver.got) == 2
    other = program(Scope.WEBHOOKS, carrier="ems")
    assert other.post(f"/webhooks/{hook_id}/replays", {"since": "2026-01-01T00:00:00Z"}).status_code == 404


def test_sent_messages_are_forgotten_after_a_month_and_waiting_ones_are_not(
    office: Office, receiver: Receiver
) -> None:
    from beebox.logistics.api.sweeping import sweep_api

    hook_id, _ = hook_at(office, receiver.url)
    change(office, "N1")
    send_due(office)
    with office.work() as work:
        send_test(work, webhook(work, hook_id))
    later(office, timedelta(days=31))
    sweep_api(office)
    with office.look() as work:
        assert work.session.scalars(select(WebhookMessage.kind)).all() == ["webhook.test"]
        assert work.session.scalar(text("SELECT count(*) FROM webhook_tries")) == 0


def test_the_receiver_of_the_documents_takes_what_we_send_and_refuses_the_rest(
    office: Office, tmp_path: Path
) -> None:
    """As it stands in docs/courier-api.md, in a process of its own, on a clock that is not moved."""
    code = (ROOT / "docs" / "courier-api.md").read_text().split("```python\n")[1].split("```")[0]
    (tmp_path / "receiver.py").write_text(code)
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    secret = new_signing_secret()
    words = [sys.executable, str(tmp_path / "receiver.py"), secret, str(port)]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as other:
        try:
            _wait_for(port)
            body, now = b'{"type":"webhook.test"}', int(SystemClock().now().timestamp())
            sent = [
                (headers_of(secret, "msg_1", now, body), body),
                (headers_of(secret, "msg_1", now, body), body),
                (headers_of(new_signing_secret(), "msg_2", now, body), body),
                (headers_of(secret, "msg_3", now - 3600, body), body),
                (headers_of(secret, "msg_4", now, body), body + b" "),
            ]
            url, settings = f"http://127.0.0.1:{port}/", office.use(Settings)
            assert [post(settings, url, *one).status for one in sent] == [204, 204, 401, 401, 401]
        finally:
            other.terminate()
        assert other.stdout is not None and other.stdout.read() == "webhook.test\n"


def _wait_for(port: int) -> None:
    for _ in range(200):
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            threading.Event().wait(0.05)
        else:
            return
