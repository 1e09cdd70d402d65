"""快递台: what waits for a person in everything that has to do with couriers.

A tile is a number, the age of the oldest of what it counts, and the page where that is dealt with.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import InstrumentedAttribute

from beebox.kernel.db import Work
from beebox.kernel.errors import N_
from beebox.kernel.settings import Settings
from beebox.logistics.calls import CarrierCall, CarrierStop, OrphanNumber
from beebox.logistics.labels.waiting import in_trouble
from beebox.logistics.mail_out import left_lying, queue
from beebox.logistics.money.models import Dispute
from beebox.logistics.money.tables import DisputeState
from beebox.logistics.parcels import HandOver, Waybill
from beebox.logistics.ports import Capability, Carriers
from beebox.logistics.rescue.models import Claim
from beebox.logistics.rescue.tables import ClaimState
from beebox.logistics.tables import CallState
from beebox.logistics.tracks import DeadLetter, StaleParcel


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
    told = N_("下单后对方没有回话；系统只问、不重复下单。")
    found = _tally(work, CarrierCall.sent_at, CarrierCall.state == CallState.UNKNOWN)
    return Tile(N_("结果不明"), *found, "/courier/calls", "stop", told)


def stopped_carriers(work: Work) -> Tile:
    found = _tally(work, CarrierStop.since, CarrierStop.lifted_at.is_(None))
    return Tile(N_("停用的快递"), *found, "/courier/calls", "stop", N_("账号或单号有问题，改好再恢复。"))


def orphans(work: Work) -> Tile:
    found = _tally(work, OrphanNumber.found_at, OrphanNumber.settled_at.is_(None))
    return Tile(N_("没有主的运单号"), *found, "/courier/calls", "wait", N_("用不上的号，取消了才不算钱。"))


def stale_parcels(work: Work) -> Tile:
    found = _tally(work, StaleParcel.since, StaleParcel.settled_at.is_(None))
    return Tile(N_("不动的邮包"), *found, "/courier/stale", "stop", N_("太久没有消息，打电话问快递。"))


def dead_letters(work: Work) -> Tile:
    found = _tally(work, DeadLetter.made_at, DeadLetter.settled_at.is_(None))
    return Tile(N_("无主的消息"), *found, "/courier/dead-letters", "wait", N_("认一认是哪个邮包的。"))


def searches(work: Work) -> Tile:
    found = _tally(work, Claim.opened_at, Claim.state == ClaimState.OPEN)
    return Tile(N_("正在查找的邮包"), *found, "/courier/claims", "stop", N_("找到、补办或赔偿，由主管了结。"))


def disputed_lines(work: Work) -> Tile:
    found = _tally(work, Dispute.opened_at, Dispute.state == DisputeState.OPEN)
    return Tile(N_("有争议的账"), *found, "/money/disputes", "wait", N_("把争议清单发给快递公司。"))


def label_troubles(work: Work) -> Tile:
    rows = in_trouble(work)
    oldest = rows[0].asked_at if rows else None
    told = N_("运单号在，面单还要再取。")
    return Tile(N_("面单没取到"), len(rows), oldest, "/mail-out/labels", "wait", told)


TILES: tuple[Callable[[Work], Tile], ...] = (
    mail_out_queue,
    lying_too_long,
    handed_over_today,
    unknown_calls,
    stopped_carriers,
    stale_parcels,
    searches,
    dead_letters,
    orphans,
    label_troubles,
    disputed_lines,
)


def _tally(
    work: Work, since: InstrumentedAttribute[Any], where: ColumnElement[bool]
) -> tuple[int, datetime | None]:
    """How many rows there are, and since when the oldest."""
    count, oldest = work.session.execute(select(func.count(), func.min(since)).where(where)).one()
    return count, oldest


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
            carriers.known(made.carrier).title,
            Capability.MANIFEST in carriers.known(made.carrier).can,
        )
        for made, count in hand_overs_today(work)
    ]
