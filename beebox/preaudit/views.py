"""The auditor's queue and the supervisor's overview."""

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.preaudit import checklist_views, form_note_views, reason_views, recall_views, second_views
from beebox.preaudit import queue as holding
from beebox.preaudit.bench_views import LOOKERS
from beebox.preaudit.forms import filters_asked
from beebox.preaudit.overview import overview
from beebox.preaudit.queries import queue
from beebox.preaudit.queue_desk.people_views import bp
from beebox.preaudit.queue_desk.words import REASON, queue_words
from beebox.preaudit.waiting.hands import LONGEST_WHY, WhyMoved, read
from beebox.preaudit.waiting.saved import default_id
from beebox.preaudit.waiting.skills import auditors, skills_of
from beebox.web.errors import sentence_of
from beebox.web.languages import YEAR
from beebox.web.requests import TextRefused, office, safe_next, settings, text_field

__all__ = ["bp", "checklist_views", "form_note_views", "reason_views", "recall_views", "second_views"]


@bp.get("/review")
@allow(*LOOKERS)
def show_queue() -> str | Response:
    actor = current_actor()
    supervisor = actor.role is Role.SUPERVISOR
    with office().look() as work:
        usual = default_id(work, actor) if not set(request.args) - {"lang", "elder"} else None
        if usual:
            return redirect(url_for("preaudit.open_view", view_id=usual))
        found = queue(work, actor, filters_asked())
        staff = auditors(work) if supervisor else ()
        return render_template(
            "preaudit/queue.html", queue=found, actor=actor, minutes=settings().lock_minutes,
            supervisor=supervisor, auditors=staff, **queue_words(),
        )  # fmt: skip


@bp.post("/review/next")
@allow(Role.AUDITOR)
def take_next() -> Response:
    try:
        with office().work() as work:
            code = holding.take_next(work, current_actor())
            limited = skills_of(work, current_actor().id or 0).limited
    except holding.DayFull as full:
        flash(sentence_of(full))
        return redirect(url_for("preaudit.show_queue"), 303)
    if code is None:
        if limited:
            flash(_("您受训范围里现在没有等着的办件了。范围之外的由别人看，主管在概况页看得到。"))
        else:
            flash(_("现在没有等着预审的办件了。"))
        return redirect(url_for("preaudit.show_queue"), 303)
    return redirect(url_for("preaudit.show_bench", code=code), 303)


@bp.post("/review/<code>/take")
@allow(Role.AUDITOR)
def take(code: str) -> Response:
    with office().work() as work:
        holding.take(work, code, current_actor())
    return redirect(url_for("preaudit.show_bench", code=code), 303)


@bp.get("/review/<code>/put-back")
@allow(*LOOKERS)
def ask_why(code: str) -> Response:
    """A supervisor says why before a case is taken from somebody."""
    return _why_page(code)


def _why_page(code: str, problem: str = "", status: int = 200) -> Response:
    page = render_template(
        "preaudit/put_back.html", code=code, problem=problem, longest=LONGEST_WHY, reason=REASON,
        back=safe_next(url_for("preaudit.show_queue")), supervisor=current_actor().role is Role.SUPERVISOR,
    )  # fmt: skip
    return Response(page, status, mimetype="text/html")


@bp.post("/review/<code>/put-back")
@allow(*LOOKERS)
def put_back(code: str) -> Response:
    try:
        why = text_field(REASON, LONGEST_WHY)
        with office().work() as work:
            done = holding.put_back(work, code, current_actor(), why)
    except (WhyMoved, TextRefused) as problem:
        return _why_page(code, sentence_of(problem), problem.status)
    if done:
        flash(_("%(code)s 已放回队列，记下的决定都在。", code=code[:20]))
    else:
        flash(_("%(code)s 本来就没有人拿着，或已不在您手上，没有变化。", code=code[:20]))
    return redirect(safe_next(url_for("preaudit.show_queue")), 303)


@bp.post("/review/told")
@allow(Role.AUDITOR)
def told() -> Response:
    """The auditor has read what a supervisor did with their cases."""
    with office().work() as work:
        read(work, current_actor())
    return redirect(safe_next(url_for("preaudit.show_queue")), 303)


@bp.get("/review/overview")
@allow(Role.SUPERVISOR)
def show_overview() -> str:
    with office().look() as work:
        found = overview(work, current_actor())
    return render_template("preaudit/overview.html", overview=found, **queue_words())


@bp.post("/review/theme")
@allow(*LOOKERS)
def choose_theme() -> Response:
    """Day or night, for people who sit at the bench all day; kept in a cookie of one year."""
    answer = redirect(safe_next(url_for("preaudit.show_queue")), 303)
    chosen = "night" if request.form.get("theme") == "night" else "day"
    answer.set_cookie("theme", chosen, max_age=YEAR, samesite="Lax", httponly=True)
    return answer
