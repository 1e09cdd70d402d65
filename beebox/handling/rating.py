"""好差评: five levels, once, after the end; the citizen's own word, which nobody here can change."""

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.handling.models import Level, Rating
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError

LONGEST = 500
RATED_AFTER = frozenset({State.CLOSED, State.REFUSED})
LEVELS = {
    Level.VERY_GOOD: N_("非常满意"),
    Level.GOOD: N_("满意"),
    Level.FAIR: N_("基本满意"),
    Level.BAD: N_("不满意"),
    Level.VERY_BAD: N_("非常不满意"),
}


class NotEndedYet(BeeboxError):
    code = "not_ended_yet"
    message = N_("这件事还没有办结，办结以后就可以评价。")


class RatedBefore(BeeboxError):
    code = "rated_before"
    message = N_("您已经评价过这件事，谢谢。每件事评价一次，任何人都不能更改。")


class LevelMissing(BeeboxError):
    status = 422
    code = "level_missing"
    message = N_("请从五个等级里选一个再提交。")


def rate(work: Work, case: Case, citizen: Actor, level: str, text: str) -> Rating:
    """Write the rating down, once."""
    if level not in set(Level):
        raise LevelMissing
    work.session.refresh(case, with_for_update=True)
    if case.state not in RATED_AFTER:
        raise NotEndedYet
    if rating_of(work, case.id) is not None:
        raise RatedBefore
    rated = Rating(
        case_id=case.id,
        level=Level(level),
        text=text.strip()[:LONGEST],
        rated_by=citizen.id,
        rated_at=work.now(),
    )
    work.session.add(rated)
    return rated


def rating_of(work: Work, case_id: int) -> Rating | None:
    return work.session.scalar(select(Rating).where(Rating.case_id == case_id))
