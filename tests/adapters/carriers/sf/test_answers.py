"""What SF says of orders, in our words."""

import logging
from datetime import UTC, datetime

import pytest

from beebox.adapters.carriers.sf import translate_answers as answers
from beebox.adapters.carriers.sf.numbers import looks_sound, other_number_in
from beebox.adapters.carriers.sf.reply import Reply
from beebox.logistics.faults import BadResponse, NotServiceable, OutcomeUnknown, Rejected
from beebox.logistics.orders import Booked, Cancelled, Coverage, Intercepted, Reach
from tests.adapters.carriers.sf.conftest import NUMBER, OTHER, an_order, ordered

REFERENCE = an_order().reference


def test_a_created_order_has_its_number_and_sorting_code() -> None:
    assert answers.booked_from_wire(ordered(), REFERENCE) == Booked(NUMBER, "020W-EJ-012")


def test_a_searched_order_spells_its_town_in_lower_case() -> None:
    found = ordered(routeLabelInfo=None)
    del found["originCode"], found["destCode"]
    booked = answers.booked_from_wire(found | {"origincode": "020", "destcode": "755"}, REFERENCE)
    assert booked == Booked(NUMBER, "755")


def test_only_the_parents_number_is_taken() -> None:
    numbers = [{"waybillType": 3, "waybillNo": OTHER}, {"waybillType": "1", "waybillNo": NUMBER}]
    assert answers.booked_from_wire(ordered(waybillNoInfoList=numbers), REFERENCE).number == NUMBER


@pytest.mark.parametrize("verdict", [1, "1"])
def test_an_address_under_review_keeps_its_number(verdict: object) -> None:
    assert answers.booked_from_wire(ordered(filterResult=verdict), REFERENCE).number == NUMBER


def test_a_review_without_a_number_is_to_be_asked_about_later() -> None:
    with pytest.raises(OutcomeUnknown) as doubt:
        answers.booked_from_wire(ordered(filterResult=1, waybillNoInfoList=[]), REFERENCE)
    assert not isinstance(doubt.value, BadResponse)


@pytest.mark.parametrize("verdict", [3, "3"])
def test_a_place_sf_does_not_go_to_is_told_apart(verdict: object) -> None:
    with pytest.raises(NotServiceable) as refused:
        answers.booked_from_wire(ordered(filterResult=verdict, remark="1"), REFERENCE)
    assert "收件地址" in str(refused.value)


@pytest.mark.parametrize(
    "told",
    [
        None,
        [],
        {},
        ordered(waybillNoInfoList=None),
        ordered(waybillNoInfoList=[{"waybillType": 2, "waybillNo": NUMBER}]),
        ordered(waybillNoInfoList=[{"waybillType": 1, "waybillNo": "../../etc"}]),
        ordered(orderId="LBW-OTHER"),
    ],
)
def test_an_order_without_a_number_of_its_own_is_no_answer(told: object) -> None:
    with pytest.raises(BadResponse):
        answers.booked_from_wire(told, REFERENCE)


def test_an_odd_check_digit_is_logged_and_accepted(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING)
    sound = next(n for n in (f"SF020000000000{d}" for d in range(10)) if looks_sound(n))
    answers.booked_from_wire(ordered(waybillNoInfoList=[{"waybillNo": sound}]), REFERENCE)
    assert caplog.records == []
    odd = sound[:-1] + str((int(sound[-1]) + 1) % 10)
    booked = answers.booked_from_wire(ordered(waybillNoInfoList=[{"waybillNo": odd}]), REFERENCE)
    assert booked.number == odd
    assert len(caplog.records) == 1


def test_the_check_digit_completes_the_weighted_sum() -> None:
    # 1*8 -> 8, 3*7 -> 2+1, 5*6 -> 3+0, 7*5 -> 3+5, 9*4 -> 3+6, 11*3 -> 3+3, 13*2 -> 2+6, 15*1 -> 1+5: 51
    assert looks_sound("020123456789")
    assert not looks_sound("020123456788")
    assert not looks_sound("12345678")


