"""From channel to channel until somebody was reached: never twice by chance, never lost."""

import time
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa

from beebox.accounts.models import Person
from beebox.accounts.ports import MessageSender
from beebox.accounts.roles import Role
from beebox.adapters.channels.in_app import InApp
from beebox.adapters.messages import WriteDown
from beebox.cases import events as ev
from beebox.handling.acceptance import accept
from beebox.kernel.db import Office
from beebox.kernel.outbox import Delivery, deliver_pending, deliveries_for
from beebox.notices.choices.choosing import choose
from beebox.notices.delivery.asking import carry_messages
from beebox.notices.delivery.patience import Patience
from beebox.notices.delivery.quiet import after_quiet
from beebox.notices.delivery.reaching import CallRefused, note_reached, to_call, try_again
from beebox.notices.delivery.reports import hear
from beebox.notices.delivery.sending import claim, hand_over, record
from beebox.notices.models import Attempt, AttemptStep, ContactPoint, DeliveryReport, Message
from beebox.notices.ports import ChannelKind, Channels, Outgoing, Pushed, Report, Sent, Told
from beebox.notices.queries import mark_read
from beebox.notices.tables import AttemptState, MessageState
from beebox.notices.telling import write_down
from beebox.notices.templates import Quiet
from beebox.wiring import HANDLERS, build_office
from tests.conftest import MONDAY, ZONE, settings_in, stage
from tests.handling.cases_made import by_code, received

S, A = MessageState, AttemptState


class Story:
    """One citizen with a case, told of its acceptance (which starts a term)."""

    def __init__(self, office: Office, citizen: Person) -> None:
        self.office, self.citizen = office, citizen
        self.code = received(office, citizen)
        with office.look() as work:
            self.case_id = by_code(work, self.code).id

    def phone(self, number: str) -> None:
        with self.office.work() as work:
            work.session.get_one(Person, self.citizen.id).phone = number

    def confirmed(self, kind: ChannelKind, address: str) -> None:
        with self.office.work() as work:
            now = work.now()
            point = ContactPoint(
                person_id=self.citizen.id, channel=kind, address=address, made_at=now, confirmed_at=now
            )
            work.session.add(point)

    def order(self, *kinds: ChannelKind) -> None:
        with self.office.work() as work:
            choose(work, work.session.get_one(Person, self.citizen.id), "", kinds)

    def tell(self, kind: type[ev.CaseEvent] = ev.CaseAccepted) -> None:
        with self.office.work() as work:
            write_down(work, kind(self.case_id))

    def pass_time(self, step: timedelta = timedelta(seconds=30), times: int = 1) -> None:
        for _ in range(times):
            carry_messages(self.office)
            stage(self.office).move_to(self.office.now() + step)
        carry_messages(self.office)

    @property
    def message(self) -> Message:
        with self.office.look() as work:
            found = work.session.scalars(sa.select(Message).order_by(Message.id)).all()[-1]
            work.session.expunge_all()
            return found

    @property
    def attempts(self) -> list[tuple[str, AttemptState]]:
        with self.office.look() as work:
            rows = work.session.scalars(
                sa.select(Attempt).where(Attempt.message_id == self.message.id).order_by(Attempt.id)
            )
            return [(row.channel.value, row.state) for row in rows]

    def sent(self) -> list[tuple[str, str]]:
        """Channel and address of everything the simulated providers took."""
        sender = self.office.use(MessageSender)
        assert isinstance(sender, WriteDown)
        return [(told["channel"], told["phone"]) for told in reversed(sender.latest(None))]


@pytest.fixture
def story(office: Office, citizen: Person) -> Story:
    return Story(office, citizen)


def test_a_delivered_message_ends_there_and_its_case_hears_of_it(story: Story) -> None:
    story.tell()
    assert story.message.state is S.WAITING
    story.pass_time(times=2)
    assert (story.message.state, story.attempts) == (S.DELIVERED, [("sms", A.DELIVERED)])
    assert story.message.delivered_at is not None
    with story.office.look() as work:
        reached = sa.select(Delivery).where(Delivery.kind == "CitizenReached")
        assert work.session.scalars(reached).all() == []  # nobody listens yet, so no row is made
        steps = work.session.scalars(sa.select(AttemptStep.state).order_by(AttemptStep.id)).all()
        assert steps == [A.SENT, A.DELIVERED]


