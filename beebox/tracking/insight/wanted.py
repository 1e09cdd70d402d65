"""What a page of figures is asked for: the days, and a department, an item or a person to narrow it to."""

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement

from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.preaudit.handled import HandledReview, NamedFault
from beebox.tracking.insight.periods import Period

Facts = type[HandledReview] | type[NamedFault]


@dataclass(frozen=True)
class Wanted:
    """Nothing named means everything."""

    period: Period
    department: int | None = None
    item: str = ""
    auditor: int | None = None

    def within(self, facts: Facts) -> list[ColumnElement[bool]]:
        """The condition for rows of one of the tables of figures."""
        return [facts.on.between(self.period.first, self.period.last), *self.narrowed(facts)]

    def narrowed(self, facts: Any) -> list[ColumnElement[bool]]:
        """The same without the days, for whatever has an item and a department."""
        found: list[ColumnElement[bool]] = []
        if self.department is not None:
            found.append(facts.department_id == self.department)
        if self.item:
            found.append(facts.item_code == self.item)
        if self.auditor is not None and hasattr(facts, "auditor_id"):
            found.append(facts.auditor_id == self.auditor)
        return found

    def before(self) -> "Wanted":
        """The same, asked of the period before."""
        return replace(self, period=self.period.before)


def begin_of(work: Work, period: Period) -> datetime:
    """The moment the first day begins where the service stands."""
    return datetime.combine(period.first, time(), tzinfo=work.use(Settings).zone)


def end_of(work: Work, period: Period) -> datetime:
    """The moment after its last day."""
    return datetime.combine(period.last + timedelta(days=1), time(), tzinfo=work.use(Settings).zone)
