"""The checklist on the bench: each line confirmed by a button or a key."""

from flask import g, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.preaudit.bench import bench
from beebox.preaudit.bench_views import bp, show_bench
from beebox.preaudit.checklist import ticking
from beebox.preaudit.forms import word
from beebox.preaudit.queue import held_case, keep
from beebox.web.errors import sentence_of
from beebox.web.requests import TextRefused, office, text_field

_REFUSALS = (ticking.NoSuchLine, ticking.WordNeeded, TextRefused)


@bp.post("/review/<code>/checklist")
@allow(Role.AUDITOR)
def tick(code: str) -> Response:
    """`do`: `next`, `vouched`, `yes:<line>`, `not:<line>` (with `word_<line>`) or `back:<line>`.

    A script that asks with `X-Part` gets the list alone.
    """
    material, problem, status = word(request.form.get("m", "")), "", 200
    try:
        _do(code, word(request.form.get("do", "")))
    except _REFUSALS as refused:
        problem, status = sentence_of(refused), refused.status
    g.list_problem = problem
    if request.headers.get("X-Part"):
        return make_response(_list(code, material), status)
    if problem:
        page = show_bench(code)
        page.status_code = max(status, page.status_code)
        return page
    return redirect(url_for("preaudit.show_bench", code=code, m=material, _anchor="checklist"), 303)


def _do(code: str, wanted: str) -> None:
    what, _, line = wanted.partition(":")
    why = text_field(f"word_{line}", ticking.LONGEST_WORD) if what == "not" else ""
    actor = current_actor()
    with office().work() as work:
        case = held_case(work, code, actor)
        keep(work, case, actor)
        match what:
            case "next":
                ticking.tick_next(work, case, actor)
            case "vouched":
                ticking.tick_vouched(work, case, actor)
            case "yes":
                ticking.tick(work, case, line, actor)
            case "not":
                ticking.not_applicable(work, case, line, actor, why)
            case "back":
                ticking.untick(work, case, line)
            case _:
                raise ticking.NoSuchLine


def _list(code: str, material: str) -> str:
    """The list alone, as a script puts it into the page."""
    actor = current_actor()
    with office().look() as work:
        case = held_case(work, code, actor)
        found = bench(work, case, actor, material, 1)
        return render_template("preaudit/checklist.html", bench=found, case=case)
