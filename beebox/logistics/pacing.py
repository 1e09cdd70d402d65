"""No more calls than a carrier allows, counted in the database for all processes together.

SF allows 30 calls a second and 3,000 a day for each customer and interface (SF open platform); what
another carrier allows stands in its `pace`.
"""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import func, select

from beebox.kernel.db import Office, Work
from beebox.logistics.calls import CarrierPace
from beebox.logistics.insert_once import insert_once
from beebox.logistics.ports import Carrier, Carriers
from beebox.logistics.stops import stop_of

DAY_OF = ZoneInfo("Asia/Shanghai")
"""Carriers count their days where they are, wherever this service stands."""
GIVING_WAY = frozenset({"track", "fees"})
"""Kinds of call that can wait: they leave a fifth to what a person waits for, and keep still when
the carrier has told any other call to wait."""
KEPT_FREE = 0.2


def may_ask(office: Office, carrier: str, kind: str, cost: int = 1) -> bool:
    """Whether this carrier may be asked now; a yes is counted as used.

    `kind` is the name of the method of the port, `cost` how many calls it will be. A no means: later.
    """
    with office.work() as work:
        if stop_of(work, carrier) is not None:
            return False
        return take_turn(work, office.use(Carriers).known(carrier), kind, cost) is None


def take_turn(work: Work, carrier: Carrier, kind: str, cost: int = 1) -> datetime | None:
    """Use up `cost` calls of this kind and give None, or give the moment to come again."""
    row, now = _row(work, carrier.name, kind), work.now()
    _refill(row, carrier.pace.a_second, now)
    kept = KEPT_FREE if kind in GIVING_WAY else 0.0
    told = _told_to_wait(work, row)
    if told is not None and told > now:
        return told
    if row.used + cost > carrier.pace.a_day * (1 - kept):
        return _next_day(now)
    wanted = min(cost, carrier.pace.a_second) + kept * carrier.pace.a_second
    if row.tokens < min(wanted, carrier.pace.a_second):
        return now + timedelta(seconds=(wanted - row.tokens) / carrier.pace.a_second)
    row.tokens -= cost
    row.used += cost
    return None


def hold(work: Work, carrier: str, kind: str, after: timedelta) -> None:
    """The carrier told us to wait so long before the next call of this kind."""
    row, until = _row(work, carrier, kind), work.now() + after
    row.not_before = max(row.not_before or until, until)


def _row(work: Work, carrier: str, kind: str) -> CarrierPace:
    insert_once(work, CarrierPace, carrier=carrier, kind=kind)
    wanted = select(CarrierPace).where(CarrierPace.carrier == carrier, CarrierPace.kind == kind)
    return work.session.scalars(wanted.with_for_update()).one()


def _refill(row: CarrierPace, a_second: int, now: datetime) -> None:
    """A clock that was set back fills nothing, and begins no day anew."""
    today = now.astimezone(DAY_OF).date().isoformat()
    if today > row.day:
        row.day, row.used = today, 0
    if row.filled_at is None:
        row.tokens, row.filled_at = float(a_second), now
    elif now > row.filled_at:
        gained = (now - row.filled_at).total_seconds() * a_second
        row.tokens, row.filled_at = min(float(a_second), row.tokens + gained), now


def _told_to_wait(work: Work, row: CarrierPace) -> datetime | None:
    if row.kind not in GIVING_WAY:
        return row.not_before
    latest = select(func.max(CarrierPace.not_before)).where(CarrierPace.carrier == row.carrier)
    return work.session.scalar(latest)


def _next_day(now: datetime) -> datetime:
    tomorrow = now.astimezone(DAY_OF).date() + timedelta(days=1)
    return datetime.combine(tomorrow, time(), DAY_OF)
