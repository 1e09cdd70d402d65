"""Small pages that belong to no room: health, languages of robots, the developers' clock."""

from datetime import datetime

from flask import Blueprint, Response, abort, jsonify, redirect, render_template, request
from sqlalchemy import text
from werkzeug.wrappers import Response as AnyResponse

from beebox.accounts.access import public
from beebox.kernel.clock import Clock, StageClock
from beebox.web.requests import office, settings

bp = Blueprint("front_door", __name__)


@bp.get("/healthz")
@public
def healthz() -> Response:
    """The process answers and the database can be read."""
    with office().look() as work:
        work.session.execute(text("SELECT 1"))
    return jsonify(status="ok")


@bp.get("/robots.txt")
@public
def robots() -> Response:
    return Response("User-agent: *\nDisallow: /cases\nDisallow: /track\n", mimetype="text/plain")


@bp.get("/dev/clock")
@public
def clock() -> str:
    _stage()
    return render_template("web/clock.html", now=office().now())


@bp.post("/dev/clock")
@public
def set_clock() -> AnyResponse:
    """Let time pass, forward only: `to` is a local date and time such as 2026-11-24T16:00."""
    try:
        wanted = datetime.fromisoformat(request.form.get("to", ""))
    except ValueError:
        abort(400)
    if wanted.tzinfo is None:
        wanted = wanted.replace(tzinfo=settings().zone)
    _stage().move_to(wanted)
    office().wake()
    return redirect("/dev/clock", 303)


def _stage() -> StageClock:
    """The clock, where it may be moved: on a developer's machine, never in production."""
    stage = office().use(Clock)
    if not settings().development or not isinstance(stage, StageClock):
        abort(404)
    return stage
