"""Writing down what is to be asked of a carrier, before anything is sent, and finding it again."""

from collections.abc import Collection, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from hashlib import sha256
from json import dumps
from typing import Any

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.logistics.calls import CallKind, CarrierCall
from beebox.logistics.changes import note_planned
from beebox.logistics.events import CallPlanned, WaybillPlanned
from beebox.logistics.insert_once import insert_once
from beebox.logistics.orders import Order, Payer, Product, Window
from beebox.logistics.parcels import Waybill
from beebox.logistics.tables import CallState

OPEN = (CallState.PLANNED, CallState.SENT, CallState.UNKNOWN)
_MARKS = {
    CallKind.CANCEL: "C",
    CallKind.INTERCEPT: "I",
    CallKind.BOOK_PICKUP: "P",
    CallKind.CANCEL_PICKUP: "N",
}


def plan_create(work: Work, waybill: Waybill, order: Order, tried: Collection[str] = ()) -> None:
    """Write an order down and announce it. `tried` are carriers that do not go there.

    Payer, product and window are frozen with it: whatever is wanted later, this reference means this.
    """
    asked = {
        "payer": order.payer,
        "product": order.product,
        "pickup": as_asked(order.pickup),
        "tried": sorted(tried),
    }
    added = insert_once(
        work,
        CarrierCall,
        kind=CallKind.CREATE,
        carrier=waybill.carrier,
        reference=order.reference,
        about=order.reference,
        waybill_id=waybill.id,
        request_hash=hash_of(order),
        asked=asked,
        planned_at=work.now(),
        due_at=work.now(),
    )
    if added:
        note_planned(work, waybill)
        work.emit(WaybillPlanned(waybill.id))


def plan_call(
    work: Work, kind: CallKind, order: CarrierCall, asked: dict[str, Any], number: str | None = None
) -> CarrierCall:
    """Write down a call about an order; `number` when it is about another number than the order's."""
    earlier = len(calls_about(work, order.reference, kind))
    call = CarrierCall(
        kind=kind,
        carrier=order.carrier,
        reference=f"{order.reference}+{_MARKS[kind]}{earlier + 1}",
        about=order.reference,
        number=order.number if number is None else number,
        waybill_id=order.waybill_id,
        request_hash=_hash(asked),
        asked=asked,
        planned_at=work.now(),
        due_at=work.now(),
    )
    work.session.add(call)
    work.session.flush()
    work.emit(CallPlanned(call.id))
    return call


def plan_manifest(work: Work, waybill: Waybill, key: str) -> None:
    """Tell the carrier once of a hand-over; `key` is ours and names it."""
    asked = {"key": key}
    added = insert_once(
        work,
        CarrierCall,
        kind=CallKind.MANIFEST,
        carrier=waybill.carrier,
        reference=key,
        about=key,
        number=waybill.number or "",
        waybill_id=waybill.id,
        request_hash=_hash(asked),
        asked=asked,
        planned_at=work.now(),
        due_at=work.now(),
    )
    if added:
        wanted = select(CarrierCall.id).where(CarrierCall.reference == key)
        work.emit(CallPlanned(work.session.scalars(wanted).one()))


def order_call(work: Work, waybill: Waybill) -> CarrierCall | None:
    """The newest order written down for this parcel, locked: the only one that may be open."""
    return work.session.scalar(
        select(CarrierCall)
        .where(CarrierCall.waybill_id == waybill.id, CarrierCall.kind == CallKind.CREATE)
        .order_by(CarrierCall.id.desc())
        .limit(1)
        .with_for_update()
    )


def order_of_call(work: Work, reference: str) -> CarrierCall | None:
    """The order of this reference, locked."""
    wanted = select(CarrierCall).where(CarrierCall.reference == reference)
    return work.session.scalar(wanted.where(CarrierCall.kind == CallKind.CREATE).with_for_update())


def calls_about(work: Work, reference: str, *kinds: CallKind) -> Sequence[CarrierCall]:
    """Everything of these kinds that was asked about an order, the newest first."""
    wanted = select(CarrierCall).where(CarrierCall.about == reference, CarrierCall.kind.in_(kinds))
    return work.session.scalars(wanted.order_by(CarrierCall.id.desc())).all()


def being_cancelled(work: Work, references: Sequence[str]) -> set[str]:
    """Those of these orders that the carrier was asked to take back, without having said whether it does."""
    wanted = select(CarrierCall.about).where(
        CarrierCall.about.in_(references),
        CarrierCall.kind.in_([CallKind.CANCEL]),
        CarrierCall.state.in_(OPEN),
    )
    return set(work.session.scalars(wanted))


def asked_order(call: CarrierCall, order: Order) -> Order:
    """`order` as it was frozen when this call was written down."""
    asked = call.asked
    if not asked:
        return order
    return replace(
        order,
        reference=call.reference,
        payer=Payer(asked["payer"]),
        product=Product(asked["product"]),
        pickup=window_asked(asked.get("pickup")),
    )


def as_asked(window: Window | None) -> list[str] | None:
    return [window.begin.isoformat(), window.end.isoformat()] if window else None


def window_asked(told: list[str] | None) -> Window | None:
    return Window(*map(datetime.fromisoformat, told)) if told else None


def hash_of(order: Order) -> str:
    return _hash(asdict(order))


def _hash(asked: dict[str, Any]) -> str:
    return sha256(
        dumps(asked, sort_keys=True, ensure_ascii=False, default=datetime.isoformat).encode()
    ).hexdigest()
