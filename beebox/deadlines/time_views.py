"""The time leapt: what was seen, and the word of the person who looked at the machine."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.clock.watch import confirm_time, open_jump, past_jumps
from beebox.deadlines.acknowledging import LONGEST
from beebox.deadlines.blueprint import bp
from beebox.kernel.clock import Clock
from beebox.kernel.errors import BeeboxError
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field

KEEPERS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


@bp.get("/deadlines/time")
@allow(*KEEPERS)
def time_page() -> str:
    return _page(None)


@bp.post("/deadlines/time")
@allow(*KEEPERS)
def confirm() -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            confirm_time(work, current_actor(), text_field("note", LONGEST))
    except BeeboxError as error:
        return _page(sentence_of(error)), error.status
    flash(_("已确认，期限任务接着做。"))
    return redirect(url_for(".time_page"), 303)


def _page(error: str | None) -> str:
    with office().look() as work:
        return render_template(
            "deadlines/time.html",
            jump=open_jump(work),
            past=past_jumps(work),
            machine=office().use(Clock).reading().wall,
            error=error,
            typed=request.form.get("note", "")[:LONGEST],
            longest=LONGEST,
        )
