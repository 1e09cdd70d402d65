"""Every magic word does what docs/carrier-simulator.md says, on both lines."""

import json
from collections.abc import Callable
from typing import Any

import httpx
import pytest

from beebox.carrier_sim.journeys import Journey
from beebox.carrier_sim.troubles import LABEL_EXPIRED, MAGIC, NO_FEE
from beebox.kernel.settings import ROOT
from tests.carrier_sim.callers import EmsCaller, SfCaller, ems_order, sf_order
from tests.carrier_sim.running import Running

DOCUMENT = (ROOT / "docs" / "carrier-simulator.md").read_text()
Post = Callable[[str], httpx.Response]
"""Orders under R1 for a receiver of this name."""


@pytest.fixture(params=["ems", "sf"])
def post(request: pytest.FixtureRequest, ems: EmsCaller, sf: SfCaller) -> Post:
    if request.param == "ems":
        return lambda name: ems.post("020003", [ems_order("R1", name=name)])
    return lambda name: sf.post("EXP_RECE_CREATE_ORDER", sf_order("R1", sf.keys, name=name))


def inner(answer: httpx.Response) -> tuple[str, Any]:
    """The code that counts, and the payload, of either carrier."""
    told = answer.json()
    if "retCode" in told:
        text = told["retBody"]
        return told["retCode"], json.loads(text) if isinstance(text, str) and text else text
    if told["apiResultCode"] != "A1000" or told["apiResultData"] is None:
        return told["apiResultCode"], told["apiResultData"]
    text = told["apiResultData"]
    data = json.loads(text) if isinstance(text, str) else text
    return data["errorCode"], data["msgData"]


def number_in(payload: Any) -> str:
    return payload.get("waybillNo") or payload["waybillNoInfoList"][0]["waybillNo"]  # type: ignore[no-any-return]


def test_every_word_stands_in_the_document() -> None:
    pairs = [(magic.english, magic.chinese) for magic in MAGIC] + [LABEL_EXPIRED, NO_FEE]
    assert [pair for pair in pairs if f"| `{pair[0]}` | {pair[1]} |" not in DOCUMENT] == []
    words = [word for pair in pairs for word in pair]
    assert len(set(words)) == len(words)
    assert [(a, b) for a in words for b in words if a != b and a in b] == []


def test_every_journey_has_its_word() -> None:
    chosen = {magic.effect for magic in MAGIC if isinstance(magic.effect, Journey)}
    assert set(Journey) - chosen == {Journey.NORMAL}


@pytest.mark.parametrize(
    ("word", "codes"),
    [
        ("SIM_REJECT", {"B0012", "20035"}),
        ("模拟拒收", {"B0012", "20035"}),
        ("SIM_POOL_EMPTY", {"B0006", "8119"}),
        ("SIM_CARD_INVALID", {"B0007", "8114"}),
    ],
)
def test_words_that_refuse(simulator: Running, post: Post, word: str, codes: set[str]) -> None:
    for _ in range(2):
        assert inner(post(word))[0] in codes
    assert simulator.accepted("R1") == 0


@pytest.mark.parametrize("word", ["SIM_OUT_OF_RANGE", "SIM_REVIEW", "SIM_UNPARSABLE"])
def test_words_for_where_it_does_not_go_use_no_number(simulator: Running, post: Post, word: str) -> None:
    code, payload = inner(post(word))
    assert code in {"B0009", "B0013"} or payload["waybillNoInfoList"] == []
    assert simulator.accepted("R1") == 0


@pytest.mark.parametrize("word", ["SIM_BUSY", "SIM_THROTTLE", "SIM_EXPIRE_TOKEN"])
def test_words_for_calls_that_may_be_made_again(simulator: Running, post: Post, word: str) -> None:
    assert inner(post(word))[0] in {"E0007", "E0006", "E0002", "A1009", "A1005", "A1002"}
    assert simulator.accepted("R1") == 0
    assert number_in(inner(post(word))[1])


