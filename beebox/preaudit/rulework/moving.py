"""A supervisor gives a running case a newer version of the rules, and everything is looked at anew."""

from collections.abc import Sequence

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.cases.queries import materials_of
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.checking import check_across, refresh_findings
from beebox.preaudit.rulekeeping.models import CaseRules, RuleVersion
from beebox.preaudit.rulekeeping.runs import record_run
from beebox.preaudit.rulekeeping.versions import freeze, give_version
from beebox.preaudit.rulework.problems import LEAST_WHY

MOVABLE = frozenset({State.CHECKING, State.REVIEWING, State.SENT_BACK, State.RECEIVED, State.CORRECTING})


class ReasonForMove(BeeboxError):
    status = 422
    code = "reason_for_move"
    message = N_("换规则要有理由，会记在这一件的经过里。请用一句话写明（至少 %(least)s 个字）。")


class WrongMoment(BeeboxError):
    code = "wrong_moment_for_rules"
    message = N_("这一件现在不能换规则：只有还在核对或等补正的办件可以换成已公布的另一版。")


def move_case(work: Work, case: Case, version: RuleVersion, actor: Actor, why: str) -> None:
    """The case runs under this published version from now on; what was found before stays kept."""
    if len(why) < LEAST_WHY:
        raise ReasonForMove(least=LEAST_WHY)
    work.session.refresh(case, with_for_update=True)
    if case.state not in MOVABLE or version.published_at is None or freeze(work, case).id == version.id:
        raise WrongMoment
    give_version(work, case, version, actor, why)
    for material in materials_of(work, case.id):
        refresh_findings(work, material)
    if case.state in {State.REVIEWING, State.RECEIVED}:
        check_across(work, case)
        record_run(work, case)


def moves_of(work: Work, case_id: int) -> Sequence[CaseRules]:
    rows = select(CaseRules).where(CaseRules.case_id == case_id)
    return work.session.scalars(rows.order_by(CaseRules.id)).all()
