"""What the citizen gets from the department: the notices, the result, and the last word."""

from flask import Response, abort, redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response as AnyResponse

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import CaseNotFound, case_for
from beebox.cases.queries import item_of
from beebox.handling.blueprint import bp
from beebox.handling.decision import result_of
from beebox.handling.formal_paper import FormalPaper
from beebox.handling.models import FormalNotice, NoticeKind
from beebox.handling.rating import LEVELS, LONGEST, RATED_AFTER, NotEndedYet, rate, rating_of
from beebox.kernel.errors import BeeboxError
from beebox.kernel.files import FileStore
from beebox.web.errors import sentence_of
from beebox.web.paper import pdf_response, render_pdf
from beebox.web.requests import office, text_field


@bp.get("/cases/<code>/notices/<kind>.pdf")
@allow(Role.CITIZEN, Role.CLERK, Role.SUPERVISOR)
def notice(code: str, kind: str) -> Response:
    """A formal notice, the same words as on the day it was issued."""
    if kind not in set(NoticeKind):
        abort(404)
    with office().look() as work:
        case = case_for(work, code, current_actor())
        wanted = select(FormalNotice).where(FormalNotice.case_id == case.id, FormalNotice.kind == kind)
        found = work.session.scalar(wanted)
        if found is None:
            raise CaseNotFound
        paper = FormalPaper.from_json(found.content)
    return pdf_response(render_pdf("paper/notice.html", notice=paper), f"{paper.title}-{paper.code}.pdf")


@bp.get("/cases/<code>/result")
@allow(Role.CITIZEN, Role.CLERK, Role.SUPERVISOR)
def result(code: str) -> Response:
    """The result's file, to be kept; never shown inside a page."""
    with office().look() as work:
        case = case_for(work, code, current_actor())
        found = result_of(work, case.id)
        if found is None or found.file_key is None:
            raise CaseNotFound
        data, name, mime = work.use(FileStore).read(found.file_key), found.file_name, found.file_mime
    answer = Response(data, mimetype=mime)
    answer.headers.set("Content-Disposition", "attachment", filename=name or "result")
    answer.headers["Cache-Control"] = "no-store"
    return answer


@bp.get("/cases/<code>/rating")
@allow(Role.CITIZEN)
def rating(code: str) -> str:
    return _rating_page(code, None)


@bp.post("/cases/<code>/rating")
@allow(Role.CITIZEN)
def rate_case(code: str) -> AnyResponse | tuple[str, int]:
    actor = current_actor()
    try:
        with office().work() as work:
            case = case_for(work, code, actor)
            rate(work, case, actor, request.form.get("level", ""), text_field("text", LONGEST))
    except CaseNotFound:
        raise
    except BeeboxError as error:
        return _rating_page(code, sentence_of(error)), error.status
    return redirect(url_for(".rating", code=code), 303)


def _rating_page(code: str, error: str | None) -> str:
    with office().look() as work:
        case = case_for(work, code, current_actor())
        if error is None and case.state not in RATED_AFTER:
            raise NotEndedYet
        return render_template(
            "handling/rating.html",
            case=case,
            item=item_of(work, case),
            levels=LEVELS,
            given=rating_of(work, case.id),
            error=error,
            typed=request.form,
            longest=LONGEST,
        )
