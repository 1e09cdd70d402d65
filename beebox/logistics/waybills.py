"""Planning the parcels of a case, and the one door through which a waybill changes its state."""

from collections.abc import Collection, Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import QueryableAttribute, defer

from beebox.accounts.roles import SYSTEM, Actor
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings
from beebox.logistics.asking import being_cancelled, plan_create
from beebox.logistics.envelopes import envelope_of
from beebox.logistics.insert_once import insert_once
from beebox.logistics.models import Centre, Envelope
from beebox.logistics.orders import Contact, Leg, Order, Payer, Window
from beebox.logistics.parcels import Waybill, WaybillCase
from beebox.logistics.ports import Carrier
from beebox.logistics.stops import carrier_for
from beebox.logistics.tables import WAYBILL_TABLE, EnvelopeState, WaybillAction, WaybillState

USUAL_GRAMS = 300
_ARRIVED = (EnvelopeState.SORTING, EnvelopeState.BAGGED, EnvelopeState.RECEIVED)


class WaybillNotFound(BeeboxError):
    status = 404
    code = "waybill_not_found"
    message = N_("没有找到这个邮包。请从寄件台的列表里打开。")


class NoAddress(BeeboxError):
    """A parcel cannot be planned without where it goes."""

    status = 422
    code = "no_address"
    message = N_("办件 %(case)s 没有填写完整的收件人、电话和地址，还不能寄。请先联系申请人补齐。")


def plan_waybill(work: Work, case: Case, leg: Leg, contents: str) -> Waybill:
    """Write down a parcel for this case and announce it; the carrier hears of it afterwards.

    Planning the same leg again gives the parcel that is planned already. Raises NoCarrier when no
    company may carry the leg, and NoAddress when the citizen's address is not complete.
    """
    planned = waybill_of(work, case.id, leg)
    if planned is not None:
        return planned
    carrier = carrier_for(work, leg)
    here, there = centre(work), citizen_of(case)
    if not is_complete(there):
        raise NoAddress(case=case.code)
    sender, receiver = (there, here) if leg is Leg.OUTBOUND else (here, there)
    reference = f"LBW-{case.code}-{'O' if leg is Leg.OUTBOUND else 'R'}{number_of_leg(work, case, leg)}"
    insert_once(
        work,
        Waybill,
        reference=reference,
        leg=leg,
        carrier=carrier.name,
        sender=asdict(sender),
        receiver=asdict(receiver),
        contents=contents,
        weight_grams=USUAL_GRAMS,
        simulated=carrier.simulated,
        payer=Payer.CITIZEN if work.use(Settings).citizen_pays else Payer.GOVERNMENT,
        ordered_at=work.now(),
    )
    waybill = work.session.scalars(select(Waybill).where(Waybill.reference == reference)).one()
    envelope = envelope_of(work, case.id)
    link = {"waybill_id": waybill.id, "case_id": case.id}
    insert_once(work, WaybillCase, **link, envelope_id=envelope.id if envelope else None)
    plan_create(work, waybill, order_of(waybill))
    return waybill


def plan_again(work: Work, waybill: Waybill, receiver: Contact, actor: Actor) -> None:
    """Order a refused parcel anew, with a mended address, under a fresh reference of ours.

    The carriers are asked from the preferred one on: the new address may lie where it goes.
    """
    if move_waybill(waybill, WaybillAction.PLAN_AGAIN, actor):
        waybill.receiver = asdict(receiver)
        order_anew(work, waybill, carrier_for(work, waybill.leg))


def order_anew(
    work: Work,
    waybill: Waybill,
    carrier: Carrier | None = None,
    pickup: Window | None = None,
    tried: Collection[str] = (),
) -> None:
    """Order the parcel under a fresh reference; the order before it must have come to an end for sure.

    A carrier's reference is used up by one order: even a cancelled one can never be used again.
    """
    if carrier is not None:
        waybill.carrier, waybill.simulated = carrier.name, carrier.simulated
    waybill.number, waybill.route_code = None, ""
    head, _, tail = waybill.reference.partition(".")
    waybill.reference = f"{head}.{int(tail or 0) + 1}"
    plan_create(work, waybill, order_of(waybill, pickup), tried)


def move_waybill(waybill: Waybill, action: WaybillAction, actor: Actor) -> bool:
    """Take the step if the table has it; a step that comes too late changes nothing."""
    if not WAYBILL_TABLE.allows(waybill.state, action, actor.role):
        return False
    WAYBILL_TABLE.advance(waybill, action, actor.role)
    return True


def waybill_of(work: Work, case_id: int, leg: Leg) -> Waybill | None:
    """The parcel of this case on this leg that still counts."""
    return waybills_of(work, [case_id], leg).get(case_id)


