"""A parcel on its way is stopped: written down, sent once, and never again when nobody knows."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from beebox.accounts.roles import Role
from beebox.kernel.errors import BeeboxError
from beebox.kernel.state_table import NoSuchMove
from beebox.logistics.faults import BadResponse, NotServiceable, OutcomeUnknown, Unavailable
from beebox.logistics.money.ledger import accounts_of
from beebox.logistics.money.rules import Stage
from beebox.logistics.orders import Contact, FeeKind
from beebox.logistics.orders import Interception as Wish
from beebox.logistics.parcels import Waybill
from beebox.logistics.rescue.events import InterceptionPlanned
from beebox.logistics.rescue.intercepting import (
    AlreadyBeingStopped,
    CannotBeStopped,
    NewAddressWanted,
    look_after_interceptions,
    prepare,
    settle,
    stop,
)
from beebox.logistics.rescue.models import Interception
from beebox.logistics.rescue.tables import INTERCEPTION_TABLE, InterceptionAction, InterceptionState
from beebox.logistics.track_words import TrackStatus
from tests.conftest import stage
from tests.logistics.money.billing_carrier import BillingCarrier
from tests.logistics.rescue.conftest import Trouble

ELSEWHERE = Contact("黄碧芳", "15000003248", "广东省佛山市南海区桂城街道 1 号")


def ask(trouble: Trouble, waybill: Waybill, wish: Wish = Wish.RETURN, to: Contact | None = None) -> int:
    with trouble.office.work() as work:
        found = work.session.get_one(Waybill, waybill.id)
        return stop(work, found, wish, to, "地址写错了", trouble.paper.supervisor).id


def row(trouble: Trouble, number: int) -> Interception:
    with trouble.office.look() as work:
        found = work.session.get_one(Interception, number)
        work.session.expunge(found)
        return found


def later(trouble: Trouble, **span: float) -> None:
    stage(trouble.office).move_to(trouble.office.now() + timedelta(**span))
    look_after_interceptions(trouble.office)
    trouble.deliver()


def test_it_is_written_down_before_the_carrier_hears_of_it(trouble: Trouble, carrier: BillingCarrier) -> None:
    _, waybill = trouble.sent()
    number = ask(trouble, waybill)
    assert (row(trouble, number).state, carrier.stopped) == (InterceptionState.PLANNED, [])
    assert row(trouble, number).key == f"{waybill.reference}-I1"
    trouble.deliver()
    done = row(trouble, number)
    assert (done.state, done.instruction, done.fee_fen) == (InterceptionState.CONFIRMED, "I-1", 500)
    assert carrier.stopped == [(waybill.number, waybill.reference, Wish.RETURN, None)]
    with trouble.office.look() as work:
        account = accounts_of(work, [waybill.id])[waybill.id]
        assert account.fen[Stage.ESTIMATED][FeeKind.INTERCEPTION] == 500


def test_sent_elsewhere_needs_a_whole_address_and_takes_it_along(
    trouble: Trouble, carrier: BillingCarrier
) -> None:
    _, waybill = trouble.sent()
    with pytest.raises(NewAddressWanted):
        ask(trouble, waybill, Wish.REDIRECT, Contact("黄碧芳", "", ""))
    ask(trouble, waybill, Wish.REDIRECT, ELSEWHERE)
    trouble.deliver()
    assert carrier.stopped[0][3] == ELSEWHERE


@pytest.mark.parametrize("fault", [OutcomeUnknown("no answer"), BadResponse("<html>")])
def test_without_an_answer_it_is_unknown_and_never_sent_again(
    trouble: Trouble, carrier: BillingCarrier, fault: OutcomeUnknown
) -> None:
    _, waybill = trouble.sent()
    carrier.stop_fault = fault
    number = ask(trouble, waybill)
    trouble.deliver()
    carrier.stop_fault = None
    for _ in range(3):
        later(trouble, hours=2)
    assert (row(trouble, number).state, len(carrier.stopped)) == (InterceptionState.UNKNOWN, 1)
    with pytest.raises(AlreadyBeingStopped):
        ask(trouble, waybill)


def test_a_process_that_ends_midway_leaves_it_unknown(trouble: Trouble, carrier: BillingCarrier) -> None:
    _, waybill = trouble.sent()
    number = ask(trouble, waybill)
    with trouble.office.work() as work:
        assert prepare(work, InterceptionPlanned(number)) is not None
    trouble.deliver()
    assert row(trouble, number).state is InterceptionState.UNKNOWN
    assert carrier.stopped == []


def test_the_parcels_own_scan_settles_what_nobody_answered(trouble: Trouble, carrier: BillingCarrier) -> None:
    _, waybill = trouble.sent()
    carrier.stop_fault = OutcomeUnknown("no answer")
    number = ask(trouble, waybill)
    trouble.deliver()
    trouble.scan(waybill, TrackStatus.OUT_FOR_DELIVERY)
    later(trouble, minutes=5)
    assert row(trouble, number).state is InterceptionState.UNKNOWN, "this scan does not tell"
    trouble.scan(waybill, TrackStatus.RETURNING)
    later(trouble, minutes=5)
    assert row(trouble, number).state is InterceptionState.CONFIRMED


def test_a_supervisor_who_called_the_carrier_settles_it_with_words(
    trouble: Trouble, carrier: BillingCarrier
) -> None:
    _, waybill = trouble.sent()
    carrier.stop_fault = OutcomeUnknown("no answer")
    number = ask(trouble, waybill)
    trouble.deliver()
    with trouble.office.work() as work, pytest.raises(BeeboxError):
        settle(work, number, InterceptionAction.REJECT, "", trouble.paper.supervisor)
    with trouble.office.work() as work, pytest.raises(NoSuchMove):
        settle(work, number, InterceptionAction.REJECT, "x", trouble.paper.collector)
    with trouble.office.work() as work:
        settle(work, number, InterceptionAction.REJECT, "11185 说没拦住", trouble.paper.supervisor)
    settled = row(trouble, number)
    assert (settled.state, settled.settled_by) == (InterceptionState.REJECTED, trouble.paper.supervisor.name)


def test_a_carrier_that_is_away_is_tried_again(trouble: Trouble, carrier: BillingCarrier) -> None:
    _, waybill = trouble.sent()
    carrier.stop_fault = Unavailable("offline")
    number = ask(trouble, waybill)
    trouble.deliver()
    assert row(trouble, number).state is InterceptionState.PLANNED
    carrier.stop_fault = None
    later(trouble, minutes=2)
    assert (row(trouble, number).state, row(trouble, number).tries) == (InterceptionState.CONFIRMED, 2)


def test_a_refusal_is_told_and_another_wish_may_follow(trouble: Trouble, carrier: BillingCarrier) -> None:
    _, waybill = trouble.sent()
    carrier.stop_fault = NotServiceable("已在派送，不能拦截")
    number = ask(trouble, waybill)
    trouble.deliver()
    refused = row(trouble, number)
    assert (refused.state, refused.answer) == (InterceptionState.REJECTED, "已在派送，不能拦截")
    carrier.stop_fault = None
    second = ask(trouble, waybill, Wish.HOLD)
    assert row(trouble, second).key.endswith("-I2")


def test_what_is_home_cannot_be_stopped(trouble: Trouble) -> None:
    _, waybill = trouble.sent()
    trouble.scan(waybill, TrackStatus.DELIVERED)
    with pytest.raises(CannotBeStopped):
        ask(trouble, waybill)
    with trouble.office.look() as work:
        assert work.session.scalars(select(Interception)).all() == []


def test_only_a_supervisor_ends_what_is_unknown() -> None:
    people = {move.who for move in INTERCEPTION_TABLE.rows} - {Role.SYSTEM}
    assert people == {Role.SUPERVISOR}
    assert InterceptionAction.SEND not in INTERCEPTION_TABLE.open_to(InterceptionState.UNKNOWN, Role.SYSTEM)
