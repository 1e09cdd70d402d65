"""What has to travel for a case, and the ledger's first line for each of it."""

from collections.abc import Iterator
from typing import Any

from sqlalchemy import select

from beebox.accounts.roles import SYSTEM
from beebox.cases.models import Case
from beebox.cases.queries import item_of, materials_of
from beebox.catalog.definitions import Afterwards, Material
from beebox.kernel.db import Work
from beebox.logistics.custody import hand_to
from beebox.logistics.insert_once import insert_once
from beebox.logistics.models import CustodyEntry, Fate, Holder, Original

_FATES = {
    Afterwards.RETURNED: Fate.RETURNED,
    Afterwards.KEPT: Fate.KEPT,
    Afterwards.VOIDED: Fate.VOIDED,
    Afterwards.NONE: Fate.KEPT,
}


def list_originals(work: Work, case: Case) -> list[Original]:
    """Write down every paper of this case that travels, with its citizen as first holder.

    Only materials the case needs count, as its own version of the item defines them. Safe to repeat.
    """
    defined = {material.code: material for material in item_of(work, case).materials}
    for material in materials_of(work, case.id):
        for values in _papers(defined[material.code]):
            insert_once(work, Original, case_id=case.id, position=material.position, **values)
    listed = originals_of(work, case.id)
    fresh = [paper.id for paper in listed if not _has_entry(work, paper)]
    hand_to(work, fresh, Holder.CITIZEN, "", SYSTEM)
    return listed


def originals_of(work: Work, case_id: int) -> list[Original]:
    wanted = select(Original).where(Original.case_id == case_id)
    return list(work.session.scalars(wanted.order_by(Original.position, Original.id)))


def _papers(material: Material) -> Iterator[dict[str, Any]]:
    if not material.travels:
        return
    if material.originals:
        yield {
            "material_code": material.code,
            "copy": False,
            "name": material.paper,
            "name_en": material.paper_en,
            "count": material.originals,
            "afterwards": _FATES[material.afterwards],
        }
    if material.copies:
        yield {
            "material_code": material.code,
            "copy": True,
            "name": f"{material.paper}（复印件）",
            "name_en": f"{material.paper_en} (copy)",
            "count": material.copies,
            "afterwards": Fate.KEPT if material.originals else _FATES[material.afterwards],
        }


def _has_entry(work: Work, paper: Original) -> bool:
    wanted = select(CustodyEntry.id).where(CustodyEntry.original_id == paper.id).limit(1)
    return work.session.scalar(wanted) is not None
