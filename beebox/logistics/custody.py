"""The ledger: who has which original since when. Rows are only ever added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.logistics.models import CustodyEntry, Fate, Holder, Original

OURS = frozenset({Holder.BOX, Holder.COLLECTOR, Holder.SORTING, Holder.DEPARTMENT, Holder.MAIL_OUT})
"""Holders we answer for."""


@dataclass(frozen=True)
class Whereabouts:
    original_id: int
    name: str
    name_en: str
    count: int
    afterwards: Fate
    holder: Holder
    holder_ref: str
    since: datetime


def where_are_the_originals(work: Work, case_id: int) -> list[Whereabouts]:
    """Every paper of a case that travels, and who has it now, in the order of the materials."""
    last = (
        select(func.max(CustodyEntry.id))
        .join(Original, Original.id == CustodyEntry.original_id)
        .where(Original.case_id == case_id)
        .group_by(CustodyEntry.original_id)
    )
    rows = work.session.execute(
        select(Original, CustodyEntry)
        .join(CustodyEntry, CustodyEntry.original_id == Original.id)
        .where(CustodyEntry.id.in_(last))
        .order_by(Original.position, Original.id)
    )
    return [
        Whereabouts(
            paper.id,
            paper.name,
            paper.name_en,
            paper.count,
            paper.afterwards,
            entry.holder_kind,
            entry.holder_ref,
            entry.at,
        )
        for paper, entry in rows
    ]


def to_give_back(work: Work, case_id: int) -> list[Whereabouts]:
    """The originals in our hands that belong back to the citizen."""
    here = where_are_the_originals(work, case_id)
    return [w for w in here if w.holder in OURS and w.afterwards is Fate.RETURNED]


def hand_to(work: Work, papers: Iterable[int], holder: Holder, ref: str, actor: Actor) -> list[CustodyEntry]:
    """Write that these originals (by id) are with this holder now; the same again adds nothing."""
    wanted = list(papers)
    now_with = {entry.original_id: (entry.holder_kind, entry.holder_ref) for entry in _last(work, wanted)}
    rows = [
        CustodyEntry(original_id=paper, holder_kind=holder, holder_ref=ref, at=work.now(), by=actor.id)
        for paper in wanted
        if now_with.get(paper) != (holder, ref)
    ]
    work.session.add_all(rows)
    work.session.flush()
    return rows


def hand_case_to(work: Work, case_id: int, holder: Holder, ref: str, actor: Actor) -> None:
    """The same for all originals of a case, but those given up as lost."""
    here = where_are_the_originals(work, case_id)
    present = [w.original_id for w in here if w.holder is not Holder.LOST]
    hand_to(work, present, holder, ref, actor)


def ledger_of(work: Work, case_id: int) -> Sequence[tuple[Original, CustodyEntry]]:
    """Every line of the ledger for a case, oldest first."""
    rows = work.session.execute(
        select(Original, CustodyEntry)
        .join(CustodyEntry, CustodyEntry.original_id == Original.id)
        .where(Original.case_id == case_id)
        .order_by(CustodyEntry.id)
    )
    return [(paper, entry) for paper, entry in rows]


def _last(work: Work, papers: Sequence[int]) -> Sequence[CustodyEntry]:
    newest = (
        select(func.max(CustodyEntry.id))
        .where(CustodyEntry.original_id.in_(papers))
        .group_by(CustodyEntry.original_id)
    )
    return work.session.scalars(select(CustodyEntry).where(CustodyEntry.id.in_(newest))).all()
