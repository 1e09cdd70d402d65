"""Internal notes and labels on one case: a page of their own, and what the bench includes."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow, record_access
from beebox.accounts.sessions import current_actor
from beebox.cases.queries import item_of
from beebox.preaudit.bench_views import LOOKERS
from beebox.preaudit.queries import who
from beebox.preaudit.queue_desk.words import desk_of, offered, queue_words
from beebox.preaudit.values_views import bp
from beebox.preaudit.waiting.labels import label_in_use, put_on, take_off
from beebox.preaudit.waiting.notes import LONGEST, NothingNoted, add_note
from beebox.preaudit.waiting.reach import queued_case
from beebox.web.errors import sentence_of
from beebox.web.requests import TextRefused, office, safe_next, text_field

__all__ = ["bp"]
bp.app_context_processor(offered)


@bp.get("/review/<code>/notes")
@allow(*LOOKERS)
def show_notes(code: str) -> Response:
    return _page(code)


def _page(code: str, problem: str = "", status: int = 200) -> Response:
    actor = current_actor()
    with office().work() as work:
        record_access(work, actor, "preaudit:notes", queued_case(work, code, actor).id)
    with office().look() as work:
        case = queued_case(work, code, actor)
        page = render_template(
            "preaudit/notes.html", desk=desk_of(work, case), case=case, item=item_of(work, case),
            who=who(case), problem=problem, typed=request.form.get("text", "")[: LONGEST * 4],
            back=safe_next(""), **queue_words(),
        )  # fmt: skip
    return Response(page, status, mimetype="text/html")


@bp.post("/review/<code>/notes")
@allow(*LOOKERS)
def note(code: str) -> Response:
    actor = current_actor()
    try:
        text = text_field("text", LONGEST)
        with office().work() as work:
            add_note(work, queued_case(work, code, actor), actor, text)
    except (NothingNoted, TextRefused) as problem:
        return _page(code, sentence_of(problem), problem.status)
    flash(_("备注记下了，申请人看不到。"))
    return redirect(safe_next(url_for("preaudit.show_notes", code=code)), 303)


@bp.post("/review/<code>/labels")
@allow(*LOOKERS)
def mark(code: str) -> Response:
    """Put a label on, or take it off (`off` names it)."""
    actor = current_actor()
    with office().work() as work:
        case = queued_case(work, code, actor)
        if request.form.get("off"):
            take_off(work, case, label_in_use(work, request.form["off"]))
        else:
            put_on(work, case, label_in_use(work, request.form.get("label", "")), actor)
    return redirect(safe_next(url_for("preaudit.show_notes", code=code)), 303)
