"""The carrier's own label: asked for once the parcel is booked, with no transaction open, until it comes.

A parcel stays booked whatever happens here. An address of a label that ran out is the carrier's
matter: asking again makes it give a new one.
"""

import logging
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import and_, or_, select

from beebox.kernel.db import Office, Work
from beebox.kernel.files import FileStore
from beebox.kernel.outbox import Errand, Lane
from beebox.logistics.events import WaybillBooked
from beebox.logistics.faults import CarrierFault, Rejected, Unsupported
from beebox.logistics.insert_once import insert_once
from beebox.logistics.labels.models import CarrierLabel
from beebox.logistics.labels.sheets import NotALabel, as_pdf, size_of
from beebox.logistics.orders import LabelPaper, Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carriers
from beebox.logistics.tables import WaybillState

log = logging.getLogger(__name__)
USUAL_PAPER = LabelPaper.LARGE
"""Asked for before anybody chose a paper; another is asked for when it is printed."""
FIRST_WAIT, LONGEST_WAIT = timedelta(minutes=1), timedelta(hours=1)
WANTED_IN = (WaybillState.BOOKED,)
"""Once a courier has the parcel nobody needs its label any more."""


@dataclass(frozen=True)
class Ask:
    waybill_id: int
    carrier: str
    number: str
    leg: Leg
    paper: LabelPaper


@dataclass(frozen=True)
class Given:
    """A label that is kept already, or the trouble there was; `useless`: asking again will not help."""

    key: str = ""
    sha256: str = ""
    media_type: str = ""
    size: tuple[int, int] = (0, 0)
    trouble: str = ""
    useless: bool = False


def wanted_label(work: Work, waybill: Waybill, paper: LabelPaper) -> Ask | None:
    """What to ask the carrier for, or None when it gives no labels or we have this one."""
    if waybill.number is None:
        return None
    if Capability.LABEL not in work.use(Carriers).known(waybill.carrier).can:
        return None
    if kept_label(work, waybill, paper) is not None:
        return None
    return Ask(waybill.id, waybill.carrier, waybill.number, waybill.leg, paper)


def kept_label(work: Work, waybill: Waybill, paper: LabelPaper) -> CarrierLabel | None:
    """The carrier's label for this paper and this number, when it is here."""
    row = _row(work, waybill.id, paper)
    return row if row is not None and row.file_key and row.number == waybill.number else None


def ask_for_label(office: Office, ask: Ask) -> Given:
    """Get it and keep it, encrypted. Every end is an outcome; nothing is raised."""
    try:
        label = office.use(Carriers).known(ask.carrier).label(ask.number, ask.leg, ask.paper)
        size = size_of(as_pdf(label, ask.paper))
    except CarrierFault as fault:
        return Given(trouble=str(fault)[:300], useless=isinstance(fault, Rejected | Unsupported))
    except NotALabel as broken:
        log.warning("label of %s from %s cannot be printed: %s", ask.number, ask.carrier, broken)
        return Given(trouble="对方给的面单打不开")
    stored = office.use(FileStore).put(label.data)
    return Given(stored.key, stored.sha256, label.media_type, size)


def note_label(work: Work, ask: Ask, given: Given) -> None:
    """Write down what came. The same file twice is one label; the later one counts."""
    now = work.now()
    place = {"waybill_id": ask.waybill_id, "paper": ask.paper}
    insert_once(work, CarrierLabel, **place, number=ask.number, asked_at=now)
    row = work.session.scalars(select(CarrierLabel).filter_by(**place).with_for_update()).one()
    row.number, row.asked_at, row.tries = ask.number, now, row.tries + 1
    row.trouble = given.trouble
    if given.key:
        row.file_key, row.sha256, row.media_type = given.key, given.sha256, given.media_type
        row.width_mm, row.height_mm = given.size
        row.fetched_at, row.due_at = now, None
    else:
        row.file_key = None
        wait = min(FIRST_WAIT * 2 ** min(row.tries - 1, 10), LONGEST_WAIT)
        row.due_at = None if given.useless else now + wait


def fetch_label(office: Office, ask: Ask) -> Given:
    """Ask, then write down."""
    given = ask_for_label(office, ask)
    with office.work() as work:
        note_label(work, ask, given)
    return given


def fetch_waiting_labels(office: Office) -> int:
    """Ask again for labels that did not come, and for those nobody asked for; how many came."""
    came = 0
    with office.look() as work:
        asks = [ask for waybill in _waiting(work) if (ask := wanted_label(work, waybill, USUAL_PAPER))]
    for ask in asks:
        came += bool(fetch_label(office, ask).key)
    return came


def _waiting(work: Work) -> list[Waybill]:
    giving = [carrier.name for carrier in work.use(Carriers).all if Capability.LABEL in carrier.can]
    if not giving:
        return []
    row = and_(CarrierLabel.waybill_id == Waybill.id, CarrierLabel.paper == USUAL_PAPER)
    due = and_(CarrierLabel.due_at.is_not(None), CarrierLabel.due_at <= work.now())
    other = CarrierLabel.number != Waybill.number
    wanted = (
        select(Waybill)
        .outerjoin(CarrierLabel, row)
        .where(
            Waybill.carrier.in_(giving),
            Waybill.state.in_(WANTED_IN),
            Waybill.number.is_not(None),
            or_(CarrierLabel.id.is_(None), due, other),
        )
    )
    return list(work.session.scalars(wanted.order_by(Waybill.id).limit(100)))


def _row(work: Work, waybill_id: int, paper: LabelPaper) -> CarrierLabel | None:
    wanted = select(CarrierLabel).where(CarrierLabel.waybill_id == waybill_id, CarrierLabel.paper == paper)
    return work.session.scalar(wanted)


def _prepare(work: Work, event: WaybillBooked) -> Ask | None:
    return wanted_label(work, work.session.get_one(Waybill, event.waybill_id), USUAL_PAPER)


def _record(work: Work, _event: WaybillBooked, ask: Ask, given: Given) -> None:
    note_label(work, ask, given)


FETCH_LABEL = Errand("logistics:fetch_label", Lane.OUTSIDE, _prepare, ask_for_label, _record)
