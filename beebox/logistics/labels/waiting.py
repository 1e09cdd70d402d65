"""Which parcels of the mail-out desk have a label to print, and what is in the way of the others."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.kernel.masking import mask_name
from beebox.logistics.labels.fetching import USUAL_PAPER
from beebox.logistics.labels.filling import printed_so_far
from beebox.logistics.labels.models import CarrierLabel
from beebox.logistics.labels.printing import MOST, may_draw_ourselves
from beebox.logistics.labels.sheets import fits
from beebox.logistics.orders import LabelPaper, Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Carriers
from beebox.logistics.tables import WaybillState
from beebox.logistics.waybills import codes_under


@dataclass(frozen=True)
class PrintChoice:
    reference: str
    number: str
    codes: list[str]
    carrier: str
    receiver: str
    printed: int
    own: bool
    """The carrier's own label is here."""
    trouble: str
    """Why its own label is not."""
    ready: bool
    """Something may be printed."""
    other_size: str
    """The size of the carrier's label where it is not the chosen paper's."""


def waiting(work: Work) -> Sequence[Waybill]:
    """Booked return parcels that no courier has yet, the oldest first."""
    wanted = select(Waybill).where(
        Waybill.leg == Leg.RETURN, Waybill.state == WaybillState.BOOKED, Waybill.number.is_not(None)
    )
    return work.session.scalars(wanted.order_by(Waybill.ordered_at, Waybill.id).limit(MOST)).all()


def waiting_ids(work: Work) -> list[int]:
    """Every parcel whose label could be printed now."""
    return [waybill.id for waybill in waiting(work) if _drawable(work, waybill)]


def choices(work: Work, paper: LabelPaper) -> list[PrintChoice]:
    parcels = waiting(work)
    ids = [waybill.id for waybill in parcels]
    codes, printed, own = codes_under(work, parcels), printed_so_far(work, ids), _own(work, ids)
    return [
        _choice(work, waybill, codes[waybill.id], printed[waybill.id], own.get(waybill.id, {}), paper)
        for waybill in parcels
    ]


def in_trouble(work: Work) -> Sequence[CarrierLabel]:
    """Labels that carriers did not give, of parcels still waiting for one; the oldest first."""
    wanted = select(CarrierLabel).join(Waybill, Waybill.id == CarrierLabel.waybill_id)
    open_ones = wanted.where(CarrierLabel.file_key.is_(None), Waybill.state == WaybillState.BOOKED)
    return work.session.scalars(open_ones.order_by(CarrierLabel.asked_at)).all()


def _choice(
    work: Work,
    waybill: Waybill,
    codes: list[str],
    printed: int,
    own: dict[LabelPaper, CarrierLabel],
    paper: LabelPaper,
) -> PrintChoice:
    row = own.get(paper) or own.get(USUAL_PAPER)
    here = row is not None and row.file_key is not None and row.number == waybill.number
    size = (row.width_mm, row.height_mm) if row is not None and here else None
    return PrintChoice(
        waybill.reference,
        waybill.number or "",
        codes,
        work.use(Carriers).known(waybill.carrier).title,
        mask_name(str(waybill.receiver["name"])),
        printed,
        here,
        row.trouble if row is not None and not here else "",
        here or may_draw_ourselves(work, waybill),
        f"{size[0]}×{size[1]}" if size and row and row.paper is paper and not fits(size, paper) else "",
    )


def _drawable(work: Work, waybill: Waybill) -> bool:
    if may_draw_ourselves(work, waybill):
        return True
    return any(row.file_key for row in _own(work, [waybill.id]).get(waybill.id, {}).values())


def _own(work: Work, ids: Sequence[int]) -> dict[int, dict[LabelPaper, CarrierLabel]]:
    found: dict[int, dict[LabelPaper, CarrierLabel]] = {}
    for row in work.session.scalars(select(CarrierLabel).where(CarrierLabel.waybill_id.in_(ids))):
        found.setdefault(row.waybill_id, {})[row.paper] = row
    return found
