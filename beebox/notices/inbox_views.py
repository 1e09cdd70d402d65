"""The inbox: everything a person was told, for citizens and for staff."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import STAFF, Role
from beebox.accounts.sessions import current_actor
from beebox.notices import queries
from beebox.notices.blueprint import bp
from beebox.notices.words import EVENTS
from beebox.web.requests import office


@bp.get("/inbox")
@allow(Role.CITIZEN, *STAFF)
def inbox() -> str:
    """A page of messages. What is shown for the first time is marked; it is read once that is said."""
    actor = current_actor()
    assert actor.id is not None
    before = _number(request.args.get("before", ""))
    staff = actor.role in STAFF
    with office().look() as work:
        rows = queries.inbox(work, actor.id, before)
        shown, more = rows[: queries.A_PAGE], len(rows) > queries.A_PAGE
        return render_template(
            "notices/inbox.html",
            frame="staff.html" if staff else "base.html",
            staff=staff,
            rows=shown,
            more=shown[-1][0].id if more else None,
            newest=shown[0][0].id if shown else 0,
            events=EVENTS,
        )


@bp.post("/inbox/read")
@allow(Role.CITIZEN, *STAFF)
def read_all() -> Response:
    """The person says that they have read what is on the page, up to its newest message."""
    actor = current_actor()
    assert actor.id is not None
    with office().work() as work:
        queries.mark_read(work, actor.id, _number(request.form.get("up_to", "")) or 0)
    return redirect(url_for(".inbox"), 303)


@bp.post("/inbox/<int:message_id>/open")
@allow(Role.CITIZEN, *STAFF)
def open_message(message_id: int) -> Response:
    """One message is opened: it is read, and its case is shown."""
    actor = current_actor()
    assert actor.id is not None
    with office().work() as work:
        target = queries.open_one(work, actor.id, message_id)
    return redirect(target, 303)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None
