"""One case: the task list while it is the citizen's turn, then where it stands."""

from flask import abort, jsonify, make_response, redirect, render_template, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.issuing.queries import newest_of
from beebox.cases.states import State
from beebox.intake import mending
from beebox.intake.door import bp, mine
from beebox.intake.mending import fix_page
from beebox.intake.own_case import MENDING, hold
from beebox.intake.queries import hub_of, review_by
from beebox.intake.receipts import issue_receipt
from beebox.intake.withdrawing import may_withdraw, withdraw_case
from beebox.kernel.files import FileStore
from beebox.kernel.state_table import NoSuchMove
from beebox.web.requests import office


@bp.get("/cases/<code>")
@allow(Role.CITIZEN)
def hub(code: str) -> Response | str:
    with office().look() as work:
        case = mine(work, code)
        if case.state is State.DRAFT:
            return render_template("intake/tasks.html", hub=hub_of(work, case), case=case)
        page = ".fix" if case.state in MENDING else ".sent"
        return redirect(url_for(page, code=case.code), 303)


@bp.get("/cases/<code>/state")
@allow(Role.CITIZEN)
def hub_state(code: str) -> Response:
    """For the page itself: whether any word on the task list has changed."""
    with office().look() as work:
        found = hub_of(work, mine(work, code))
        return jsonify(stamp=found.stamp, busy=found.busy)


@bp.get("/cases/<code>/sent")
@allow(Role.CITIZEN)
def sent(code: str) -> Response | str:
    with office().look() as work:
        case = mine(work, code)
        if case.state is State.DRAFT:
            return redirect(url_for(".hub", code=case.code), 303)
        return render_template(
            "intake/sent.html", case=case, hub=hub_of(work, case),
            review_by=review_by(work, case), withdrawable=may_withdraw(case),
        )  # fmt: skip


@bp.get("/cases/<code>/receipt.pdf")
@allow(Role.CITIZEN)
def receipt(code: str) -> Response:
    """To the receipt of the last submission. One of the time before receipts were issued is issued now."""
    with office().look() as work:
        case = mine(work, code)
        plain, known = case.code, newest_of(work, case.id, "receipt") is not None
    if not known:
        with office().work() as work:
            case = mine(work, code)
            hold(work, case)
            issue_receipt(work, case)
    return redirect(f"/cases/{plain}/documents/newest/receipt.pdf", 303)


@bp.get("/cases/<code>/fix")
@allow(Role.CITIZEN)
def fix(code: str) -> Response | str:
    with office().look() as work:
        case = mine(work, code)
        page = fix_page(work, case)
        if page is None or case.state not in MENDING:
            return redirect(url_for(".hub", code=case.code), 303)
        return render_template(
            "intake/fix.html", case=case, page=page, hub=hub_of(work, case),
            error=None, withdrawable=may_withdraw(case),
        )  # fmt: skip


@bp.get("/cases/<code>/notice/<int(max=2147483647):item>/<int(max=2147483647):number>.jpg")
@allow(Role.CITIZEN)
def point_picture(code: str, item: int, number: int) -> Response:
    """The sample picture that stands beside one point of the notice."""
    with office().look() as work:
        key = mending.point_picture(work, mine(work, code), item, number)
    if not key:
        abort(404)
    answer = make_response(office().use(FileStore).read(key))
    answer.mimetype = "image/jpeg"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer


@bp.get("/cases/<code>/withdraw")
@allow(Role.CITIZEN)
def withdraw(code: str) -> str:
    with office().look() as work:
        case = mine(work, code)
        if not may_withdraw(case):
            raise NoSuchMove
        return render_template("intake/withdraw.html", case=case, hub=hub_of(work, case))


@bp.post("/cases/<code>/withdraw")
@allow(Role.CITIZEN)
def do_withdraw(code: str) -> Response:
    with office().work() as work:
        case = withdraw_case(work, code, current_actor())
        return redirect(url_for(".sent", code=case.code), 303)