@pytest.mark.parametrize("number", ["19900000001", "19900000002"])
def test_what_one_channel_refuses_or_fails_goes_by_the_next(story: Story, number: str) -> None:
    story.phone(number)
    story.confirmed(ChannelKind.EMAIL, "wang@example.org")
    story.order(ChannelKind.SMS, ChannelKind.EMAIL)
    story.tell()
    story.pass_time(times=4)
    assert story.attempts == [("sms", A.FAILED), ("email", A.DELIVERED)]
    assert story.message.state is S.DELIVERED


def test_the_order_is_the_persons(story: Story) -> None:
    story.confirmed(ChannelKind.EMAIL, "wang@example.org")
    story.confirmed(ChannelKind.WECHAT, "o-refused")
    story.order(ChannelKind.WECHAT, ChannelKind.EMAIL, ChannelKind.SMS)
    story.tell()
    story.pass_time(times=3)
    assert story.attempts == [("wechat", A.FAILED), ("email", A.DELIVERED)]
    assert [channel for channel, _ in story.sent()] == ["email"]


def test_a_channel_that_tells_nothing_is_passed_by_in_time_and_not_before(story: Story) -> None:
    story.phone("19900000003")
    story.confirmed(ChannelKind.EMAIL, "wang@example.org")
    story.order(ChannelKind.SMS, ChannelKind.EMAIL)
    story.tell()
    story.pass_time(timedelta(minutes=1), times=13)
    assert story.attempts == [("sms", A.SENT)]
    story.pass_time(timedelta(minutes=1), times=4)
    assert story.attempts == [("sms", A.SENT), ("email", A.DELIVERED)]


def test_an_answer_that_never_came_is_asked_for_and_not_repeated(story: Story) -> None:
    story.phone("19900000005")
    story.tell()
    carry_messages(story.office)
    assert story.attempts == [("sms", A.UNKNOWN)]
    story.pass_time(times=3)
    assert story.attempts == [("sms", A.DELIVERED)]
    assert story.sent() == [("sms", "19900000005")]


def test_what_the_provider_never_got_is_sent_after_asking(story: Story) -> None:
    story.phone("19900000006")
    story.tell()
    carry_messages(story.office)
    assert (story.attempts, story.sent()) == ([("sms", A.UNKNOWN)], [])
    story.pass_time(times=3)
    assert story.attempts == [("sms", A.DELIVERED)]
    assert len(story.sent()) == 1


def test_a_provider_that_is_down_is_tried_again_and_again_and_then_a_person_is_asked(story: Story) -> None:
    story.phone("19900000004")
    story.tell()
    story.pass_time(timedelta(minutes=1), times=3)
    assert story.attempts == [("sms", A.PLANNED)]
    story.pass_time(timedelta(minutes=10), times=4)
    assert story.attempts == [("sms", A.FAILED), ("in_app", A.DELIVERED)]
    assert story.message.state is S.UNREACHED
    assert "503" in (story.message.why_failed or "")


def test_news_that_no_channel_brings_stay_in_the_inbox(story: Story) -> None:
    story.phone("19900000001")
    story.tell(ev.CaseReceived)
    story.pass_time(times=2)
    assert story.attempts == [("sms", A.FAILED), ("in_app", A.DELIVERED)]
    assert story.message.state is S.DELIVERED


def test_a_term_that_reached_nobody_is_for_a_person_to_call(
    story: Story, person: Callable[..., Person]
) -> None:
    story.phone("19900000001")
    story.tell()
    story.pass_time(times=2)
    clerk, stranger = (
        person(Role.CLERK, "civil-affairs").actor(),
        person(Role.CLERK, "market").actor(),
    )
    with story.office.work() as work:
        assert [call.case.code for call in to_call(work, clerk)] == [story.code]
        assert list(to_call(work, stranger)) == []
        with pytest.raises(CallRefused):
            note_reached(work, story.message.id, clerk, "")
        note_reached(work, story.message.id, clerk, "本人接的")
    told = story.message
    assert (told.state, told.reached_by, told.reached_note) == (S.REACHED, clerk.id, "本人接的")
    with story.office.work() as work, pytest.raises(CallRefused):
        note_reached(work, told.id, clerk, "又打了一次")


