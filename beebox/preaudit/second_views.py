"""Pages of the second reader: two words side by side, and the supervisor's rules and counts."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.queries import item_of
from beebox.kernel.errors import BeeboxError
from beebox.preaudit.bench_views import LOOKERS, bp, come_in
from beebox.preaudit.decided import decisions_of
from beebox.preaudit.forms import word
from beebox.preaudit.models import Word
from beebox.preaudit.queries import who
from beebox.preaudit.queue import held_case, keep
from beebox.preaudit.second import ruling, settling
from beebox.preaudit.second.open_readings import open_reading
from beebox.preaudit.second.pages import second_desk, two_words
from beebox.preaudit.second.tables import SecondState
from beebox.web.errors import sentence_of
from beebox.web.requests import TextRefused, office, text_field

_REFUSALS = (settling.ChooseEach, settling.SayWhy, TextRefused)


@bp.get("/review/<code>/second")
@allow(*LOOKERS)
def show_second(code: str) -> Response:
    return _page(code)


def _page(code: str, problem: BeeboxError | None = None) -> Response:
    actor = come_in(code, "preaudit:second")
    with office().look() as work:
        case = held_case(work, code, actor)
        reading = open_reading(work, case.id)
        if reading is None or reading.state not in (SecondState.DIFFERENT, SecondState.HANDED_UP):
            raise settling.NothingToSettle
        page = render_template(
            "preaudit/second.html", case=case, two=two_words(work, case, reading), who=who(case),
            item=item_of(work, case), supervisor=actor.role is Role.SUPERVISOR, typed=request.form,
            longest=settling.LONGEST_NOTE, problem=sentence_of(problem) if problem else "",
        )  # fmt: skip
    return make_response(page, problem.status if problem else 200)


@bp.post("/review/<code>/second")
@allow(*LOOKERS)
def settle_second(code: str) -> Response:
    """`say_<material id>` is first or second for each; `do=up` hands it to a supervisor instead."""
    actor = current_actor()
    up = request.form.get("do") == "up" and actor.role is Role.AUDITOR
    choice = {name.removeprefix("say_"): word(value) for name, value in request.form.items()}
    try:
        note = text_field("note", settling.LONGEST_NOTE)
        with office().work() as work:
            case = held_case(work, code, actor)
            keep(work, case, actor)
            if up:
                settling.hand_up(work, case, actor, note)
            else:
                settling.settle(work, case, actor, choice, note)
            mend = any(said.word is Word.MEND for said in decisions_of(work, case).values())
    except _REFUSALS as problem:
        return _page(code, problem)
    return _settled(code, actor.role, mend=mend, up=up)


def _settled(code: str, role: Role, *, mend: bool, up: bool) -> Response:
    if up:
        flash(_("%(code)s 已请主管定，定好以后会回到队列。", code=code))
        return redirect(url_for("preaudit.show_queue"), 303)
    if role is Role.SUPERVISOR:
        flash(_("%(code)s 已定好，回到队列，由预审员按定下的结束。", code=code))
        return redirect(url_for("preaudit.show_seconds"), 303)
    flash(_("已定好。现在可以按定下的结束这一件。"))
    return redirect(url_for("preaudit.show_notice" if mend else "preaudit.show_bench", code=code), 303)


@bp.get("/review/second")
@allow(Role.SUPERVISOR)
def show_seconds() -> Response:
    return _desk()


def _desk(problem: BeeboxError | None = None) -> Response:
    with office().look() as work:
        page = render_template(
            "preaudit/seconds.html", desk=second_desk(work), typed=request.form,
            problem=sentence_of(problem) if problem else "",
        )  # fmt: skip
    return make_response(page, problem.status if problem else 200)


@bp.post("/review/second")
@allow(Role.SUPERVISOR)
def set_second_rule() -> Response:
    """`item` (empty for all), `percent`, `mode` blind or open; `do=drop` takes an item's own rule away."""
    item, actor = word(request.form.get("item", "")), current_actor()
    try:
        with office().work() as work:
            if request.form.get("do") == "drop":
                ruling.drop_rule(work, actor, item)
            else:
                percent = word(request.form.get("percent", ""))
                ruling.set_rule(work, actor, item, percent, word(request.form.get("mode", "")))
    except (ruling.WrongPercent, ruling.NoSuchItem) as problem:
        return _desk(problem)
    flash(_("记下了，从下一件看完的办件起按新的比例抽。"))
    return redirect(url_for("preaudit.show_seconds"), 303)
