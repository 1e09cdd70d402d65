"""Quiet hours: what can wait does not ring at night."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from beebox.notices.ports import ChannelKind
from beebox.notices.templates import Quiet

RINGING = frozenset({ChannelKind.SMS, ChannelKind.WECHAT})


def after_quiet(moment: datetime, quiet: Quiet, zone: ZoneInfo) -> datetime:
    """`moment`, or the end of the quiet hours in which it falls."""
    here = moment.astimezone(zone)
    since, until = time.fromisoformat(quiet.since), time.fromisoformat(quiet.until)
    clock = here.time()
    if since == until:
        return moment
    over_midnight = since > until
    inside = clock >= since or clock < until if over_midnight else since <= clock < until
    if not inside:
        return moment
    day = here.date() + timedelta(days=1) if over_midnight and clock >= since else here.date()
    return datetime.combine(day, until, zone)