def test_it_can_be_sent_again_once_it_certainly_did_not_arrive(
    story: Story, person: Callable[..., Person]
) -> None:
    story.phone("19900000001")
    story.tell()
    story.pass_time(times=2)
    story.phone("15000009999")
    supervisor, message_id = person(Role.SUPERVISOR).actor(), story.message.id
    with story.office.work() as work:
        try_again(work, message_id, supervisor)
    story.pass_time(times=2)
    assert story.attempts == [("sms", A.FAILED), ("in_app", A.DELIVERED), ("sms", A.DELIVERED)]
    assert story.message.state is S.DELIVERED


def test_reading_it_in_the_inbox_is_being_reached(story: Story) -> None:
    story.phone("19900000001")
    story.tell()
    story.pass_time(times=2)
    assert story.message.state is S.UNREACHED
    with story.office.work() as work:
        assert mark_read(work, story.citizen.id, story.message.id) == 1
        assert mark_read(work, story.citizen.id, story.message.id) == 0
    assert story.message.state is S.DELIVERED


def test_the_same_report_twice_and_one_about_nothing(story: Story) -> None:
    story.phone("19900000003")
    story.tell()
    carry_messages(story.office)
    with story.office.look() as work:
        reference = work.session.scalars(sa.select(Attempt.reference)).one()
    for _ in range(2):
        with story.office.work() as work:
            hear(work, ChannelKind.SMS, Report(Told.DELIVERED, reference))
            hear(work, ChannelKind.SMS, Report(Told.FAILED, "nobody-knows-this", reason="?"))
    assert story.attempts == [("sms", A.DELIVERED)]
    with story.office.look() as work:
        kept = work.session.execute(sa.select(DeliveryReport.times, DeliveryReport.taken_at)).all()
    assert [times for times, _ in kept] == [2, 2]
    assert [taken is not None for _, taken in kept] == [True, False]


def test_a_report_that_overtakes_the_answer_is_not_lost(story: Story) -> None:
    """WeChat's report names only its own number, which we learn with the answer to sending."""
    story.confirmed(ChannelKind.WECHAT, "o-wang")
    story.order(ChannelKind.WECHAT)
    story.tell()
    with story.office.work() as work:
        plan = claim(work, work.session.scalars(sa.select(Attempt.id)).one())
    assert plan is not None
    outcome = hand_over(story.office, plan)
    with story.office.work() as work:
        hear(work, ChannelKind.WECHAT, Report(Told.DELIVERED, provider_id=outcome.provider_id))  # type: ignore[union-attr]
    with story.office.work() as work:
        record(work, plan, outcome)
    assert (story.attempts, story.message.state) == ([("wechat", A.DELIVERED)], S.DELIVERED)


def test_failed_and_later_delivered_after_all(story: Story) -> None:
    story.phone("19900000002")
    story.tell()
    story.pass_time(times=3)
    assert story.message.state is S.UNREACHED
    with story.office.work() as work:
        reference = work.session.scalars(sa.select(Attempt.reference).where(Attempt.channel == "sms")).one()
        hear(work, ChannelKind.SMS, Report(Told.DELIVERED, reference))
    assert (story.attempts[0], story.message.state) == (("sms", A.DELIVERED), S.DELIVERED)


def test_two_workers_at_once_send_one_message(story: Story) -> None:
    story.tell()
    with story.office.look() as work:
        attempt_id = work.session.scalars(sa.select(Attempt.id)).one()
    plans = []
    for _ in range(2):
        with story.office.work() as work:
            plans.append(claim(work, attempt_id))
    assert plans[0] is not None and plans[1] is None


