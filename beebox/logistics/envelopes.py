"""The one door through which an envelope changes its state."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.cases.access import CaseNotFound
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.logistics.in_pieces import in_pieces
from beebox.logistics.models import Envelope, EnvelopeStep, Original
from beebox.logistics.tables import ENVELOPE_TABLE, EnvelopeAction


def move_envelope(work: Work, envelope: Envelope, action: EnvelopeAction, actor: Actor) -> None:
    """Change the state and write it into the envelope's history, or raise NoSuchMove."""
    work.session.add(EnvelopeStep(**step_envelope(envelope, action, actor, work.now())))


def step_envelope(envelope: Envelope, action: EnvelopeAction, actor: Actor, at: datetime) -> dict[str, Any]:
    """The same, with the line for the history given back: the caller writes it, with others of its kind."""
    row = ENVELOPE_TABLE.advance(envelope, action, actor.role)
    return {
        "envelope_id": envelope.id,
        "action": action,
        "after": row.after,
        "role": actor.role,
        "actor_id": actor.id,
        "at": at,
    }


def can(envelope: Envelope, action: EnvelopeAction, actor: Actor) -> bool:
    return ENVELOPE_TABLE.allows(envelope.state, action, actor.role)


def envelope_of(work: Work, case_id: int) -> Envelope | None:
    return work.session.scalar(select(Envelope).where(Envelope.case_id == case_id))


def envelope_by_code(work: Work, code: str) -> Envelope | None:
    return work.session.scalar(select(Envelope).where(Envelope.code == code))


def envelopes_by_code(work: Work, codes: Collection[str]) -> dict[str, Envelope]:
    """Those of these codes that are there, by code."""
    return {
        found.code: found
        for some in in_pieces(codes)
        for found in work.session.scalars(select(Envelope).where(Envelope.code.in_(some)))
    }


def case_of(work: Work, envelope: Envelope) -> Case:
    """The case whose paper this is, for staff who handle envelopes without seeing the case."""
    case = work.session.get(Case, envelope.case_id)
    if case is None:
        raise CaseNotFound
    return case


def count_of_originals(work: Work, case_id: int) -> int:
    total = select(func.sum(Original.count)).where(Original.case_id == case_id)
    return work.session.scalar(total) or 0
