"""Drafts end after their time, told beforehand on a ladder; and what is withdrawn is over."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from beebox.cases.clock.checking import check_clocks, mend_clocks
from beebox.cases.clock.ladder import ReminderRung
from beebox.cases.events import LapseIsNear
from beebox.cases.issuing.queries import documents_of
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.intake.lapsing import lapse_overdue, rung_day
from beebox.kernel.outbox import Delivery
from beebox.notices.models import Message
from beebox.wiring import HANDLERS
from tests.conftest import stage
from tests.intake.test_submitting import send_back
from tests.intake.walking import Walk


def wait(walk: Walk, days: int) -> None:
    stage(walk.office).move_to(walk.office.now() + timedelta(days=days))


def told(walk: Walk) -> int:
    with walk.office.look() as work:
        rows = select(func.count(Delivery.id)).where(Delivery.kind == LapseIsNear.__name__)
        return work.session.scalar(rows) or 0


def test_a_draft_lives_thirty_days_and_is_reminded_on_three_rungs(walk: Walk) -> None:
    walk.start()
    assert walk.case().lapses_on == date(2026, 12, 30)
    heard = len(HANDLERS[LapseIsNear])
    for days, rungs in ((14, 0), (1, 1), (11, 1), (1, 2), (1, 2), (1, 3), (1, 3)):
        wait(walk, days)
        for _ in range(2):
            assert lapse_overdue(walk.office) == 0
        assert told(walk) == rungs * heard, walk.office.now()
    assert walk.case().state is State.DRAFT
    assert walk.case().lapses_on == date(2026, 12, 30)
    wait(walk, 1)
    assert lapse_overdue(walk.office) == 1
    assert lapse_overdue(walk.office) == 0
    assert walk.case().state is State.LAPSED
    assert walk.case().ended_at is not None


def test_nobody_is_ended_unannounced_after_a_standstill(walk: Walk) -> None:
    walk.start()
    wait(walk, 60)
    assert lapse_overdue(walk.office) == 0
    assert walk.case().state is State.DRAFT
    assert walk.case().lapses_on == date(2027, 2, 1), "three days from the day on which it was told"
    assert told(walk) == len(HANDLERS[LapseIsNear]), "one message, not one for each rung that was missed"
    wait(walk, 2)
    lapse_overdue(walk.office)
    assert told(walk) == 2 * len(HANDLERS[LapseIsNear]), "the rung of the day before comes again"
    wait(walk, 1)
    assert lapse_overdue(walk.office) == 0
    wait(walk, 1)
    assert lapse_overdue(walk.office) == 1
    assert list(check_clocks(walk.office, ended=True, proofs=True)) == []


def test_told_a_day_before_the_end_only_it_waits_for_what_was_promised(walk: Walk) -> None:
    """The service stood still from the first day to the last but one."""
    walk.start()
    wait(walk, 29)
    lapse_overdue(walk.office)
    assert walk.case().lapses_on == date(2027, 1, 1)
    wait(walk, 3)
    assert lapse_overdue(walk.office) == 0
    wait(walk, 1)
    assert lapse_overdue(walk.office) == 1


@pytest.mark.parametrize(
    ("rung", "day"),
    [
        (ReminderRung(code="a", share=50), date(2026, 12, 15)),
        (ReminderRung(code="a", share=1), date(2026, 12, 1)),
        (ReminderRung(code="a", before=3), date(2026, 12, 27)),
        (ReminderRung(code="a", before=0), date(2026, 12, 30)),
    ],
)
def test_the_day_of_a_rung(rung: ReminderRung, day: date) -> None:
    assert rung_day(rung, date(2026, 11, 30), date(2026, 12, 30)) == day


def test_what_is_handed_in_does_not_lapse(walk: Walk) -> None:
    walk.ready().submit()
    wait(walk, 100)
    assert lapse_overdue(walk.office) == 0
    assert walk.case().state is State.CHECKING


def test_a_sent_back_case_lapses_after_its_own_limit(walk: Walk) -> None:
    walk.ready().submit()
    send_back(walk, "form")
    for days in (7, 6):
        wait(walk, days)
        assert lapse_overdue(walk.office) == 0
    wait(walk, 2)
    assert lapse_overdue(walk.office) == 1
    walk.come_back()
    page = walk.browser.get(walk.path(), follow_redirects=True)
    assert "已经自动结束" in page.text
    with walk.office.look() as work:
        *_, paper = documents_of(work, walk.case().id)
        assert (paper.kind, paper.issued_by) == ("termination", None)
        assert "2026年12月14日 提交。到期没有收到" in paper.content["body"]["opening"][0]
        assert "第三十二条第一款第四项" in paper.content["articles"][0]
    assert "终止办理告知书" in walk.browser.get(f"/track/{walk.case().code}").text


def test_a_draft_that_lapses_gets_no_paper(walk: Walk) -> None:
    walk.start()
    for days in (27, 5):
        wait(walk, days)
        lapse_overdue(walk.office)
    assert walk.case().state is State.LAPSED
    with walk.office.look() as work:
        assert documents_of(work, walk.case().id) == []


def test_each_rung_makes_a_message_of_its_own_once(walk: Walk, deliver: Callable[[], None]) -> None:
    walk.start()
    for days in (15, 12, 2):
        wait(walk, days)
        for _ in range(2):
            lapse_overdue(walk.office)
            deliver()
    with walk.office.look() as work:
        told = work.session.scalars(select(Message).where(Message.kind == "LapseIsNear")).all()
        assert len(told) == len({one.reference for one in told}) == 3
        assert all("12月30日" in one.text and one.legal for one in told)


def test_a_correction_that_is_prolonged_ends_on_no_day_of_rest(walk: Walk) -> None:
    """Told on a Wednesday, three days later is a Saturday (民法典 art. 203)."""
    walk.ready().submit()
    send_back(walk, "form")
    mend_clocks(walk.office)
    assert walk.case().lapses_on == date(2026, 12, 30)
    wait(walk, 37)
    assert lapse_overdue(walk.office) == 0
    assert walk.case().lapses_on == date(2027, 1, 11)
    assert list(check_clocks(walk.office, proofs=True)) == []


def test_a_draft_can_be_withdrawn_after_a_question(walk: Walk) -> None:
    walk.start()
    assert "不能恢复" in walk.browser.get(walk.path("/withdraw")).text
    assert walk.case().state is State.DRAFT
    for _ in range(2):
        assert walk.browser.post(walk.path("/withdraw")).status_code == 303
    assert walk.case().state is State.WITHDRAWN
    assert "您已经撤回这件事" in walk.browser.get(walk.path("/sent")).text


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_the_auditor_is_reading_cannot_be_withdrawn(walk: Walk, method: str) -> None:
    walk.ready().submit()
    answer = getattr(walk.browser, method)(walk.path("/withdraw"))
    assert answer.status_code == 409
    assert walk.case().state is State.CHECKING


def test_a_collision_of_codes_is_drawn_again(walk: Walk) -> None:
    from beebox.accounts.roles import Actor, Role
    from beebox.catalog.queries import current_item
    from beebox.intake.starting import start_case
    from tests.intake.walking import ANSWERS

    taken = walk.start()
    drawn = iter([taken, taken, "2222-3333"])
    walk.fill()
    with walk.office.work() as work:
        me = Actor(work.session.scalars(select(Case.citizen_id)).one(), Role.CITIZEN)
        item = current_item(work, "elder-card-first")
        assert start_case(work, me, item, ANSWERS, lambda: next(drawn)).code == "2222-3333"
