"""The dated receipt of a submission, told from stored facts alone: it reads the same for ever."""

from sqlalchemy import select

from beebox.cases.models import Case
from beebox.cases.papers import Material, MaterialVersion
from beebox.cases.queries import item_of, steps_of
from beebox.cases.states import Action, State
from beebox.catalog.models import Department
from beebox.intake.queries import answer_by
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.masking import mask_name
from beebox.kernel.settings import Settings
from beebox.web.filters import local_name
from beebox.web.sheets import FiledMaterial, Receipt
from beebox.workdays.queries import calendar


class NotSubmitted(BeeboxError):
    status = 404
    code = "not_submitted"
    message = N_("这件办件还没有提交，所以还没有回执。提交以后就能在这里下载。")


NEXT = {
    State.CHECKING: N_(
        "预审员先看电子材料，1 个工作日内短信告诉您结果。现在先不要投原件，收到“预审通过”再投。"
    ),
    State.RECEIVED: N_("补正的材料已经交到办理部门，由经办人接着看。"),
}


def receipt_of(work: Work, case: Case, words: dict[str, str]) -> Receipt:
    """The receipt of the last submission; `words` holds its two sentences in the reader's language."""
    submitted = [step for step in steps_of(work, case.id) if step.action is Action.SUBMIT]
    if not submitted or case.number is None:
        raise NotSubmitted
    last, due = submitted[-1], answer_by(work, case)
    return Receipt(
        number=case.number,
        code=case.code,
        item=local_name(item_of(work, case)),
        department=local_name(work.session.get_one(Department, case.department_id)),
        applicant=mask_name(case.form.get("applicant_name", "")),
        submitted_at=last.at,
        materials=tuple(_filed(work, case, last.id)),
        next_step=words[last.after],
        answer_by=due,
        keeping=words["keeping"],
        track_url=f"{work.use(Settings).public_url}/track/{case.code}",
        provisional=calendar(work).is_provisional(due),
    )


def _filed(work: Work, case: Case, step_id: int) -> list[FiledMaterial]:
    """What lay in the case at that step: files given before it and not taken away before it."""
    moment = next(step.at for step in steps_of(work, case.id) if step.id == step_id)
    rows = select(Material, MaterialVersion).join(MaterialVersion, MaterialVersion.material_id == Material.id)
    there = MaterialVersion.removed_at.is_(None) | (MaterialVersion.removed_at > moment)
    found: dict[str, list[MaterialVersion]] = {}
    for material, upload in work.session.execute(
        rows.where(
            Material.case_id == case.id, Material.needed, MaterialVersion.given_at <= moment, there
        ).order_by(Material.position)
    ):
        found.setdefault(material.code, []).append(upload)
    item = item_of(work, case)
    return [
        FiledMaterial(local_name(item.material(code)), len(files), sum(f.pages for f in files))
        for code, files in found.items()
    ]
