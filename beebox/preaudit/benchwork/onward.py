"""What follows a finished case: the next one, at once; or the queue for whoever wants to stop."""

from dataclasses import dataclass

from flask import flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import record_access
from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.preaudit.benchwork import ahead


@dataclass(frozen=True)
class Onward:
    """The next case, and whether the browser already has its page as it is now."""

    code: str
    loaded: bool


def go_on(work: Work, auditor: Actor) -> Onward | None:
    """Take the next case in the transaction that finishes one; None for the queue."""
    if request.form.get("then") == "queue":
        ahead.let_go(work, auditor)
        return None
    following = ahead.take_over(work, auditor)
    if following is None:
        return None
    loaded = request.form.get("ahead") == f"{following.code}:{following.version}"
    if loaded:
        record_access(work, auditor, "preaudit:-", following.id)
    return Onward(following.code, loaded)


def onward(said: str, then: Onward | None) -> Response:
    """Show the page that the browser loaded ahead, or send it to the next page."""
    page = url_for("preaudit.show_bench", code=then.code) if then else url_for("preaudit.show_queue")
    if then is not None and then.loaded:
        return jsonify(code=then.code, path=page, said=said)
    flash(said)
    return redirect(page, 303)