def test_at_night_only_what_is_urgent_rings(story: Story) -> None:
    stage(story.office).move_to(MONDAY.replace(hour=23))
    story.tell()
    story.pass_time(timedelta(hours=1), times=8)
    assert story.sent() == []
    assert story.attempts == [("sms", A.PLANNED)]
    story.pass_time(timedelta(minutes=40), times=2)
    assert len(story.sent()) == 1
    stage(story.office).move_to(MONDAY.replace(hour=23) + timedelta(days=1))
    with story.office.work() as work:
        write_down(work, ev.ParcelOutForDelivery(story.case_id, "x"))
    carry_messages(story.office)
    assert len(story.sent()) == 2


@pytest.mark.parametrize(
    ("clock", "since", "until", "expected"),
    [
        ("2026-11-30T21:59", "22:00", "08:00", "2026-11-30T21:59"),
        ("2026-11-30T22:00", "22:00", "08:00", "2026-12-01T08:00"),
        ("2026-12-01T07:59", "22:00", "08:00", "2026-12-01T08:00"),
        ("2026-12-01T08:00", "22:00", "08:00", "2026-12-01T08:00"),
        ("2026-12-01T13:00", "12:00", "14:00", "2026-12-01T14:00"),
        ("2026-12-01T15:00", "12:00", "14:00", "2026-12-01T15:00"),
        ("2026-12-01T15:00", "00:00", "00:00", "2026-12-01T15:00"),
    ],
)
def test_quiet_hours(clock: str, since: str, until: str, expected: str) -> None:
    moment = datetime.fromisoformat(clock).replace(tzinfo=ZONE)
    wanted = datetime.fromisoformat(expected).replace(tzinfo=ZONE)
    assert after_quiet(moment, Quiet(since=since, until=until), ZONE) == wanted


def test_a_member_of_staff_is_told_in_the_inbox_alone(office: Office, story: Story, person) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import dataclass

    clerk = person(Role.CLERK, "civil-affairs")

    @dataclass(frozen=True)
    class Named(ev.CaseReceived):
        to_person: int = clerk.id

    Named.__name__ = "CaseReceived"
    with office.work() as work:
        write_down(work, Named(story.case_id))
    assert (story.message.person_id, story.message.state) == (clerk.id, S.DELIVERED)
    assert story.attempts == [("in_app", A.DELIVERED)]


def test_a_whole_role_is_told_each_person_once(office: Office, story: Story, person) -> None:  # type: ignore[no-untyped-def]
    from dataclasses import dataclass

    told = [person(Role.CLERK, "civil-affairs").id for _ in range(2)]
    person(Role.CLERK, "market")

    @dataclass(frozen=True)
    class Climbed(ev.CaseReceived):
        role: str = "clerk"

    Climbed.__name__ = "CaseReceived"
    for _ in range(2):
        with office.work() as work:
            write_down(work, Climbed(story.case_id))
    with office.look() as work:
        assert sorted(work.session.scalars(sa.select(Message.person_id))) == sorted(told)


def test_a_command_that_was_stopped_is_asked_by_handing_over_again(tmp_path, filled, person) -> None:  # type: ignore[no-untyped-def]
    """It promises to send nothing twice under one reference, and has no other way to tell."""
    import shutil

    slow, out = tmp_path / "slow.sh", tmp_path / "out"
    slow.write_text(
        f"#!/bin/sh\nif [ -e '{out}' ]; then cat > /dev/null; exit 0; fi\ncat > '{out}'\nsleep 30\n"
    )
    slow.chmod(0o755)
    shutil.copy(filled, tmp_path / "beebox.db")
    made = build_office(settings_in(tmp_path, SMS_COMMAND=str(slow)))
    stage(made).move_to(MONDAY)
    channel = made.use(Channels).of(ChannelKind.SMS)
    channel._sender._timeout = 0.5  # type: ignore[union-attr]
    with made.work() as work:
        citizen = Person(role=Role.CITIZEN, name="", phone="15000000419", created_at=work.now())
        work.session.add(citizen)
        work.session.flush()
        work.session.expunge(citizen)
    story = Story(made, citizen)
    story.tell()
    carry_messages(made)
    assert story.attempts == [("sms", A.UNKNOWN)]
    story.pass_time(times=2)
    assert (story.attempts, story.message.state) == ([("sms", A.SENT)], S.SENT)
    story.pass_time(timedelta(hours=1), times=3)
    assert story.attempts == [("sms", A.SENT)], "handed over is all we ever learn of a command"
    made.close()


