"""Everything known of one parcel, for a person who has to understand it. People are masked."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import String, cast, select

from beebox.kernel.db import Base, Work
from beebox.logistics.api.models import WebhookMessage, WebhookSending
from beebox.logistics.api.showing import shown, without_phones
from beebox.logistics.calls import CarrierCall, OrphanNumber
from beebox.logistics.changes import Change
from beebox.logistics.folding import fold
from beebox.logistics.labels.models import LabelPrint
from beebox.logistics.money.models import LedgerEntry
from beebox.logistics.parcels import Waybill
from beebox.logistics.tracking_events import numbers_of, scans_of
from beebox.logistics.tracks import CarrierPush, DeadLetter, TrackEvent
from beebox.logistics.upkeep.finding import find_parcel
from beebox.logistics.waybills import centre, codes_under

SCAN = ("at", "status", "code", "number", "text", "reason", "proof", "place", "office", "voids", "heard_at")
CALL = ("kind", "reference", "number", "state", "tries", "planned_at", "sent_at", "settled_at", "fault")
MOST = 200


def inspect_parcel(work: Work, name: str) -> dict[str, Any]:
    """Plain values under plain names, ready for JSON. Raises NoSuchParcel."""
    waybill = find_parcel(work, name)
    numbers = numbers_of(work, waybill)
    scans = scans_of(work, waybill)
    return {
        "waybill": shown(waybill, centre(work).name).model_dump(mode="json"),
        "numbers": numbers,
        "cases": codes_under(work, [waybill])[waybill.id],
        "calls": [_call(call) for call in _of(work, CarrierCall, waybill)],
        "orphans": [_told(row, "number", "why", "settled_at") for row in _of(work, OrphanNumber, waybill)],
        "scans": [_scan(scan) for scan in sorted(scans, key=lambda scan: (scan.at, scan.id))],
        "folded": _folded(scans),
        "pushes": _pushes(work, waybill.carrier, numbers),
        "dead_letters": [
            _told(row, "kind", "about", "made_at", "settled_at") for row in _of(work, DeadLetter, waybill)
        ],
        "ledger": [
            _told(row, "at", "stage", "kind", "fen", "payer", "source")
            for row in _of(work, LedgerEntry, waybill)
        ],
        "labels": [_told(row, "nth", "paper", "format", "at") for row in _of(work, LabelPrint, waybill)],
        "changes": [_told(row, "seq", "kind", "at") for row in _of(work, Change, waybill)],
        "messages": _messages(work, waybill),
    }


def _of(work: Work, table: type[Any], waybill: Waybill) -> Sequence[Any]:
    wanted = select(table).where(table.waybill_id == waybill.id)
    return work.session.scalars(wanted.order_by(*table.__mapper__.primary_key).limit(MOST)).all()


def _call(call: CarrierCall) -> dict[str, Any]:
    return _told(call, *CALL) | {"answer": without_phones(call.answer)}


def _scan(scan: TrackEvent) -> dict[str, Any]:
    return _told(scan, *SCAN) | {"text": without_phones(scan.text)}


def _folded(scans: Sequence[TrackEvent]) -> dict[str, Any]:
    whole = fold(scan.as_scan() for scan in scans)
    return {"status": whole.status.value, "at": _plain(whole.at)}


def _pushes(work: Work, carrier: str, numbers: Sequence[str]) -> list[dict[str, Any]]:
    """Messages in which one of the numbers stands; their bodies stay where they are."""
    found: dict[int, CarrierPush] = {}
    for number in numbers:
        wanted = select(CarrierPush).where(
            CarrierPush.carrier == carrier, cast(CarrierPush.events, String).contains(number, autoescape=True)
        )
        rows = work.session.scalars(wanted.order_by(CarrierPush.id.desc()).limit(MOST))
        found |= {row.id: row for row in rows if any(told["number"] == number for told in row.events)}
    return [
        _told(row, "id", "heard", "heard_at", "outcome", "taken_at", "note")
        for _, row in sorted(found.items())
    ]


def _messages(work: Work, waybill: Waybill) -> list[dict[str, Any]]:
    wanted = (
        select(WebhookSending, WebhookMessage)
        .join(WebhookMessage, WebhookMessage.id == WebhookSending.message_id)
        .join(Change, Change.id == WebhookMessage.change_id)
        .where(Change.waybill_id == waybill.id)
        .order_by(WebhookSending.id)
        .limit(MOST)
    )
    return [
        {"id": message.public_id, "kind": message.kind}
        | _told(sending, "webhook_id", "tries", "due_at", "delivered_at", "given_up_at")
        for sending, message in work.session.execute(wanted)
    ]


def _told(row: Base, *names: str) -> dict[str, Any]:
    return {name: _plain(getattr(row, name)) for name in names}


def _plain(value: Any) -> Any:
    if isinstance(value, StrEnum):
        return value.value
    return value.isoformat() if isinstance(value, datetime) else value
