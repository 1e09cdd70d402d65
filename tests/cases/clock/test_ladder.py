"""The ladder file: ours is right, and a wrong one is told by its line."""

from datetime import date
from pathlib import Path

import pytest

from beebox.cases.clock.folding import Count, Standing
from beebox.cases.clock.ladder import Lamp, ladder_in
from beebox.cases.clock.limits import Span
from beebox.cases.clock.shades import Shade, left, turning
from beebox.cases.clock.terms import Which
from beebox.catalog.loading import Fault, WrongCatalogue
from beebox.kernel.settings import ROOT
from beebox.workdays.calendar import Calendar, Unit

DAYS = Calendar({}, date(2026, 12, 31))
TEXT = (ROOT / "catalogue" / "deadlines.yaml").read_text("utf-8")


def standing(value: int, due: date, unit: Unit = Unit.WORKDAY) -> Standing:
    return Standing(Which.DECISION, date(2026, 11, 2), (Count(Span(value, unit, ""), due),), due)


def test_ours_has_a_lamp_for_every_clock() -> None:
    ladder = ladder_in(ROOT / "catalogue")
    assert {which: ladder.lamp(which).amber_left for which in Which}[Which.NOTICE] == 2
    assert ladder.lamp(Which.CHECK).red_left is None


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("clock: notice", "clock: notise", "没有叫“notise”的期限"),
        ("amber_left: 2, red_left: 1", "amber_left: 1, red_left: 2", "红灯不能比黄灯早"),
        ("share: 50", "share: 50, before: 3", "写一个"),
        ("to: administrator", "to: mayor", "只能是"),
        ("notice_days: 3", "notice_days: 0", "不能小于 1"),
    ],
)
def test_a_wrong_line_is_told_by_its_number(tmp_path: Path, old: str, new: str, said: str) -> None:
    fault = only_fault(tmp_path, TEXT.replace(old, new, 1))
    assert said in fault.sentence
    assert fault.line == TEXT[: TEXT.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("clock: default", "clock: delivery", "一个 default"),
        ("clock: check", "clock: notice", "最多写一次"),
        ("code: over-3", "code: over-1", "同一个 code"),
    ],
)
def test_what_does_not_fit_together_is_told(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in TEXT
    assert said in only_fault(tmp_path, TEXT.replace(old, new, 1)).sentence


def only_fault(folder: Path, text: str) -> Fault:
    (folder / "deadlines.yaml").write_text(text, "utf-8")
    with pytest.raises(WrongCatalogue) as caught:
        ladder_in(folder)
    return caught.value.faults[0]


def test_a_missing_ladder_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(WrongCatalogue, match="读不到"):
        ladder_in(tmp_path)


@pytest.mark.parametrize(
    ("value", "due", "amber", "red"),
    [
        (5, date(2026, 11, 27), date(2026, 11, 26), date(2026, 11, 28)),  # one working day of five
        (20, date(2026, 11, 30), date(2026, 11, 24), date(2026, 12, 1)),  # a fifth of twenty
        (3, date(2026, 11, 30), date(2026, 11, 27), date(2026, 12, 1)),  # over a weekend
    ],
)
def test_amber_and_red_as_counted_by_hand(value: int, due: date, amber: date, red: date) -> None:
    found = turning(
        standing(value, due), Lamp(clock="default", amber_left=1, amber_percent=20, red_left=-1), DAYS
    )
    assert (found.amber_on, found.red_on) == (amber, red)
    assert found.shade(amber) is Shade.WAIT and found.shade(due) is Shade.WAIT
    assert found.shade(red) is Shade.STOP and found.shade(date(2026, 11, 3)) is Shade.GOOD


def test_a_weekend_past_its_last_day_it_is_late() -> None:
    assert left(date(2026, 11, 27), date(2026, 11, 28), DAYS) == -1
    assert left(date(2026, 11, 27), date(2026, 11, 27), DAYS) == 0
