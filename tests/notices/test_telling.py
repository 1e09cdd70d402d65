"""Messages: one for each thing that happened, however often it is delivered, and nothing private in it."""

import re
from datetime import timedelta

import sqlalchemy as sa

from beebox.accounts.ports import MessageSender
from beebox.accounts.roles import Actor, Role
from beebox.adapters.messages import WriteDown
from beebox.cases import events as ev
from beebox.handling.acceptance import accept
from beebox.handling.correction import Fault, ask_correction
from beebox.kernel.db import Office
from beebox.kernel.outbox import MAX_TRIES, Delivery, Lane, deliver_pending
from beebox.notices.delivery.asking import carry_messages
from beebox.notices.delivery.sending import claim, hand_over, send_due
from beebox.notices.models import Attempt, Message
from beebox.notices.tables import AttemptState, MessageState
from beebox.notices.telling import TELL_CITIZEN, write_down
from beebox.wiring import HANDLERS
from tests.conftest import MONDAY, stage
from tests.handling.cases_made import ID_NUMBER, by_code, submit

CLERK = Actor(None, Role.CLERK)


def sent(office: Office) -> list[dict[str, str]]:
    sender = office.use(MessageSender)
    assert isinstance(sender, WriteDown)
    return sender.latest(None)


def tell(office: Office, event: ev.CaseEvent) -> None:
    """One whole delivery, as a worker does it."""
    with office.work() as work:
        write_down(work, event)
    send_due(office)


def case_id(office: Office, code: str) -> int:
    with office.look() as work:
        return by_code(work, code).id


def test_every_event_of_a_case_tells_its_citizen_or_is_left_out_on_purpose() -> None:
    quiet = {"CaseEvent", "ParcelNews", "CaseChecked", "MaterialUploaded", "MaterialChanged"}
    quiet |= {"CitizenReached"}  # says that somebody was told
    quiet |= {"DocumentIssued"}  # the paper of what another event told
    quiet |= {"CaseEndedAfterLoss"}  # OriginalsLost has told what there is to tell
    told = {kind.__name__ for kind, heard in HANDLERS.items() if TELL_CITIZEN in heard}
    known = {
        name for name, kind in vars(ev).items() if isinstance(kind, type) and issubclass(kind, ev.CaseEvent)
    }
    assert known - told == quiet


def test_the_same_event_again_is_the_same_message(office, code) -> None:  # type: ignore[no-untyped-def]
    event = ev.CaseReceived(case_id(office, code))
    for _ in range(3):
        tell(office, event)
    assert len([m for m in sent(office) if m["reference"].startswith("CaseReceived-")]) == 1


def test_a_crash_after_sending_does_not_send_twice(office, code) -> None:  # type: ignore[no-untyped-def]
    event = ev.CaseReceived(case_id(office, code))
    with office.work() as work:
        write_down(work, event)
        attempt_id = work.session.query(Attempt).order_by(Attempt.id.desc()).first().id
    with office.work() as work:
        plan = claim(work, attempt_id)
    assert plan is not None
    hand_over(office, plan)  # and the process dies before it can write down what came of it
    tell(office, event)
    stage(office).move_to(office.now() + timedelta(minutes=10))
    for _ in range(3):
        carry_messages(office)
        stage(office).move_to(office.now() + timedelta(seconds=30))
    assert [m["reference"] for m in sent(office)].count(plan.outgoing.reference) == 1
    with office.look() as work:
        attempts = work.session.query(Attempt).filter_by(reference=plan.outgoing.reference).all()
        assert [a.state for a in attempts] == [AttemptState.DELIVERED]
        message = work.session.get_one(Message, attempts[0].message_id)
        assert message.state is MessageState.DELIVERED


def test_the_same_thing_happening_again_is_another_message(office, code, person) -> None:  # type: ignore[no-untyped-def]
    event = ev.CaseSubmitted(case_id(office, code))
    tell(office, event)
    clerk = person(Role.CLERK, "civil-affairs").actor()
    with office.work() as work:
        ask_correction(work, by_code(work, code), clerk, [Fault("form", ("unsigned",))])
    submit(office, code)
    tell(office, ev.CaseCorrected(event.case_id))
    tell(office, ev.CorrectionAsked(event.case_id))
    assert len({m["reference"] for m in sent(office)}) == 3


def test_it_names_whose_turn_and_until_when_and_nothing_private(office, code, person, citizen) -> None:  # type: ignore[no-untyped-def]
    clerk = person(Role.CLERK, "civil-affairs").actor()
    with office.work() as work:
        faults = [Fault("form", ("unsigned",)), Fault("id_back", (), "黄建国的身份证过期")]
        ask_correction(work, by_code(work, code), clerk, faults)
    tell(office, ev.CorrectionAsked(case_id(office, code)))
    (message,) = sent(office)
    assert message["phone"] == citizen.phone
    text = message["text"]
    assert f"{code}，共2项，轮到您" in text
    assert "前一次改好" in text
    assert f"/cases/{code}/fix" in text
    assert "黄建国" not in text
    assert not re.search(r"\d{9}", text.replace(code, ""))
    assert ID_NUMBER not in text


