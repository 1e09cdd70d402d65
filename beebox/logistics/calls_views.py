"""What carriers left unclear: a collector may look, a supervisor decides."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Actor, Role
from beebox.accounts.sessions import current_actor
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.logistics.blueprint import bp
from beebox.logistics.calls import CallKind, CarrierCall, CarrierStop, OrphanNumber
from beebox.logistics.deciding import (
    adopt_number,
    cancel_orphan,
    cancel_unknown,
    close_call,
    close_orphan,
    intercept_parcel,
    is_being_taken_back,
)
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carriers
from beebox.logistics.stops import lift_stop, open_stops, title_of
from beebox.logistics.tables import CallState
from beebox.logistics.waybills import codes_under, is_being_cancelled
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field

LONGEST_LIST = 100


@dataclass(frozen=True)
class CallRow:
    """A call that waits for a person, with what may be done about it."""

    call: CarrierCall
    waybill: Waybill
    carrier: str
    codes: list[str]
    being_cancelled: bool
    may_intercept: bool

    @property
    def settled_by_itself(self) -> bool:
        """Only waiting: it will be sent, or asked for, again."""
        return self.call.state is CallState.PLANNED

    @property
    def is_order(self) -> bool:
        return self.call.kind is CallKind.CREATE and self.call.state is CallState.UNKNOWN

    @property
    def may_cancel(self) -> bool:
        return self.is_order and not self.being_cancelled and self.call.fault != "TooLate"


@dataclass(frozen=True)
class OrphanRow:
    orphan: OrphanNumber
    carrier: str
    being_cancelled: bool


@dataclass(frozen=True)
class CallsPage:
    stops: list[tuple[CarrierStop, str]]
    asking: list[CallRow]
    orders: list[CallRow]
    others: list[CallRow]
    orphans: list[OrphanRow]

    @property
    def count(self) -> int:
        return len(self.stops) + len(self.orders) + len(self.others) + len(self.orphans)


@bp.get("/courier/calls")
@allow(Role.COLLECTOR, Role.SUPERVISOR)
def carrier_calls() -> str:
    return _page(None)


@bp.post("/courier/calls/<int:call_id>/adopt")
@allow(Role.SUPERVISOR)
def adopt_call(call_id: int) -> Response | tuple[str, int]:
    number = text_field("number", 40)
    return _do(lambda work, actor: adopt_number(work, call_id, number, actor), (f"c{call_id}", number))


@bp.post("/courier/calls/<int:call_id>/cancel")
@allow(Role.SUPERVISOR)
def cancel_call(call_id: int) -> Response | tuple[str, int]:
    return _do(lambda work, actor: cancel_unknown(work, call_id, actor))


@bp.post("/courier/calls/<int:call_id>/intercept")
@allow(Role.SUPERVISOR)
def intercept_call(call_id: int) -> Response | tuple[str, int]:
    return _do(lambda work, actor: intercept_parcel(work, call_id, actor))


@bp.post("/courier/calls/<int:call_id>/close")
@allow(Role.SUPERVISOR)
def close_one_call(call_id: int) -> Response | tuple[str, int]:
    how = text_field("how", 300)
    return _do(lambda work, actor: close_call(work, call_id, how, actor))


@bp.post("/courier/orphans/<int:orphan_id>/cancel")
@allow(Role.SUPERVISOR)
def cancel_one_orphan(orphan_id: int) -> Response | tuple[str, int]:
    return _do(lambda work, actor: cancel_orphan(work, orphan_id, actor))


@bp.post("/courier/orphans/<int:orphan_id>/close")
@allow(Role.SUPERVISOR)
def close_one_orphan(orphan_id: int) -> Response | tuple[str, int]:
    how = text_field("how", 300)
    return _do(lambda work, actor: close_orphan(work, orphan_id, how, actor))


@bp.post("/courier/stops/<int:stop_id>/lift")
@allow(Role.SUPERVISOR)
def lift_one_stop(stop_id: int) -> Response | tuple[str, int]:
    return _do(lambda work, actor: lift_stop(work, stop_id, actor))


def _do(
    decide: Callable[[Work, Actor], None], typed: tuple[str, str] = ("", "")
) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            decide(work, current_actor())
    except BeeboxError as error:
        return _page(sentence_of(error), typed), error.status
    return redirect(url_for(".carrier_calls", done=1), 303)


def _page(error: str | None, typed: tuple[str, str] = ("", "")) -> str:
    with office().look() as work:
        return render_template(
            "logistics/calls.html",
            page=_read(work),
            error=error,
            typed=typed,
            done="done" in request.args,
            may_act=current_actor().role is Role.SUPERVISOR,
        )


def _read(work: Work) -> CallsPage:
    waiting = select(CarrierCall).where(CarrierCall.for_person_at.is_not(None))
    for_person = work.session.scalars(waiting.order_by(CarrierCall.for_person_at).limit(LONGEST_LIST)).all()
    open_order = CarrierCall.kind == CallKind.CREATE, CarrierCall.state == CallState.UNKNOWN
    asking = select(CarrierCall).where(*open_order, CarrierCall.for_person_at.is_(None))
    rows = _rows(work, for_person)
    orphans = select(OrphanNumber).where(OrphanNumber.settled_at.is_(None)).order_by(OrphanNumber.id)
    return CallsPage(
        stops=[(stop, title_of(work, stop.carrier)) for stop in open_stops(work)],
        asking=_rows(work, work.session.scalars(asking.limit(LONGEST_LIST)).all()),
        orders=[row for row in rows if row.is_order],
        others=[row for row in rows if not row.is_order],
        orphans=[
            OrphanRow(orphan, title_of(work, orphan.carrier), is_being_taken_back(work, orphan))
            for orphan in work.session.scalars(orphans.limit(LONGEST_LIST))
        ],
    )


def _rows(work: Work, calls: Sequence[CarrierCall]) -> list[CallRow]:
    found = [(call, work.session.get_one(Waybill, call.waybill_id)) for call in calls]
    codes = codes_under(work, [waybill for _, waybill in found])
    stops = {c.name for c in work.use(Carriers).all if Capability.INTERCEPT in c.can}
    return [
        CallRow(
            call,
            waybill,
            title_of(work, call.carrier),
            codes[waybill.id],
            is_being_cancelled(work, waybill),
            call.kind is CallKind.CANCEL and call.fault in {"TooLate", "Overtaken"} and call.carrier in stops,
        )
        for call, waybill in found
    ]
