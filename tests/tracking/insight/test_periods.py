"""Which days an address means, and what is said of those that mean none."""

from datetime import date

import pytest

from beebox.tracking.insight import periods
from beebox.tracking.insight.periods import Period, lately, months_offered, period_asked

TODAY = date(2026, 11, 30)


@pytest.mark.parametrize(
    ("args", "first", "last"),
    [
        ({}, date(2026, 11, 1), TODAY),
        ({"period": "7"}, date(2026, 11, 24), TODAY),
        ({"period": "90"}, date(2026, 9, 2), TODAY),
        ({"month": "2026-02"}, date(2026, 2, 1), date(2026, 2, 28)),
        ({"period": "2026-10"}, date(2026, 10, 1), date(2026, 10, 31)),
        ({"month": "2026-11"}, date(2026, 11, 1), TODAY),
        ({"from": "2026-11-03", "to": "2026-11-05"}, date(2026, 11, 3), date(2026, 11, 5)),
        ({"from": "2026-11-03"}, date(2026, 11, 3), TODAY),
        ({"to": "2026-10-30"}, date(2026, 10, 1), date(2026, 10, 30)),
        ({"from": "2026-11-30", "to": "2027-01-01"}, TODAY, TODAY),
        ({"from": "2026-11-03", "to": "2026-11-03", "period": "7"}, date(2026, 11, 3), date(2026, 11, 3)),
    ],
)
def test_the_days_an_address_means(args: dict[str, str], first: date, last: date) -> None:
    found = period_asked(args, TODAY)
    assert (found.first, found.last) == (first, last)
    assert period_asked(found.address(), TODAY) == found


@pytest.mark.parametrize(
    ("args", "error"),
    [
        ({"period": "12"}, periods.NoSuchPeriod),
        ({"period": "-7"}, periods.NoSuchPeriod),
        ({"month": "2026-13"}, periods.NoSuchPeriod),
        ({"month": "november"}, periods.NoSuchPeriod),
        ({"from": "2026-02-30"}, periods.NoSuchDay),
        ({"from": "3.11.2026"}, periods.NoSuchDay),
        ({"from": "٢٠٢٦-11-03"}, periods.NoSuchDay),
        ({"from": "0001-01-01"}, periods.NoSuchDay),
        ({"from": "2026-11-05", "to": "2026-11-03"}, periods.WrongWayRound),
        ({"from": "2026-12-01"}, periods.NotYet),
        ({"month": "2026-12"}, periods.NotYet),
        ({"from": "2019-01-01"}, periods.TooLong),
    ],
)
def test_what_means_no_days_is_said(args: dict[str, str], error: type[Exception]) -> None:
    with pytest.raises(error):
        period_asked(args, TODAY)


def test_the_period_before_is_as_long_and_ends_the_day_before() -> None:
    assert lately(TODAY, 7).before == Period(date(2026, 11, 17), date(2026, 11, 23))
    march = period_asked({"month": "2026-03"}, TODAY)
    assert march.before == Period(date(2026, 1, 29), date(2026, 2, 28))


def test_months_are_offered_over_the_turn_of_the_year() -> None:
    assert months_offered(date(2026, 2, 3), 4) == ["2026-02", "2026-01", "2025-12", "2025-11"]
