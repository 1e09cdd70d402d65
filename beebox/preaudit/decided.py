"""The words that count for a case now, and which are still missing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionBy, Material, MaterialVersion
from beebox.cases.queries import item_of, materials_of, uploads_of
from beebox.catalog.definitions import Item, Necessity
from beebox.kernel.db import Work
from beebox.preaudit.models import MaterialDecision, Word


@dataclass(frozen=True)
class Decided:
    """The word that counts for a material now."""

    word: Word
    reasons: tuple[str, ...]
    note: str
    at: datetime
    carried: bool
    """True when it passed in an earlier round and no new file came since."""


def round_of(work: Work, case_id: int) -> int:
    """1 in the first review; one more after each pre-audit notice."""
    notices = select(func.count()).select_from(Correction)
    mine = notices.where(Correction.case_id == case_id, Correction.asked_by == CorrectionBy.PREAUDIT)
    return 1 + (work.session.scalar(mine) or 0)


def decisions_of(work: Work, case: Case) -> dict[int, Decided]:
    """The word that counts now for each material that has one."""
    this_round = round_of(work, case.id)
    rows = work.session.scalars(
        select(MaterialDecision)
        .where(MaterialDecision.case_id == case.id)
        .order_by(MaterialDecision.round, MaterialDecision.id)
    )
    uploads = uploads_of(work, case.id)
    found: dict[int, Decided] = {}
    for row in rows:
        carried = row.round < this_round
        if (carried and row.word is Word.MEND) or came_later(uploads.get(row.material_id, []), row.at):
            found.pop(row.material_id, None)
            continue
        found[row.material_id] = Decided(row.word, tuple(row.reasons), row.note, row.at, carried)
    return found


def came_later(uploads: Sequence[MaterialVersion], moment: datetime) -> bool:
    return any(upload.given_at > moment for upload in uploads)


def undecided(work: Work, case: Case) -> list[Material]:
    """The materials that still need a word; what may follow later and was not given needs none."""
    decided, uploads, item = decisions_of(work, case), uploads_of(work, case.id), item_of(work, case)
    return [
        material
        for material in materials_of(work, case.id)
        if material.id not in decided and _needs_word(item, material, uploads)
    ]


def _needs_word(item: Item, material: Material, uploads: Mapping[int, Sequence[MaterialVersion]]) -> bool:
    return material.id in uploads or item.material(material.code).necessity is not Necessity.LATER
