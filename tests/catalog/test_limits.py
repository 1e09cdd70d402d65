"""Limits as data: the law where an item says nothing, the item where it differs, faults by their line."""

from pathlib import Path

import pytest

from beebox.cases.clock.limits import limits_of
from beebox.cases.clock.terms import Which
from beebox.catalog.definitions import Item
from beebox.catalog.loading import check_catalogue
from beebox.workdays.calendar import Unit
from tests.catalog.test_loading import ELDER, Edit, faults_of

PROMISE = "  promise:\n"
NOTICE = """  notice:
    value: {value}
    unit: workday
    start: {start}
    source: 省政务服务条例
    confidence: law
"""


def test_the_law_holds_where_an_item_says_nothing(items: dict[str, Item]) -> None:
    """The numbers of the Administrative Licensing Law of 2019, art. 32, 42, 44; and our own targets."""
    limits = items["elder-card-first"].limits
    told = {name: (getattr(limits, name).value, getattr(limits, name).unit) for name in (
        "notice", "check", "dispatch", "delivery", "extension",
    )}  # fmt: skip
    assert told == {
        "notice": (5, Unit.WORKDAY),
        "check": (1, Unit.WORKDAY),
        "dispatch": (0, Unit.INSTANT),
        "delivery": (10, Unit.WORKDAY),
        "extension": (10, Unit.WORKDAY),
    }
    assert "第三十二条" in limits.notice.source and "第四十四条" in limits.delivery.source


def test_promise_and_law_are_both_counted(items: dict[str, Item]) -> None:
    spans = limits_of(items["residence-permit"]).spans[Which.DECISION]
    assert [(span.value, span.unit) for span in spans] == [(10, Unit.WORKDAY), (15, Unit.NATURAL_DAY)]
    assert len(limits_of(items["elder-card-first"]).spans[Which.DECISION]) == 1


def test_an_item_may_differ(folder: Path, edit: Edit) -> None:
    edit(ELDER, PROMISE, NOTICE.format(value=3, start="submit") + PROMISE)
    item = next(c.item for c in check_catalogue(folder).items if c.item.code == "elder-card-first")
    span = limits_of(item).first(Which.NOTICE)
    assert span is not None and (span.value, span.basis) == (3, "省政务服务条例")


@pytest.mark.parametrize(
    ("value", "start", "field", "said"),
    [
        (3, "accept", "limits.notice.start", "从提交起算"),
        (3, "decision", "limits.notice.start", "不能从作出决定起算"),
        (-1, "submit", "limits.notice.value", "不能小于 0"),
        (3, "someday", "limits.notice.start", "只能是"),
    ],
)
def test_a_limit_that_cannot_be_is_told(
    folder: Path, edit: Edit, value: int, start: str, field: str, said: str
) -> None:
    edit(ELDER, PROMISE, NOTICE.format(value=value, start=start) + PROMISE)
    assert any(fault.field == field and said in fault.sentence for fault in faults_of(folder))


def test_promise_and_law_start_together(folder: Path, edit: Edit) -> None:
    edit(
        "items/residence-permit.yaml",
        "unit: natural_day\n    start: accept",
        "unit: natural_day\n    start: submit",
    )
    fault = next(fault for fault in faults_of(folder) if fault.field == "limits.promise.start")
    assert "同一件事起算" in fault.sentence