def test_an_acceptance_through_the_real_event_reaches_the_phone(
    office: Office, story: Story, deliver, person
) -> None:  # type: ignore[no-untyped-def]
    clerk = person(Role.CLERK, "civil-affairs").actor()
    with office.work() as work:
        accept(work, by_code(work, story.code), clerk)
    deliver()
    assert ("sms", story.citizen.phone) in story.sent()
    assert story.message.kind == "CaseAccepted" and story.message.state is S.SENT


def test_all_of_it_on_every_database(any_office: Office) -> None:
    with any_office.work() as work:
        citizen = Person(role=Role.CITIZEN, name="", phone="19900000002", created_at=work.now())
        clerk = Person(role=Role.CLERK, name="c", login="c", department_id=1, created_at=work.now())
        work.session.add_all([citizen, clerk])
        work.session.flush()
        work.session.expunge_all()
    story = Story(any_office, citizen)
    story.tell()
    story.pass_time(times=3)
    assert (story.attempts, story.message.state) == (
        [("sms", A.FAILED), ("in_app", A.DELIVERED)],
        S.UNREACHED,
    )
    with any_office.work() as work:
        (call,) = to_call(work, clerk.actor())
        try_again(work, call.message.id, clerk.actor())
    story.pass_time(times=3)
    with any_office.work() as work:
        note_reached(work, story.message.id, clerk.actor(), "本人接的")
        reference = work.session.scalars(sa.select(Attempt.reference).where(Attempt.channel == "sms")).first()
        assert hear(work, ChannelKind.SMS, Report(Told.DELIVERED, reference or "")).taken_at is not None
        assert mark_read(work, citizen.id, story.message.id) == 1
    assert story.message.state is S.REACHED


class Prober:
    """Writes to the database while it sends: it would wait for ever for an open transaction."""

    kind, name, tells = ChannelKind.SMS, "prober", False

    def __init__(self) -> None:
        self.office: Office | None = None
        self.wrote = 0

    def send(self, message: Outgoing) -> Sent:
        assert self.office is not None
        with self.office.work() as work:
            work.session.get_one(Person, 1).name = message.reference
        self.wrote += 1
        return Sent("1")

    def ask(self, reference: str, provider_id: str) -> Told:
        assert self.office is not None
        with self.office.work() as work:
            work.session.get_one(Person, 1).name = reference
        self.wrote += 1
        return Told.DELIVERED

    def take(self, headers: object, query: object, body: bytes) -> Pushed:
        return Pushed(())


def test_no_transaction_is_open_while_a_channel_is_called(office: Office, story: Story) -> None:
    prober = Prober()
    prober.office = Office(
        office.engine,
        {**office._tools, Channels: Channels([InApp(), prober])},  # type: ignore[list-item]  # by shape
        deliveries_for(HANDLERS),
    )
    story.office = prober.office
    story.tell()
    assert deliver_pending(prober.office, HANDLERS) >= 1
    sent = prober.wrote
    assert sent >= 1
    with office.work() as work:
        for attempt in work.session.scalars(sa.select(Attempt)):
            attempt.next_at = work.now()
    carry_messages(prober.office)
    assert prober.wrote == 2 * sent


class Breaker(Prober):
    def send(self, message: Outgoing) -> Sent:
        raise RuntimeError("a bug of ours")


def test_a_channel_with_a_bug_loses_nothing(office: Office, story: Story) -> None:
    breaker = Breaker()
    story.office = Office(
        office.engine,
        {**office._tools, Channels: Channels([InApp(), breaker])},  # type: ignore[list-item]  # by shape
        deliveries_for(HANDLERS),
    )
    breaker.office = story.office
    story.tell()
    carry_messages(story.office)
    assert story.attempts == [("sms", A.UNKNOWN)]


def test_a_provider_that_hangs_keeps_the_others_waiting_no_longer_than_agreed() -> None:
    patience = Patience(seconds=0.02)
    with patience.with_(ChannelKind.SMS):
        time.sleep(0.03)
    assert patience.worn_out(ChannelKind.SMS)
    assert not patience.worn_out(ChannelKind.EMAIL)
