"""Shares, spreads and the geometry of the small charts."""

from collections import Counter
from datetime import date

import pytest

from beebox.tracking.insight.drawing import BOTTOM, HEIGHT, TOP, columns_of, line_of, nice_top
from beebox.tracking.insight.shares import Share, quantile
from beebox.tracking.insight.sheets import count, minutes, percent, share
from beebox.tracking.insight.waiting import Flow

FLOOR = HEIGHT - BOTTOM


def test_a_quantile_is_a_value_that_occurred() -> None:
    spread = Counter({10: 4, 20: 4, 500: 2})
    assert [quantile(spread, part) for part in (0.1, 0.5, 0.8, 0.81, 1.0)] == [10, 20, 20, 500, 500]
    assert quantile(Counter({10: 4}), 0.5) is None
    assert quantile(Counter(), 0.5) is None


@pytest.mark.parametrize(("number", "text"), [(0, "0"), (1, "<5"), (4, "<5"), (5, "5"), (12345, "12,345")])
def test_few_are_not_told(number: int, text: str) -> None:
    assert count(number).text == text


@pytest.mark.parametrize(
    ("told", "text"),
    [
        (Share(0, 4), "—"), (Share(4, 4), "—"), (Share(0, 5), "0%"), (Share(5, 5), "100%"),
        (Share(5, 9000), "0.1%"), (Share(2999, 3000), "99.9%"), (Share(9, 100000), "0.1%"),
        (Share(2, 3) + Share(4, 15), "33%"), (Share(4, 3000), "<5"),
    ],
)  # fmt: skip
def test_a_share_never_reads_none_or_all_when_it_is_not(told: Share, text: str) -> None:
    assert share(told).text == text


def test_percent_and_minutes() -> None:
    assert (percent(0.004), percent(0.5), percent(0.996)) == ("0.4%", "50%", "99.6%")
    assert (minutes(65).text, minutes(0).text, minutes(None).text) == ("1 分 05 秒", "0 分 00 秒", "—")


def test_a_week_with_too_few_breaks_the_line() -> None:
    weeks = [Share(5, 5), Share(5, 10), Share(1, 2), Share(0, 9), Share(4, 90)]
    line = line_of({date(2026, 11, 2 + 7 * n): one for n, one in enumerate(weeks)})
    assert [len(part) for part in line.parts] == [2, 1]
    assert [point.y for point in line.points] == [TOP, (TOP + FLOOR) / 2, FLOOR]
    assert [point.told for point in line.points] == ["100%", "50%", "0%"]
    assert line_of({date(2026, 11, 2): Share()}).points == ()


def test_columns_share_one_scale() -> None:
    drawn = columns_of([Flow(date(2026, 11, 2), 40, 20), Flow(date(2026, 11, 9), 0, 10)])
    assert drawn.top == 40
    assert [one.height for one in drawn.came] == [FLOOR - TOP, 0]
    assert [one.height for one in drawn.done] == [(FLOOR - TOP) / 2, (FLOOR - TOP) / 4]
    assert all(one.y + one.height == FLOOR for one in (*drawn.came, *drawn.done))
    assert columns_of([]).came == ()


@pytest.mark.parametrize(("most", "top"), [(0, 10), (9, 10), (10, 10), (11, 20), (61, 80), (2101, 3000)])
def test_a_scale_ends_at_a_round_figure(most: int, top: int) -> None:
    assert nice_top(most) == top
