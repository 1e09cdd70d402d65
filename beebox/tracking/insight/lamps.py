"""红灯和超期: what the clocks of the cases wrote down themselves, by item and clock."""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select

from beebox.cases.clock.models import ClockEvent
from beebox.cases.clock.terms import CITIZENS, What, Which
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.preaudit.handled import HandledReview
from beebox.tracking.insight.wanted import Wanted, begin_of, end_of

_COUNTED = (What.REDDENED, What.BREACHED, What.EXPLAINED)


@dataclass
class Lamps:
    """Of one clock of one item: how often it turned red, was breached, and was explained in writing."""

    reddened: int = 0
    breached: int = 0
    explained: int = 0


def lamps(work: Work, wanted: Wanted) -> Mapping[tuple[str, Which], Lamps]:
    """Of our own clocks, in the period; of one auditor: of the cases they reviewed."""
    asked = (
        select(Case.item_code, ClockEvent.which, ClockEvent.what, func.count())
        .join(Case, Case.id == ClockEvent.case_id)
        .where(
            ClockEvent.what.in_(_COUNTED),
            ClockEvent.at >= begin_of(work, wanted.period),
            ClockEvent.at < end_of(work, wanted.period),
            ClockEvent.which.not_in(CITIZENS),
            *wanted.narrowed(Case),
        )
        .group_by(Case.item_code, ClockEvent.which, ClockEvent.what)
    )
    if wanted.auditor is not None:
        mine = select(HandledReview.case_id).where(HandledReview.auditor_id == wanted.auditor)
        asked = asked.where(ClockEvent.case_id.in_(mine))
    found: dict[tuple[str, Which], Lamps] = defaultdict(Lamps)
    for item, which, what, number in work.session.execute(asked):
        setattr(found[item, which], what.value, number)
    return dict(found)
