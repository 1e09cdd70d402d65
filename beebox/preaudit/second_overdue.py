"""Cases that turned red while they waited for a second reader go on by the first reader's word."""

import logging

from sqlalchemy import or_, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import BeeboxError
from beebox.preaudit import notice, review
from beebox.preaudit.lights import Shade, due_range
from beebox.preaudit.models import Outcome
from beebox.preaudit.second.models import SecondReading
from beebox.preaudit.second.settling import lay_words
from beebox.preaudit.second.tables import SECOND_TABLE, SecondAction, SecondState
from beebox.workdays.queries import calendar

log = logging.getLogger(__name__)


def go_on_without(office: Office) -> int:
    """The duty: each red case nobody has open now moves on, one transaction each; how many."""
    with office.look() as work:
        waiting = _red(work)
    gone = 0
    for case_id in waiting:
        try:
            gone += _go_on(office, case_id)
        except BeeboxError as why:  # it stays in the queue and on the supervisor's page, red
            log.warning("case %s could not go on without a second reader: %s", case_id, why)
    return gone


def _red(work: Work) -> list[int]:
    _, amber = due_range(calendar(work), today(work), Shade.STOP)
    wanted = (
        select(Case.id)
        .join(SecondReading, SecondReading.case_id == Case.id)
        .where(
            SecondReading.state == SecondState.WAITING,
            Case.state == State.REVIEWING,
            Case.notice_due_on < amber,
            or_(Case.held_until.is_(None), Case.held_until <= work.now()),
        )
        .order_by(Case.notice_due_on, Case.id)
    )
    return list(work.session.scalars(wanted))


def _go_on(office: Office, case_id: int) -> bool:
    """Safe twice: a reading that is not waiting any more is left alone."""
    with office.work() as work:
        case = work.session.get_one(Case, case_id)
        work.session.refresh(case, with_for_update=True)
        reading = work.session.scalar(
            select(SecondReading).where(
                SecondReading.case_id == case_id, SecondReading.state == SecondState.WAITING
            )
        )
        held = case.held_until is not None and case.held_until > work.now()
        if reading is None or held or case.state is not State.REVIEWING:
            return False
        SECOND_TABLE.advance(reading, SecondAction.GO_ON, Role.SYSTEM)
        lay_words(work, case, reading.first_words, reading.first_id)
        first = work.session.get_one(Person, reading.first_id).actor()
        if reading.first_outcome is Outcome.PASSED:
            review.pass_case(work, case, first)
        else:
            notice.send_back(work, case, first)
    return True