def waybills_of(
    work: Work, case_ids: Sequence[int], leg: Leg, *without: QueryableAttribute[Any]
) -> dict[int, Waybill]:
    """By case, where there is one: the newest parcel on this leg that was not cancelled.

    The columns in `without` are read only when they are looked at.

    Found by the cases alone: a condition on the leg would lead a database through all parcels of that leg.
    """
    wanted = select(WaybillCase.case_id, Waybill).join(Waybill, WaybillCase.waybill_id == Waybill.id)
    wanted = wanted.options(*(defer(column) for column in without))
    mine = wanted.where(WaybillCase.case_id.in_(case_ids), Waybill.state != WaybillState.CANCELLED)
    rows = work.session.execute(mine.order_by(Waybill.id))
    return {case_id: waybill for case_id, waybill in rows if waybill.leg is leg}


def _parcels_of(work: Work, case_id: int) -> Sequence[Waybill]:
    """Every parcel there was for this case, the newest first."""
    wanted = select(Waybill).join(WaybillCase, WaybillCase.waybill_id == Waybill.id)
    return work.session.scalars(
        wanted.where(WaybillCase.case_id == case_id).order_by(Waybill.id.desc())
    ).all()


def waybill_by_reference(work: Work, reference: str) -> Waybill:
    found = None
    if reference.isascii() and reference.isprintable():
        found = work.session.scalar(select(Waybill).where(Waybill.reference == reference))
    if found is None:
        raise WaybillNotFound
    return found


def cases_under(work: Work, waybill: Waybill) -> Sequence[Case]:
    wanted = select(Case).join(WaybillCase, WaybillCase.case_id == Case.id)
    return work.session.scalars(wanted.where(WaybillCase.waybill_id == waybill.id).order_by(Case.id)).all()


def codes_under(work: Work, waybills: Sequence[Waybill]) -> dict[int, list[str]]:
    """The codes of the cases under each of these parcels, by the parcel's id."""
    ids = [waybill.id for waybill in waybills]
    wanted = select(WaybillCase.waybill_id, Case.code).join(Case, Case.id == WaybillCase.case_id)
    found: dict[int, list[str]] = {number: [] for number in ids}
    for number, code in work.session.execute(wanted.where(WaybillCase.waybill_id.in_(ids)).order_by(Case.id)):
        found[number].append(code)
    return found


def order_of(waybill: Waybill, pickup: Window | None = None) -> Order:
    """What the carrier is asked to do."""
    return Order(
        waybill.reference,
        waybill.leg,
        Contact(**waybill.sender),
        Contact(**waybill.receiver),
        waybill.contents,
        waybill.weight_grams,
        waybill.payer,
        waybill.product,
        pickup,
    )


def centre(work: Work) -> Contact:
    """The desk where parcels to us arrive and from us leave."""
    row = work.session.get_one(Centre, 1)
    return Contact(row.name, row.phone, row.address)


def citizen_of(case: Case) -> Contact:
    """Where the citizen gets and gives parcels: as given for the result, else as in the form."""
    told, form = case.receiver, case.form
    return Contact(
        str(told.get("name") or form.get("applicant_name") or ""),
        str(told.get("phone") or form.get("phone") or ""),
        str(told.get("address") or form.get("address") or ""),
    )


def is_complete(contact: Contact) -> bool:
    return bool(contact.name and contact.phone and contact.address)


def number_of_leg(work: Work, case: Case, leg: Leg) -> int:
    """The how manyth parcel of this leg the next one is: 1 for the first."""
    return sum(waybill.leg is leg for waybill in _parcels_of(work, case.id)) + 1


def catch_up(work: Work, case_id: int) -> None:
    """The outbound parcel follows its envelope: our own scans tell more than any carrier.

    So it does whether the carrier had confirmed it by then or not; but not while it is being taken
    back, because an envelope out of a box never was with the courier.
    """
    envelope, waybill = envelope_of(work, case_id), waybill_of(work, case_id, Leg.OUTBOUND)
    if envelope is not None and waybill is not None and not is_being_cancelled(work, waybill):
        follow_envelope(envelope, waybill, work.now())


def follow_envelope(envelope: Envelope, waybill: Waybill, at: datetime) -> None:
    """The rule of it, for a parcel that is not being taken back."""
    if envelope.state is EnvelopeState.COLLECTED:
        move_waybill(waybill, WaybillAction.COLLECT, SYSTEM)
    elif envelope.state in _ARRIVED and move_waybill(waybill, WaybillAction.DELIVER, SYSTEM):
        waybill.delivered_at = at


def is_being_cancelled(work: Work, waybill: Waybill) -> bool:
    """The carrier was asked to take the order back and has not said yet whether it does."""
    return bool(being_cancelled(work, [waybill.reference]))
