"""收件凭证: the dated receipt of each submission, told from stored facts alone."""

from sqlalchemy import select

from beebox.accounts.roles import SYSTEM
from beebox.cases.issuing.contents import Body, Filed, Link, day_words
from beebox.cases.issuing.issue import issue
from beebox.cases.issuing.models import Document
from beebox.cases.models import Case, CaseStep
from beebox.cases.papers import Material, MaterialVersion
from beebox.cases.queries import item_of, steps_of
from beebox.cases.states import Action, State
from beebox.intake.queries import answer_by
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings
from beebox.workdays.queries import calendar


class NotSubmitted(BeeboxError):
    status = 404
    code = "not_submitted"
    message = N_("这件办件还没有提交，所以还没有回执。提交以后就能在这里下载。")


_NEXT = {
    State.CHECKING: (
        "预审员先看电子材料，1 个工作日内短信告诉您结果。现在先不要投原件，收到“预审通过”再投。"
    ),
    State.RECEIVED: "补正的材料已经交到办理部门，由经办人接着看。",
}
_KEEPING = "电子材料只用于办理这一件事，谁看过都有记录；办结后按档案管理规定保存。"
_NO_ACCEPTANCE = "本凭证说明已收到您提交的电子材料，不等于受理决定；是否受理，由办理部门依法书面告知。"
_PROVISIONAL = "这一年的放假安排还没有公布，日期可能提前或顺延。"


def issue_receipt(work: Work, case: Case) -> Document:
    """The receipt of the last submission, issued once; NotSubmitted before there is one."""
    submitted = [step for step in steps_of(work, case.id) if step.action is Action.SUBMIT]
    if not submitted or case.number is None:
        raise NotSubmitted
    last = submitted[-1]
    link = Link(f"{work.use(Settings).public_url}/track/{case.code}", "扫码看办理进度")
    body = Body(
        (_opening(work, last),), filed=_filed(work, case, last), closing=_closing(work, case, last), link=link
    )
    return issue(work, case, "receipt", SYSTEM, body, last.id)


def _opening(work: Work, last: CaseStep) -> str:
    at = last.at.astimezone(work.use(Settings).zone)
    return f"您于 {day_words(at.date())} {at:%H:%M} 提交的下列电子材料，我们已经收到。"


def _closing(work: Work, case: Case, last: CaseStep) -> tuple[str, ...]:
    due = answer_by(work, case)
    provisional = _PROVISIONAL if calendar(work).is_provisional(due) else ""
    until = f"最迟在 {day_words(due)} 前答复您（按工作日计算，提交当天不算）。{provisional}"
    return (_NEXT[last.after], until, _KEEPING, _NO_ACCEPTANCE)


def _filed(work: Work, case: Case, last: CaseStep) -> tuple[Filed, ...]:
    """What lay in the case at that step: files given before it and not taken away before it."""
    moment = last.at
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
    return tuple(
        Filed(item.material(code).name, len(files), sum(f.pages for f in files))
        for code, files in found.items()
    )
