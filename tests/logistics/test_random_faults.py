"""Whatever a carrier, a process or a citizen does: never two orders, never none, and one outcome."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, select

from beebox.accounts.roles import Actor, Role
from beebox.cases.models import Case
from beebox.kernel.clock import Clock
from beebox.kernel.db import Office, Work
from beebox.logistics import booking
from beebox.logistics.asking import OPEN
from beebox.logistics.calls import CallKind, CarrierCall, OrphanNumber
from beebox.logistics.deciding import CannotCancel, adopt_number, cancel_unknown
from beebox.logistics.events import CallPlanned, PickupChosen, WaybillPlanned
from beebox.logistics.models import Envelope, HandIn
from beebox.logistics.orders import Leg, Window
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carriers
from beebox.logistics.sending import Outcome, Plan
from beebox.logistics.stops import lift_stop, open_stops
from beebox.logistics.tables import CallState, EnvelopeState, WaybillState
from beebox.logistics.telling import follow_wish
from beebox.logistics.timetable import pickup_windows
from beebox.logistics.waybills import plan_waybill
from beebox.schema import metadata
from tests.conftest import MONDAY, PersonMaker
from tests.logistics.conftest import ADDRESS, reviewed
from tests.logistics.scripted_carrier import ASKABLE, MUTE, Accepted, ScriptedCarrier

CLEARED = {"waybills", "envelopes", "carrier_stops", "carrier_paces", "orphan_numbers", "deliveries"}


def tables() -> list[str]:
    """What a schedule leaves behind: these, and all that names a row of them, the last made first."""
    found = set(CLEARED)
    for table in metadata.sorted_tables:
        if any(key.column.table.name in found for key in table.foreign_keys):
            found.add(table.name)
    return [table.name for table in reversed(metadata.sorted_tables) if table.name in found]


TABLES = tables()
SUPERVISOR = Actor(None, Role.SUPERVISOR)


class HandClock:
    """Moves when it is told, also back by a little, as a clock does that is set right."""

    def __init__(self) -> None:
        self.moment = MONDAY

    def now(self):  # type: ignore[no-untyped-def]
        return self.moment


@dataclass
class World:
    """One parcel, one carrier, some workers, and what is on its way between them."""

    office: Office
    clock: HandClock
    carrier: ScriptedCarrier
    case_id: int
    marked: list[Plan] = field(default_factory=list)
    answered: list[tuple[Plan, Outcome]] = field(default_factory=list)
    most: int = 0

    def begin(self) -> None:
        """A case has passed: its parcel is planned, and nothing is sent yet."""
        with self.office.work() as work:
            bare = work.session.connection()
            for table in TABLES:
                bare.exec_driver_sql(f"DELETE FROM {table}")
            case = work.session.get_one(Case, self.case_id)
            work.session.add(Envelope(case_id=case.id, code=case.code, department_id=case.department_id))
            work.session.flush()
            plan_waybill(work, case, Leg.OUTBOUND, "原件 1 份")

    def waybills(self, work: Work) -> list[Waybill]:
        return list(work.session.scalars(select(Waybill).order_by(Waybill.id)))

    def mark(self) -> None:
        """A worker takes up the first call that is due, and may die right after."""
        for call_id, waybill_id, kind in booking._due(self.office):
            with self.office.work() as work:
                if kind is CallKind.CREATE:
                    plan = booking.prepare(work, WaybillPlanned(waybill_id))
                else:
                    plan = booking.prepare_call(work, CallPlanned(call_id))
            if plan is not None:
                self.marked.append(plan)
                return

    def send(self) -> None:
        """What was marked first goes out; its answer is on the way back."""
        if self.marked:
            plan = self.marked.pop(0)
            perform = booking.perform if plan.kind is CallKind.CREATE else booking.perform_call
            self.answered.append((plan, perform(self.office, plan)))
            self.most = max(self.most, len(self.carrier.live()))

    def hear(self, times: int = 1) -> None:
        """The answer that waits longest is written down."""
        if self.answered:
            plan, outcome = self.answered.pop(0)
            for _ in range(times):
                self.write(plan, outcome)

    def write(self, plan: Plan, outcome: Outcome) -> None:
        with self.office.work() as work:
            if plan.kind is CallKind.CREATE:
                found = work.session.get_one(CarrierCall, plan.call_id)
                booking.record(work, WaybillPlanned(found.waybill_id), plan, outcome)
            else:
                booking.record_call(work, plan, outcome)

    def wish(self, what: str) -> None:
        with self.office.work() as work:
            envelope = work.session.scalars(select(Envelope)).one()
            if envelope.state is not EnvelopeState.WAITING:
                return
            envelope.hand_in = None if what == "any" else HandIn(what.rstrip("12"))
            envelope.pickup_from = envelope.pickup_until = None
            if envelope.hand_in is HandIn.DOOR:
                window = pickup_windows(work)[int(what[-1])]
                envelope.pickup_from, envelope.pickup_until = window
            case = work.session.get_one(Case, self.case_id)
            waybill = plan_waybill(work, case, Leg.OUTBOUND, "原件 1 份") if what != "box" else None
            for known in [waybill] if waybill else self.waybills(work)[-1:]:
                follow_wish(work, PickupChosen(known.id))

    def do(self, step: str) -> None:
        doing: dict[str, Callable[[], object]] = {
            "mark": self.mark,
            "send": self.send,
            "hear": self.hear,
            "hear twice": lambda: self.hear(2),
            "die marked": self.marked.clear,
            "die unheard": self.answered.clear,
            "settle": self.settle,
            "wait long": self.wait_long,
            "person": self.person,
            "lift": self.lift,
        }
        if step in doing:
            doing[step]()
        elif step.startswith("wish "):
            self.wish(step.removeprefix("wish "))
        else:
            self.clock.moment += timedelta(minutes=int(step))
        self.most = max(self.most, len(self.carrier.live()))

    def settle(self) -> None:
        booking.settle_open_calls(self.office)

    def wait_long(self) -> None:
        """Nobody looks in for two hours: whoever sends again without being sure has done so by then."""
        for _ in range(4):
            self.clock.moment += timedelta(minutes=31)
            self.settle()

    def lift(self) -> None:
        with self.office.work() as work:
            for stop in open_stops(work):
                lift_stop(work, stop.id, SUPERVISOR)

    def person(self) -> None:
        """Somebody looks at the queue: adopts what the carrier has, else has it taken back."""
        with self.office.look() as work:
            unknown = CarrierCall.state == CallState.UNKNOWN, CarrierCall.kind == CallKind.CREATE
            waiting = select(CarrierCall.id, CarrierCall.reference).where(
                *unknown, CarrierCall.for_person_at.is_not(None)
            )
            calls = list(work.session.execute(waiting))
        for call_id, reference in calls:
            has = [one.number for one in self.carrier.orders() if one.reference == reference and one.live]
            try:
                with self.office.work() as work:
                    if has and call_id % 2:
                        adopt_number(work, call_id, has[0], SUPERVISOR)
                    else:
                        cancel_unknown(work, call_id, SUPERVISOR)
            except CannotCancel:
                pass

    def come_to_rest(self) -> None:
        """No more trouble; whoever is alive works everything off, and a person looks in now and then."""
        self.carrier.faults.clear()
        self.marked.clear()
        self._rest()
        while self.answered:
            self.hear()
        self._rest()

    def _rest(self) -> None:
        for _ in range(20):
            with self.office.look() as work:
                open_calls = work.session.scalars(
                    select(CarrierCall).where(CarrierCall.state.in_(OPEN))
                ).all()
                stopped = bool(open_stops(work))
            if not open_calls and not stopped:
                return
            self.settle()
            if any(open_calls):
                self.person()
            if stopped:
                self.lift()
            self.clock.moment += timedelta(minutes=31)

    def check(self) -> None:
        references = [one.reference for one in self.carrier.journal]
        assert len(references) == len(set(references)), "one reference, one order"
        live = self.carrier.live()
        with self.office.look() as work:
            envelope = work.session.scalars(select(Envelope)).one()
            last = self.waybills(work)[-1]
            calls = work.session.scalars(select(CarrierCall)).all()
            orphans = work.session.scalars(select(OrphanNumber)).all()
            assert [call.reference for call in calls if call.state in OPEN] == []
            assert [orphan.number for orphan in orphans if orphan.settled_at is None] == []
            confirmed = [c for c in calls if c.kind is CallKind.CREATE and c.state is CallState.CONFIRMED]
            if envelope.hand_in is HandIn.BOX:
                assert (live, confirmed, last.state) == ([], [], WaybillState.CANCELLED)
                return
            assert [one.number for one in live] == [last.number] == [call.number for call in confirmed]
            assert last.state is WaybillState.BOOKED
            self._check_window(envelope, live[0])

    def _check_window(self, envelope: Envelope, order: Accepted) -> None:
        wanted = None
        if envelope.hand_in is HandIn.DOOR and envelope.pickup_from and envelope.pickup_until:
            wanted = Window(envelope.pickup_from, envelope.pickup_until)
        if Capability.PICKUP in self.carrier.can:
            assert (order.pickups or [None])[-1] == wanted
        elif wanted is None or wanted.end > self.clock.now() or order.order.pickup is not None:
            assert order.order.pickup == wanted


@pytest.fixture
def world(office: Office, person: PersonMaker) -> World:
    clock = HandClock()
    office._tools[Clock] = clock
    event.listen(office.engine, "connect", _hasty)
    office.engine.dispose()
    with office.work() as work:
        case_id = reviewed(work, person(Role.CITIZEN).actor(), "elder-card-first", ADDRESS).id
    return World(office, clock, ScriptedCarrier(clock), case_id)


def _hasty(connection, _record) -> None:  # type: ignore[no-untyped-def]
    """These schedules kill workers, not machines."""
    connection.execute("PRAGMA synchronous=OFF")


WORK = ["mark", "mark", "send", "send", "hear", "hear", "settle", "settle", "wait long", "wait long"]
TROUBLE = ["die marked", "die unheard", "hear twice", "person", "lift"]
WISHES = ["wish any", "wish box", "wish door1", "wish door2"]
TIME = ["1", "6", "16", "-1"]
STEPS = st.lists(st.sampled_from(WORK + TROUBLE + WISHES + TIME), max_size=12)
FAULTS = st.lists(
    st.sampled_from(
        ["ok", "timeout_after", "drop_before", "late", "503", "garbage", "throttle", "auth", "pool"]
    ),
    max_size=8,
)


@pytest.mark.parametrize("can", [ASKABLE, MUTE], ids=["askable", "mute"])
def test_every_schedule_ends_with_exactly_what_is_wanted(world: World, can: frozenset[Capability]) -> None:
    @settings(max_examples=510, database=None, deadline=None, suppress_health_check=list(HealthCheck))
    @given(STEPS, FAULTS)
    def run(steps: list[str], faults: list[str]) -> None:
        world.clock.moment = MONDAY
        carrier = ScriptedCarrier(world.clock, can=can, repeats=can is MUTE)
        world.office._tools[Carriers] = Carriers((carrier,))
        played = World(world.office, world.clock, carrier, world.case_id)
        carrier.faults.extend(faults)
        played.begin()
        for step in steps:
            played.do(step)
        played.come_to_rest()
        assert played.most <= 1, "two orders stood at the same time"
        played.check()

    run()
