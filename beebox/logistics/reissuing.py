"""A parcel came back: it is sent again under a new order; the old one is kept with all its scans."""

from dataclasses import asdict

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.asking import plan_create
from beebox.logistics.discrepancies import settle_by_reissue
from beebox.logistics.orders import Contact, Leg
from beebox.logistics.parcels import Waybill, WaybillCase
from beebox.logistics.stops import carrier_for
from beebox.logistics.tables import WaybillState
from beebox.logistics.waybills import cases_under, number_of_leg, order_of


class NotBack(BeeboxError):
    code = "not_back"
    message = N_("这个邮包没有退回来，不能再寄一次。请刷新页面，看看最新的情况。")


def reissue(work: Work, waybill: Waybill, receiver: Contact, actor: Actor) -> Waybill:
    """Order a returned parcel anew for the same cases; asked again it gives the parcel of the first time.

    What is in it lies at the mail-out desk and is ticked off again. Raises NotBack, NoCarrier.
    """
    again = select(Waybill).where(Waybill.replaces_id == waybill.id)
    known = work.session.scalar(again)
    if known is not None:
        return known
    if waybill.state is not WaybillState.RETURNED or waybill.leg is not Leg.RETURN:
        raise NotBack
    cases, carrier = cases_under(work, waybill), carrier_for(work, Leg.RETURN)
    made = Waybill(
        reference=f"LBW-{cases[0].code}-R{number_of_leg(work, cases[0], Leg.RETURN)}",
        leg=Leg.RETURN,
        carrier=carrier.name,
        sender=dict(waybill.sender),
        receiver=asdict(receiver),
        contents=waybill.contents,
        weight_grams=waybill.weight_grams,
        payer=waybill.payer,
        product=waybill.product,
        simulated=carrier.simulated,
        ordered_at=work.now(),
        replaces_id=waybill.id,
    )
    work.session.add(made)
    work.session.flush()
    links = select(WaybillCase).where(WaybillCase.waybill_id == waybill.id)
    for link in work.session.scalars(links).all():
        row = WaybillCase(waybill_id=made.id, case_id=link.case_id, envelope_id=link.envelope_id)
        work.session.add(row)
    work.session.flush()
    plan_create(work, made, order_of(made))
    settle_by_reissue(work, waybill.number or waybill.reference, actor, made.reference)
    return made
