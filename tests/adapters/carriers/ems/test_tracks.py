"""Scans of EMS, pulled and pushed."""

import json
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.adapters.carriers.ems.cipher import Envelope
from beebox.adapters.carriers.ems.translate_answers import read_answer
from beebox.adapters.carriers.ems.translate_tracks import event_from, events_from, read_push
from beebox.logistics.faults import AuthFailed, BadResponse, Forged
from beebox.logistics.track_words import CarrierEvent, Proof, TrackStatus
from tests.adapters.carriers.ems.far_side import KEY, SENDER

NUMBER = "1234567890123"
ROW = {
    "waybillNo": NUMBER, "opTime": "2026-11-26 09:30:00", "opCode": "704", "opName": "投递邮件妥投",
    "opDesc": "已签收，本人收", "opOrgProvName": "广东省", "opOrgCity": "广州市", "opOrgCode": "51000001",
    "opOrgName": "越秀投递部", "operatorNo": "1", "operatorName": "", "deliverCode": "10",
    "attemptDeliveryCode": None, "productName": "特快专递",
}  # fmt: skip
EVENT = CarrierEvent(
    number=NUMBER,
    code="704",
    status=TrackStatus.DELIVERED,
    at=datetime(2026, 11, 26, 1, 30, tzinfo=UTC),
    text="已签收，本人收",
    proof=Proof.SELF,
    place="广东省广州市越秀投递部",
    office="51000001",
)


def told(body: object, code: str = "00000", text: str = "") -> list[CarrierEvent]:
    answer = read_answer(json.dumps({"retCode": code, "retMsg": text, "retBody": body}, ensure_ascii=False))
    return events_from(answer, NUMBER)


@pytest.mark.parametrize(
    "body",
    [
        {"responseItems": [ROW]},
        json.dumps({"responseItems": [ROW]}),
        [ROW],
        [{"responseItems": [ROW]}],
        {"responseItems": [{**ROW, "waybillNo": ""}]},
    ],
)
def test_scans_are_read_in_every_dress(body: object) -> None:
    assert told(body) == [EVENT]


@pytest.mark.parametrize("body", [None, "", "{}", {"responseItems": []}, {"responseItems": None}, []])
def test_success_without_scans_means_nothing_is_known(body: object) -> None:
    assert told(body, text="无此邮件的客户信息") == []
    assert told(body, text="成功") == []


def test_a_number_the_carrier_does_not_know_is_nothing_known_and_bad_keys_are_not() -> None:
    assert told(None, "B0003", "没有这个邮件") == []
    assert told(None, "S9", "查无此邮件信息") == []
    with pytest.raises(AuthFailed):
        told(None, "S9", "授权码不存在")


@pytest.mark.parametrize(
    "row",
    [
        "text", None, 7, {}, {**ROW, "opTime": ""}, {**ROW, "opTime": "yesterday"}, {**ROW, "opCode": ""},
        {**ROW, "waybillNo": "<script>"}, {**ROW, "opCode": "x" * 21},
    ],
)  # fmt: skip
def test_a_row_that_is_none_is_refused(row: object) -> None:
    with pytest.raises(BadResponse):
        told({"responseItems": [row]})


@pytest.mark.parametrize(
    "shown",
    ["2026-11-26 09:30:00", "2026-11-26T09:30:00", "2026/11/26 09:30:00", "2026-11-26 09:30:00.0",
     "2026-11-26T01:30:00Z", "2026-11-26T01:30:00+00:00", "1795656600000", 1795656600000],
)  # fmt: skip
def test_a_time_without_a_zone_is_local(shown: object) -> None:
    assert event_from({**ROW, "opTime": shown}).at == EVENT.at


def test_a_text_is_kept_without_signs_no_page_can_show() -> None:
    event = event_from({**ROW, "opDesc": "已\x00签\u202e收" + "长" * 400, "opOrgCity": "广州市"})
    assert event.text.startswith("已签收") and len(event.text) == 300


def test_a_new_number_on_the_way_back_is_followed() -> None:
    row = {**ROW, "opCode": "708", "opDesc": "退回妥投，新邮件号：9876543210987"}
    assert event_from(row).successor == "9876543210987"
    assert event_from({**ROW, "opDesc": f"新单号{NUMBER}"}).successor == ""


@given(st.dictionaries(st.sampled_from(sorted(ROW)), st.none() | st.text() | st.integers() | st.booleans()))
def test_any_row_is_read_or_refused(change: dict[str, Any]) -> None:
    try:
        event = event_from({**ROW, **change})
    except BadResponse:
        return
    assert event.at.tzinfo is not None and len(event.text) <= 300


def pushed(inside: object, **change: object) -> bytes:
    text = inside if isinstance(inside, str) else json.dumps(inside, ensure_ascii=False)
    return json.dumps(message(Envelope(KEY).seal(text)) | change).encode()


def message(sealed: str) -> dict[str, Any]:
    return {
        "logitcsInterface": sealed, "method": "040002", "msgType": "0", "senderNo": SENDER, "serialNo": "S1",
        "timeStamp": "2026-11-26 09:31:00", "version": "V1.0.0",
    }  # fmt: skip


def read(body: bytes) -> list[CarrierEvent]:
    return read_push(body, Envelope(KEY), SENDER)[1]


def test_a_push_is_opened_with_and_without_the_key_behind_it() -> None:
    assert read(pushed({**ROW, "orderNo": "LBB-1"})) == [EVENT]
    bare = Envelope(KEY)
    bare._key_text = ""
    assert read(json.dumps(message(bare.seal(json.dumps(ROW)))).encode()) == [EVENT]


@pytest.mark.parametrize("inside", [[ROW, ROW], {"responseItems": [ROW, ROW]}])
def test_a_push_may_carry_several_scans(inside: object) -> None:
    assert read(pushed(inside)) == [EVENT, EVENT]


def test_a_push_may_come_as_a_form() -> None:
    assert read(urlencode(message(Envelope(KEY).seal(json.dumps(ROW)))).encode()) == [EVENT]


@pytest.mark.parametrize(
    "change",
    [
        {"senderNo": "1100000000002"},
        {"senderNo": None},
        {"senderNo": ""},
        {"logitcsInterface": "|$4|AAAA"},
        {"logitcsInterface": json.dumps(ROW)},
        {"logitcsInterface": ""},
        {"logitcsInterface": None},
        {"logitcsInterface": Envelope("MDEyMzQ1Njc4OWFiY2RlZg==").seal(json.dumps(ROW))},
    ],
)
def test_a_push_that_is_not_from_the_carrier_is_forged(change: dict[str, object]) -> None:
    with pytest.raises(Forged):
        read(pushed(ROW, **change))


@pytest.mark.parametrize(
    "body",
    [b"", b"{", b"[]", b"\xff\xfe", b"a=b", b"null", b"[" * 50_000, b"{" * 50_000, pushed("no json"),
     pushed({}), pushed([1]), pushed(ROW, method="040009")],
)  # fmt: skip
def test_a_push_that_cannot_be_read_is_a_riddle(body: bytes) -> None:
    with pytest.raises(BadResponse):
        read(body)


@given(st.binary(max_size=300))
def test_any_bytes_pushed_are_read_or_refused(body: bytes) -> None:
    with pytest.raises((BadResponse, Forged)):
        read(body)
