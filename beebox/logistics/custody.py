"""The ledger: who has which original since when. Rows are only ever added."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Select, func, select

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.logistics.models import CustodyEntry, Fate, Holder, Original

OURS = frozenset({Holder.BOX, Holder.COLLECTOR, Holder.SORTING, Holder.DEPARTMENT, Holder.MAIL_OUT})
"""Holders we answer for."""
Papers = dict[int, tuple[Holder, str]]
"""Originals by id, each with its holder and which one."""


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
    rows = work.session.execute(
        select(Original, CustodyEntry)
        .join(CustodyEntry, CustodyEntry.original_id == Original.id)
        .where(CustodyEntry.id.in_(_last_lines([case_id])))
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
    last = {entry.original_id: (entry.holder_kind, entry.holder_ref) for entry in _last(work, wanted)}
    rows = [
        CustodyEntry(**entry_of(paper, holder, ref, actor, work.now()))
        for paper in wanted
        if last.get(paper) != (holder, ref)
    ]
    work.session.add_all(rows)
    work.session.flush()
    return rows


def hand_case_to(work: Work, case_id: int, holder: Holder, ref: str, actor: Actor) -> None:
    """The same for all originals of a case, but those given up as lost."""
    changed = who_changes(now_with(work, [case_id]).get(case_id, {}), holder, ref)
    work.session.add_all(CustodyEntry(**entry_of(paper, holder, ref, actor, work.now())) for paper in changed)
    work.session.flush()


def now_with(work: Work, case_ids: Sequence[int]) -> dict[int, Papers]:
    """By case: who has each of its originals now, in the order of the materials."""
    lines = (
        select(Original.case_id, Original.id, CustodyEntry.holder_kind, CustodyEntry.holder_ref)
        .join(CustodyEntry, CustodyEntry.original_id == Original.id)
        .where(CustodyEntry.id.in_(_last_lines(case_ids)))
        .order_by(Original.position, Original.id)
    )
    found: dict[int, Papers] = {}
    for case_id, paper, holder, ref in work.session.execute(lines):
        found.setdefault(case_id, {})[paper] = (holder, ref)
    return found


def who_changes(papers: Papers, holder: Holder, ref: str) -> list[int]:
    """The originals that are not with this holder yet, without those given up as lost."""
    return [paper for paper, now in papers.items() if now != (holder, ref) and now[0] is not Holder.LOST]


def entry_of(paper: int, holder: Holder, ref: str, actor: Actor, at: datetime) -> dict[str, Any]:
    """The line of the ledger that says so."""
    return {
        "original_id": paper,
        "holder_kind": holder,
        "holder_ref": ref,
        "at": at,
        "by": actor.id,
    }


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


def _last_lines(case_ids: Sequence[int]) -> Select[Any]:
    return (
        select(func.max(CustodyEntry.id))
        .join(Original, Original.id == CustodyEntry.original_id)
        .where(Original.case_id.in_(case_ids))
        .group_by(CustodyEntry.original_id)
    )
