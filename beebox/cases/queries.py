"""Reading the papers of a case; nothing here changes anything."""

from collections.abc import Sequence

from sqlalchemy import select

from beebox.cases.models import Case, CaseStep
from beebox.cases.papers import Correction, CorrectionItem, Finding, Material, MaterialVersion, Remark
from beebox.catalog.definitions import Item
from beebox.catalog.queries import item_version
from beebox.kernel.db import Work


def item_of(work: Work, case: Case) -> Item:
    """The service item in the version this case runs under."""
    return item_version(work, case.item_code, case.item_version)


def materials_of(work: Work, case_id: int) -> Sequence[Material]:
    """The needed materials of a case in their order."""
    wanted = select(Material).where(Material.case_id == case_id, Material.needed)
    return work.session.scalars(wanted.order_by(Material.position)).all()


def uploads_of(work: Work, case_id: int) -> dict[int, list[MaterialVersion]]:
    """The present files of a case by material id, in page order."""
    wanted = select(MaterialVersion).where(
        MaterialVersion.case_id == case_id, MaterialVersion.removed_at.is_(None)
    )
    found: dict[int, list[MaterialVersion]] = {}
    for upload in work.session.scalars(wanted.order_by(MaterialVersion.position, MaterialVersion.id)):
        found.setdefault(upload.material_id, []).append(upload)
    return found


def findings_of(work: Work, case_id: int) -> dict[int | None, list[Finding]]:
    """What the machine found, by material id (None: about the case as a whole)."""
    found: dict[int | None, list[Finding]] = {}
    for finding in work.session.scalars(
        select(Finding).where(Finding.case_id == case_id).order_by(Finding.id)
    ):
        found.setdefault(finding.material_id, []).append(finding)
    return found


def remarks_of(work: Work, case_id: int) -> dict[int, dict[tuple[str, str], Remark]]:
    """What the citizen said of findings: by material id, then by rule and place of the finding."""
    found: dict[int, dict[tuple[str, str], Remark]] = {}
    for remark in work.session.scalars(select(Remark).where(Remark.case_id == case_id)):
        found.setdefault(remark.material_id, {})[remark.rule, remark.place] = remark
    return found


def open_correction(work: Work, case_id: int) -> tuple[Correction, list[CorrectionItem]] | None:
    """The notice the citizen has still to answer, with what it names."""
    found = work.session.scalar(
        select(Correction)
        .where(
            Correction.case_id == case_id,
            Correction.answered_at.is_(None),
            Correction.recalled_at.is_(None),
        )
        .order_by(Correction.id.desc())
        .limit(1)
    )
    if found is None:
        return None
    items = select(CorrectionItem).where(CorrectionItem.correction_id == found.id)
    return found, list(work.session.scalars(items.order_by(CorrectionItem.id)))


def steps_of(work: Work, case_id: int) -> Sequence[CaseStep]:
    steps = select(CaseStep).where(CaseStep.case_id == case_id)
    return work.session.scalars(steps.order_by(CaseStep.id)).all()
