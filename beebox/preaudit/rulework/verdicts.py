"""Verdicts of persons on findings: said outright, or told by what they decided of the material."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from sqlalchemy import ColumnElement, and_, select

from beebox.accounts.roles import Actor
from beebox.cases.events import CaseEvent
from beebox.cases.models import Case
from beebox.cases.papers import Finding, Material
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.models import MaterialDecision, Review, Word
from beebox.preaudit.review import reason_book, round_of
from beebox.preaudit.rulekeeping.models import CheckRun, FindingVerdict, Judgement, Source
from beebox.preaudit.rulekeeping.runs import last_run
from beebox.preaudit.rulekeeping.versions import freeze

FAULTY = frozenset({Judgement.RIGHT, Judgement.MISSED, Judgement.UNSURE_FAULT})
_BUTTONS = {
    ("fail", "right"): Judgement.RIGHT,
    ("fail", "wrong"): Judgement.WRONG,
    ("cannot_tell", "right"): Judgement.UNSURE_FAULT,
    ("cannot_tell", "wrong"): Judgement.UNSURE_FINE,
    ("pass", "right"): Judgement.AGREED,
    ("pass", "wrong"): Judgement.MISSED,
}


class FindingGone(BeeboxError):
    status = 404
    code = "finding_gone"
    message = N_("这条意见已经换了：材料重新核对过。请刷新页面，看看现在的意见。")


class NoSuchJudgement(BeeboxError):
    status = 422
    code = "no_such_judgement"
    message = N_("请用“判对”“判错”或“收回”三个按钮里的一个。")


def judge_finding(work: Work, found: Case, finding_id: int, word: str, actor: Actor) -> FindingVerdict:
    """A person's word on this very finding; a later word of the round counts instead of an earlier one."""
    finding = work.session.get(Finding, finding_id)
    if finding is None or finding.case_id != found.id:
        raise FindingGone
    judged = Judgement.TAKEN_BACK if word == "back" else _BUTTONS.get((finding.answer, word))
    if judged is None:
        raise NoSuchJudgement
    material = work.session.get(Material, finding.material_id) if finding.material_id else None
    run = last_run(work, found.id)
    row = FindingVerdict(
        case_id=found.id, run_id=run.id if run else None, round=round_of(work, found.id),
        version_id=run.version_id if run else freeze(work, found).id,
        material=material.code if material else "", rule=finding.rule, page=finding.place,
        answer=finding.answer, word=judged, source=Source.BUTTON, by=actor.id, at=work.now(),
    )  # fmt: skip
    before = _counted_at(work, row)
    row.replaces_id = before.id if before else None
    work.session.add(row)
    if judged is Judgement.TAKEN_BACK and before is not None:
        _tell_again(work, row)
    work.session.flush()
    return row


def settle_verdicts(work: Work, event: CaseEvent) -> None:
    """A review ended: what was decided of each material tells which findings were right.

    Rests on the check as it was kept, so that nothing the citizen changes meanwhile matters.
    """
    review = work.session.scalar(
        select(Review).where(Review.case_id == event.case_id).order_by(Review.id.desc()).limit(1)
    )
    if review is None or _settled(work, review):
        return
    run = work.session.scalar(
        select(CheckRun)
        .where(CheckRun.case_id == event.case_id, CheckRun.at <= review.at)
        .order_by(CheckRun.number.desc())
        .limit(1)
    )
    if run is None:
        return
    named = {reason.code: [str(rule) for rule in reason.rules] for reason in reason_book(work).reasons}
    decided = (
        select(MaterialDecision, Material.code)
        .join(Material, Material.id == MaterialDecision.material_id)
        .where(MaterialDecision.case_id == event.case_id, MaterialDecision.round == review.round)
    )
    for decision, material in work.session.execute(decided.order_by(MaterialDecision.id)):
        found = [one for one in run.findings if one["material"] == material]
        for one, word in judgements(found, decision.word, decision.reasons, named):
            row = _derived(run, review, decision, material, one, word)
            row.overruled = _counted_at(work, row) is not None
            work.session.add(row)
    work.session.flush()