def test_an_accepted_case_says_until_when_the_department_answers(office, code, person) -> None:  # type: ignore[no-untyped-def]
    clerk = person(Role.CLERK, "civil-affairs").actor()
    with office.work() as work:
        accept(work, by_code(work, code), clerk)
    tell(office, ev.CaseAccepted(case_id(office, code)))
    assert "最迟12月21日答复您" in sent(office)[0]["text"]


def test_in_english_for_who_asked_for_it(office, code) -> None:  # type: ignore[no-untyped-def]
    with office.work() as work:
        case = by_code(work, code)
        case.form = {**case.form, "language": "en"}
    tell(office, ev.CaseReceived(case_id(office, code)))
    assert sent(office)[0]["text"].endswith("They decide on taking it on by 7 Dec 2026.")


def test_what_cannot_be_sent_is_noted_and_tried_again(office: Office, code, settings) -> None:  # type: ignore[no-untyped-def]
    event = ev.CaseReceived(case_id(office, code))
    file = settings.var_dir / "dev-messages.jsonl"
    file.mkdir()
    tell(office, event)
    with office.look() as work:
        attempt = work.session.query(Attempt).order_by(Attempt.id.desc()).first()
        assert (attempt.state, attempt.tries) == (AttemptState.PLANNED, 1)
        assert "503" in attempt.reason
    file.rmdir()
    assert sent(office) == []
    stage(office).move_to(office.now() + timedelta(seconds=25))
    carry_messages(office)
    assert len(sent(office)) == 1


def test_the_worker_delivers_each_once_in_its_own_lane(office: Office, code) -> None:  # type: ignore[no-untyped-def]
    for _ in range(3):
        deliver_pending(office, HANDLERS, (Lane.QUICK,))
        deliver_pending(office, HANDLERS, (Lane.OUTSIDE,))
    kinds = sorted(m["reference"].split("-")[0] for m in sent(office))
    assert kinds == ["CasePassed", "CaseReceived", "CaseSubmitted"]
    with office.look() as work:
        told = sa.select(Delivery).where(Delivery.handler == TELL_CITIZEN.name)
        rows = work.session.scalars(told).all()
        assert all(row.done_at and row.tries < MAX_TRIES for row in rows)


def test_near_lapse_is_told_once_for_its_date(office, code) -> None:  # type: ignore[no-untyped-def]
    with office.work() as work:
        by_code(work, code).lapses_on = (MONDAY + timedelta(days=30)).date()
    event = ev.LapseIsNear(case_id(office, code))
    tell(office, event)
    stage(office).move_to(MONDAY + timedelta(days=1))
    tell(office, event)
    assert len(sent(office)) == 1
    assert "过了12月30日就会终止" in sent(office)[0]["text"]


def text_of(office: Office, kind: str) -> str:
    with office.look() as work:
        return work.session.query(Message).filter_by(kind=kind).order_by(Message.id.desc()).first().text


def test_a_late_message_names_the_day_of_its_own_step(office, code) -> None:  # type: ignore[no-untyped-def]
    """The worker stood still until the case was accepted, which has another last day."""
    with office.work() as work:
        case = by_code(work, code)
        window = case.notice_due_on
        accept(work, case, CLERK)
        assert case.decide_due_on != window
    tell(office, ev.CaseReceived(case_id(office, code)))
    assert f"最迟{window.month}月{window.day}日" in text_of(office, "CaseReceived")


def test_a_day_of_the_next_year_is_said_with_its_year_and_as_provisional(office, code) -> None:  # type: ignore[no-untyped-def]
    stage(office).move_to(office.now() + timedelta(days=3))
    with office.work() as work:
        case = by_code(work, code)
        accept(work, case, CLERK)
        case.decide_due_on = case.decide_due_on.replace(year=2027, month=1, day=15)
    tell(office, ev.CaseAccepted(case_id(office, code)))
    assert "最迟2027年1月15日（暂定）答复您" in text_of(office, "CaseAccepted")


def test_no_last_day_is_promised_while_the_clock_stands(office, code) -> None:  # type: ignore[no-untyped-def]
    with office.work() as work:
        case = by_code(work, code)
        accept(work, case, CLERK)
        case.clock_stopped_on = case.decide_due_on
        until = case.decide_due_on.isoformat()
    tell(office, ev.ClockExtended(case_id(office, code), 5, "材料复杂", until, "1"))
    assert "最迟" not in text_of(office, "ClockExtended")


def test_nobody_is_promised_a_day_that_is_over(office, code) -> None:  # type: ignore[no-untyped-def]
    """Accepted by silence, counted from the day of receipt: the last day may be past already."""
    with office.work() as work:
        case = by_code(work, code)
        accept(work, case, CLERK)
        case.decide_due_on = work.now().date() - timedelta(days=2)
    tell(office, ev.CaseAccepted(case_id(office, code)))
    assert "已受理" in text_of(office, "CaseAccepted") and "最迟" not in text_of(office, "CaseAccepted")
