"""Drafts end after their time, told three days before; and what is withdrawn is over."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from beebox.cases.events import LapseIsNear
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.intake.lapsing import lapse_overdue
from beebox.kernel.outbox import Delivery
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


def test_a_draft_lives_thirty_days_and_is_told_of_three_days_before(walk: Walk) -> None:
    walk.start()
    assert walk.case().lapses_on == date(2026, 12, 30)
    wait(walk, 26)
    assert lapse_overdue(walk.office) == 0
    assert not walk.case().lapse_told
    wait(walk, 1)
    for _ in range(2):
        assert lapse_overdue(walk.office) == 0
    assert walk.case().lapse_told
    assert told(walk) == len(HANDLERS[LapseIsNear])
    wait(walk, 3)
    assert lapse_overdue(walk.office) == 0
    assert walk.case().state is State.DRAFT
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
    assert walk.case().lapse_told
    wait(walk, 4)
    assert lapse_overdue(walk.office) == 1


def test_what_is_handed_in_does_not_lapse(walk: Walk) -> None:
    walk.ready().submit()
    wait(walk, 100)
    assert lapse_overdue(walk.office) == 0
    assert walk.case().state is State.CHECKING


def test_a_sent_back_case_lapses_after_its_own_limit(walk: Walk) -> None:
    walk.ready().submit()
    send_back(walk, "form")
    wait(walk, 13)
    lapse_overdue(walk.office)
    wait(walk, 2)
    assert lapse_overdue(walk.office) == 1
    walk.come_back()
    page = walk.browser.get(walk.path(), follow_redirects=True)
    assert "已经自动结束" in page.text


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
