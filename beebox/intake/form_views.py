"""What the citizen types: who applies, where the result goes."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor, visitor
from beebox.intake.door import bp, mine
from beebox.intake.filling import Faults, entries_of, fill_form, saved_values
from beebox.intake.own_case import form_open, refuse_others_turn
from beebox.intake.queries import hub_of
from beebox.web.requests import office, safe_next


@bp.get("/cases/<code>/form")
@allow(Role.CITIZEN)
def form(code: str) -> str:
    return _page(code, {}, {})


@bp.post("/cases/<code>/form")
@allow(Role.CITIZEN)
def fill(code: str) -> Response | tuple[str, int]:
    with office().work() as work:
        faults = fill_form(work, code, request.form, current_actor())
    if faults:
        return _page(code, request.form, faults), 422
    return redirect(safe_next(url_for(".hub", code=code)), 303)


def _page(code: str, typed: Mapping[str, str], faults: Faults) -> str:
    with office().look() as work:
        case = mine(work, code)
        refuse_others_turn(case)
        person = visitor()
        phone = (person.phone if person else None) or ""
        known = typed or {"phone": phone, "receiver_phone": phone} | saved_values(case)
        lines = entries_of(work, case, known, faults)
        return render_template(
            "intake/form.html",
            case=case,
            hub=hub_of(work, case),
            applicant=[line for line in lines if not line.name.startswith("receiver_")],
            receiver=[line for line in lines if line.name.startswith("receiver_")],
            faults=[line for line in lines if line.fault],
            open=form_open(work, case),
            next=safe_next(""),
        )
