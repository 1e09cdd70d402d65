"""Every code of SF's scans in our words, and what only its sentences tell."""

import logging
from datetime import UTC, datetime
from typing import Any

import pytest

from beebox.adapters.carriers.sf.translate_scans import (
    STATUSES,
    event_from_wire,
    events_from_routes,
    moment_of,
    proof_of,
    status_of,
)
from beebox.logistics.track_words import Proof, Reason, TrackStatus
from tests.adapters.carriers.sf.conftest import NUMBER, OTHER

CODES = {
    TrackStatus.CREATED: [647],
    TrackStatus.PICKUP_SCHEDULED: [152],
    TrackStatus.PICKUP_FAILED: [131],
    TrackStatus.PICKED_UP: [
        *(43, 50, 51, 54, 129, 138, 188, 214, 651, 655, 656, 700, 701, 850, 950),
    ],
    TrackStatus.IN_TRANSIT: [
        *(10, 11, 30, 31, 36, 41, 46, 84, 105, 106, 126, 136, 137, 186, 187, 189, 302, 304, 3036),
        *(405, 406, 407, 570, 571, 626, 627, 649, 921, 930, 931, 932),
    ],
    TrackStatus.OUT_FOR_DELIVERY: [44, 47, 122, 123, 204, 212, 630, 677, 880, 933],
    TrackStatus.READY_FOR_COLLECTION: [125, 130, 632, 642, 678],
    TrackStatus.ATTEMPT_FAILED: [33, 70, 934],
    TrackStatus.HELD: [34, 66, 72, 77, 833, 870],
    TrackStatus.DELIVERED: [80, 97, 128, 607, 658, 679, 935],
    TrackStatus.INFO: [8000],
    TrackStatus.REDIRECTED: [99],
    TrackStatus.RETURNING: [631, 648],
    TrackStatus.RETURNED: [215, 660],
}
EACH = [(str(code), status) for status, codes in CODES.items() for code in codes]


def row(code: str, remark: str = "", **other: Any) -> dict[str, Any]:
    return {"opCode": code, "acceptTime": "2026-11-30 09:05:00", "remark": remark, **other}


@pytest.mark.parametrize(("code", "status"), EACH)
def test_a_code_has_its_status(code: str, status: TrackStatus) -> None:
    assert event_from_wire(NUMBER, row(code)).status is status


def test_no_code_is_left_out_and_none_invented() -> None:
    assert dict(EACH) == STATUSES


def test_a_code_nobody_knows_is_kept_and_moves_nothing() -> None:
    event = event_from_wire(NUMBER, row("7777", "拒收"))
    assert (event.status, event.code, event.reason) == (TrackStatus.UNKNOWN, "7777", None)


@pytest.mark.parametrize("code", ["33", "70"])
@pytest.mark.parametrize("why", ["客户拒收", "收件人拒签", "拒绝签收"])
def test_a_refusal_shows_in_the_reason(code: str, why: str) -> None:
    assert status_of(code, "", f"快件派送不成功（因{why}）") == (TrackStatus.REFUSED, Reason.REFUSED)


def test_a_parcel_not_fetched_is_no_failed_delivery() -> None:
    assert status_of("70", "46", "") == (TrackStatus.PICKUP_FAILED, Reason.OTHER)
    assert status_of("33", "46", "")[0] is TrackStatus.ATTEMPT_FAILED


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("因联系不上收方客户", Reason.NO_CONTACT),
        ("客户电话无人接听", Reason.NO_CONTACT),
        ("因收方客户地址不详", Reason.ADDRESS_BAD),
        ("地址有误", Reason.ADDRESS_BAD),
        ("客户不在家", Reason.NOT_PRESENT),
        ("因休息日或假期客户不便收件", Reason.PREMISES_CLOSED),
        ("与客户改约派送时间", Reason.RESCHEDULED),
        ("客户拒付到付款", Reason.FEE_UNPAID),
        ("收件人身份证件核验不通过", Reason.ID_CHECK_FAILED),
        ("因天气原因", Reason.WEATHER),
        ("因运力不足", Reason.CAPACITY),
        ("内有违禁品", Reason.PROHIBITED),
        ("应寄件人要求", Reason.SENDER_REQUEST),
        ("不知为何", Reason.OTHER),
    ],
)
def test_a_failed_attempt_says_why(text: str, reason: Reason) -> None:
    assert status_of("70", "", text) == (TrackStatus.ATTEMPT_FAILED, reason)


