"""Every check of one case, two of them side by side, its version of the rules, and verdicts on findings."""

from dataclasses import dataclass
from typing import Any

from flask import flash, g, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow, record_access
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import case_for
from beebox.cases.queries import item_of
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.preaudit.forms import whole
from beebox.preaudit.queue import held_case, keep
from beebox.preaudit.rulekeeping.models import CheckRun, RuleVersion
from beebox.preaudit.rulekeeping.runs import runs_of
from beebox.preaudit.rulekeeping.versions import book_of, in_force, version, version_of
from beebox.preaudit.rulework.blueprint import bp
from beebox.preaudit.rulework.moving import ReasonForMove, WrongMoment, move_case, moves_of
from beebox.preaudit.rulework.queries import names_of
from beebox.preaudit.rulework.verdicts import judge_finding, words_on
from beebox.web.errors import sentence_of
from beebox.web.requests import TextRefused, office, safe_next, text_field

LOOKERS = (Role.AUDITOR, Role.SUPERVISOR, Role.CLERK)
JUDGES = (Role.AUDITOR, Role.SUPERVISOR)
LONGEST_WHY = 300


@dataclass(frozen=True)
class RunLine:
    run: CheckRun
    version: RuleVersion
    faults: int
    doubts: int


@bp.get("/review/<code>/checks")
@allow(*LOOKERS)
def show_checks(code: str) -> Response:
    return _checks_page(code)


def _checks_page(code: str, problem: BeeboxError | None = None) -> Response:
    actor = current_actor()
    with office().work() as work:
        record_access(work, actor, "preaudit:checks", case_for(work, code, actor).id)
    with office().look() as work:
        case = case_for(work, code, actor)
        lines = [_line(work, run) for run in runs_of(work, case.id)]
        moves = [(row, work.session.get_one(RuleVersion, row.version_id)) for row in moves_of(work, case.id)]
        newer = _newer(work, version_of(work, case))
        page = render_template(
            "preaudit/rules/checks.html", case=case, item=item_of(work, case), lines=lines, moves=moves,
            names=names_of(work, (row.by for row, _ in moves)), pair=_pair(lines), newer=newer,
            book=book_of(work, case), supervisor=actor.role is Role.SUPERVISOR,
            materials={one.code: one for one in item_of(work, case).materials},
            typed=request.form.get("why", "")[:1000], problem=sentence_of(problem) if problem else "",
        )  # fmt: skip
    return make_response(page, problem.status if problem else 200)


def _newer(work: Work, own: RuleVersion | None) -> RuleVersion | None:
    """The version in force, where it is another one than the case's."""
    current = in_force(work)
    return current if current and own and current.id != own.id else None


def _line(work: Work, run: CheckRun) -> RunLine:
    answers = [one["answer"] for one in run.findings]
    row = work.session.get_one(RuleVersion, run.version_id)
    return RunLine(run, row, answers.count("fail"), answers.count("cannot_tell"))


@dataclass(frozen=True)
class Pair:
    """Two checks and what differs between their findings; `files`: materials with other files."""

    old: CheckRun
    new: CheckRun
    gone: list[dict[str, Any]]
    come: list[dict[str, Any]]
    files: list[str]


def _pair(lines: list[RunLine]) -> Pair | None:
    """The two that were asked for (`?a=1&b=2`), else the last two."""
    runs = {line.run.number: line.run for line in lines}
    if len(runs) < 2:
        return None
    numbers = sorted(runs)
    old, new = (_asked("a", runs, numbers[-2]), _asked("b", runs, numbers[-1]))
    was, now = _spots(runs[old]), _spots(runs[new])
    return Pair(
        runs[old], runs[new],
        [one for spot, one in was.items() if spot not in now],
        [one for spot, one in now.items() if spot not in was],
        [code for code, prints in _prints(runs[new]).items() if prints != _prints(runs[old]).get(code, [])],
    )  # fmt: skip


def _asked(name: str, runs: dict[int, CheckRun], otherwise: int) -> int:
    text = request.args.get(name, "")
    number = int(text) if text.isascii() and text.isdigit() and len(text) < 7 else otherwise
    return number if number in runs else otherwise


def _spots(run: CheckRun) -> dict[tuple[str, ...], dict[str, Any]]:
    told = [one for one in run.findings if one["answer"] != "pass"]
    keys = ("material", "rule", "answer", "severity", "message")
    return {tuple(str(one[key]) for key in keys): one for one in told}


def _prints(run: CheckRun) -> dict[str, list[str]]:
    return {of["material"]: [one["sha256"] for one in of["files"]] for of in run.files}


@bp.post("/review/<code>/checks/version")
@allow(Role.SUPERVISOR)
def move_version(code: str) -> Response:
    actor = current_actor()
    number = request.form.get("version", "")
    try:
        why = text_field("why", LONGEST_WHY)
        with office().work() as work:
            wanted = version(work, whole(number, 0))
            move_case(work, case_for(work, code, actor), wanted, actor, why)
    except (ReasonForMove, WrongMoment, TextRefused) as problem:
        return _checks_page(code, problem)
    flash(_("这一件改按第 %(number)s 版核对，结果已经重新做出。", number=number))
    return redirect(url_for("rules.show_checks", code=code), 303)


@bp.post("/review/<code>/findings/<int:finding_id>/verdict")
@allow(*JUDGES)
def judge(code: str, finding_id: int) -> Response:
    """`word` is right, wrong or back."""
    actor = current_actor()
    with office().work() as work:
        case = held_case(work, code, actor)
        keep(work, case, actor)
        judge_finding(work, case, finding_id, request.form.get("word", ""), actor)
    if request.headers.get("HX-Request") or request.accept_mimetypes.best == "application/json":
        return make_response("", 204)
    return redirect(safe_next(url_for("preaudit.show_bench", code=code)), 303)


@bp.app_context_processor
def _verdicts() -> dict[str, Any]:
    return {"verdict_on": verdict_on}


def verdict_on(case_id: int, rule: str, place: str) -> str:
    """What was said outright of a finding in the present round; empty where nothing was."""
    known = g.setdefault("rule_verdicts", {})
    if case_id not in known:
        with office().look() as work:
            known[case_id] = words_on(work, case_id)
    return str(known[case_id].get((rule, place), ""))
