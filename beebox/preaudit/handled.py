"""What a finished review was worth knowing for: written once, when it ends, and never changed.

A page that counts a hundred thousand reviews cannot ask each one's case, history and decisions again. So
the few facts it needs are put down beside the review, with the local day it counts for: see docs/insight.md.
"""

from collections.abc import Mapping
from datetime import date, datetime

from sqlalchemy import ForeignKey, Index, func, select
from sqlalchemy.orm import Mapped, mapped_column

from beebox.cases.legal_clock import today
from beebox.cases.models import Case, CaseStep
from beebox.cases.papers import Finding, Material
from beebox.cases.states import Action, State
from beebox.kernel.db import Base, Work
from beebox.kernel.settings import Settings
from beebox.preaudit.lights import light_of
from beebox.preaudit.models import MaterialDecision, Outcome, Review, Word
from beebox.preaudit.rulekeeping.models import FindingVerdict, Judgement, Source
from beebox.workdays.queries import calendar


class Taking(Base):
    """领取: who took this case last, and when; one row a case."""

    __tablename__ = "takings"
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), primary_key=True)
    auditor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class HandledReview(Base):
    """经手记录: the figures of one finished review. Rows are added and never changed."""

    __tablename__ = "handled_reviews"
    __table_args__ = (
        Index("ix_handled_reviews_on", "on"),
        Index("ix_handled_reviews_handed_in", "handed_in_on"),
        Index("ix_handled_reviews_case", "case_id"),
    )
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), primary_key=True, autoincrement=False)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    auditor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    item_code: Mapped[str]
    round: Mapped[int]
    outcome: Mapped[Outcome]
    on: Mapped[date]
    """The day it ended, where the service stands."""
    handed_in_on: Mapped[date]
    """The day of the submission that it answers."""
    workdays: Mapped[int]
    """Working days from being handed in to its end: 0 on the same day."""
    window_day: Mapped[int | None]
    """Which day of the five-working-day window it ended on; 6 and more when the window was past."""
    seconds: Mapped[int | None]
    """From being taken to its end; None when nobody wrote down when it was taken."""
    fails: Mapped[int] = mapped_column(default=0)
    """Findings of the machine that said fail."""
    overruled: Mapped[int] = mapped_column(default=0)
    """Of these, how many a person found wrong: outright, or by passing the material they stood on."""


class NamedFault(Base):
    """退回原因: one reason held against one material in a notice that was sent."""

    __tablename__ = "named_faults"
    __table_args__ = (Index("ix_named_faults_on", "on", "item_code", "material_code", "reason"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    review_id: Mapped[int] = mapped_column(ForeignKey("reviews.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    auditor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    department_id: Mapped[int] = mapped_column(ForeignKey("departments.id"))
    item_code: Mapped[str]
    material_code: Mapped[str]
    reason: Mapped[str]
    """Its code in the reason book; empty where there is nothing but the auditor's sentence."""
    on: Mapped[date]


def taken(work: Work, case_id: int, auditor_id: int) -> None:
    """Write down that this case was taken now; an earlier taking of it is forgotten."""
    row = work.session.get(Taking, case_id)
    if row is None:
        work.session.add(Taking(case_id=case_id, auditor_id=auditor_id, at=work.now()))
    else:
        row.auditor_id, row.at = auditor_id, work.now()


def tell_handled(work: Work, case: Case, review: Review) -> None:
    """Put down the figures of a review that ends now, before the case moves on."""
    work.session.flush()
    words = words_of(work, review)
    given_in = handed_in_on(work, case, review.at)
    fails, wrong = _fails(work, case.id, review.round, words)
    days, on = calendar(work), today(work)
    work.session.add(
        HandledReview(
            review_id=review.id, case_id=case.id, auditor_id=review.auditor_id,
            department_id=case.department_id, item_code=case.item_code, round=review.round,
            outcome=review.outcome, on=on, handed_in_on=given_in,
            workdays=max(days.workdays_between(given_in, on), 0),
            window_day=light_of(days, on, case.notice_due_on).day if case.notice_due_on else None,
            seconds=_seconds_in_hand(work, case.id, review.auditor_id),
            fails=fails, overruled=wrong,
        )
    )  # fmt: skip
    if review.outcome is Outcome.SENT_BACK:
        name_faults(work, case, review, words, on)


def words_of(work: Work, review: Review) -> dict[int, MaterialDecision]:
    """The words of this round, by material."""
    mine = select(MaterialDecision).where(
        MaterialDecision.case_id == review.case_id, MaterialDecision.round == review.round
    )
    return {word.material_id: word for word in work.session.scalars(mine)}


def _fails(work: Work, case_id: int, number: int, words: Mapping[int, MaterialDecision]) -> tuple[int, int]:
    """How many findings say fail, and how many of them a person found wrong.

    What was said of a finding outright counts before what was decided of its material, as in the
    figures of the rules (rulework/verdicts.py).
    """
    fails = select(Finding, Material.code).join(Material, Material.id == Finding.material_id)
    found = work.session.execute(fails.where(Finding.case_id == case_id, Finding.answer == "fail")).all()
    said = _said_outright(work, case_id, number)
    wrong = 0
    for finding, code in found:
        word = words.get(finding.material_id or 0)
        passed = word is not None and word.word is Word.PASS
        outright = said.get((code, finding.rule, finding.place), Judgement.TAKEN_BACK)
        wrong += passed if outright is Judgement.TAKEN_BACK else outright is Judgement.WRONG
    return len(found), wrong


def _said_outright(work: Work, case_id: int, number: int) -> dict[tuple[str, str, str], Judgement]:
    """The last word on each finding of this round, by material, rule and place."""
    mine = select(FindingVerdict).where(
        FindingVerdict.case_id == case_id,
        FindingVerdict.round == number,
        FindingVerdict.source == Source.BUTTON,
    )
    rows = work.session.scalars(mine.order_by(FindingVerdict.id))
    return {(row.material, row.rule, row.page): row.word for row in rows}


def handed_in_on(work: Work, case: Case, before: datetime) -> date:
    """The local day of the last submission up to this moment."""
    last = select(func.max(CaseStep.at)).where(
        CaseStep.case_id == case.id, CaseStep.action == Action.SUBMIT, CaseStep.after == State.CHECKING,
        CaseStep.at <= before,
    )  # fmt: skip
    return local_day(work, work.session.scalar(last) or case.submitted_at or before)


def local_day(work: Work, at: datetime) -> date:
    return at.astimezone(work.use(Settings).zone).date()


def _seconds_in_hand(work: Work, case_id: int, auditor_id: int) -> int | None:
    row = work.session.get(Taking, case_id)
    if row is None or row.auditor_id != auditor_id:
        return None
    return max(int((work.now() - row.at).total_seconds()), 0)


def name_faults(work: Work, case: Case, review: Review, words: dict[int, MaterialDecision], on: date) -> None:
    """One row for each reason that the notice of this review held against a material."""
    codes = select(Material.id, Material.code).where(Material.case_id == case.id)
    names = {row[0]: row[1] for row in work.session.execute(codes)}
    for at, word in words.items():
        if word.word is not Word.MEND:
            continue
        work.session.add_all(
            NamedFault(
                review_id=review.id, case_id=case.id, auditor_id=review.auditor_id,
                department_id=case.department_id, item_code=case.item_code, material_code=names[at],
                reason=reason, on=on,
            )
            for reason in word.reasons or [""]
        )  # fmt: skip
