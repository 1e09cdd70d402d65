"""Ordering on each database there is: workers at once, killed between steps, answers that come late."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import func, select

from beebox.accounts.roles import SYSTEM
from beebox.kernel.clock import Clock
from beebox.kernel.db import Office
from beebox.logistics.booking import perform, prepare, record, settle_open_calls
from beebox.logistics.calls import CallKind, CarrierCall, CarrierPace, OrphanNumber
from beebox.logistics.deciding import adopt_number
from beebox.logistics.events import WaybillPlanned
from beebox.logistics.insert_once import insert_once
from beebox.logistics.ordering import keep_orphan
from beebox.logistics.orders import Leg, Order
from beebox.logistics.ports import Carriers
from beebox.logistics.sending import Plan
from beebox.logistics.stops import open_stops, stop_carrier
from beebox.logistics.tables import CallState, WaybillState
from tests.conftest import stage
from tests.logistics.conftest import Paper
from tests.logistics.scripted_carrier import ASKABLE, MUTE, ScriptedCarrier

WORKERS = 4


class Ordered:
    """One parcel that is planned and not sent, and a carrier with a journal."""

    def __init__(self, paper: Paper) -> None:
        self.paper, self.office = paper, paper.office
        self.carrier = ScriptedCarrier(self.office.use(Clock), can=ASKABLE, repeats=True)
        self.office._tools[Carriers] = Carriers((self.carrier,))  # type: ignore[arg-type]
        self.carrier.faults.append("503")
        self.case_id = paper.passed()
        self.event = WaybillPlanned(self.waybill.id)
        self.later(2)

    @property
    def waybill(self):  # type: ignore[no-untyped-def]  # a Waybill
        return self.paper.waybill(self.case_id, Leg.OUTBOUND)

    @property
    def call(self) -> CarrierCall:
        with self.office.look() as work:
            wanted = select(CarrierCall).where(CarrierCall.kind == CallKind.CREATE)
            found = work.session.scalars(wanted.order_by(CarrierCall.id.desc()).limit(1)).one()
            work.session.expunge(found)
            return found

    def later(self, minutes: int) -> None:
        stage(self.office).move_to(self.office.now() + timedelta(minutes=minutes))

    def mark(self) -> Plan | None:
        with self.office.work() as work:
            return prepare(work, self.event)

    def hear(self, plan: Plan, outcome) -> None:  # type: ignore[no-untyped-def]  # an Outcome
        with self.office.work() as work:
            record(work, self.event, plan, outcome)

    def come_to_rest(self) -> None:
        for _ in range(6):
            self.later(31)
            settle_open_calls(self.office)
            self.paper.deliver()

    def stands_once(self) -> None:
        assert [one.number for one in self.carrier.live()] == [self.waybill.number]
        assert (self.waybill.state, self.call.state) == (WaybillState.BOOKED, CallState.CONFIRMED)


@pytest.fixture
def ordered(any_paper: Paper) -> Ordered:
    return Ordered(any_paper)


def together(*doing: Callable[[], object]) -> list[object]:
    """Each in a thread of its own, all begun at one moment; what went wrong in one is raised."""
    gate, ended, wrong = threading.Barrier(len(doing)), [], []

    def run(do: Callable[[], object]) -> None:
        gate.wait(30)
        try:
            ended.append(do())
        except BaseException as error:
            wrong.append(error)

    threads = [threading.Thread(target=run, args=(do,)) for do in doing]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    if wrong:
        raise wrong[0]
    return ended


def test_of_workers_at_once_one_has_the_order(ordered: Ordered) -> None:
    plans = together(*[ordered.mark] * WORKERS)
    assert len(plans) == WORKERS
    assert sum(plan is not None for plan in plans) == 1
    assert ordered.call.tries == 2


def test_workers_that_look_what_is_open_at_once_make_one_order(ordered: Ordered) -> None:
    settled = together(*[lambda: settle_open_calls(ordered.office)] * WORKERS)
    assert sorted(settled) == [0] * (WORKERS - 1) + [1]  # type: ignore[type-var]
    assert ordered.carrier.calls == ["create", "create"], "the first found the carrier away"
    ordered.stands_once()


def test_an_answer_written_down_by_many_at_once_counts_once(ordered: Ordered) -> None:
    plan = ordered.mark()
    assert plan is not None
    outcome = perform(ordered.office, plan)
    together(*[lambda: ordered.hear(plan, outcome)] * WORKERS)
    ordered.stands_once()
    with ordered.office.look() as work:
        assert work.session.scalar(select(func.count()).select_from(OrphanNumber)) == 0


@pytest.mark.parametrize("step", ["marking", "marked", "sent", "recording"])
def test_a_worker_that_dies_between_steps_leaves_one_order(ordered: Ordered, step: str) -> None:
    class Dies(Exception):
        pass

    def work_until() -> None:
        with ordered.office.work() as work:
            plan = prepare(work, ordered.event)
            if step == "marking":
                raise Dies
        assert plan is not None
        if step == "marked":
            raise Dies
        outcome = perform(ordered.office, plan)
        if step == "sent":
            raise Dies
        with ordered.office.work() as work:
            record(work, ordered.event, plan, outcome)
            work.session.flush()
            raise Dies

    with pytest.raises(Dies):
        work_until()
    assert ordered.call.state is (CallState.PLANNED if step == "marking" else CallState.SENT)
    ordered.come_to_rest()
    ordered.stands_once()
    assert ordered.waybill.reference == ordered.carrier.journal[0].reference


def test_an_answer_that_comes_after_the_order_was_found_changes_nothing(ordered: Ordered) -> None:
    plan = ordered.mark()
    assert plan is not None
    late = perform(ordered.office, plan)
    ordered.come_to_rest()
    ordered.stands_once()
    ordered.hear(plan, late)
    ordered.stands_once()


def test_a_late_fault_of_an_earlier_try_does_not_open_the_order_again(ordered: Ordered) -> None:
    plan = ordered.mark()
    assert plan is not None
    ordered.carrier.faults.append("drop_before")
    lost = perform(ordered.office, plan)
    ordered.later(6)
    second = ordered.mark()
    assert second is not None
    assert second.attempt == plan.attempt + 1
    ordered.hear(plan, lost)
    assert ordered.call.state is CallState.SENT, "the answer to the first try is not one to the second"
    assert ordered.mark() is None, "nobody else takes up what is under way"
    ordered.hear(second, perform(ordered.office, second))
    ordered.come_to_rest()
    ordered.stands_once()


def test_an_answer_and_an_adopting_person_at_once_end_in_one_number(ordered: Ordered) -> None:
    ordered.carrier.can = MUTE
    plan = ordered.mark()
    assert plan is not None
    outcome = perform(ordered.office, plan)
    ordered.later(6)
    assert ordered.mark() is None
    assert ordered.call.state is CallState.UNKNOWN
    call_id, number = ordered.call.id, ordered.carrier.journal[0].number

    def adopt() -> None:
        from beebox.logistics.deciding import SettledMeanwhile

        try:
            with ordered.office.work() as work:
                adopt_number(work, call_id, number, ordered.paper.supervisor)
        except SettledMeanwhile:
            pass

    together(adopt, lambda: ordered.hear(plan, outcome))
    ordered.stands_once()
    with ordered.office.look() as work:
        assert work.session.scalar(select(func.count()).select_from(OrphanNumber)) == 0


def test_a_number_that_comes_after_another_was_adopted_is_kept_once(ordered: Ordered) -> None:
    plan = ordered.mark()
    assert plan is not None
    first = perform(ordered.office, plan)
    order: Order | None = plan.order
    assert order is not None
    second = ordered.carrier._accept(order, timedelta())
    ordered.hear(plan, first)

    def orphan() -> None:
        with ordered.office.work() as work:
            keep_orphan(work, work.session.get_one(CarrierCall, plan.call_id), second.number, "晚到")

    together(*[orphan] * WORKERS)
    with ordered.office.look() as work:
        assert work.session.scalars(select(OrphanNumber.number)).all() == [second.number]
    assert ordered.waybill.number == ordered.carrier.journal[0].number


def test_a_row_that_may_be_there_once_is_added_by_one(any_office: Office) -> None:
    def add() -> bool:
        with any_office.work() as work:
            return insert_once(work, CarrierPace, carrier="sf", kind="create")

    assert sorted(together(*[add] * WORKERS)) == [False] * (WORKERS - 1) + [True]  # type: ignore[type-var]

    def stop() -> None:
        with any_office.work() as work:
            stop_carrier(work, "sf", "AuthFailed", "A1001", SYSTEM.role)

    together(*[stop] * WORKERS)
    with any_office.look() as work:
        assert len(open_stops(work)) == 1
