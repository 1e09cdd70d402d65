"""The figures of reviews that ended before anybody put them down: told once, from the last to the first.

Whoever brings an older database along finds its history in the figures. What nobody wrote down then stays
unknown: how long a case was in hand, the day of the window, what the machine had said.
"""

from sqlalchemy import func, select

from beebox.cases.models import Case
from beebox.kernel.db import Office, Work
from beebox.preaudit.handled import HandledReview, handed_in_on, local_day, name_faults, words_of
from beebox.preaudit.models import Outcome, Review
from beebox.workdays.queries import calendar

AT_ONCE = 500


def tell_earlier_reviews(office: Office) -> int:
    """How many were told now. Every review since is told as it ends, so what is missing lies before."""
    told = 0
    while done := _some(office):
        told += done
    return told


def _some(office: Office) -> int:
    with office.look() as work:
        if not _missing(work):
            return 0
    with office.work() as work:
        missing = _missing(work)
        for review in missing:
            _tell(work, review)
        return len(missing)


def _missing(work: Work) -> list[Review]:
    first = work.session.scalar(select(func.min(HandledReview.review_id)))
    asked = select(Review).order_by(Review.id.desc()).limit(AT_ONCE)
    if first is not None:
        asked = asked.where(Review.id < first)
    return list(work.session.scalars(asked))


def _tell(work: Work, review: Review) -> None:
    case = work.session.get_one(Case, review.case_id)
    on, given_in = local_day(work, review.at), handed_in_on(work, case, review.at)
    work.session.add(
        HandledReview(
            review_id=review.id, case_id=case.id, auditor_id=review.auditor_id,
            department_id=case.department_id, item_code=case.item_code, round=review.round,
            outcome=review.outcome, on=on, handed_in_on=given_in,
            workdays=max(calendar(work).workdays_between(given_in, on), 0), window_day=None, seconds=None,
        )
    )  # fmt: skip
    if review.outcome is Outcome.SENT_BACK:
        name_faults(work, case, review, words_of(work, review), on)
