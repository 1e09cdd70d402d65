"""What a person settles: an order nobody knows of is adopted or cancelled once, and nothing is doubled."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

import pytest
from sqlalchemy import select

from beebox.cases.models import Case
from beebox.kernel.clock import Clock
from beebox.kernel.db import Office
from beebox.kernel.errors import BeeboxError
from beebox.logistics.booking import settle_open_calls
from beebox.logistics.calls import CallKind, CarrierCall, OrphanNumber
from beebox.logistics.deciding import (
    CannotCancel,
    CannotIntercept,
    NotANumber,
    NumberTaken,
    SayHow,
    SettledMeanwhile,
    adopt_number,
    cancel_orphan,
    cancel_unknown,
    close_call,
    close_orphan,
    intercept_parcel,
    is_well_formed,
)
from beebox.logistics.handing_in import choose_box
from beebox.logistics.orders import Interception, Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carriers
from beebox.logistics.tables import CallState, WaybillState
from tests.conftest import stage
from tests.logistics.conftest import Paper
from tests.logistics.scripted_carrier import MUTE, ScriptedCarrier

STOPS = MUTE | {Capability.INTERCEPT}


@dataclass
class Desk:
    """A supervisor, and a carrier that cannot be asked what became of a reference."""

    paper: Paper
    carrier: ScriptedCarrier

    @property
    def office(self) -> Office:
        return self.paper.office

    def unknown(self, fault: str = "timeout_after") -> tuple[int, int]:
        """A case whose order got no answer, and the call that waits for a person."""
        self.carrier.faults.append(fault)
        case_id = self.paper.passed()
        call = self.calls(case_id)[0]
        assert call.state is CallState.UNKNOWN
        assert call.for_person_at is not None
        return case_id, call.id

    def calls(self, case_id: int, *kinds: CallKind) -> Sequence[CarrierCall]:
        waybill = self.paper.waybill(case_id, Leg.OUTBOUND)
        with self.office.look() as work:
            wanted = select(CarrierCall).where(CarrierCall.waybill_id == waybill.id).order_by(CarrierCall.id)
            found = work.session.scalars(wanted.where(CarrierCall.kind.in_(kinds or tuple(CallKind)))).all()
            work.session.expunge_all()
            return found

    def later(self, minutes: int) -> None:
        stage(self.office).move_to(self.office.now() + timedelta(minutes=minutes))
        settle_open_calls(self.office)
        self.paper.deliver()

    def adopt(self, call_id: int, typed: str) -> None:
        with self.office.work() as work:
            adopt_number(work, call_id, typed, self.paper.supervisor)

    def cancel(self, call_id: int) -> None:
        with self.office.work() as work:
            cancel_unknown(work, call_id, self.paper.supervisor)

    def too_late(self) -> tuple[int, int]:
        """A confirmed order that the box was chosen over, but the courier has it; the cancel that failed."""
        case_id = self.paper.passed()
        self.carrier.journal[-1].collected = True
        with self.office.work() as work:
            choose_box(work, work.session.get_one(Case, case_id), "yihai")
        self.paper.deliver()
        (cancel,) = self.calls(case_id, CallKind.CANCEL)
        assert (cancel.state, cancel.fault) == (CallState.REJECTED, "TooLate")
        return case_id, cancel.id

    def orphan(self, case_id: int, number: str = "SC9999999999") -> int:
        call = self.calls(case_id)[0]
        with self.office.work() as work:
            more = {"reference": call.reference, "waybill_id": call.waybill_id, "why": "晚到的回答"}
            made = OrphanNumber(carrier=call.carrier, number=number, found_at=work.now(), **more)
            work.session.add(made)
            work.session.flush()
            return made.id


@pytest.fixture
def desk(paper: Paper) -> Desk:
    carrier = ScriptedCarrier(paper.office.use(Clock), can=STOPS, repeats=True)
    paper.office._tools[Carriers] = Carriers((carrier,))  # type: ignore[arg-type]
    return Desk(paper, carrier)


def test_adopting_settles_the_order_and_nothing_is_sent_any_more(desk: Desk) -> None:
    case_id, call_id = desk.unknown()
    number = desk.carrier.journal[0].number
    desk.adopt(call_id, f" {number[:4]} {number[4:].lower()} ")
    waybill, (call,) = desk.paper.waybill(case_id, Leg.OUTBOUND), desk.calls(case_id)
    assert (waybill.state, waybill.number) == (WaybillState.BOOKED, number)
    assert (call.state, call.settled_by) == (CallState.CONFIRMED, desk.paper.supervisor.id)
    assert call.for_person_at is None
    for _ in range(3):
        desk.later(40)
    assert desk.carrier.calls == ["create"]


@pytest.mark.parametrize("typed", ["", "12", "黄碧芳", "SC0000-00/01", "1" * 21, "SC00000001;--"])
def test_what_is_no_number_is_refused_and_the_order_waits_on(desk: Desk, typed: str) -> None:
    case_id, call_id = desk.unknown()
    with pytest.raises(NotANumber):
        desk.adopt(call_id, typed)
    assert desk.calls(case_id)[0].for_person_at is not None


@pytest.mark.parametrize(
    ("carrier", "number", "right"),
    [
        ("ems", "1234567890123", True),
        ("ems", "123456789012", False),
        ("ems", "EA473124829CN", True),
        ("ems", "EA473124828CN", False),
        ("ems", "EA473124829US", False),
        ("sf", "SF1234567890123", True),
        ("sf", "123456789012", True),
        ("sf", "SF123456789012", False),
        ("other", "AB12345678", True),
        ("other", "EA473124828CN", False),
    ],
)
def test_how_numbers_look(carrier: str, number: str, right: bool) -> None:
    assert is_well_formed(carrier, number) is right


def test_a_number_that_stands_for_something_else_is_not_adopted(desk: Desk) -> None:
    other = desk.paper.passed()
    taken = desk.paper.waybill(other, Leg.OUTBOUND).number or ""
    case_id, call_id = desk.unknown()
    with pytest.raises(NumberTaken):
        desk.adopt(call_id, taken)
    desk.orphan(case_id, "SC8888888888")
    with pytest.raises(NumberTaken):
        desk.adopt(call_id, "SC8888888888")
    assert desk.paper.waybill(case_id, Leg.OUTBOUND).number is None


def test_an_order_is_adopted_once(desk: Desk) -> None:
    _, call_id = desk.unknown()
    desk.adopt(call_id, desk.carrier.journal[0].number)
    with pytest.raises(SettledMeanwhile):
        desk.adopt(call_id, "SC7777777777")
    with pytest.raises(SettledMeanwhile):
        desk.cancel(call_id)
    with pytest.raises(SettledMeanwhile):
        desk.adopt(999_999, "SC7777777777")


def test_a_cancelled_order_is_ordered_anew_under_a_fresh_reference(desk: Desk) -> None:
    case_id, call_id = desk.unknown()
    before = desk.paper.waybill(case_id, Leg.OUTBOUND).reference
    desk.cancel(call_id)
    with pytest.raises(CannotCancel):
        desk.cancel(call_id)
    desk.paper.deliver()
    now = desk.paper.waybill(case_id, Leg.OUTBOUND)
    assert (now.state, now.reference) == (WaybillState.BOOKED, f"{before}.1")
    assert [(one.reference, one.live) for one in desk.carrier.journal] == [
        (before, False),
        (now.reference, True),
    ]


def test_not_known_to_the_carrier_counts_only_when_no_straggler_can_come_any_more(desk: Desk) -> None:
    case_id, call_id = desk.unknown("late")
    before = desk.paper.waybill(case_id, Leg.OUTBOUND).reference
    desk.cancel(call_id)
    desk.paper.deliver()
    assert desk.paper.waybill(case_id, Leg.OUTBOUND).reference == before, "it is taken in only later"
    desk.later(16)
    now = desk.paper.waybill(case_id, Leg.OUTBOUND)
    assert (now.state, now.reference) == (WaybillState.BOOKED, f"{before}.1")
    assert [one.reference for one in desk.carrier.live()] == [now.reference]


def test_a_cancel_that_is_too_late_leaves_only_adopting(desk: Desk) -> None:
    case_id, call_id = desk.unknown()
    desk.carrier.journal[0].collected = True
    desk.cancel(call_id)
    desk.paper.deliver()
    order, cancel = desk.calls(case_id)
    assert (order.state, order.fault, order.code) == (CallState.UNKNOWN, "TooLate", "too_late")
    assert cancel.state is CallState.REJECTED
    assert order.for_person_at is not None
    with pytest.raises(CannotCancel):
        desk.cancel(call_id)
    desk.adopt(call_id, desk.carrier.journal[0].number)
    assert desk.paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.BOOKED
    assert len(desk.carrier.journal) == 1


def test_who_takes_nothing_back_is_not_asked_to(desk: Desk) -> None:
    _, call_id = desk.unknown()
    desk.carrier.can = frozenset()
    with pytest.raises(CannotCancel):
        desk.cancel(call_id)


def test_a_parcel_the_courier_has_is_stopped_once(desk: Desk) -> None:
    _, cancel_id = desk.too_late()
    with desk.office.work() as work:
        intercept_parcel(work, cancel_id, desk.paper.supervisor)
    with desk.office.work() as work, pytest.raises((CannotIntercept, SettledMeanwhile)):
        intercept_parcel(work, cancel_id, desk.paper.supervisor)
    desk.paper.deliver()
    assert desk.carrier.intercepted == [(desk.carrier.journal[0].number, Interception.RETURN)]


def test_who_stops_nothing_is_telephoned(desk: Desk) -> None:
    _, cancel_id = desk.too_late()
    desk.carrier.can = MUTE
    with desk.office.work() as work, pytest.raises(CannotIntercept):
        intercept_parcel(work, cancel_id, desk.paper.supervisor)


def test_closing_takes_a_word_of_how_and_is_final(desk: Desk) -> None:
    case_id, cancel_id = desk.too_late()
    with desk.office.work() as work, pytest.raises(SayHow):
        close_call(work, cancel_id, "", desk.paper.supervisor)
    with desk.office.work() as work:
        close_call(work, cancel_id, "打电话请网点退回", desk.paper.supervisor)
    (cancel,) = desk.calls(case_id, CallKind.CANCEL)
    assert (cancel.for_person_at, cancel.answer) == (None, "打电话请网点退回")
    with desk.office.work() as work, pytest.raises(SettledMeanwhile):
        close_call(work, cancel_id, "又一次", desk.paper.supervisor)


def test_an_unknown_order_is_never_closed_by_a_word(desk: Desk) -> None:
    case_id, call_id = desk.unknown()
    with desk.office.work() as work, pytest.raises(SettledMeanwhile):
        close_call(work, call_id, "不管了", desk.paper.supervisor)
    assert desk.calls(case_id)[0].state is CallState.UNKNOWN


def test_an_orphan_is_taken_back_by_its_number_and_the_order_that_counts_stands(desk: Desk) -> None:
    case_id = desk.paper.passed()
    reference = desk.carrier.journal[0].reference
    double = desk.carrier._accept(desk.carrier.journal[0].order, timedelta())
    assert double.reference == reference
    orphan_id = desk.orphan(case_id, double.number)
    with desk.office.work() as work:
        cancel_orphan(work, orphan_id, desk.paper.supervisor)
    with desk.office.work() as work, pytest.raises(CannotCancel):
        cancel_orphan(work, orphan_id, desk.paper.supervisor)
    desk.paper.deliver()
    assert [one.number for one in desk.carrier.live()] == [desk.carrier.journal[0].number]
    assert desk.paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.BOOKED
    with desk.office.look() as work:
        assert work.session.get_one(OrphanNumber, orphan_id).how == "快递已取消"


def test_an_orphan_is_closed_by_who_says_how(desk: Desk) -> None:
    orphan_id = desk.orphan(desk.paper.passed())
    supervisor = desk.paper.supervisor
    for how, error in (("", SayHow), ("快递作废了这个号", None), ("又一次", SettledMeanwhile)):
        raised: type[BeeboxError] | None = None
        try:
            with desk.office.work() as work:
                close_orphan(work, orphan_id, how, supervisor)
        except BeeboxError as found:
            raised = type(found)
        assert raised is error
    with desk.office.look() as work:
        orphan = work.session.get_one(OrphanNumber, orphan_id)
        assert (orphan.how, orphan.settled_by) == ("快递作废了这个号", supervisor.id)
        assert work.session.scalar(select(Waybill.state)) is WaybillState.BOOKED
