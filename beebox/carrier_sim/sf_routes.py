"""Scans and pickup windows as SF tells them."""

from datetime import datetime, timedelta

from beebox.carrier_sim.codes import SF
from beebox.carrier_sim.journeys import Step
from beebox.carrier_sim.labels import CHINA, local
from beebox.carrier_sim.road import Scan


def route_of(scan: Scan, *, forwarded: bool) -> dict[str, str] | None:
    """One scan, or None for what SF does not tell; a forwarded parcel that came home is signed for."""
    code = SF.get(Step.SIGNED if forwarded and scan.step is Step.RETURNED else scan.step)
    if code is None:
        return None
    more = dict(code.more) | {k: v for k, v in scan.details.items() if k in {"reasonCode", "reasonName"}}
    return {
        "acceptTime": local(scan.at),
        "acceptAddress": "广州市",
        "opCode": scan.details.get("code", code.code),
        "remark": scan.text,
        **more,
    }


def windows_from(now: datetime) -> list[dict[str, str]]:
    """Two-hour windows of today and tomorrow, from eight to eight, that have not begun."""
    day = now.astimezone(CHINA).replace(hour=8, minute=0, second=0, microsecond=0)
    begins = [day + timedelta(days=d, hours=h) for d in range(2) for h in range(0, 12, 2)]
    return [
        {
            "serviceDate": f"{begin:%Y-%m-%d}",
            "startTime": f"{begin:%H:%M}",
            "endTime": f"{begin + timedelta(hours=2):%H:%M}",
        }
        for begin in begins
        if begin > now
    ]
