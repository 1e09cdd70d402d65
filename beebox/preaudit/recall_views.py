"""Taking back a notice: a supervisor's page with one field."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import case_for
from beebox.cases.queries import item_of, open_correction
from beebox.kernel.errors import BeeboxError
from beebox.preaudit import recalling
from beebox.preaudit.bench_views import bp, come_in
from beebox.preaudit.queries import who
from beebox.web.errors import sentence_of
from beebox.web.requests import TextRefused, office, text_field


@bp.get("/review/sent")
@allow(Role.SUPERVISOR)
def show_sent() -> str:
    with office().look() as work:
        return render_template("preaudit/sent.html", sent=recalling.sent_notices(work), most=recalling.MOST)


@bp.get("/review/<code>/recall")
@allow(Role.SUPERVISOR)
def show_recall(code: str) -> Response:
    return _page(code)


def _page(code: str, problem: BeeboxError | None = None) -> Response:
    come_in(code, "preaudit:recall")
    with office().look() as work:
        case = case_for(work, code, current_actor())
        sent, item = recalling.notice_to_recall(work, case), item_of(work, case)
        named = open_correction(work, case.id)
        page = render_template(
            "preaudit/recall.html", case=case, item=item, who=who(case), sent=sent,
            named=len(named[1]) if named else 0, typed=request.form.get("reason", "")[:2000],
            longest=recalling.LONGEST_REASON, problem=sentence_of(problem) if problem else "",
        )  # fmt: skip
    return make_response(page, problem.status if problem else 200)


@bp.post("/review/<code>/recall")
@allow(Role.SUPERVISOR)
def recall(code: str) -> Response:
    actor = current_actor()
    try:
        reason = text_field("reason", recalling.LONGEST_REASON)
        with office().work() as work:
            recalling.recall_notice(work, case_for(work, code, actor), actor, reason)
    except (recalling.RecallReasonNeeded, TextRefused) as problem:
        return _page(code, problem)
    flash(_("%(code)s 的告知已收回，办件回到预审队列，申请人会收到更正的短信。", code=code))
    return redirect(url_for("preaudit.show_queue"), 303)