def judgements(
    findings: Collection[Mapping[str, Any]],
    word: Word,
    reasons: Iterable[str],
    named: Mapping[str, list[str]],
) -> list[tuple[Mapping[str, Any], Judgement]]:
    """What a decision on a material says of its findings. A complaint about a material that was sent back
    for another reason stays open: it may be right or wrong."""
    told = [one for one in findings if one["answer"] in {"fail", "cannot_tell"}]
    if word is Word.PASS:
        wrong = {"fail": Judgement.WRONG, "cannot_tell": Judgement.UNSURE_FINE}
        return [(one, wrong[one["answer"]]) for one in told]
    right = {"fail": Judgement.RIGHT, "cannot_tell": Judgement.UNSURE_FAULT}
    meant = {rule for reason in reasons for rule in named.get(reason, [])}
    settled = [(one, right[one["answer"]]) for one in told if one["rule"] in meant]
    fired = {one["rule"] for one in told}
    passed = {one["rule"] for one in findings if one["answer"] == "pass"}
    for reason in reasons:
        rules = named.get(reason, [])
        if not fired & set(rules):
            looked = [rule for rule in rules if rule in passed] or rules
            settled += [({"rule": rule, "answer": "", "place": ""}, Judgement.MISSED) for rule in looked]
    return settled


def _settled(work: Work, review: Review) -> bool:
    known = select(FindingVerdict.id).where(
        FindingVerdict.case_id == review.case_id,
        FindingVerdict.round == review.round,
        FindingVerdict.source == Source.DECISION,
    )
    return work.session.scalar(known.limit(1)) is not None


def _derived(
    run: CheckRun,
    review: Review,
    decision: MaterialDecision,
    material: str,
    one: Mapping[str, Any],
    word: Judgement,
) -> FindingVerdict:
    return FindingVerdict(
        case_id=run.case_id, run_id=run.id, version_id=run.version_id, round=review.round, material=material,
        rule=one["rule"], page=one["place"], answer=one["answer"], word=word, source=Source.DECISION,
        by=decision.by, at=review.at,
    )  # fmt: skip


def counts() -> ColumnElement[bool]:
    """The condition on verdicts that count: not replaced by a later word, not overruled, not taken back."""
    replaced = select(FindingVerdict.replaces_id).where(FindingVerdict.replaces_id.is_not(None))
    standing = FindingVerdict.id.not_in(replaced)
    return and_(standing, ~FindingVerdict.overruled, FindingVerdict.word != Judgement.TAKEN_BACK)


def _counted_at(work: Work, row: FindingVerdict) -> FindingVerdict | None:
    """The verdict that counts now at the place of this one."""
    return work.session.scalar(
        select(FindingVerdict).where(_same_place(row), counts()).order_by(FindingVerdict.id.desc()).limit(1)
    )


def _same_place(row: FindingVerdict) -> ColumnElement[bool]:
    return and_(
        FindingVerdict.case_id == row.case_id, FindingVerdict.round == row.round,
        FindingVerdict.material == row.material, FindingVerdict.rule == row.rule,
        FindingVerdict.page == row.page,
    )  # fmt: skip


def _tell_again(work: Work, row: FindingVerdict) -> None:
    """What the decision said counts again, once the outright word before it was taken back."""
    overruled = select(FindingVerdict).where(_same_place(row), FindingVerdict.overruled)
    found = work.session.scalar(overruled.order_by(FindingVerdict.id.desc()).limit(1))
    if found is not None:
        again = FindingVerdict(
            case_id=found.case_id, run_id=found.run_id, version_id=found.version_id, round=found.round,
            material=found.material, rule=found.rule, page=found.page, answer=found.answer, word=found.word,
            source=Source.DECISION, by=found.by, at=work.now(),
        )  # fmt: skip
        work.session.add(again)


def faulty_by_round(work: Work, case_id: int) -> dict[int, dict[tuple[str, str], bool]]:
    """Round -> (material, rule) -> whether there was something to find."""
    found: dict[int, dict[tuple[str, str], bool]] = {}
    wanted = select(FindingVerdict).where(FindingVerdict.case_id == case_id, counts())
    for row in work.session.scalars(wanted):
        spots = found.setdefault(row.round, {})
        spot = (row.material, row.rule)
        spots[spot] = spots.get(spot, False) or row.word in FAULTY
    return found


def words_on(work: Work, case_id: int) -> dict[tuple[str, str], Judgement]:
    """What was said outright in the present round, by rule and place."""
    number = round_of(work, case_id)
    rows = work.session.scalars(
        select(FindingVerdict)
        .where(
            FindingVerdict.case_id == case_id,
            FindingVerdict.round == number,
            FindingVerdict.source == Source.BUTTON,
        )
        .order_by(FindingVerdict.id)
    )
    return {(row.rule, row.page): row.word for row in rows}
