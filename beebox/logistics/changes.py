"""What changed about parcels, for programs that keep a copy: written with the change, numbered after it.

A note is added in the transaction of the change itself, so none is lost and none tells of what was
rolled back. Row ids do not commit in order where several transactions write at once; so a note has
no place in the feed until `sequence_changes` gives it one. That runs under the lock of the feed's
only head row, and keeps it until its numbers are committed: whoever sees number n sees all below n.
"""

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, event, insert, inspect, text
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Mapped, Mapper, mapped_column
from sqlalchemy.orm.attributes import History

from beebox.kernel.db import Base, Work
from beebox.logistics.parcels import Waybill
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import CarrierEvent
from beebox.logistics.tracks import TrackEvent

PLANNED = "waybill.planned"
SCANNED = "waybill.scanned"
STATUS = "waybill.status"
UPDATED = "waybill.updated"
KINDS = (
    PLANNED,
    *(f"waybill.{state}" for state in WaybillState if state is not WaybillState.PLANNED),
    STATUS,
    SCANNED,
    UPDATED,
)
"""In words of our own: reaching a state is named for the state, see `tables.WaybillState`."""
TOLD = (
    "reference",
    "number",
    "carrier",
    "leg",
    "state",
    "status",
    "status_at",
    "confirmed_at",
    "promised_at",
    "packed_at",
    "handed_over_at",
    "delivered_at",
)
"""What a note tells of a parcel: nothing about any person."""


class Change(Base):
    """One thing that became different about a parcel; rows are added, numbered once and not changed again."""

    __tablename__ = "changes"
    __table_args__ = (
        Index(
            "ix_changes_waiting",
            "id",
            sqlite_where=text("seq IS NULL"),
            postgresql_where=text("seq IS NULL"),
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    seq: Mapped[int | None] = mapped_column(unique=True)
    """Its place in the feed; None until it has one."""
    kind: Mapped[str]
    waybill_id: Mapped[int] = mapped_column(ForeignKey("waybills.id"), index=True)
    carrier: Mapped[str]
    data: Mapped[dict[str, Any]]
    at: Mapped[datetime | None] = mapped_column(index=True)
    """When it got its place."""


class FeedHead(Base):
    """The last number given. One row; its lock is the feed's."""

    __tablename__ = "feed_heads"
    id: Mapped[int] = mapped_column(primary_key=True)
    last: Mapped[int]
    forgotten: Mapped[int] = mapped_column(default=0)
    """Numbers up to this one were removed for their age."""


def note_planned(work: Work, waybill: Waybill) -> None:
    work.session.add(_change(PLANNED, waybill.id, told_of(waybill)))


def note_scan(work: Work, waybill: Waybill, scan: CarrierEvent | TrackEvent) -> None:
    """A carrier told something new of a parcel of ours."""
    work.session.add(_change(SCANNED, waybill.id, told_of(waybill) | {"scan": _scan(scan)}))


def told_of(waybill: Waybill) -> dict[str, Any]:
    """The parcel as it is in this moment, in plain words and ISO 8601; no word about any person."""
    loaded = inspect(waybill).dict
    return {name: _plain(loaded.get(name)) for name in TOLD}


def _change(kind: str, waybill_id: int, data: dict[str, Any]) -> Change:
    return Change(kind=kind, waybill_id=waybill_id, carrier=data["carrier"], data=data)


def _scan(scan: CarrierEvent | TrackEvent) -> dict[str, Any]:
    return {"status": scan.status.value, "code": scan.code, "at": _plain(scan.at)}


def _plain(value: Any) -> Any:
    if isinstance(value, datetime):
        return value.isoformat()
    return None if value is None else str(value)


@event.listens_for(Waybill, "after_update")
def _note_update(_mapper: Mapper[Waybill], connection: Connection, waybill: Waybill) -> None:
    """Whoever changes a parcel, by whatever way: the feed is told in the same transaction.

    That it is planned, or planned anew, is told by `note_planned` where its order is written down.
    """
    note = note_of(waybill)
    if note is not None:
        connection.execute(_NOTE, note)


_NOTE = insert(Change.__table__)  # type: ignore[arg-type]  # a Table


def note_of(waybill: Waybill) -> dict[str, Any] | None:
    """The line for the feed about what was changed and is not written yet, if it is to be told."""
    kind = _kind_of(waybill)
    if kind is None:
        return None
    data = told_of(waybill)
    return {"kind": kind, "waybill_id": waybill.id, "carrier": data["carrier"], "data": data}


def _kind_of(waybill: Waybill) -> str | None:
    if _history(waybill, "state").has_changes():
        return None if waybill.state is WaybillState.PLANNED else f"waybill.{waybill.state}"
    if _history(waybill, "status").has_changes():
        return STATUS
    return UPDATED if any(_history(waybill, name).has_changes() for name in TOLD) else None


def _history(waybill: Waybill, name: str) -> History:
    return inspect(waybill).attrs[name].history
