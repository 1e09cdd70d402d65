"""The measuring of the way from one case to the next."""

import pytest

from bench.next_case import GOAL_MS, Way, measure, table, ways


def test_the_table_sets_both_ways_side_by_side() -> None:
    found = ways()
    for way in found:
        way.times = [100.0, 120.0, 140.0] if way.ahead else [400.0, 480.0, 500.0]
    lines = list(table(found))
    assert "| 3 | 120 ms | 140 ms | 140 ms |" in lines[2]
    assert lines[-2].endswith(f"4.0 times quicker (medians); p95 within {GOAL_MS:.0f} ms")
    found[0].times = [100.0, 120.0, 340.0]
    assert "NOT within" in list(table(found))[-2]


@pytest.mark.browser
def test_every_way_is_taken_in_a_browser() -> None:
    found = [Way("ahead", ahead=True, slow=False), Way("asked for", ahead=False, slow=False)]
    measure(found, 1, 0.2)
    assert [len(way.times) for way in found] == [1, 1]
    assert all(0 < way.times[0] < 30_000 for way in found)
