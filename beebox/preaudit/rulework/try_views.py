"""Trying a draft, watching it, and choosing what drafts are tried on."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import CaseNotFound, case_for
from beebox.kernel.errors import BeeboxError
from beebox.kernel.ids import read_code
from beebox.preaudit.rulekeeping.models import ReplayKind, RuleVersion
from beebox.preaudit.rulekeeping.versions import book_in
from beebox.preaudit.rulework.blueprint import EDITORS, bp
from beebox.preaudit.rulework.drafting import draft
from beebox.preaudit.rulework.problems import LEAST_WHY, WHY_NEEDED, CannotSave, Problem
from beebox.preaudit.rulework.queries import material_names, names_of
from beebox.preaudit.rulework.replays import ask_try, is_stuck, replay
from beebox.preaudit.rulework.samples import (
    AlreadySample,
    NothingToTry,
    choose_sample,
    chosen_samples,
    leave_out,
    packed_for,
)
from beebox.web.errors import sentence_of
from beebox.web.requests import TextRefused, office, text_field

CHOICES = (50, 200, 1000)
LONGEST_WHY = 300


@bp.post("/review/rules/v/<int:number>/try")
@allow(*EDITORS)
def try_draft(number: int) -> Response:
    wanted = request.form.get("most", "")
    most = int(wanted) if wanted in {str(one) for one in CHOICES} else CHOICES[1]
    with office().work() as work:
        found = ask_try(work, draft(work, number), current_actor(), most).id
    return redirect(url_for("rules.show_replay", replay_id=found), 303)


@bp.get("/review/rules/replays/<int:replay_id>")
@allow(*EDITORS)
def show_replay(replay_id: int) -> Response:
    """How far it is, anew every two seconds; then what came of it."""
    with office().look() as work:
        found = replay(work, replay_id)
        row = work.session.get_one(RuleVersion, found.version_id)
        if found.kind is ReplayKind.LIMIT and found.finished_at is not None:
            return redirect(url_for("rules.show_costs", name=found.limit_name), 303)
        waiting = found.finished_at is None and not is_stuck(work, found)
        against = work.session.get(RuleVersion, found.against_id) if found.against_id else None
        page = render_template(
            "preaudit/rules/replay.html", replay=found, row=row, against=against, book=book_in(row),
            materials=material_names(work), may_open=current_actor().role is Role.SUPERVISOR,
            fresh=row.content_hash == found.content_hash, stuck=is_stuck(work, found),
        )  # fmt: skip
    answer = make_response(page)
    if waiting:
        answer.headers["Refresh"] = "2"
    return answer


@bp.get("/review/rules/samples")
@allow(*EDITORS)
def show_samples() -> Response:
    return _samples_page()


def _samples_page(problem: BeeboxError | None = None) -> Response:
    with office().look() as work:
        chosen = chosen_samples(work)
        page = render_template(
            "preaudit/rules/samples.html", packed=packed_for(work), chosen=chosen,
            names=names_of(work, (one[0].by for one in chosen)), typed=request.form if problem else {},
            problem=_told(problem), may_open=current_actor().role is Role.SUPERVISOR,
        )  # fmt: skip
    return make_response(page, problem.status if problem else 200)


def _told(problem: BeeboxError | None) -> str:
    if isinstance(problem, CannotSave):
        return " ".join(_(one.sentence) % one.places for one in problem.problems)
    return sentence_of(problem) if problem else ""


@bp.post("/review/rules/samples")
@allow(Role.SUPERVISOR)
def add_sample() -> Response:
    try:
        code, why = read_code(text_field("code", 40)), text_field("why", LONGEST_WHY)
        if len(why) < LEAST_WHY:
            raise CannotSave([Problem("why", WHY_NEEDED, {"least": LEAST_WHY})])
        with office().work() as work:
            actor = current_actor()
            choose_sample(work, case_for(work, code or "", actor), actor, why)
    except (CaseNotFound, NothingToTry, AlreadySample, CannotSave, TextRefused) as problem:
        return _samples_page(problem)
    flash(_("%(code)s 已加进样本，以后每一版都先在它上面试。", code=code))
    return redirect(url_for("rules.show_samples"), 303)


@bp.post("/review/rules/samples/<code>/leave")
@allow(Role.SUPERVISOR)
def leave_sample(code: str) -> Response:
    with office().work() as work:
        leave_out(work, code)
    flash(_("%(code)s 不再是样本。", code=code[:20]))
    return redirect(url_for("rules.show_samples"), 303)
