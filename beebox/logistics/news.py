"""Which scans of a parcel home are worth a message: each step once, none backwards, none for information."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from beebox.cases import events as ev
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.logistics.folding import ENDS, Folded
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.track_words import TrackStatus
from beebox.logistics.waybills import cases_under

LONGEST_PLACE = 40
_TOWNS = ("省", "市", "区", "县", "广州")


@dataclass(frozen=True)
class News:
    event: type[ev.ParcelNews]
    fresh_for: timedelta
    """Older than this when we hear of it, it is no news any more."""


NEWS: Mapping[TrackStatus, News] = {
    TrackStatus.OUT_FOR_DELIVERY: News(ev.ParcelOutForDelivery, timedelta(hours=12)),
    TrackStatus.READY_FOR_COLLECTION: News(ev.ParcelReady, timedelta(days=7)),
    TrackStatus.ATTEMPT_FAILED: News(ev.ParcelNotDelivered, timedelta(days=2)),
    TrackStatus.REFUSED: News(ev.ParcelNotDelivered, timedelta(days=2)),
    TrackStatus.RETURNED: News(ev.ParcelReturned, timedelta(days=30)),
}
"""Delivered is told by the case that it closes, or by `giving_back.confirm_delivery`."""


def tell_news(work: Work, waybill: Waybill, folded: Folded, known_until: datetime | None) -> None:
    """Announce the newest step to the citizens of a parcel home, unless it is older than what they know.

    An end is told once it is confirmed.
    """
    news = NEWS.get(folded.status)
    if news is None or folded.at is None or waybill.leg is not Leg.RETURN:
        return
    if folded.status in ENDS:
        if waybill.confirmed_at is None:
            return
    elif known_until is not None and folded.at <= known_until:
        return
    if work.now() - folded.at > news.fresh_for:
        return
    day = folded.at.astimezone(work.use(Settings).zone).date()
    place = _where(folded.steps[-1].scan.place)
    for case in cases_under(work, waybill):
        work.emit(news.event(case.id, f"{waybill.reference}-{day:%m%d}", place))


def _where(told: str) -> str:
    """A place a person can walk to; the name of a town alone says nothing."""
    return "" if told.endswith(_TOWNS) else told[:LONGEST_PLACE]
