"""The department's pages. The steps are in step_views.py, what citizens see in citizen_views.py."""

from flask import Response, abort, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from beebox.accounts.access import allow, record_access
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import CaseNotFound, case_for, upload_for
from beebox.cases.purpose import purpose_line
from beebox.cases.states import State
from beebox.handling import asking_again_views, citizen_views, step_views, words
from beebox.handling.blueprint import bp
from beebox.handling.desk import show_case
from beebox.handling.queries import IN_WORK, queue
from beebox.kernel.files import FileStore
from beebox.kernel.ids import read_code
from beebox.web.requests import office
from beebox.web.watermark import stamped_jpeg

__all__ = ["asking_again_views", "bp", "citizen_views", "step_views"]


@bp.get("/desk")
@allow(Role.CLERK)
def desk() -> str:
    asked, page = request.args.get("state", ""), request.args.get("page", "1")
    state = State(asked) if asked in set(IN_WORK) else None
    number = int(page) if page.isdecimal() and len(page) < 6 else 1
    with office().look() as work:
        found = queue(work, current_actor(), state, number)
        missing = request.args.get("missing", "")[:40]
        return render_template("handling/queue.html", queue=found, words=words, missing=missing)


@bp.get("/desk/find")
@allow(Role.CLERK)
def find() -> AnyResponse:
    """From a typed or scanned code to its case."""
    typed = request.args.get("code", "")
    code = read_code(typed)
    try:
        with office().look() as work:
            if code is None:
                raise CaseNotFound
            case_for(work, code, current_actor())
    except CaseNotFound:
        return redirect(url_for(".desk", missing=typed[:40]), 303)
    return redirect(url_for(".case", code=code), 303)


@bp.get("/desk/<code>")
@allow(Role.CLERK)
def case(code: str) -> str:
    actor = current_actor()
    with office().work() as work:
        record_access(work, actor, "desk", case_for(work, code, actor).id)
    return show_case(code, actor)


@bp.get("/desk/<code>/files/<int:upload>/<int:page>.jpg")
@allow(Role.CLERK)
def picture(code: str, upload: int, page: int) -> Response:
    """A page as its clerk may see it: of an identity paper a copy that says what it is for."""
    with office().look() as work:
        case = case_for(work, code, current_actor())
        found = upload_for(work, case, upload)
        if not 1 <= page <= len(found.previews):
            abort(404)
        key, line = found.previews[page - 1], purpose_line(work, case, found)
    data = office().use(FileStore).read(key)
    answer = Response(stamped_jpeg(data, line) if line else data, mimetype="image/jpeg")
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
