"""The next case, held for an auditor and loaded before the present one is finished (docs/bench.md).

Loading pictures is a look at papers: so the case is held in the auditor's name from that moment on,
and the look is written down. What runs out, or is let go, is free like any other case.
"""

from collections.abc import Callable
from dataclasses import dataclass

from sqlalchemy import select

from beebox.accounts.access import record_access
from beebox.accounts.roles import Actor
from beebox.cases.access import within_reach
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.preaudit import queue
from beebox.preaudit.benchwork.models import CaseAhead


@dataclass(frozen=True)
class Ahead:
    """A case to go on with, as it is now."""

    id: int
    code: str
    version: int


def reserve(work: Work, auditor: Actor) -> Ahead | None:
    """Hold the next case for this auditor beside the one in hand; None when nothing waits."""
    case = _reserved(work, auditor)
    if case is None:
        case = _called(work, _if_allowed(queue.take_free, work, auditor))
        if case is None:
            return None
        work.session.merge(CaseAhead(auditor_id=auditor.id, case_id=case.id, at=work.now()))
    record_access(work, auditor, "preaudit:ahead", case.id)
    return Ahead(case.id, case.code, case.version)


def is_ahead(work: Work, auditor: Actor, code: str) -> bool:
    """Whether this is the case loaded ahead: then the look at it is already written down."""
    case = _reserved(work, auditor)
    return case is not None and case.code == code


def take_over(work: Work, auditor: Actor) -> Ahead | None:
    """The case to go on with: the one loaded ahead if it is still held, else the next of the queue."""
    case = _reserved(work, auditor)
    _forget(work, auditor)
    if case is None:
        case = _called(work, _if_allowed(queue.take_next, work, auditor))
    if case is None:
        return None
    queue.keep(work, case, auditor)
    return Ahead(case.id, case.code, case.version)


def let_go(work: Work, auditor: Actor) -> None:
    """Whoever leaves the bench keeps nothing from the others that was only loaded ahead."""
    case = _reserved(work, auditor)
    _forget(work, auditor)
    if case is not None:
        queue.put_back(work, case.code, auditor)


def _reserved(work: Work, auditor: Actor) -> Case | None:
    row = work.session.get(CaseAhead, auditor.id) if auditor.id else None
    if row is None:
        return None
    return work.session.scalar(select(Case).where(Case.id == row.case_id, within_reach(work, auditor)))


def _if_allowed(take: Callable[[Work, Actor], str | None], work: Work, auditor: Actor) -> str | None:
    """Whoever may be given no more cases today has still finished the one in hand."""
    try:
        return take(work, auditor)
    except BeeboxError:
        return None


def _called(work: Work, code: str | None) -> Case | None:
    return work.session.scalar(select(Case).where(Case.code == code)) if code else None


def _forget(work: Work, auditor: Actor) -> None:
    row = work.session.get(CaseAhead, auditor.id) if auditor.id else None
    if row is not None:
        work.session.delete(row)
        work.session.flush()
