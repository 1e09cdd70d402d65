"""How often each rule was right, the cases behind it, and what another limit would cost."""

from flask import abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.preaudit.rule_limits import SPANS
from beebox.preaudit.rulekeeping.models import Judgement, ReplayKind
from beebox.preaudit.rulekeeping.versions import NoSuchVersion, book_in, in_force
from beebox.preaudit.rulework.blueprint import EDITORS, bp
from beebox.preaudit.rulework.chart import chart_of, cheapest
from beebox.preaudit.rulework.costs import MINUTES_MISSED, MINUTES_WRONG, Cost
from beebox.preaudit.rulework.drafting import start_draft
from beebox.preaudit.rulework.queries import material_names
from beebox.preaudit.rulework.replays import ask_costs, is_stuck, last_replay
from beebox.preaudit.rulework.scoring import DAYS, judged_cases, scores, since_days
from beebox.web.requests import office

PERIODS = (30, 90, 365)
MOST_MINUTES = 600
_WORDS = {
    "right": (Judgement.RIGHT,),
    "wrong": (Judgement.WRONG,),
    "missed": (Judgement.MISSED,),
    "unsure": (Judgement.UNSURE_FAULT, Judgement.UNSURE_FINE),
}


def _days() -> int:
    wanted = request.args.get("days", "")
    return int(wanted) if wanted in {str(one) for one in PERIODS} else DAYS


@bp.get("/review/rules/scores")
@allow(*EDITORS)
def show_scores() -> str:
    with office().look() as work:
        current, since = in_force(work), since_days(work, _days())
        by_version = request.args.get("by") == "version"
        return render_template(
            "preaudit/rules/scores.html", scores=scores(work, since, by_version=by_version),
            book=book_in(current) if current else None, current=current, days=_days(), periods=PERIODS,
            by_version=by_version, spans=SPANS,
        )  # fmt: skip


@bp.get("/review/rules/scores/<rule>")
@allow(*EDITORS)
def show_judged(rule: str) -> str:
    """The very cases behind one rule's numbers: `?word=wrong`."""
    word = request.args.get("word", "wrong")
    with office().look() as work:
        current = in_force(work)
        if current is None or rule not in current.content["rules"] or word not in _WORDS:
            abort(404)
        return render_template(
            "preaudit/rules/judged.html", rule=rule, word=word, book=book_in(current), days=_days(),
            cases=judged_cases(work, rule, _WORDS[word], since_days(work, _days())),
            materials=material_names(work), choices=list(_WORDS),
            may_open=current_actor().role is Role.SUPERVISOR,
        )  # fmt: skip


@bp.get("/review/rules/costs/<name>")
@allow(*EDITORS)
def show_costs(name: str) -> Response:
    """What each place of a limit costs; minutes for a needless complaint and for a miss in the address."""
    if name not in SPANS:
        abort(404)
    wrong, missed = _minutes("wrong", MINUTES_WRONG), _minutes("missed", MINUTES_MISSED)
    with office().look() as work:
        current = in_force(work)
        if current is None:
            raise NoSuchVersion
        found = last_replay(work, current, ReplayKind.LIMIT, name)
        waiting = found is not None and found.finished_at is None and not is_stuck(work, found)
        result = found.result if found else None
        costs = [Cost(**one) for one in result["costs"]] if result else []
        now = result["now"] if result else getattr(book_in(current).limits, name).value
        page = render_template(
            "preaudit/rules/costs.html", name=name, span=SPANS[name], book=book_in(current), replay=found,
            waiting=waiting,
            costs=costs, now=now, wrong=wrong, missed=missed, chart=chart_of(costs, now, wrong, missed),
            best=cheapest(costs, now, wrong, missed), here=_at(costs, now), materials=material_names(work),
            current=current, may_open=current_actor().role is Role.SUPERVISOR, cases=_cases(costs, now),
        )  # fmt: skip
    answer = make_response(page)
    if waiting:
        answer.headers["Refresh"] = "2"
    return answer


def _at(costs: list[Cost], now: float) -> Cost | None:
    return next((one for one in costs if one.value == now), None)


def _cases(costs: list[Cost], now: float) -> list[tuple[str, str, str, str]]:
    """The cases behind the place that is looked at: word, kind, name and material of each."""
    wanted = request.args.get("at", "")
    at = next((one for one in costs if f"{one.value:g}" == wanted), _at(costs, now))
    listed = [("wrong", name) for name in at.wrong_in] if at else []
    listed += [("missed", name) for name in at.missed_in] if at else []
    found = []
    for word, name in listed:
        kind, unit, material = name.split(":", 2)
        found.append((word, kind, unit, material))
    return found


def _minutes(name: str, otherwise: int) -> float:
    try:
        value = float(request.args.get(name, ""))
    except ValueError:
        return otherwise
    return value if 0 <= value <= MOST_MINUTES else otherwise


@bp.post("/review/rules/costs/<name>/take")
@allow(*EDITORS)
def take_place(name: str) -> Response:
    """Go on to the draft's limits with this number filled in; nothing is saved yet."""
    if name not in SPANS:
        abort(404)
    with office().work() as work:
        number = start_draft(work, current_actor()).number
    to = request.form.get("to", "")[:20]
    return redirect(url_for("rules.show_limits", number=number, set=name, to=to, _anchor=name), 303)


@bp.post("/review/rules/costs/<name>")
@allow(*EDITORS)
def recompute(name: str) -> Response:
    if name not in SPANS:
        abort(404)
    with office().work() as work:
        current = in_force(work)
        if current is None:
            raise NoSuchVersion
        found = ask_costs(work, current, name, current_actor()).id
    return redirect(url_for("rules.show_replay", replay_id=found), 303)
