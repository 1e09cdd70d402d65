"""The pages of messages with something on them: usable by everybody, and none wider than a phone."""

from datetime import timedelta

import pytest
import sqlalchemy as sa

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases import events as ev
from beebox.kernel.db import Office
from beebox.notices.delivery.asking import carry_messages
from beebox.notices.models import ContactPoint, Message
from beebox.notices.ports import ChannelKind
from beebox.notices.tables import MessageState
from beebox.notices.telling import write_down
from tests.conftest import PersonMaker, stage
from tests.handling.cases_made import by_code, received
from tests.journeys.test_bench import Seat, seat
from tests.journeys.test_courier_pages import WIDER

__all__ = ["seat"]


@pytest.fixture
def told(office: Office, person: PersonMaker) -> tuple[Person, str, int]:
    """A citizen with an e-mail whom no channel reaches, the case, and the message that waits for a call."""
    citizen = person(Role.CITIZEN)
    code = received(office, citizen)
    with office.work() as work:
        work.session.get_one(Person, citizen.id).phone = "19900000001"
        now = work.now()
        work.session.add(
            ContactPoint(
                person_id=citizen.id,
                channel=ChannelKind.EMAIL,
                address="refused@example.org",
                made_at=now,
                confirmed_at=now,
            )
        )
        for kind in (ev.CaseReceived, ev.CaseAccepted):
            write_down(work, kind(by_code(work, code).id))
    for _ in range(3):
        carry_messages(office)
        stage(office).move_to(office.now() + timedelta(seconds=30))
    with office.look() as work:
        waiting = sa.select(Message.id).where(Message.state == MessageState.UNREACHED)
        return citizen, code, work.session.scalars(waiting).one()


@pytest.mark.browser
@pytest.mark.parametrize("where", ["phone", "desk"])
def test_every_page_of_messages_is_accessible_and_fits(
    told: tuple[Person, str, int], seat: Seat, where: str
) -> None:
    citizen, code, message_id = told
    staff = ("/messages", f"/messages?case={code}", f"/messages/{message_id}/call", "/admin/messages")
    pages = {
        citizen: ("/inbox", "/me/messages"),
        Role.SUPERVISOR: (*staff, "/admin/messages/edit?on=CaseSentBack", "/inbox"),
    }
    for who, paths in pages.items():
        seen = seat(who, desk=where == "desk")
        for path in paths:
            seen.goto(path)
            assert seen.page.locator("h1").count() == 1, path
            assert seen.page.evaluate(WIDER) <= 0, path
            seen.must_be_accessible()


@pytest.mark.browser
def test_a_clerk_calls_without_the_mouse(
    told: tuple[Person, str, int], seat: Seat, person: PersonMaker
) -> None:
    _, code, _ = told
    seen = seat(person(Role.CLERK, "civil-affairs"))
    seen.goto("/messages")
    seen.page.get_by_role("link", name=f"给办件 {code} 打电话").focus()
    with seen.page.expect_navigation():
        seen.page.keyboard.press("Enter")
    seen.page.get_by_label("和谁通了话、说了什么").focus()
    seen.page.keyboard.type("本人接的")
    with seen.page.expect_navigation():
        seen.page.keyboard.press("Enter")
    assert "没有要打的电话" in seen.page.content()
