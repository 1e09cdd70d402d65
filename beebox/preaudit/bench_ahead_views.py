"""The steps beside a decision: undo, take again what ran out, load the next case ahead."""

from flask import flash, jsonify, redirect, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.preaudit import queue
from beebox.preaudit.bench_trouble import bp
from beebox.preaudit.bench_views import decide
from beebox.preaudit.benchwork import ahead, undo
from beebox.preaudit.forms import word
from beebox.web.requests import office

__all__ = ["bp"]


@bp.post("/review/<code>/undo")
@allow(Role.AUDITOR)
def undo_word(code: str) -> Response:
    actor = current_actor()
    with office().work() as work:
        case = queue.held_case(work, code, actor)
        queue.keep(work, case, actor)
        material = undo.undo(work, case, actor).code
    flash(_("已撤回，这一份回到记下之前的样子。"))
    return redirect(url_for("preaudit.show_bench", code=code, m=material), 303)


@bp.post("/review/<code>/again")
@allow(Role.AUDITOR)
def take_again(code: str) -> Response:
    """Take a case that ran out, and write down the word that came too late for it."""
    with office().work() as work:
        queue.take(work, code, current_actor())
    if request.form.get("word"):
        return decide(code)
    return redirect(url_for("preaudit.show_bench", code=code, m=word(request.form.get("material", ""))), 303)


@bp.post("/review/ahead")
@allow(Role.AUDITOR)
def load_ahead() -> Response:
    """Hold the next case for whoever is about to finish one; the page's script then loads it."""
    with office().work() as work:
        found = ahead.reserve(work, current_actor())
    if found is None:
        return Response(status=204)
    path = url_for("preaudit.show_bench", code=found.code)
    return jsonify(code=found.code, version=found.version, path=path)


@bp.post("/review/ahead/let-go")
@allow(Role.AUDITOR)
def let_go() -> Response:
    with office().work() as work:
        ahead.let_go(work, current_actor())
    return Response(status=204)
