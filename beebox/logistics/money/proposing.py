"""A line no number leads to: parcels it may be, for a person to decide by day, town and weight."""

from datetime import datetime, time, timedelta

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings
from beebox.logistics.money.crediting import line_of
from beebox.logistics.money.ledger import accounts_of
from beebox.logistics.money.matching import match_line
from beebox.logistics.money.models import Bill, BillLine
from beebox.logistics.money.rules import Outcome
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.waybills import WaybillNotFound, waybill_by_reference

AROUND = timedelta(days=2)
STEP = 1000
MOST = 20


class LineHasParcel(BeeboxError):
    code = "line_has_parcel"
    message = N_("这一行已经有对应的邮包，不用再选。")


def proposals(work: Work, line: BillLine) -> list[Waybill]:
    """Parcels of the same carrier ordered around that day, to or from that town, about as heavy."""
    if line.on is None:
        return []
    zone = work.use(Settings).zone
    day = datetime.combine(line.on, time(), zone)
    bill = work.session.get_one(Bill, line.bill_id)
    billed = select(BillLine.waybill_id).where(BillLine.waybill_id.is_not(None), BillLine.row > 0)
    wanted = select(Waybill).where(
        Waybill.carrier == bill.carrier,
        Waybill.ordered_at >= day - AROUND - timedelta(days=1),
        Waybill.ordered_at < day + AROUND,
        Waybill.id.not_in(billed),
    )
    near = work.session.scalars(wanted.order_by(Waybill.id.desc()).limit(500)).all()
    in_town = [waybill for waybill in near if not line.city or line.city in _far_end(waybill)]
    accounts = accounts_of(work, [waybill.id for waybill in in_town])
    fitting = [w for w in in_town if _weighs(line, accounts[w.id].grams or w.weight_grams)]
    return fitting[:MOST]


def assign(work: Work, line_id: int, reference: str, actor: Actor) -> BillLine:
    """A person says that this line is that parcel; the line is judged anew."""
    line = line_of(work, line_id)
    if line.outcome is not Outcome.UNKNOWN_IN_STATEMENT:
        raise LineHasParcel
    waybill = waybill_by_reference(work, reference[:80])
    if waybill.carrier != work.session.get_one(Bill, line.bill_id).carrier:
        raise WaybillNotFound
    match_line(work, line, waybill.id, actor.name or actor.role)
    return line


def _far_end(waybill: Waybill) -> str:
    end = waybill.sender if waybill.leg is Leg.OUTBOUND else waybill.receiver
    return str(end.get("address", ""))


def _weighs(line: BillLine, grams: int) -> bool:
    return line.charged_grams is None or abs(line.charged_grams - grams) <= STEP
