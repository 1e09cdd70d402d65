"""Taking back the last word on a material: what stood there before stands there again, exactly."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.cases.papers import Material
from beebox.kernel.db import Instant, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit import review
from beebox.preaudit.benchwork.models import LastWord
from beebox.preaudit.models import MaterialDecision, Word

SECONDS = 10
"""How long the bar offers it."""
GRACE = 5
"""What a slow line may add before we say that it is too late."""
_OWN = {"id", "case_id", "round", "material_id"}


class NothingToUndo(BeeboxError):
    code = "nothing_to_undo"
    message = N_("没有可以撤回的一步：撤回只在记下后的 10 秒内有效。打开那一份材料，可以直接改决定。")


@dataclass(frozen=True)
class Undoable:
    """What the bar offers to take back."""

    material: str
    word: Word
    seconds: int
    """How long it is still offered."""


def decide(
    work: Work, case: Case, material: Material, auditor: Actor, word: str, reasons: Collection[str], note: str
) -> MaterialDecision:
    """review.decide, remembering what stood there before."""
    before = _columns(_row(work, case, material.id))
    row = review.decide(work, case, material, auditor, word, reasons, note)
    work.session.merge(
        LastWord(
            auditor_id=row.by, case_id=case.id, material_id=material.id, round=row.round, at=row.at,
            before=before,
        )
    )  # fmt: skip
    return row


def undoable(work: Work, case: Case, auditor: Actor) -> Undoable | None:
    """What this auditor may take back on this case now."""
    last = _last(work, case, auditor)
    row = _row(work, case, last.material_id) if last else None
    if last is None or row is None:
        return None
    material = work.session.get_one(Material, last.material_id)
    return Undoable(material.code, row.word, max(1, SECONDS - (work.now() - last.at).seconds))


def undo(work: Work, case: Case, auditor: Actor) -> Material:
    """Put back what stood there before the last word; returns its material."""
    work.session.refresh(case, with_for_update=True)
    last = _last(work, case, auditor)
    row = _row(work, case, last.material_id) if last else None
    if last is None or row is None:
        raise NothingToUndo
    if last.before is None:
        work.session.delete(row)
    else:
        for name, value in last.before.items():
            setattr(row, name, _read(name, value))
    material = work.session.get_one(Material, last.material_id)
    work.session.delete(last)
    work.session.flush()
    return material


def _last(work: Work, case: Case, auditor: Actor) -> LastWord | None:
    last = work.session.get(LastWord, auditor.id) if auditor.id else None
    if last is None or last.case_id != case.id or last.round != review.round_of(work, case.id):
        return None
    return last if work.now() - last.at <= timedelta(seconds=SECONDS + GRACE) else None


def _row(work: Work, case: Case, material_id: int) -> MaterialDecision | None:
    this_round = review.round_of(work, case.id)
    return work.session.scalar(
        select(MaterialDecision).where(
            MaterialDecision.case_id == case.id,
            MaterialDecision.round == this_round,
            MaterialDecision.material_id == material_id,
        )
    )


def _columns(row: MaterialDecision | None) -> dict[str, Any] | None:
    """Every column that a word may change, whichever there are."""
    if row is None:
        return None
    names = [column.key for column in MaterialDecision.__table__.columns if column.key not in _OWN]
    return {name: _written(getattr(row, name)) for name in names}


def _written(value: object) -> object:
    return value.isoformat() if isinstance(value, datetime) else value


def _read(name: str, value: Any) -> object:
    if value is not None and isinstance(MaterialDecision.__table__.columns[name].type, Instant):
        return datetime.fromisoformat(value)
    return Word(value) if name == "word" else value
