"""What EMS answers, however it dresses it, and what is no answer."""

import base64
import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.adapters.carriers.ems import refusals
from beebox.adapters.carriers.ems import translate_answers as answers
from beebox.logistics.faults import (
    AuthFailed,
    BadResponse,
    CarrierFault,
    Conflict,
    NotServiceable,
    NumberPoolEmpty,
    OutcomeUnknown,
    PaymentRefused,
    Rejected,
    Throttled,
    Unavailable,
)
from beebox.logistics.orders import Booked, Cancelled, FeeKind, FeeLine, Quote, Reach
from beebox.logistics.places import Place

BOOKED = {"waybillNo": "1234567890123", "routeCode": "310-越秀-05"}


def answer(body: object, code: str = "00000", text: str = "") -> answers.Answer:
    return answers.read_answer(
        json.dumps({"retCode": code, "retMsg": text, "retBody": body}, ensure_ascii=False)
    )


@pytest.mark.parametrize("body", [BOOKED, [BOOKED], json.dumps(BOOKED), json.dumps([BOOKED])])
def test_a_number_is_found_in_every_dress(body: object) -> None:
    assert answers.booked_from(answer(body)) == Booked("1234567890123", "310-越秀-05")


@pytest.mark.parametrize(
    "body",
    [None, "", "null", {}, [], "[]", "{}", {"waybillNo": ""}, {"waybillNo": "12"}, "成功", [[]], 7, "{torn"],
)
def test_success_without_a_number_is_no_success(body: object) -> None:
    with pytest.raises(BadResponse):
        answers.booked_from(answer(body))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html><body>502 Bad Gateway</body></html>",
        "null",
        "[]",
        "{}",
        '{"retMsg":"x"}',
        "NaN",
        "[" * 100_000,
        "{",
    ],
)
def test_what_is_no_answer_cannot_be_read(text: str) -> None:
    with pytest.raises(BadResponse):
        answers.read_answer(text)


@given(st.text(max_size=200) | st.lists(st.none() | st.text(max_size=9), max_size=4).map(json.dumps))
def test_any_text_is_an_answer_or_refused(text: str) -> None:
    try:
        read = answers.read_answer(text)
    except BadResponse:
        return
    assert read.code


def test_private_data_is_hidden_in_what_is_kept_of_a_riddle() -> None:
    body = {"receiver": {"name": "李小明", "mobile": "13812345678", "address": "中山三路12号"}}
    with pytest.raises(BadResponse) as riddle:
        answers.read_answer(json.dumps({"body": json.dumps(body, ensure_ascii=False)}, ensure_ascii=False))
    assert all(secret not in riddle.value.raw for secret in ("李小明", "13812345678", "中山"))
    assert answers.fit_to_show("手机号13812345678、证件440106199001011234有误") == (
        "手机号138******78、证件440************234有误"
    )
    assert answers.fit_to_show("邮件1234567890123不存在\x00") == "邮件1234567890123不存在"


@pytest.mark.parametrize(
    ("code", "text", "kind"),
    [
        ("E0002", "", AuthFailed), ("E0004", "", AuthFailed), ("E0006", "", Throttled),
        ("E0007", "系统繁忙", Unavailable), ("B0001", "缺少字段", Rejected), ("B0002", "", Conflict),
        ("B0006", "", NumberPoolEmpty), ("B0007", "", NumberPoolEmpty), ("B0008", "", PaymentRefused),
        ("B0009", "", NotServiceable), ("B0010", "", Unavailable), ("B0013", "", NotServiceable),
        ("S9", "授权码错误", AuthFailed), ("S9", "调用过于频繁", Throttled), ("S9", "订单号重复", Conflict),
        ("S9", "号段已用完，无可用号", NumberPoolEmpty), ("S9", "系统异常，请联系管理员", OutcomeUnknown),
        ("S9", "收件人姓名过长", Rejected), ("S9", "", Rejected),
    ],
)  # fmt: skip
def test_a_refusal_tells_what_may_be_done_next(code: str, text: str, kind: type[CarrierFault]) -> None:
    fault = refusals.fault_of(code, text)
    assert type(fault) is kind
    assert fault.code == code and str(fault) and text in str(fault)


