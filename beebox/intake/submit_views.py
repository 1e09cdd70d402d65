"""Looking it all over, and handing it in once."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.states import State
from beebox.intake.door import bp, mine, token
from beebox.intake.filling import entries_of
from beebox.intake.mending import fix_page
from beebox.intake.own_case import MENDING
from beebox.intake.queries import hub_of, review_by
from beebox.intake.submitting import NotAgreed, NotComplete, NotConfirmed, submit_case
from beebox.intake.withdrawing import may_withdraw
from beebox.kernel.errors import BeeboxError
from beebox.web.errors import sentence_of
from beebox.web.requests import office


@bp.get("/cases/<code>/check")
@allow(Role.CITIZEN)
def check(code: str) -> Response | str:
    with office().look() as work:
        case = mine(work, code)
        if case.state is not State.DRAFT:
            return redirect(url_for(".hub", code=case.code), 303)
    return _check_page(code, None)


@bp.post("/cases/<code>/submit")
@allow(Role.CITIZEN)
def submit(code: str) -> Response | tuple[str, int]:
    agreed = request.form.get("agree", "")
    try:
        with office().work() as work:
            case = submit_case(work, code, token("submit_key"), agreed, current_actor())
            return redirect(url_for(".sent", code=case.code), 303)
    except (NotComplete, NotAgreed, NotConfirmed) as error:
        with office().look() as work:
            mending = mine(work, code).state in MENDING
        page = _fix_page(code, error) if mending else _check_page(code, error)
        return page, error.status


def _check_page(code: str, error: BeeboxError | None) -> str:
    with office().look() as work:
        case = mine(work, code)
        return render_template(
            "intake/check.html",
            case=case,
            hub=hub_of(work, case),
            lines=entries_of(work, case, {}, {}),
            review_by=review_by(work, case),
            error=sentence_of(error) if error else None,
        )


def _fix_page(code: str, error: BeeboxError) -> str:
    with office().look() as work:
        case = mine(work, code)
        return render_template(
            "intake/fix.html",
            case=case,
            page=fix_page(work, case),
            hub=hub_of(work, case),
            error=sentence_of(error),
            withdrawable=may_withdraw(case),
        )