@pytest.mark.parametrize(
    ("word", "accepted"), [("SIM_TIMEOUT_AFTER_ACCEPT", 1), ("模拟丢单", 0), ("SIM_HANG", 1)]
)
def test_words_that_close_the_line(simulator: Running, post: Post, word: str, accepted: int) -> None:
    simulator.choose(hang_seconds=0, sf_duplicates="first")
    with pytest.raises(httpx.RemoteProtocolError):
        post(word)
    assert simulator.accepted("R1") == accepted
    assert number_in(inner(post(word))[1]) == simulator.orders("R1")[0]["number"]


def test_a_line_that_cannot_be_used(simulator: Running, post: Post) -> None:
    assert post("模拟断网").status_code == 503
    assert simulator.accepted("R1") == 0


def test_a_page_instead_of_an_answer(simulator: Running, post: Post) -> None:
    answer = post("SIM_HTML_ANSWER")
    assert answer.status_code == 200 and answer.text.startswith("<html>")
    assert simulator.accepted("R1") == 1


def test_nothing_instead_of_an_answer(simulator: Running, post: Post) -> None:
    code, payload = inner(post("SIM_NULL_ANSWER"))
    assert code in {"00000", "A1000"} and payload is None
    assert simulator.accepted("R1") == 1


def test_an_object_instead_of_a_text(post: Post) -> None:
    told = post("SIM_OBJECT_ANSWER").json()
    assert isinstance(told.get("retBody") or told["apiResultData"], dict)


def test_success_without_a_number(simulator: Running, post: Post) -> None:
    code, payload = inner(post("SIM_SUCCESS_BUT_EMPTY"))
    assert code in {"00000", "S0000"} and not payload
    assert simulator.accepted("R1") == 0
    assert number_in(inner(post("SIM_SUCCESS_BUT_EMPTY"))[1])


def test_a_first_order_that_is_told_to_exist(simulator: Running, post: Post) -> None:
    assert inner(post("SIM_DUPLICATE_ORDER"))[0] in {"B0002", "8016"}
    assert simulator.accepted("R1") == 1


def test_who_pays_at_the_door_is_refused_and_nobody_else(ems: EmsCaller, sf: SfCaller) -> None:
    assert ems.create("R1", name="SIM_PAYMENT_REFUSED")["retCode"] == "00000"
    assert ems.create("R2", name="SIM_PAYMENT_REFUSED", paymentMode="2")["retCode"] == "B0008"
    assert sf.create("R3", name="SIM_PAYMENT_REFUSED", payMethod=2)["errorCode"] == "8256"


def test_a_contract_without_payment_at_the_door(simulator: Running, ems: EmsCaller) -> None:
    simulator.choose(receiver_pays=False)
    assert ems.create("R2", paymentMode="2")["retCode"] == "B0008"
    assert ems.create("R2")["retCode"] == "00000"


def test_a_cancellation_that_is_too_late_or_lost(simulator: Running, sf: SfCaller) -> None:
    sf.number("R1", name="SIM_CANCEL_TOO_LATE")
    assert sf.ask("EXP_RECE_UPDATE_ORDER", {"orderId": "R1", "dealType": 2})["errorCode"] == "8252"
    sf.number("R2", name="模拟取消超时")
    with pytest.raises(httpx.RemoteProtocolError):
        sf.post("EXP_RECE_UPDATE_ORDER", {"orderId": "R2", "dealType": 2})
    assert sf.ask("EXP_RECE_UPDATE_ORDER", {"orderId": "R2", "dealType": 2})["errorCode"] == "8037"


def test_a_fee_that_is_never_told(simulator: Running, sf: SfCaller) -> None:
    number = sf.number("R1", name="SIM_NO_FEE")
    simulator.hand_over(number)
    told = sf.ask("EXP_RECE_QUERY_SFWAYBILL", {"trackingType": 2, "trackingNum": number})
    assert told["msgData"]["waybillFeeList"] == []


