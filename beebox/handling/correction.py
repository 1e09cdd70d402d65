"""补正: the department's one complete notice. A second one the law does not know (art. 32(4))."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.cases.issuing.contents import Body, Link, Point, day_words
from beebox.cases.issuing.issue import issue
from beebox.cases.legal_clock import correction_due_on
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionBy, CorrectionItem
from beebox.cases.queries import item_of, materials_of
from beebox.cases.states import Action
from beebox.cases.transitions import CASE_TABLE
from beebox.handling.asking_again.approving import approver_of, unapproved
from beebox.handling.asking_again.guard import THE_FORM
from beebox.handling.wordbook import wordbook
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings


class AskedBefore(BeeboxError):
    code = "asked_before"
    message = N_(
        "这件办件已经要求补正过一次。依法要一次讲全，不能再要第二次：材料合格请受理，仍不合格请不予受理并写明原因。"
    )


class BeyondOneTime(BeeboxError):
    code = "beyond_one_time"
    message = N_(
        "%(materials)s：预审告知时已经看得到，当时没有讲，申请人也没有换新文件。"
        "按一次性告知的规定，要先请主管同意。填写的都在，请点“请主管同意”。"
    )


class NothingNamed(BeeboxError):
    status = 422
    code = "nothing_named"
    message = N_("请至少勾选一份要补正的材料，并为每一份选好原因或写上说明。")


class ReasonMissing(BeeboxError):
    status = 422
    code = "reason_missing"
    message = N_("“%(material)s”还没有写为什么要补正。请选一个原因或写一句说明，其他填写的都在。")


@dataclass(frozen=True)
class Fault:
    """One material to mend: codes of the word book, a sentence of the clerk's own, or both."""

    material: str
    reasons: tuple[str, ...]
    note: str = ""


def asked_before(work: Work, case_id: int) -> bool:
    """Whether the department has used its one correction."""
    asked = select(func.count()).where(
        Correction.case_id == case_id, Correction.asked_by == CorrectionBy.DEPARTMENT
    )
    return bool(work.session.scalar(asked))


def ask_correction(
    work: Work, case: Case, clerk: Actor, faults: Sequence[Fault], form_note: str = ""
) -> Correction:
    """Tell the citizen everything at once: what is named opens for change, the clock waits."""
    CASE_TABLE.row(case.state, Action.ASK_CORRECTION, clerk.role)
    if asked_before(work, case.id):
        raise AskedBefore
    named = {fault.material: fault for fault in faults}
    materials = [m for m in materials_of(work, case.id) if m.code in named]
    if not materials or len(materials) < len(named):
        raise NothingNamed
    codes = [m.code for m in materials] + ([THE_FORM] if form_note.strip() else [])
    _refuse_late(work, case, codes)
    until, points = correction_due_on(work, case), []
    asked = Correction(
        case_id=case.id,
        asked_by=CorrectionBy.DEPARTMENT,
        actor_id=clerk.id,
        asked_at=work.now(),
        due_on=until,
        form_note=form_note.strip(),
        approved_by=approver_of(work, case, codes),
    )
    move(work, case, Action.ASK_CORRECTION, clerk)
    case.lapses_on, case.lapse_told = until, False
    work.session.add(asked)
    work.session.flush()
    item, book = item_of(work, case), wordbook(work)
    for material in materials:
        fault, name = named[material.code], item.material(material.code).name
        reasons = [reason.text for reason in book.corrections_named(fault.reasons)]
        if not reasons and not fault.note:
            raise ReasonMissing(material=name)
        work.session.add(_item(asked, material.id, reasons, fault.note))
        points.append(Point(name, tuple(line for line in (*reasons, fault.note) if line)))
    if asked.form_note:
        points.append(Point("填写的内容", (asked.form_note,)))
    _open_only(work, case, {material.id for material in materials})
    issue(work, case, "correction", clerk, _letter(work, case, until, points), asked.id)
    return asked


def _refuse_late(work: Work, case: Case, codes: Sequence[str]) -> None:
    late, item = unapproved(work, case, codes), item_of(work, case)
    if late:
        names = ["填写的内容" if code == THE_FORM else item.material(code).name for code in late]
        raise BeyondOneTime(materials="、".join(names))


def _item(asked: Correction, material_id: int, reasons: list[str], note: str) -> CorrectionItem:
    return CorrectionItem(correction_id=asked.id, material_id=material_id, reasons=reasons, note=note)


def _open_only(work: Work, case: Case, wanted: set[int]) -> None:
    for material in materials_of(work, case.id):
        material.open = material.id in wanted


def _letter(work: Work, case: Case, until: date, points: list[Point]) -> Body:
    opening = "您的申请材料需要补正，全部内容一次告知如下："
    closing = (
        f"请在 {day_words(until)} 前凭办件码 {case.code} 在网上改好，一次提交；等您补正的时间不计入办理期限。"
    )
    link = Link(f"{work.use(Settings).public_url}/cases/{case.code}/fix", "扫码登录后直接去改这几项")
    return Body((opening,), tuple(points), closing=(closing,), link=link)
