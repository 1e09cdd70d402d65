"""The mail-out desk: labels, ticking off, handing over."""

from collections.abc import Sequence

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.queries import item_of
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.blueprint import bp
from beebox.logistics.calls import CallKind, CarrierCall
from beebox.logistics.mail_out import (
    PAGE,
    belongs_in,
    hand_over,
    has_result,
    how_many,
    miss_original,
    pack,
    queue_page,
    return_parcel,
    this_morning,
)
from beebox.logistics.models import Discrepancy, Wrong
from beebox.logistics.money import words as money_words
from beebox.logistics.money.queries import accounts_of_case
from beebox.logistics.money.rules import Stage
from beebox.logistics.orders import Contact, Leg
from beebox.logistics.parcels import HandOver, Waybill
from beebox.logistics.ports import Carriers
from beebox.logistics.tables import CallState, WaybillState
from beebox.logistics.waybills import cases_under, codes_under, is_complete, plan_again
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field

LOOKERS = (Role.COLLECTOR, Role.SUPERVISOR)
OUT = (
    WaybillState.HANDED_OVER,
    WaybillState.IN_TRANSIT,
    WaybillState.FAILED,
    WaybillState.READY,
    WaybillState.RETURNING,
    WaybillState.RETURNED,
)


class AddressWanted(BeeboxError):
    status = 422
    code = "address_wanted"
    message = N_("请把收件人、电话和地址都填完整，再重新取号。")


@bp.get("/mail-out")
@allow(*LOOKERS)
def mail_out() -> str:
    return _list(None)


@bp.post("/mail-out/hand-over")
@allow(Role.COLLECTOR)
def hand_parcels_over() -> Response | tuple[str, int]:
    """`parcel` once for each reference."""
    try:
        with office().work() as work:
            code = hand_over(work, request.form.getlist("parcel")[:200], current_actor()).code
    except BeeboxError as error:
        return _list(sentence_of(error)), error.status
    return redirect(url_for(".mail_out", left=code), 303)


@bp.get("/mail-out/<reference>")
@allow(*LOOKERS)
def parcel(reference: str) -> str:
    return _page(reference, None)


@bp.post("/mail-out/<reference>/pack")
@allow(Role.COLLECTOR)
def pack_parcel(reference: str) -> Response | tuple[str, int]:
    """`original` once for each paper that is in, `result` when the result is."""
    ticked = {int(typed) for typed in request.form.getlist("original") if _is_number(typed)}
    try:
        with office().work() as work:
            waybill = return_parcel(work, reference)
            result_in = request.form.get("result") == "in"
            pack(work, waybill, ticked, current_actor(), result_in=result_in)
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _page(reference, sentence_of(error)), error.status
    return redirect(url_for(".mail_out"), 303)


@bp.post("/mail-out/<reference>/missing/<int:original_id>")
@allow(Role.COLLECTOR)
def original_missing(reference: str, original_id: int) -> Response:
    with office().work() as work:
        waybill = return_parcel(work, reference)
        miss_original(work, waybill, original_id, current_actor())
    return redirect(url_for(".parcel", reference=reference), 303)


@bp.post("/mail-out/<reference>/address")
@allow(Role.COLLECTOR)
def mend_address(reference: str) -> Response | tuple[str, int]:
    """Order a refused parcel again with a mended address."""
    contact = Contact(text_field("name", 60), text_field("phone", 20), text_field("address", 200))
    try:
        if not is_complete(contact):
            raise AddressWanted
        with office().work() as work:
            waybill = return_parcel(work, reference)
            plan_again(work, waybill, contact, current_actor())
            reference = waybill.reference
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _page(reference, sentence_of(error)), error.status
    return redirect(url_for(".parcel", reference=reference), 303)


def _list(error: str | None) -> str:
    with office().look() as work:
        number, late = how_many(work)
        pages = max(1, -(-number // PAGE))
        page = min(max(_whole(request.args.get("page", "")), 1), pages)
        gone = select(Waybill).where(Waybill.leg == Leg.RETURN, Waybill.state.in_(OUT))
        lists = select(HandOver).order_by(HandOver.id.desc()).limit(5)
        return render_template(
            "logistics/mail_out.html",
            waiting=_rows(work, queue_page(work, page)),
            number=number,
            page=page,
            pages=pages,
            on_the_way=work.session.scalars(gone.order_by(Waybill.id.desc()).limit(50)).all(),
            unknown=[call for call in _unsettled(work) if call.state is not CallState.PLANNED],
            lists=work.session.scalars(lists).all(),
            left=request.args.get("left", "")[:12],
            late=late,
            error=error,
            may_act=current_actor().role is Role.COLLECTOR,
        )


def _rows(work: Work, waiting: Sequence[Waybill]) -> list[dict[str, object]]:
    codes, today = codes_under(work, waiting), this_morning(work)
    return [
        {
            "waybill": waybill,
            "codes": codes[waybill.id],
            "carrier": work.use(Carriers).known(waybill.carrier).title,
            "late": waybill.ordered_at < today,
        }
        for waybill in waiting
    ]


def _unsettled(work: Work) -> list[CarrierCall]:
    open_states = (CallState.PLANNED, CallState.SENT, CallState.UNKNOWN)
    wanted = select(CarrierCall).where(
        CarrierCall.state.in_(open_states), CarrierCall.kind == CallKind.CREATE
    )
    return list(work.session.scalars(wanted.order_by(CarrierCall.id).limit(100)))


def _page(reference: str, error: str | None) -> str:
    with office().look() as work:
        waybill = return_parcel(work, reference)
        cases = cases_under(work, waybill)
        call = select(CarrierCall).where(
            CarrierCall.waybill_id == waybill.id, CarrierCall.kind == CallKind.CREATE
        )
        missing = select(Discrepancy.original_id).where(
            Discrepancy.kind == Wrong.ORIGINAL_MISSING, Discrepancy.resolved_at.is_(None)
        )
        return render_template(
            "logistics/parcel.html",
            waybill=waybill,
            carrier=work.use(Carriers).known(waybill.carrier).title,
            cases=[(case, item_of(work, case)) for case in cases],
            costs=accounts_of_case(work, cases[0].id) if cases else [],
            stages=tuple(Stage),
            money_words=money_words,
            papers=belongs_in(work, waybill),
            result=has_result(work, waybill),
            missing=set(work.session.scalars(missing)),
            call=work.session.scalar(call.order_by(CarrierCall.id.desc()).limit(1)),
            error=error,
            may_act=current_actor().role is Role.COLLECTOR,
        )


def _whole(typed: str) -> int:
    return int(typed) if _is_number(typed) else 1


def _is_number(typed: str) -> bool:
    return typed.isascii() and typed.isdigit() and len(typed) < 10
