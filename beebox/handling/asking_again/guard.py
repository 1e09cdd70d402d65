"""The one-time rule across both desks (行政许可法 art. 32(4)): see docs/documents.md.

The pre-audit's notice is already the notice of the law, for the term runs from the submission. After it
the department may name what that notice named, what was sent since, and what came on paper, which
nobody could see before. Anything else was there to be seen, and needs a supervisor's word.
"""

from collections.abc import Collection, Set

from sqlalchemy import select

from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionItem
from beebox.cases.queries import item_of, materials_of, uploads_of
from beebox.kernel.db import Work

THE_FORM = "the_form"
"""Stands for the form among the codes of materials, which have no such code."""


def beyond(named: Collection[str], free: Set[str] | None) -> list[str]:
    """What of this a request may not name by itself; `free` is None where nothing was told before."""
    return [] if free is None else sorted(set(named) - free)


def free_to_name(work: Work, case: Case) -> set[str] | None:
    """The materials, and the form, that may be named; None: everything, for it is the first notice."""
    rows = select(Correction).where(Correction.case_id == case.id).order_by(Correction.id)
    told = [row for row in work.session.scalars(rows) if getattr(row, "recalled_at", None) is None]
    if not told:
        return None
    item, uploads, last = item_of(work, case), uploads_of(work, case.id), told[-1].asked_at
    before = select(CorrectionItem.material_id).where(
        CorrectionItem.correction_id.in_([notice.id for notice in told])
    )
    named, free = set(work.session.scalars(before)), set()
    for material in materials_of(work, case.id):
        sent = any(upload.given_at > last for upload in uploads.get(material.id, []))
        if material.id in named or sent or item.material(material.code).travels:
            free.add(material.code)
    on_paper = any(item.material(material.code).travels for material in materials_of(work, case.id))
    if on_paper or any(notice.form_note for notice in told):
        free.add(THE_FORM)
    return free