def test_a_reason_pushed_beside_the_remark_is_read_too() -> None:
    event = event_from_wire(NUMBER, row("70", "派送不成功", reasonCode="1", reasonName="客户拒收"))
    assert event.status is TrackStatus.REFUSED


def test_damage_stops_a_parcel_and_a_loss_is_only_a_reason() -> None:
    assert status_of("77", "", "外包装破损") == (TrackStatus.DAMAGED, Reason.DAMAGED)
    assert status_of("72", "", "疑似遗失") == (TrackStatus.HELD, Reason.LOST)
    assert status_of("34", "", "滞留") == (TrackStatus.HELD, None)


@pytest.mark.parametrize("code", ["44", "50", "80", "8000", "125"])
def test_a_sentence_alone_moves_nothing(code: str) -> None:
    """A courier on the way writes "if nobody answers"; nothing failed yet."""
    assert status_of(code, "", "如无人接听或拒收请联系客服") == (STATUSES[code], None)


@pytest.mark.parametrize(
    ("code", "remark", "proof"),
    [
        ("80", "已签收，签收人：本人", Proof.SELF),
        ("80", "您的快件已由同事代收", Proof.PROXY),
        ("80", "已放在前台", Proof.MAILROOM),
        ("80", "由物业代收", Proof.PROPERTY),
        ("80", "已放家门口", Proof.DOORSTEP),
        ("80", "已签收", None),
        ("607", "代理点收件", Proof.PROXY),
        ("128", "已取出", Proof.LOCKER),
        ("658", "合作点已派件", Proof.STATION),
    ],
)
def test_into_whose_hands(code: str, remark: str, proof: Proof | None) -> None:
    assert proof_of(code, remark) is proof
    assert event_from_wire(NUMBER, row(code, remark)).proof is proof


def test_only_a_delivery_has_hands() -> None:
    assert event_from_wire(NUMBER, row("44", "派送至物业前台")).proof is None


@pytest.mark.parametrize("code", ["648", "631", "99"])
def test_the_new_number_of_a_return_is_followed(code: str) -> None:
    assert event_from_wire(NUMBER, row(code, f"快件已退回，新单号{OTHER}")).successor == OTHER
    assert event_from_wire(NUMBER, row("30", f"新单号{OTHER}")).successor == ""


def test_a_scan_is_told_in_the_time_of_china() -> None:
    event = event_from_wire(NUMBER, row("50", "已收取", acceptAddress="广州市"))
    assert event.at == datetime(2026, 11, 30, 1, 5, tzinfo=UTC)
    assert (event.text, event.place) == ("已收取", "广州市")


def test_moments_come_in_three_shapes() -> None:
    moment = datetime(2026, 11, 30, 1, 5, tzinfo=UTC)
    for told in ("2026-11-30 09:05:00", "2026-11-30T09:05:00+08:00", 1795999500000, "1795999500000"):
        expected = datetime.fromtimestamp(1795999500, UTC) if "1795" in str(told) else moment
        assert moment_of(told) == expected
    for told in ("", None, "gestern", "09:05", "0001-01-01 00:00:00", "9999-12-31 23:59:59"):
        with pytest.raises(ValueError):
            moment_of(told)


def test_scans_of_many_parcels_come_in_one_answer(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    told = {
        "routeResps": [
            {"mailNo": NUMBER, "routes": [row("50"), row("30"), {"opCode": "80"}, row("")]},
            {"mailNo": OTHER, "routes": []},
            {"mailNo": "020123456782", "routes": [row("80", opcode="80")]},
            {"mailNo": "?", "routes": [row("80")]},
        ]
    }
    found = [(event.number, event.code) for event in events_from_routes(told)]
    assert found == [(NUMBER, "50"), (NUMBER, "30"), ("020123456782", "80")]
    assert len(caplog.records) == 3


@pytest.mark.parametrize("told", [None, {}, [], {"routeResps": None}, {"routeResps": [{"mailNo": NUMBER}]}])
def test_nothing_known_is_no_scan(told: object) -> None:
    assert events_from_routes(told) == []


def test_unprintable_signs_stay_out_of_a_page() -> None:
    assert event_from_wire(NUMBER, row("50", "已\x00收\u202e取\n")).text == "已收取"
