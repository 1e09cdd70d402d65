"""What staff see of messages: whom to call, and everything that was sent for one case."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow, record_access
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import CaseNotFound, case_for
from beebox.kernel.errors import BeeboxError
from beebox.kernel.ids import read_code
from beebox.notices import words
from beebox.notices.blueprint import bp
from beebox.notices.delivery.reaching import note_reached, open_call, to_call, try_again
from beebox.notices.queries import messages_of, unmatched
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field


@bp.get("/messages")
@allow(Role.SUPERVISOR, Role.CLERK)
def desk() -> str | tuple[str, int]:
    """Without `case`: whom to call. With it: every message of that case, addresses masked."""
    typed = request.args.get("case", "").strip()[:40]
    if not typed:
        return _desk()
    actor = current_actor()
    try:
        with office().work() as work:
            case = case_for(work, read_code(typed) or typed, actor)
            record_access(work, actor, "messages", case.id)
            code, told = case.code, messages_of(work, case.id)
            work.session.expunge_all()
    except CaseNotFound as error:
        return _desk(sentence_of(error), typed), error.status
    return render_template("notices/case_messages.html", code=code, told=told, words=words)


@bp.get("/messages/<int:message_id>/call")
@allow(Role.SUPERVISOR, Role.CLERK)
def call(message_id: int) -> str:
    return _call_page(message_id, None)


@bp.post("/messages/<int:message_id>/reached")
@allow(Role.SUPERVISOR, Role.CLERK)
def reached(message_id: int) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            note_reached(work, message_id, current_actor(), text_field("note", 300))
    except BeeboxError as error:
        return _call_page(message_id, sentence_of(error)), error.status
    return redirect(url_for(".desk"), 303)


@bp.post("/messages/<int:message_id>/again")
@allow(Role.SUPERVISOR, Role.CLERK)
def again(message_id: int) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            try_again(work, message_id, current_actor())
    except BeeboxError as error:
        return _call_page(message_id, sentence_of(error)), error.status
    return redirect(url_for(".desk"), 303)


def _desk(error: str | None = None, typed: str = "") -> str:
    actor = current_actor()
    with office().look() as work:
        calls = to_call(work, actor)
        strays = unmatched(work) if actor.role is Role.SUPERVISOR else []
        return render_template(
            "notices/desk.html", calls=calls, strays=strays, words=words, error=error, typed=typed
        )


def _call_page(message_id: int, error: str | None) -> str:
    with office().work() as work:
        found = open_call(work, message_id, current_actor())
        work.session.flush()
        work.session.expunge_all()
    note = request.form.get("note", "")[:300]
    return render_template("notices/call.html", call=found, words=words, error=error, note=note)
