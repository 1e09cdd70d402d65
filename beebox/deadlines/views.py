"""The clocks of a case for staff, the steps that stop and extend them, and the list of escalations."""

from collections.abc import Callable

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow, record_access
from beebox.accounts.roles import Actor, Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import CaseNotFound, case_for
from beebox.cases.clock.terms import SPECIAL
from beebox.cases.models import Case
from beebox.deadlines import time_views, words
from beebox.deadlines.acknowledging import LONGEST, NotYours, acknowledge, escalations
from beebox.deadlines.blueprint import bp
from beebox.deadlines.case_page import clock_page
from beebox.deadlines.extending import NothingAsked, ask, deny, grant, waiting
from beebox.deadlines.overview import lamps, unexplained
from beebox.deadlines.pausing import resume, stop
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field

__all__ = ["bp", "time_views"]
STAFF_OF_CASES = (Role.AUDITOR, Role.CLERK, Role.SUPERVISOR)
ADDRESSED = (*STAFF_OF_CASES, Role.COLLECTOR, Role.ADMINISTRATOR)
Answer = Response | tuple[str, int]


@bp.get("/clock/<code>")
@allow(*STAFF_OF_CASES)
def case_clock(code: str) -> str:
    actor = current_actor()
    with office().work() as work:
        record_access(work, actor, "clock", case_for(work, code, actor).id)
    return _case(code, actor)


@bp.post("/clock/<code>/stop")
@allow(Role.CLERK)
def stop_clock(code: str) -> Answer:
    def do(work: Work, case: Case, clerk: Actor) -> None:
        stop(work, case, clerk, request.form.get("reason", ""), _number("days"), text_field("note", LONGEST))

    return _step(code, do, _("期限已暂停，申请人会收到书面告知。"))


@bp.post("/clock/<code>/resume")
@allow(Role.CLERK)
def resume_clock(code: str) -> Answer:
    def do(work: Work, case: Case, clerk: Actor) -> None:
        resume(work, case, clerk, text_field("note", LONGEST))

    return _step(code, do, _("期限已恢复，从明天起接着算。"))


@bp.post("/clock/<code>/extension")
@allow(Role.CLERK)
def ask_extension(code: str) -> Answer:
    def do(work: Work, case: Case, clerk: Actor) -> None:
        ask(work, case, clerk, _number("days"), text_field("note", LONGEST))

    return _step(code, do, _("延期申请已交给主管；批准以前期限不变。"))


@bp.get("/deadlines")
@allow(*ADDRESSED)
def listing() -> str:
    return _list(current_actor())


@bp.post("/deadlines/<int:escalation_id>/done")
@allow(*ADDRESSED)
def answer_escalation(escalation_id: int) -> Answer:
    actor = current_actor()
    try:
        with office().work() as work:
            acknowledge(work, escalation_id, actor, text_field("done", LONGEST))
    except NotYours:
        raise
    except BeeboxError as error:
        typed = (escalation_id, request.form.get("done", "")[:LONGEST])
        return _list(actor, sentence_of(error), typed), error.status
    flash(_("已记下。"))
    return redirect(url_for(".listing"), 303)


@bp.post("/deadlines/extensions/<int:extension_id>")
@allow(Role.SUPERVISOR)
def answer_extension(extension_id: int) -> Answer:
    actor = current_actor()
    try:
        with office().work() as work:
            if request.form.get("answer") == "yes":
                grant(work, extension_id, actor)
            else:
                deny(work, extension_id, actor, text_field("why", LONGEST))
    except NothingAsked:
        raise
    except BeeboxError as error:
        typed = (-extension_id, request.form.get("why", "")[:LONGEST])
        return _list(actor, sentence_of(error), typed), error.status
    flash(_("已答复，经办人会看到。"))
    return redirect(url_for(".listing"), 303)


def _step(code: str, do: Callable[[Work, Case, Actor], None], said: str) -> Answer:
    actor = current_actor()
    try:
        with office().work() as work:
            do(work, case_for(work, code, actor), actor)
    except CaseNotFound:
        raise
    except BeeboxError as error:
        return _case(code, actor, sentence_of(error)), error.status
    flash(said)
    return redirect(url_for(".case_clock", code=code), 303)


def _case(code: str, actor: Actor, error: str | None = None) -> str:
    with office().look() as work:
        return render_template(
            "deadlines/case.html",
            page=clock_page(work, case_for(work, code, actor), actor),
            words=words,
            special=SPECIAL,
            error=error,
            typed=request.form,
            step=request.path.rpartition("/")[2] if error else "",
            back=f"/desk/{code}" if actor.role is Role.CLERK else f"/review/{code}",
        )


def _list(actor: Actor, error: str | None = None, typed: tuple[int, str] = (0, "")) -> str:
    over_all = actor.role is Role.SUPERVISOR
    with office().look() as work:
        return render_template(
            "deadlines/list.html",
            shown=escalations(work, actor),
            past=escalations(work, actor, done=True),
            extensions=waiting(work) if over_all else [],
            lamps=lamps(work) if over_all else [],
            unexplained=unexplained(work) if over_all else [],
            words=words,
            error=error,
            typed=typed,
            longest=LONGEST,
        )


def _number(name: str) -> int | None:
    text = request.form.get(name, "").strip()
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 5 else None