@pytest.mark.parametrize(
    ("code", "text", "end"),
    [
        ("00000", "", Cancelled.CANCELLED), ("B0004", "", Cancelled.ALREADY),
        ("B0005", "", Cancelled.TOO_LATE), ("B0003", "", Cancelled.NOT_FOUND),
        ("X", "订单已取消，不能重复取消", Cancelled.ALREADY),
        ("X", "邮件已收寄，不允许撤单", Cancelled.TOO_LATE), ("X", "订单不存在", Cancelled.NOT_FOUND),
        ("X", "别的原因", None), ("E0006", "已取消", None),
    ],
)  # fmt: skip
def test_a_cancellation_ends_in_one_of_our_words(code: str, text: str, end: Cancelled | None) -> None:
    assert refusals.cancelled_of(code, text) is end


@pytest.mark.parametrize(
    ("status", "reach"),
    [("0", Reach.YES), ("1", Reach.NO), ("2", Reach.REVIEW), ("9", Reach.REVIEW), (10, Reach.REVIEW)],
)
def test_coverage_is_told(status: object, reach: Reach) -> None:
    coverage = answers.coverage_from(answer({"status": status}))
    assert coverage.reach is reach
    assert bool(coverage.why) is (reach is not Reach.YES)


@pytest.mark.parametrize(
    ("status", "kind"),
    [
        ("3", Rejected),
        ("4", Rejected),
        ("6", Unavailable),
        ("7", Unavailable),
        ("8", Unavailable),
        ("5", BadResponse),
    ],
)
def test_trouble_of_the_service_is_no_coverage(status: str, kind: type[CarrierFault]) -> None:
    with pytest.raises(kind):
        answers.coverage_from(answer({"status": status}))


def test_money_is_exact_fen_from_text_and_from_numbers() -> None:
    assert answers.quote_from(answer('{"totalFee": 20.10, "realFee": 1}'), 350) == Quote(
        2010, 350, "totalFee"
    )
    assert answers.quote_from(answer({"totalFee": "", "realFee": "17.5"}), 350) == Quote(1750, 350, "realFee")
    assert answers.quote_from(answer({"standardFee": 12}), 350).fen == 1200
    assert answers.quote_from(answer('{"totalFee": 1.15}'), 1).fen == 115
    for wrong in ("12.345", "-1", "x", "1e999", "NaN", "Infinity"):
        with pytest.raises(BadResponse):
            answers.quote_from(answer({"totalFee": wrong}), 350)


def test_a_fee_not_known_yet_is_no_line() -> None:
    assert answers.fees_from(answer({"postageTotal": "12.00", "realWeight": "350"})) == [
        FeeLine(FeeKind.FREIGHT, 1200, 350)
    ]
    assert answers.fees_from(answer({"postageTotal": "12.00", "realWeight": ""}))[0].charged_grams is None
    for empty in ({"postageTotal": "", "realWeight": ""}, {}, None, "", [], {"postageTotal": "0.00"}):
        assert answers.fees_from(answer(empty)) == []


@pytest.mark.parametrize("whole", ["江苏省昆山市前进路1号", "昆山市前进路1号"])
def test_an_address_is_taken_from_the_carrier_when_its_county_stands_in_it(whole: str) -> None:
    parsed = {"prov": "江苏省", "city": "苏州市", "county": "昆山市", "countyCode": "320583"}
    found = answers.place_from(answer([parsed]), whole)
    assert found == Place("江苏省", "苏州市", "昆山市", "前进路1号")


@pytest.mark.parametrize(
    ("parsed", "whole"),
    [
        ({"prov": "", "city": "", "county": ""}, "同上"),
        ({"prov": "北京市", "city": "北京市", "county": "朝阳区"}, "朝阳区建国路1号"),
        ({"prov": "广东省", "city": "中山市", "county": "石岐区"}, "中山三路12号"),
        ({}, "x"),
    ],
)
def test_what_the_carrier_guessed_is_not_taken(parsed: dict[str, str], whole: str) -> None:
    assert answers.place_from(answer([parsed]), whole) is None


def test_a_label_is_an_address_or_a_pdf() -> None:
    pdf = b"%PDF-1.7 something"
    assert answers.label_from(answer("https://x.example/l.pdf")) == "https://x.example/l.pdf"
    assert answers.label_from(answer(base64.b64encode(pdf).decode())) == pdf
    assert answers.label_from(answer({"url": "https://x.example/l.pdf"})) == "https://x.example/l.pdf"
    with pytest.raises(Unavailable):
        answers.label_from(answer(None))
    for wrong in ("not base64!", base64.b64encode(b"<html>").decode()):
        with pytest.raises(BadResponse):
            answers.label_from(answer(wrong))
