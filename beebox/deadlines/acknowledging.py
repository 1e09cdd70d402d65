"""What the person an escalation was shown to says they did; of red, why it came to that."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, or_, select

from beebox.accounts.roles import Actor, Role
from beebox.cases.clock.ladder import At, Rung, ladder_in
from beebox.cases.clock.models import CaseClock, ClockEvent, Escalation
from beebox.cases.clock.recording import record
from beebox.cases.clock.terms import What, Which
from beebox.cases.clock.winding import Note
from beebox.cases.models import Case
from beebox.cases.queries import item_of
from beebox.catalog.definitions import Item
from beebox.deadlines.escalating import MARKS, PAUSE_OVER
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings

MOST = 200
LONGEST = 500
ABOVE = (Role.SUPERVISOR, Role.ADMINISTRATOR)
"""They look after it; the reason is for those to write who were responsible."""


class NotYours(BeeboxError):
    status = 404
    code = "escalation_not_found"
    message = N_("这条提醒不在您名下，或者已经有人答复了。请刷新页面看看最新的情况。")


class SayWhatYouDid(BeeboxError):
    status = 422
    code = "say_what_you_did"
    message = N_("请写一句：做了什么；红灯的还要写明为什么会超。")


@dataclass(frozen=True)
class Shown:
    """An escalation with what it is about."""

    row: Escalation
    code: str
    item: Item
    rung: Rung | None
    """None: a rung that is no longer in the catalogue."""
    red: bool
    explains: bool
    """Red, and its reader is the one responsible."""
    ended: bool
    """Meanwhile it was done."""
    reachable: bool
    """Whether its reader may open the case."""


def escalations(work: Work, actor: Actor, *, done: bool = False) -> Sequence[Shown]:
    """Those shown to this person, what is still to be answered first raised on top."""
    state = Escalation.done_at.is_not(None) if done else Escalation.done_at.is_(None)
    order = Escalation.done_at.desc() if done else Escalation.id
    wanted = (
        select(Escalation, Case, CaseClock.ended_on)
        .join(Case, Case.id == Escalation.case_id)
        .outerjoin(
            CaseClock, and_(CaseClock.case_id == Escalation.case_id, CaseClock.which == Escalation.which)
        )
        .where(_mine(actor), state)
        .order_by(order)
        .limit(20 if done else MOST)
    )
    ladder = ladder_in(work.use(Settings).catalogue_dir)
    found = []
    for row, case, ended in work.session.execute(wanted):
        rung = PAUSE_OVER if row.rung == PAUSE_OVER.code else ladder.rung(row.rung)
        red = rung is not None and rung.at in {At.RED, At.OVERDUE} and rung is not PAUSE_OVER
        opens = actor.role in {Role.CLERK, Role.SUPERVISOR} or case.held_by == actor.id
        explains = red and row.role not in ABOVE
        done_since = ended is not None
        found.append(Shown(row, case.code, item_of(work, case), rung, red, explains, done_since, opens))
    return found


def acknowledge(work: Work, escalation_id: int, actor: Actor, said: str) -> None:
    """Write down what they did; of a red clock it stands with the case's events as the written reason."""
    wanted = select(Escalation).where(
        Escalation.id == escalation_id, Escalation.done_at.is_(None), _mine(actor)
    )
    row = work.session.scalar(wanted.with_for_update())
    if row is None:
        raise NotYours
    if not said.strip():
        raise SayWhatYouDid
    row.done, row.done_by, row.done_at = said.strip(), actor.id, work.now()
    if row.role not in ABOVE and _unexplained(work, row.case_id, row.which):
        case = work.session.get_one(Case, row.case_id)
        record(work, case, [Note(row.which, What.EXPLAINED, note=row.done)], actor)


def _unexplained(work: Work, case_id: int, which: Which) -> bool:
    """Whether it was red or breached after anybody last explained it."""
    told = (
        select(ClockEvent.what)
        .where(
            ClockEvent.case_id == case_id,
            ClockEvent.which == which,
            ClockEvent.what.in_((*MARKS, What.EXPLAINED)),
        )
        .order_by(ClockEvent.id.desc())
        .limit(1)
    )
    return work.session.scalar(told) in MARKS


def _mine(actor: Actor) -> ColumnElement[bool]:
    department = or_(Escalation.department_id.is_(None), Escalation.department_id == actor.department_id)
    person = or_(Escalation.person_id.is_(None), Escalation.person_id == actor.id)
    return and_(Escalation.role == actor.role, department, person)
