"""The auditor's queue and the supervisor's overview."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.preaudit import form_note_views
from beebox.preaudit import queue as holding
from beebox.preaudit.bench_views import LOOKERS
from beebox.preaudit.forms import filters_asked
from beebox.preaudit.overview import overview
from beebox.preaudit.queries import queue
from beebox.preaudit.values_views import bp
from beebox.web.languages import YEAR
from beebox.web.requests import office, safe_next, settings

__all__ = ["bp", "form_note_views"]


@bp.get("/review")
@allow(*LOOKERS)
def show_queue() -> str:
    actor = current_actor()
    with office().look() as work:
        found = queue(work, actor, filters_asked())
    return render_template(
        "preaudit/queue.html", queue=found, actor=actor, minutes=settings().lock_minutes,
        supervisor=actor.role is Role.SUPERVISOR,
    )  # fmt: skip


@bp.post("/review/next")
@allow(Role.AUDITOR)
def take_next() -> Response:
    with office().work() as work:
        code = holding.take_next(work, current_actor())
    if code is None:
        flash(_("现在没有等着预审的办件了。"))
        return redirect(url_for("preaudit.show_queue"), 303)
    return redirect(url_for("preaudit.show_bench", code=code), 303)


@bp.post("/review/<code>/take")
@allow(Role.AUDITOR)
def take(code: str) -> Response:
    with office().work() as work:
        holding.take(work, code, current_actor())
    return redirect(url_for("preaudit.show_bench", code=code), 303)


@bp.post("/review/<code>/put-back")
@allow(*LOOKERS)
def put_back(code: str) -> Response:
    with office().work() as work:
        holding.put_back(work, code, current_actor())
    flash(_("%(code)s 已放回队列，记下的决定都在。", code=code[:20]))
    return redirect(safe_next(url_for("preaudit.show_queue")), 303)


@bp.get("/review/overview")
@allow(Role.SUPERVISOR)
def show_overview() -> str:
    with office().look() as work:
        found = overview(work, current_actor())
    return render_template("preaudit/overview.html", overview=found)


@bp.post("/review/theme")
@allow(*LOOKERS)
def choose_theme() -> Response:
    """Day or night, for people who sit at the bench all day; kept in a cookie of one year."""
    answer = redirect(safe_next(url_for("preaudit.show_queue")), 303)
    chosen = "night" if request.form.get("theme") == "night" else "day"
    answer.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", httponly=True)
    return answer
