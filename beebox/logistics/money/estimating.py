"""What a parcel should cost: asked of its carrier where it quotes, else worked out by the tariff."""

from sqlalchemy import select

from beebox.kernel.db import Office, Work
from beebox.kernel.settings import Settings
from beebox.logistics.faults import CarrierFault
from beebox.logistics.money.ledger import enter
from beebox.logistics.money.models import FeeWatch, LedgerEntry
from beebox.logistics.money.rules import Price, Stage, price, tariff_in_force
from beebox.logistics.money.tariffs import tariffs_in
from beebox.logistics.orders import FeeKind, FeeLine, Leg, Order, Payer
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carriers


def priced(work: Work, waybill: Waybill) -> tuple[Price, str] | None:
    """The price by tariff and the name of that tariff; None where the carrier has none that day."""
    settings = work.use(Settings)
    on = waybill.ordered_at.astimezone(settings.zone).date()
    tariff = tariff_in_force(tariffs_in(settings.catalogue_dir), waybill.carrier, waybill.product, on)
    if tariff is None:
        return None
    far_end = waybill.sender if waybill.leg is Leg.OUTBOUND else waybill.receiver
    return price(tariff, str(far_end.get("address", "")), waybill.weight_grams), tariff.version


def quoted(office: Office, carrier_name: str, order: Order) -> FeeLine | None:
    """What the carrier says it would cost, or None when it does not say. No transaction is open."""
    carrier = office.use(Carriers).known(carrier_name)
    if Capability.QUOTE not in carrier.can:
        return None
    try:
        quote = carrier.quote(order)
    except CarrierFault:
        return None
    return FeeLine(FeeKind.FREIGHT, quote.fen, quote.charged_grams, order.payer, quote.basis)


def estimate(work: Work, waybill: Waybill, quote: FeeLine | None) -> None:
    """Write the estimate of a parcel, once."""
    watch = work.session.get_one(FeeWatch, waybill.id, with_for_update=True)
    if watch.estimated_at is not None:
        return
    watch.estimated_at = work.now()
    if quote is not None:
        enter(work, waybill.id, Stage.ESTIMATED, quote, "quote")
        return
    by_tariff = priced(work, waybill)
    if by_tariff is not None:
        found, version = by_tariff
        line = FeeLine(FeeKind.FREIGHT, found.fen, found.charged_grams, waybill.payer)
        enter(work, waybill.id, Stage.ESTIMATED, line, f"tariff {version} {found.zone}"[:200])


def take_back_estimate(work: Work, waybill_id: int) -> None:
    """The parcel never travelled: what was estimated falls away."""
    known = select(LedgerEntry).where(
        LedgerEntry.waybill_id == waybill_id, LedgerEntry.stage == Stage.ESTIMATED
    )
    entries = work.session.scalars(known).all()
    if sum(entry.fen for entry in entries):
        total = sum(entry.fen for entry in entries)
        enter(work, waybill_id, Stage.ESTIMATED, FeeLine(FeeKind.FREIGHT, -total), "unused")


def told_beforehand(work: Work, waybill: Waybill) -> int | None:
    """About how many fen the citizen pays at the door; None when they pay nothing or nobody knows."""
    if waybill.payer is not Payer.CITIZEN:
        return None
    known = select(LedgerEntry.fen).where(
        LedgerEntry.waybill_id == waybill.id, LedgerEntry.stage == Stage.ESTIMATED
    )
    entered = work.session.scalar(known.order_by(LedgerEntry.id).limit(1))
    if entered is not None:
        return entered
    by_tariff = priced(work, waybill)
    return by_tariff[0].fen if by_tariff else None
