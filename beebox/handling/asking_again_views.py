"""Asking a supervisor, and the supervisor's answer."""

from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow, record_access
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import case_for
from beebox.cases.models import Case
from beebox.cases.queries import item_of, materials_of
from beebox.handling.asking_again import approving
from beebox.handling.asking_again.guard import THE_FORM, beyond, free_to_name
from beebox.handling.blueprint import bp
from beebox.handling.desk import show_case
from beebox.handling.models import CorrectionApproval
from beebox.handling.wordbook import wordbook
from beebox.kernel.db import Work
from beebox.web.errors import sentence_of
from beebox.web.requests import TextRefused, office, text_field

LONGEST = 300


@dataclass(frozen=True)
class Line:
    name: str
    name_en: str
    said: tuple[str, ...]
    late: bool
    """Could have been told before."""


@dataclass(frozen=True)
class Asked:
    code: str
    item: object
    asked_at: object
    lines: tuple[Line, ...]


@bp.post("/desk/<code>/correction/ask")
@allow(Role.CLERK)
def ask_supervisor(code: str) -> Response | tuple[str, int]:
    actor = current_actor()
    try:
        with office().work() as work:
            case = case_for(work, code, actor)
            codes = [material.code for material in materials_of(work, case.id)]
            approving.lay_before_supervisor(work, case, actor, _wanted(codes))
    except (approving.NothingToApprove, TextRefused) as error:
        return show_case(code, actor, sentence_of(error)), error.status
    return redirect(url_for(".case", code=code), 303)


@bp.get("/desk/approvals")
@allow(Role.SUPERVISOR)
def approvals() -> str:
    return _page(None)


@bp.post("/desk/<code>/correction/approve")
@allow(Role.SUPERVISOR)
def approve_correction(code: str) -> Response | tuple[str, int]:
    actor = current_actor()
    try:
        reason = text_field("reason", LONGEST)
        with office().work() as work:
            approving.approve(work, case_for(work, code, actor), actor, reason)
    except (approving.ApprovalReasonMissing, TextRefused) as error:
        return _page(sentence_of(error), code), error.status
    return redirect(url_for(".approvals"), 303)


def _page(error: str | None, code: str = "") -> str:
    actor = current_actor()
    with office().work() as work:
        asked = []
        for row, case in approving.waiting(work):
            record_access(work, actor, "desk:approval", case.id)
            asked.append(_asked(work, row, case))
    typed = request.form.get("reason", "")[: LONGEST * 2]
    return render_template(
        "handling/approvals.html", asked=asked, error=error, code=code, typed=typed, longest=LONGEST
    )


def _asked(work: Work, row: CorrectionApproval, case: Case) -> Asked:
    item, book = item_of(work, case), wordbook(work)
    late = set(beyond(row.wanted, free_to_name(work, case)))
    lines = []
    for code in row.wanted:
        if code == THE_FORM:
            name, name_en, said = "填写的内容", "The form", row.typed.get("form_note", [])
        else:
            entry = item.material(code)
            name, name_en = entry.name, entry.name_en
            reasons = book.corrections_named(tuple(row.typed.get(f"reasons-{code}", ())))
            said = [reason.text for reason in reasons] + row.typed.get(f"note-{code}", [])
        lines.append(Line(name, name_en, tuple(text for text in said if text), code in late))
    return Asked(case.code, item, row.asked_at, tuple(lines))


def _wanted(codes: list[str]) -> approving.Wanted:
    typed, named = {}, []
    for code in codes:
        reasons, note = request.form.getlist(f"reasons-{code}"), text_field(f"note-{code}", 500)
        if reasons or note:
            named.append(code)
            typed.update({f"reasons-{code}": reasons[:20], f"note-{code}": [note]})
    form_note = text_field("form_note", 500)
    if form_note:
        named.append(THE_FORM)
        typed["form_note"] = [form_note]
    if not named:
        raise approving.NothingToApprove
    return approving.Wanted(tuple(named), typed)
