"""What still stands in the way of handing a case in."""

from dataclasses import dataclass

from beebox.cases.models import Case
from beebox.cases.queries import item_of, materials_of, uploads_of
from beebox.catalog.definitions import Necessity
from beebox.catalog.rules import missing_answers
from beebox.intake.filling import form_complete
from beebox.kernel.db import Work


@dataclass(frozen=True)
class Gap:
    """One thing still to do before submitting, and where to do it (a path below the case)."""

    name: str
    name_en: str
    path: str


def gaps_of(work: Work, case: Case) -> list[Gap]:
    """Everything that stands in the way of submitting, in the order of the task list."""
    item = item_of(work, case)
    gaps = []
    if missing_answers(item, case.answers):
        gaps.append(Gap("回答几个问题", "A few questions", "answers"))
    given = uploads_of(work, case.id)
    for material in materials_of(work, case.id):
        definition = item.material(material.code)
        if definition.necessity is not Necessity.LATER and not given.get(material.id):
            path = f"materials/{material.code}"
            gaps.append(Gap(definition.name, definition.name_en, path))
    if not form_complete(work, case):
        gaps.append(Gap("填写申请人和收件地址", "Who applies and where to post it", "form"))
    return gaps
