"""Every error code SF documents is classed by what may be done next."""

from datetime import timedelta

import pytest

from beebox.adapters.carriers.sf.codes import BUSINESS, GATEWAY, Service, fault_of, shown
from beebox.logistics.faults import (
    AuthFailed,
    CarrierFault,
    Conflict,
    NumberPoolEmpty,
    OutcomeUnknown,
    PaymentRefused,
    Rejected,
    Throttled,
    Unavailable,
)

CODES: dict[type[CarrierFault], str] = {
    Rejected: (
        "A1001 1010 1011 1012 1013 1014 1015 1016 1023 6138 6139 6150 8003 8017 8018 8024 8037 8051 8052 8053"
        " 8057 8096 8191 8196 8247 8253 20035 20036 S0001 S0002 S0004 S0005 S0006 S0007"
    ),
    AuthFailed: "A1002 A1003 A1004 A1006 A1008 A1011 6126 8114 8119 8179 20052",
    Throttled: "A1005",
    Unavailable: "8177",
    OutcomeUnknown: "A1007 A1009 A1010 A1099 S0003",
    Conflict: "8016 8019 8252",
    PaymentRefused: "8256",
}
EACH = [(code, fault) for fault, codes in CODES.items() for code in codes.split()]


@pytest.mark.parametrize(("code", "fault"), EACH)
def test_a_code_is_classed(code: str, fault: type[CarrierFault]) -> None:
    raised = fault_of(Service.CREATE, code, "原因")
    assert type(raised) is fault
    assert raised.code == code
    assert code in str(raised) and "原因" in str(raised)


@pytest.mark.parametrize("code", ["8114", "8119", "20052"])
def test_a_card_without_money_is_told_apart_from_one_that_is_not_taken(code: str) -> None:
    for why, fault in (
        ("月结账号余额不足", NumberPoolEmpty),
        ("号段已用完", NumberPoolEmpty),
        ("卡号已失效", AuthFailed),
    ):
        assert type(fault_of(Service.CREATE, code, why)) is fault
    assert type(fault_of(Service.CREATE, "8256", "余额不足")) is PaymentRefused


def test_no_code_is_left_out() -> None:
    assert {code for code, _ in EACH} == {*GATEWAY, *BUSINESS}


@pytest.mark.parametrize("code", ["A1007", "A1009", "A1010", "A1099", "S0003", "A1050"])
@pytest.mark.parametrize("service", Service)
def test_a_doubt_remains_only_where_something_may_have_been_done(service: Service, code: str) -> None:
    doubtful = service in {Service.CREATE, Service.UPDATE, Service.INTERCEPT}
    assert type(fault_of(service, code, "")) is (OutcomeUnknown if doubtful else Unavailable)


@pytest.mark.parametrize(
    ("code", "field"),
    [
        ("1010", "sender.address"),
        ("1016", "receiver.phone"),
        ("1023", "contents"),
        ("8096", "pickup"),
        ("8256", "payer"),
        ("20035", "contents"),
    ],
)
def test_a_refusal_names_the_part_of_the_order(code: str, field: str) -> None:
    assert fault_of(Service.CREATE, code, "").field == field


def test_an_unknown_refusal_of_the_service_is_a_refusal() -> None:
    raised = fault_of(Service.CREATE, "9999", "没听说过")
    assert type(raised) is Rejected
    assert "没听说过" in str(raised)


def test_the_quota_of_a_day_is_waited_for_longer_than_that_of_a_second() -> None:
    second, day = (fault_of(Service.ROUTES, "A1005", why) for why in ("并发超限", "当日调用次数超限"))
    assert isinstance(second, Throttled) and isinstance(day, Throttled)
    assert second.after == timedelta(seconds=60) < day.after


def test_what_sf_says_is_shown_without_phones_and_unprintable_signs() -> None:
    assert shown("电话13912345678\x00不对\n") == "电话139****78不对"
    assert str(fault_of(Service.CREATE, "8196", "13912345678 不是号码")).count("13912345678") == 0
