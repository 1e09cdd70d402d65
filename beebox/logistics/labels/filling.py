"""From a parcel's row to what stands on its label."""

from sqlalchemy import func, select

from beebox.cases.queries import item_of
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings
from beebox.logistics.labels.contents import PAYERS, Party, WaybillLabel, printed_moment
from beebox.logistics.labels.models import LabelPrint
from beebox.logistics.orders import Contact
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Carriers
from beebox.logistics.waybills import cases_under, centre


class NoLabelYet(BeeboxError):
    code = "no_label_yet"
    message = N_("邮包 %(number)s 还没有运单号，打不出面单。系统正在向快递取号，请过一会儿再试。")


def label_of(work: Work, waybill: Waybill, nth: int = 1) -> WaybillLabel:
    """面单; NoLabelYet until the carrier has given its number."""
    if waybill.number is None:
        raise NoLabelYet(number=waybill.reference)
    first = cases_under(work, waybill)[0]
    ours = centre(work).name
    shipped = (waybill.handed_over_at or waybill.ordered_at).astimezone(work.use(Settings).zone)
    return WaybillLabel(
        number=waybill.number,
        carrier=work.use(Carriers).known(waybill.carrier).title,
        leg=waybill.leg,
        sender=_party(Contact(**waybill.sender), ours),
        receiver=_party(Contact(**waybill.receiver), ours),
        code=first.code,
        item=item_of(work, first).name,
        contents=waybill.contents,
        weight_grams=waybill.weight_grams,
        payer=PAYERS[waybill.payer, waybill.leg],
        reference=waybill.reference,
        simulated=waybill.simulated,
        route_code=waybill.route_code,
        shipped_on=printed_moment(shipped),
        nth=nth,
    )


def printed_so_far(work: Work, ids: list[int]) -> dict[int, int]:
    """How many labels of each of these parcels were printed; 0 for none."""
    wanted = select(LabelPrint.waybill_id, func.count()).where(LabelPrint.waybill_id.in_(ids))
    counted = {row[0]: row[1] for row in work.session.execute(wanted.group_by(LabelPrint.waybill_id))}
    return {each: counted.get(each, 0) for each in ids}


def _party(contact: Contact, ours: str) -> Party:
    """Our own desk is an organisation and printed whole; a citizen is masked."""
    return Party(contact.name, contact.phone, contact.address, organisation=contact.name == ours)
