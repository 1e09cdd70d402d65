"""The ladder: amber to the desk, red to the supervisor, overdue further up; each rung once."""

from datetime import date, datetime

from sqlalchemy import select

from beebox.accounts.roles import Role
from beebox.cases.clock.checking import check_clocks
from beebox.cases.clock.models import CaseClock, ClockEvent, Escalation
from beebox.cases.clock.terms import What, Which
from beebox.deadlines.escalating import escalate
from tests.conftest import ZONE, stage
from tests.handling.cases_made import by_code, case_made, received, submit


def at(office, month, day, year=2026):  # type: ignore[no-untyped-def]
    stage(office).move_to(datetime(year, month, day, 9, 0, tzinfo=ZONE))


def climbed(office, which=Which.DECISION):  # type: ignore[no-untyped-def]
    with office.look() as work:
        rows = work.session.scalars(select(Escalation).order_by(Escalation.id))
        return [(row.rung, row.role) for row in rows if row.which is which]


def test_the_ladder_of_a_decision(office, code) -> None:  # type: ignore[no-untyped-def]
    """Fifteen days to 21 December: amber with three days left, a fifth of them."""
    with office.look() as work:
        row = work.session.get(CaseClock, (by_code(work, code).id, Which.DECISION))
        assert (row.amber_on, row.red_on) == (date(2026, 12, 16), date(2026, 12, 22))
    at(office, 12, 15)
    assert escalate(office) == 0
    at(office, 12, 16)
    assert escalate(office) == 1
    assert escalate(office) == 0
    assert climbed(office) == [("amber", Role.CLERK)]
    at(office, 12, 21)
    assert escalate(office) == 0
    at(office, 12, 22)
    escalate(office)
    assert climbed(office)[1:] == [
        ("red", Role.CLERK), ("red-supervisor", Role.SUPERVISOR), ("over-1", Role.SUPERVISOR),
    ]  # fmt: skip
    at(office, 12, 24)
    escalate(office)
    assert climbed(office)[4:] == [("over-3", Role.ADMINISTRATOR)]
    at(office, 12, 31)
    assert escalate(office) == 0
    with office.look() as work:
        marks = [
            event.what for event in work.session.scalars(select(ClockEvent)) if event.which is Which.DECISION
        ]
    assert marks[1:] == [What.REDDENED, What.BREACHED]
    assert list(check_clocks(office, proofs=True)) == []


def test_the_notice_window_is_amber_on_day_three_and_red_on_day_four(office, citizen) -> None:  # type: ignore[no-untyped-def]
    code = case_made(office, citizen)
    submit(office, code)
    at(office, 12, 2)
    escalate(office)
    assert climbed(office, Which.NOTICE) == []
    at(office, 12, 3)
    escalate(office)
    assert climbed(office, Which.NOTICE) == [("amber", Role.AUDITOR)]
    at(office, 12, 4)
    escalate(office)
    assert [rung for rung, _ in climbed(office, Which.NOTICE)] == ["amber", "red", "red-supervisor"]
    assert climbed(office, Which.CHECK) == [("amber", Role.AUDITOR)], "our own target is never red"


def test_a_stopped_clock_climbs_nothing_until_its_plan_is_over(office, desk, code) -> None:  # type: ignore[no-untyped-def]
    data = {"reason": "test", "days": "3", "note": "送检"}
    assert desk.post(f"/clock/{code}/stop", data=data).status_code == 303
    at(office, 12, 3)
    assert escalate(office) == 0
    at(office, 12, 4)
    assert escalate(office) == 1
    assert climbed(office) == [("pause-over", Role.CLERK)]
    assert "还没结束" in desk.get("/deadlines").text


def test_red_wants_a_written_reason_of_whoever_is_responsible(office, desk, boss, code) -> None:  # type: ignore[no-untyped-def]
    at(office, 12, 22)
    escalate(office)
    page = desk.get("/deadlines").text
    assert code in page and "为什么会超" in page
    assert "红灯还没有书面说明的" in boss.get("/deadlines").text
    with office.look() as work:
        rows = {row.rung: row.id for row in work.session.scalars(select(Escalation))}
    empty = desk.post(f"/deadlines/{rows['red']}/done", data={"done": " "})
    assert empty.status_code == 422 and "为什么会超" in empty.text
    assert boss.post(f"/deadlines/{rows['red']}/done", data={"done": "我来"}).status_code == 404
    assert boss.post(f"/deadlines/{rows['red-supervisor']}/done", data={"done": "已催"}).status_code == 303
    with office.look() as work:
        assert What.EXPLAINED not in set(work.session.scalars(select(ClockEvent.what)))
    assert desk.post(f"/deadlines/{rows['red']}/done", data={"done": "系统停了两天"}).status_code == 303
    with office.look() as work:
        told = work.session.scalars(select(ClockEvent).where(ClockEvent.what == What.EXPLAINED)).one()
        assert told.note == "系统停了两天" and told.role is Role.CLERK
    assert "系统停了两天" in boss.get(f"/clock/{code}").text
    page = boss.get("/deadlines").text
    assert "红灯还没有书面说明的" not in page and "现在的红黄灯" in page
    assert desk.post(f"/deadlines/{rows['red']}/done", data={"done": "改口"}).status_code == 404