@pytest.mark.parametrize(
    ("remark", "number"),
    [
        (f"快件已退回，新单号{OTHER}", OTHER),
        (f"退回件运单号：{OTHER}，原单号：{NUMBER}", OTHER),
        (f"原单号：{NUMBER}，新单号为 020123456782", "020123456782"),
        (f"{NUMBER} 转 {OTHER}", OTHER),
        ("新单号020123456782，联系电话13900000003", "020123456782"),
        ("快件退回中，电话 075512345678", ""),
        (f"运单号{NUMBER}退回", ""),
        ("", ""),
    ],
)
def test_a_new_number_is_read_in_a_remark(remark: str, number: str) -> None:
    assert other_number_in(remark, NUMBER) == number


def test_a_cancellation_is_done_or_does_not_match() -> None:
    assert answers.cancelled_from_wire({"resStatus": 2}) is Cancelled.CANCELLED
    assert answers.cancelled_from_wire(None) is Cancelled.CANCELLED
    with pytest.raises(Rejected):
        answers.cancelled_from_wire({"resStatus": "1"})


@pytest.mark.parametrize(
    ("told", "coverage"),
    [
        ([{"filterResult": 2}], Coverage(Reach.YES)),
        ({"resDtos": [{"filterResult": "2"}]}, Coverage(Reach.YES)),
        ([{"filterResult": 3, "remark": "2"}], Coverage(Reach.NO, "寄件地址超出服务范围")),
        ([{"filterResult": 1, "remark": "人工审核"}], Coverage(Reach.REVIEW, "人工审核")),
    ],
)
def test_a_place_is_judged(told: object, coverage: Coverage) -> None:
    assert answers.coverage_from_wire(told) == coverage


@pytest.mark.parametrize("told", [None, [], {}, [{"filterResult": 9}], "yes"])
def test_no_verdict_is_no_answer(told: object) -> None:
    with pytest.raises(BadResponse):
        answers.coverage_from_wire(told)


def test_pickup_windows_are_moments_and_nonsense_is_left_out() -> None:
    told = [
        {"serviceDate": "2026-12-01", "startTime": "14:00", "endTime": "15:00:00"},
        {"serviceDate": "2026-12-01", "startTime": "09:00", "endTime": "10:00"},
        {"serviceDate": "soon", "startTime": "09:00", "endTime": "10:00"},
        {"serviceDate": "2026-12-01", "startTime": "12:00", "endTime": "11:00"},
        {},
    ]
    windows = answers.windows_from_wire(told)
    assert [window.begin for window in windows] == [
        datetime(2026, 12, 1, 1, 0, tzinfo=UTC),
        datetime(2026, 12, 1, 6, 0, tzinfo=UTC),
    ]
    assert answers.windows_from_wire(None) == ()


def test_an_interception_has_a_number_even_when_sf_gives_none() -> None:
    given = Reply({"cusId": "C-17", "amount": "12.50"}, "0001")
    assert answers.intercepted_from_wire(given) == Intercepted("C-17", 1250)
    assert answers.intercepted_from_wire(Reply(None, "0001")) == Intercepted("0001", None)


def test_a_printed_label_is_found_by_its_number() -> None:
    files = [
        {"waybillNo": OTHER, "url": "https://x/2", "token": "b"},
        {"waybillNo": NUMBER, "url": "https://x/1", "token": "a"},
    ]
    for told in ({"files": files}, {"obj": {"files": files}}):
        found = answers.print_from_wire(told, NUMBER)
        assert (found.url, found.token) == ("https://x/1", "a")
        assert "https" not in repr(found)


@pytest.mark.parametrize("told", [None, {}, {"files": []}, {"files": [{"waybillNo": OTHER, "url": "u"}]}])
def test_no_file_is_no_label(told: object) -> None:
    with pytest.raises(BadResponse):
        answers.print_from_wire(told, NUMBER)
