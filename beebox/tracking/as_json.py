"""The timeline for programs: the same facts under plain names."""

from typing import Any

from flask_babel import gettext as _

from beebox.tracking.documents import Listed
from beebox.tracking.lanes import Lane
from beebox.tracking.queries import Timeline
from beebox.tracking.turns import NEXT
from beebox.web.filters import local_name


def as_json(told: Timeline) -> dict[str, Any]:
    """Moments and days in ISO 8601; sentences in the reader's language."""
    department = local_name(told.department)
    places = {"department": department, "count": told.count}
    step = NEXT[told.turn.step][0].format(code=told.code) if told.turn.step else None
    return {
        "code": told.code,
        "number": told.number,
        "state": told.state.value,
        "item": local_name(told.item),
        "department": department,
        "sentence": _(told.turn.text) % places,
        "your_turn": told.turn.yours,
        "until": told.turn.until.isoformat() if told.turn.until else None,
        "until_is_provisional": told.provisional,
        "next": step,
        "pickup_code": told.pickup,
        "documents": [_document(told.code, one) for one in told.documents],
        "lanes": [_lane(lane) for lane in told.lanes],
        "originals": [
            {
                "name": paper.name,
                "count": paper.count,
                "holder": paper.holder.value,
                "since": paper.since.isoformat(),
                "afterwards": paper.afterwards.value,
            }
            for paper in told.originals
        ],
        "story": [
            {
                "at": line.at.isoformat(),
                "text": _(line.text) % places,
                "who": _(line.who) if line.who else "",
                "note": line.note,
            }
            for line in told.story
        ],
    }


def _document(code: str, one: Listed) -> dict[str, Any]:
    return {
        "kind": one.kind,
        "title": one.title,
        "number": one.number,
        "issued_on": one.day.isoformat(),
        "revoked": one.revoked,
        "path": f"/cases/{code}/documents/{one.mark}",
    }


def _lane(lane: Lane) -> dict[str, Any]:
    stops = [
        {
            "text": _(stop.text),
            "at": stop.at.isoformat() if stop.at else None,
            "reached": stop.done or stop.here,
        }
        for stop in lane.stops
    ]
    return {"title": _(lane.title), "number": lane.number, "stops": stops}
