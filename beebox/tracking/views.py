"""办理进度: by code and phone for anybody, by name for the citizen, by duty for staff."""

from flask import Blueprint, Response, jsonify, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as AnyResponse

from beebox.accounts.access import allow, public, record_access
from beebox.accounts.roles import STAFF, Actor, Role
from beebox.accounts.sessions import current_actor, visitor
from beebox.cases.access import CaseNotFound, case_for
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.kernel.ids import read_code
from beebox.tracking import words
from beebox.tracking.as_json import as_json
from beebox.tracking.looking_up import look_up, opened_case
from beebox.tracking.queries import Timeline, timeline
from beebox.tracking.stories import Reader
from beebox.tracking.turns import NEXT
from beebox.web.errors import sentence_of
from beebox.web.limits import limiter
from beebox.web.requests import office

bp = Blueprint("tracking", __name__)
OFTEN = "10/minute;30/hour"
KEPT = 5
"""How many codes one visit may have open."""


def _code_asked() -> str:
    """The limit that guards one code, whoever asks and however it is typed."""
    return f"code {read_code(request.form.get('code', '')) or request.remote_addr}"


@bp.get("/track")
@public
def ask() -> str:
    return _form(request.args.get("code", "")[:20], None)


@bp.post("/track")
@public
@limiter.limit(OFTEN)
@limiter.limit(OFTEN, key_func=_code_asked)
def look() -> AnyResponse | tuple[str, int]:
    typed, tail = request.form.get("code", "")[:40], request.form.get("tail", "")[:10]
    try:
        with office().look() as work:
            code = look_up(work, typed, tail)
    except BeeboxError as error:
        return _form(typed, sentence_of(error)), error.status
    opened = [kept for kept in session.get("tracked", []) if kept != code]
    session["tracked"] = [*opened, code][-KEPT:]
    return redirect(url_for(".track", code=code), 303)


@bp.get("/track/<code>")
@public
def track(code: str) -> AnyResponse | str:
    person = visitor()
    try:
        told = _told(code, person.actor() if person and not person.must_change_password else None)
    except CaseNotFound:
        if person is not None:
            raise
        return redirect(url_for(".ask", code=read_code(code) or ""), 303)
    return render_template("tracking/timeline.html", told=told, words=words, next=NEXT)


@bp.get("/api/track/<code>")
@allow(Role.CITIZEN)
def track_json(code: str) -> Response:
    with office().look() as work:
        told = timeline(work, case_for(work, code, current_actor()), Reader.CITIZEN)
    return jsonify(as_json(told))


def _told(code: str, actor: Actor | None) -> Timeline:
    """The timeline for whoever asks: by right first, then by what this visit has opened."""
    if actor is not None and actor.role in STAFF:
        with office().work() as work:
            case = case_for(work, code, actor)
            record_access(work, actor, "timeline", case.id)
            return timeline(work, case, Reader.STAFF)
    with office().look() as work:
        return _by_right_or_visit(work, code, actor)


def _by_right_or_visit(work: Work, code: str, actor: Actor | None) -> Timeline:
    if actor is not None:
        try:
            return timeline(work, case_for(work, code, actor), Reader.CITIZEN)
        except CaseNotFound:
            pass
    if code not in session.get("tracked", []):
        raise CaseNotFound
    return timeline(work, opened_case(work, code), Reader.VISIT)


def _form(typed: str, error: str | None) -> str:
    return render_template("tracking/ask.html", typed=typed, error=error)