def test_each_sees_their_own(office, signed_in, code) -> None:  # type: ignore[no-untyped-def]
    at(office, 12, 28)
    escalate(office)
    assert code not in signed_in(Role.CLERK, "market").get("/deadlines").text
    assert code not in signed_in(Role.AUDITOR).get("/deadlines").text
    assert code in signed_in(Role.ADMINISTRATOR).get("/deadlines").text


def test_what_was_done_in_time_is_left_alone(any_office) -> None:  # type: ignore[no-untyped-def]
    from beebox.accounts.models import Person
    from beebox.accounts.roles import Actor
    from beebox.cases.lifecycle import move
    from beebox.cases.states import Action

    with any_office.work() as work:
        someone = Person(role=Role.CITIZEN, name="黄", created_at=work.now(), phone="15000000009")
        work.session.add(someone)
        work.session.flush()
        work.session.expunge(someone)
    code = received(any_office, someone)
    with any_office.work() as work:
        move(work, by_code(work, code), Action.REFUSE, Actor(None, Role.CLERK))
    at(any_office, 12, 30)
    assert escalate(any_office) == 0


def told_to_staff(office):  # type: ignore[no-untyped-def]
    from beebox.notices.models import Message

    with office.look() as work:
        rows = select(Message).where(Message.kind == "DeadlineEscalated").order_by(Message.id)
        return [(row.person_id, row.channels, row.text) for row in work.session.scalars(rows)]


def test_each_rung_is_a_message_in_the_inbox_of_whoever_is_responsible(  # type: ignore[no-untyped-def]
    office, code, clerk, citizen, person, deliver, signed_in
) -> None:
    person(Role.CLERK, "market")
    boss = person(Role.SUPERVISOR)
    at(office, 12, 16)
    for _ in range(2):
        escalate(office)
        deliver()
    ((to, channels, text),) = told_to_staff(office)
    assert (to, channels) == (clerk.id, ["in_app"])
    assert f"办件{code}有期限提醒" in text and "/deadlines" in text and "12月21日" in text
    at(office, 12, 22)
    escalate(office)
    deliver()
    readers = [to for to, _, _ in told_to_staff(office)]
    assert readers == [clerk.id, clerk.id, boss.id, boss.id], "amber, red, and for the supervisor red, over"
    page = signed_in(boss).get("/inbox").text
    assert code in page and "期限提醒" in page
    assert "期限提醒" not in signed_in(citizen).get("/inbox").text


def test_only_who_has_the_case_in_hand_is_told(  # type: ignore[no-untyped-def]
    office, citizen, person, deliver, signed_in
) -> None:
    from beebox.accounts.roles import SYSTEM
    from beebox.cases.lifecycle import move
    from beebox.cases.states import Action

    one, other = person(Role.AUDITOR), person(Role.AUDITOR)
    held, free = case_made(office, citizen), case_made(office, citizen)
    for code in (held, free):
        submit(office, code)
        with office.work() as work:
            move(work, by_code(work, code), Action.FINISH_CHECK, SYSTEM)
    with office.work() as work:
        by_code(work, held).held_by = one.id
    at(office, 12, 3)
    escalate(office)
    deliver()
    assert {(to, held in text) for to, _, text in told_to_staff(office)} == {(one.id, True)}
    assert free in signed_in(other).get("/deadlines").text, "nobody's case stands in everybody's list"


def test_in_english_for_staff_who_chose_it_whatever_the_case_is_written_in(  # type: ignore[no-untyped-def]
    office, code, deliver
) -> None:
    with office.work() as work:
        case = by_code(work, code)
        case.form = {**case.form, "language": "en"}
    at(office, 12, 16)
    escalate(office)
    deliver()
    assert "期限提醒" in told_to_staff(office)[0][2]
