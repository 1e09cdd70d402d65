"""快递台: what waits for a person in everything that has to do with couriers, each as one tile.

A room adds its own tile by a function in TILES; a tile is a number, the oldest of what it counts, and
the page where that is dealt with.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

from sqlalchemy import func, select

from beebox.kernel.db import Work
from beebox.kernel.errors import N_
from beebox.kernel.settings import Settings
from beebox.logistics.calls import CarrierCall
from beebox.logistics.labels.waiting import in_trouble
from beebox.logistics.mail_out import left_lying, queue
from beebox.logistics.parcels import HandOver, Waybill
from beebox.logistics.ports import Capability, Carriers
from beebox.logistics.tables import CallState


@dataclass(frozen=True)
class Tile:
    title: str
    """A msgid."""
    count: int
    oldest: datetime | None
    path: str
    """Where it is dealt with."""
    tone: str
    """How it looks while the count is not nought: note, wait or stop."""
    what: str = ""
    """What to do about it, as a msgid."""


def mail_out_queue(work: Work) -> Tile:
    waiting = queue(work)
    oldest = waiting[0].ordered_at if waiting else None
    return Tile(N_("等交寄"), len(waiting), oldest, "/mail-out", "note", N_("核对、装好，今天交给快递员。"))


def lying_too_long(work: Work) -> Tile:
    late = left_lying(work)
    oldest = late[0].ordered_at if late else None
    return Tile(N_("过了当天"), len(late), oldest, "/mail-out", "stop", N_("昨天或更早就该寄出，先寄这些。"))


def handed_over_today(work: Work) -> Tile:
    made = [row for row, _ in hand_overs_today(work)]
    oldest = made[0].at if made else None
    return Tile(N_("今天交寄"), len(made), oldest, "/courier#today", "note", N_("今天给了快递员几批。"))


def unknown_calls(work: Work) -> Tile:
    wanted = select(func.count(), func.min(CarrierCall.sent_at)).where(CarrierCall.state == CallState.UNKNOWN)
    count, oldest = work.session.execute(wanted).one()
    return Tile(
        N_("结果未知"),
        count,
        oldest,
        "/courier/calls",
        "stop",
        N_("下单后对方没有回话；系统只问、不重复下单。"),
    )


def label_troubles(work: Work) -> Tile:
    rows = in_trouble(work)
    oldest = rows[0].asked_at if rows else None
    return Tile(
        N_("面单没取到"), len(rows), oldest, "/mail-out/labels", "wait", N_("运单号在，面单还要再取。")
    )


TILES: list[Callable[[Work], Tile]] = [
    mail_out_queue,
    lying_too_long,
    handed_over_today,
    unknown_calls,
    label_troubles,
]


@dataclass(frozen=True)
class TodaysHandOver:
    made: HandOver
    parcels: int
    carrier: str
    wants_manifest: bool


def hand_overs_today(work: Work) -> Sequence[tuple[HandOver, int]]:
    """Each hand-over of today with how many parcels went, the first one first."""
    zone = work.use(Settings).zone
    begin = datetime.combine(work.now().astimezone(zone).date(), time(), zone)
    wanted = (
        select(HandOver, func.count(Waybill.id))
        .outerjoin(Waybill, Waybill.hand_over_id == HandOver.id)
        .where(HandOver.at >= begin, HandOver.at < begin + timedelta(days=1))
        .group_by(HandOver.id)
        .order_by(HandOver.at, HandOver.id)
    )
    return [(made, count) for made, count in work.session.execute(wanted)]


def tiles(work: Work) -> list[Tile]:
    return [tile(work) for tile in TILES]


def todays(work: Work) -> list[TodaysHandOver]:
    carriers = work.use(Carriers)
    return [
        TodaysHandOver(
            made,
            count,
            carriers.named(made.carrier).title,
            Capability.MANIFEST in carriers.named(made.carrier).can,
        )
        for made, count in hand_overs_today(work)
    ]
