"""What the citizen gets from the department: the result, and the last word."""

from flask import Response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import CaseNotFound, case_for
from beebox.cases.queries import item_of
from beebox.handling.blueprint import bp
from beebox.handling.decision import result_of
from beebox.handling.rating import LEVELS, LONGEST, RATED_AFTER, NotEndedYet, rate, rating_of
from beebox.kernel.errors import BeeboxError
from beebox.kernel.files import FileStore
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field


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