TRAVELS = {
    "SIM_SLOW": (["203", "305", "516", "702", "704"], ["50", "30", "31", "44", "80"]),
    "SIM_ATTEMPT_FAILED": (
        ["203", "305", "516", "702", "705", "702", "704"],
        ["50", "30", "31", "44", "70", "44", "80"],
    ),
    "SIM_LOCKER": (["203", "305", "516", "702", "747", "704"], ["50", "30", "31", "44", "125", "80"]),
    "SIM_UNCOLLECTED": (
        ["203", "305", "516", "702", "747", "708", "711"],
        ["50", "30", "31", "44", "125", "648", "660"],
    ),
    "SIM_REFUSED": (
        ["203", "305", "516", "702", "705", "708", "711"],
        ["50", "30", "31", "44", "33", "648", "660"],
    ),
    "SIM_LOST": (["203", "305", "987"], ["50", "30", "34"]),
    "SIM_DAMAGED": (
        ["203", "305", "516", "534", "702", "704"],
        ["50", "30", "31", "66", "44", "80"],
    ),
    "SIM_REVERSAL": (
        ["203", "305", "516", "702", "704", "743", "702", "704"],
        ["50", "30", "31", "44", "80", "44", "80"],
    ),
    "SIM_RETURN_AFTER_DELIVERY": (
        ["203", "305", "516", "702", "704", "741", "711"],
        ["50", "30", "31", "44", "80", "648", "660"],
    ),
    "SIM_STUCK": (["203", "305"], ["50", "30"]),
    "SIM_REDIRECTED": (
        ["203", "305", "516", "702", "756", "702", "704"],
        ["50", "30", "31", "44", "99", "44", "80"],
    ),
    "SIM_UNKNOWN_CODE": (
        ["203", "305", "516", "Z99", "702", "704"],
        ["50", "30", "31", "9999", "44", "80"],
    ),
}


def ems_codes(ems: EmsCaller, number: str) -> list[str]:
    told = json.loads(ems.ask("040001", {"waybillNo": number, "direction": "0"})["retBody"])
    return [item["opCode"] for item in told["responseItems"]]


def sf_rows(sf: SfCaller, number: str) -> list[dict[str, str]]:
    told = sf.ask("EXP_RECE_SEARCH_ROUTES", {"trackingType": 1, "trackingNumber": [number]})
    return told["msgData"]["routeResps"][0]["routes"]  # type: ignore[no-any-return]


@pytest.mark.parametrize("word", TRAVELS)
def test_words_that_choose_a_journey(simulator: Running, ems: EmsCaller, sf: SfCaller, word: str) -> None:
    posted = json.loads(ems.create("R1", name=word)["retBody"])["waybillNo"]
    carried = sf.number("R1", name=word)
    simulator.hand_over(posted, carried)
    simulator.move_clock(hours=250)
    told = [row["opCode"] for row in sf_rows(sf, carried)]
    assert (ems_codes(ems, posted), told) == TRAVELS[word]


def test_a_courier_who_finds_nobody_comes_again(simulator: Running, sf: SfCaller) -> None:
    start = f"{simulator.now().replace(year=simulator.now().year + 1):%Y-%m-%d} 10:00:00"
    number = sf.number("R1", name="SIM_PICKUP_FAILED", isDocall=1, sendStartTm=start)
    simulator.move_clock(hours=24 * 370)
    rows = sf_rows(sf, number)
    assert [row["opCode"] for row in rows] == ["131", "50", "30", "31", "44", "80"]
    assert rows[0]["reasonCode"] == "46"


def test_a_parcel_that_goes_back_gets_a_new_number(simulator: Running, ems: EmsCaller, sf: SfCaller) -> None:
    word = "模拟退回换号"
    posted = json.loads(ems.create("R1", name=word)["retBody"])["waybillNo"]
    carried = sf.number("R2", name=word)
    simulator.hand_over(posted, carried)
    simulator.move_clock(hours=100)
    last = sf_rows(sf, carried)[-1]
    onward = last["remark"].split("新单号 ")[1]
    assert (last["opCode"], onward != carried) == ("648", True)
    assert [row["opCode"] for row in sf_rows(sf, onward)] == ["50", "30", "80"]
    assert ems_codes(ems, posted)[-1] == "708"
    homeward = simulator.orders(carrier="ems")[0]
    assert homeward["predecessor"] == posted
    assert ems_codes(ems, homeward["number"]) == ["203", "305", "711"]
    assert (simulator.accepted("R1"), simulator.accepted("R2")) == (1, 1)
