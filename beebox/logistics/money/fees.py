"""Looking after what parcels cost: an estimate once they are ordered, then what the carrier says, daily.

That a carrier knows of no fee yet is the usual answer until a parcel was weighed, and for days after.
"""

import logging
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import select

from beebox.kernel.db import Office, Work
from beebox.logistics.envelopes import envelope_of
from beebox.logistics.events import WaybillPlanned
from beebox.logistics.faults import CarrierFault, Throttled, Unsupported
from beebox.logistics.insert_once import insert_once
from beebox.logistics.models import HandIn
from beebox.logistics.money.estimating import estimate, quoted, take_back_estimate
from beebox.logistics.money.ledger import accrue
from beebox.logistics.money.models import FeeWatch
from beebox.logistics.orders import FeeLine, Leg, Order
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carrier, Carriers
from beebox.logistics.tables import WaybillState
from beebox.logistics.waybills import cases_under, order_of

log = logging.getLogger(__name__)
AT_ONCE = 200
DAILY = timedelta(days=1)
UNTIL_BOOKED = timedelta(minutes=5)
AFTER_FAULT = timedelta(hours=1)
SETTLES_WITHIN = timedelta(days=7)
"""So long after its delivery a carrier may still correct what a parcel weighed."""
GIVEN_UP_AFTER = timedelta(days=90)
NOT_YET = frozenset({WaybillState.PLANNED, WaybillState.REFUSED, WaybillState.BOOKED, WaybillState.CANCELLED})
TRAVELLED = frozenset(WaybillState) - NOT_YET
WAITING = (WaybillState.PLANNED, WaybillState.REFUSED)


@dataclass(frozen=True)
class Due:
    """A parcel to look after now."""

    waybill_id: int
    carrier: str
    number: str
    order: Order
    to_estimate: bool
    to_ask: bool


def watch_fees(work: Work, event: WaybillPlanned) -> None:
    """On WaybillPlanned: from now on somebody asks what it costs. Planned again, it starts again."""
    if not insert_once(work, FeeWatch, waybill_id=event.waybill_id, due_at=work.now()):
        work.session.get_one(FeeWatch, event.waybill_id, with_for_update=True).due_at = work.now()


def look_after_fees(office: Office) -> int:
    """Estimate and ask for every parcel that is due; how many were looked after. Safe at any time."""
    with office.work() as work:
        due = [plan for watch in _due(work) if (plan := _plan(work, watch)) is not None]
    for plan in due:
        _look_after(office, plan)
    return len(due)


def _due(work: Work) -> Sequence[FeeWatch]:
    wanted = select(FeeWatch).where(FeeWatch.due_at <= work.now()).order_by(FeeWatch.due_at)
    return work.session.scalars(wanted.limit(AT_ONCE).with_for_update(skip_locked=True)).all()


def _plan(work: Work, watch: FeeWatch) -> Due | None:
    """What is to be done now; the next look is written down before anything is asked."""
    waybill = work.session.get_one(Waybill, watch.waybill_id)
    if waybill.state in WAITING:
        watch.due_at = _later(work, waybill, UNTIL_BOOKED)
        return None
    if _never_travels(work, waybill):
        take_back_estimate(work, waybill.id)
        watch.unused, watch.due_at = waybill.number is not None, None
        return None
    to_estimate = watch.estimated_at is None
    to_ask = waybill.state in TRAVELLED and Capability.FEES in _carrier(work, waybill).can
    if not (to_estimate or to_ask):
        watch.due_at = _next(work, waybill, watch)
        return None
    watch.due_at = work.now() + AFTER_FAULT
    return Due(waybill.id, waybill.carrier, waybill.number or "", order_of(waybill), to_estimate, to_ask)


def _look_after(office: Office, plan: Due) -> None:
    quote = quoted(office, plan.carrier, plan.order) if plan.to_estimate else None
    told, fault = _asked(office, plan) if plan.to_ask else ((), None)
    with office.work() as work:
        waybill = work.session.get_one(Waybill, plan.waybill_id)
        watch = work.session.get_one(FeeWatch, plan.waybill_id, with_for_update=True)
        if plan.to_estimate:
            estimate(work, waybill, quote)
        if plan.to_ask:
            watch.asked_at, watch.tries = work.now(), watch.tries + 1
        if told:
            accrue(work, waybill.id, told, waybill.payer)
            watch.told_at = watch.told_at or work.now()
        watch.due_at = _after(work, waybill, watch, fault)


def _asked(office: Office, plan: Due) -> tuple[Sequence[FeeLine], CarrierFault | None]:
    try:
        return office.use(Carriers).known(plan.carrier).fees(plan.order.reference, plan.number), None
    except CarrierFault as fault:
        log.warning("the fees of waybill %s were not told; asked again later", plan.waybill_id)
        return (), fault


def _after(work: Work, waybill: Waybill, watch: FeeWatch, fault: CarrierFault | None) -> datetime | None:
    if isinstance(fault, Unsupported):
        return None
    if fault is not None:
        return _later(work, waybill, fault.after if isinstance(fault, Throttled) else AFTER_FAULT)
    return _next(work, waybill, watch)


def _next(work: Work, waybill: Waybill, watch: FeeWatch) -> datetime | None:
    """Daily; ended once fees were told and the parcel has been home for a week, or after three months."""
    if waybill.state in TRAVELLED and Capability.FEES not in _carrier(work, waybill).can:
        return None
    home = waybill.delivered_at
    if watch.told_at is not None and home is not None and home + SETTLES_WITHIN < work.now():
        return None
    return _later(work, waybill, DAILY)


def _later(work: Work, waybill: Waybill, after: timedelta) -> datetime | None:
    return None if waybill.ordered_at + GIVEN_UP_AFTER < work.now() else work.now() + after


def _carrier(work: Work, waybill: Waybill) -> Carrier:
    return work.use(Carriers).known(waybill.carrier)


def _never_travels(work: Work, waybill: Waybill) -> bool:
    """Struck out, or the envelope went into a box: no carrier ever had it."""
    if waybill.state is WaybillState.CANCELLED:
        return True
    if waybill.leg is not Leg.OUTBOUND or waybill.state not in TRAVELLED:
        return False
    envelopes = [envelope_of(work, case.id) for case in cases_under(work, waybill)]
    return bool(envelopes) and all(e is not None and e.hand_in is HandIn.BOX for e in envelopes)
