"""From rows to what programs get: citizens masked, our own desk not."""

import re
from typing import Any

from sqlalchemy import Select, exists, or_, select

from beebox.accounts.api_keys import Program
from beebox.kernel.db import Work
from beebox.kernel.masking import mask_address, mask_name, mask_phone
from beebox.logistics import changes, parcels, tracks
from beebox.logistics.api import models, shapes
from beebox.logistics.api.feed import cursor_of, read_cursor
from beebox.logistics.waybills import WaybillNotFound, centre

_PHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}-?\d{7,8})(?!\d)")


def waybill_page(work: Work, program: Program, asked: shapes.WaybillsAsked) -> shapes.WaybillPage:
    """In the order they were ordered. Raises WrongCursor."""
    wanted = _seen_by(program)
    if asked.cursor:
        wanted = wanted.where(parcels.Waybill.id > read_cursor(asked.cursor, "w"))
    for column, value in (
        (parcels.Waybill.state, asked.state),
        (parcels.Waybill.leg, asked.leg),
        (parcels.Waybill.carrier, asked.carrier),
    ):
        if value is not None:
            wanted = wanted.where(column == value)
    if asked.updated_since is not None:
        wanted = wanted.where(_changed_since(asked))
    found = work.session.scalars(wanted.order_by(parcels.Waybill.id).limit(asked.limit + 1)).all()
    rows, more = found[: asked.limit], len(found) > asked.limit
    ours = centre(work).name
    return shapes.WaybillPage(
        waybills=[shown(waybill, ours) for waybill in rows],
        next_cursor=cursor_of("w", rows[-1].id) if more else None,
        has_more=more,
    )


def waybill_for(work: Work, program: Program, name: str) -> parcels.Waybill:
    """The parcel of this reference, or of any of its numbers; WaybillNotFound also for another company's."""
    plain = name[:40]
    further = select(tracks.WaybillNumber.waybill_id).where(tracks.WaybillNumber.number == plain)
    own = or_(parcels.Waybill.reference == plain, parcels.Waybill.number == plain)
    either = or_(own, parcels.Waybill.id.in_(further))
    found = work.session.scalars(_seen_by(program).where(either).order_by(parcels.Waybill.id.desc())).first()
    if found is None:
        raise WaybillNotFound
    return found


def shown(waybill: parcels.Waybill, ours: str) -> shapes.Waybill:
    """`ours` is the name of our own desk, which is an organisation and shown whole."""
    names = set(shapes.Waybill.model_fields) - {"sender", "receiver"}
    values: dict[str, Any] = {name: getattr(waybill, name) for name in names}
    return shapes.Waybill(
        **values, sender=_party(waybill.sender, ours), receiver=_party(waybill.receiver, ours)
    )


def scans_of(work: Work, waybill: parcels.Waybill) -> list[shapes.Scan]:
    wanted = select(tracks.TrackEvent).where(tracks.TrackEvent.waybill_id == waybill.id)
    ordered = wanted.order_by(tracks.TrackEvent.at, tracks.TrackEvent.id)
    return [_scan(row) for row in work.session.scalars(ordered)]


def change_shown(row: changes.Change) -> shapes.Change:
    assert row.at is not None
    return shapes.Change(kind=row.kind, at=row.at, waybill=row.data)


def webhook_shown(hook: models.Webhook) -> shapes.Webhook:
    return shapes.Webhook(**{name: getattr(hook, name) for name in shapes.Webhook.model_fields})


def without_phones(text: str) -> str:
    """What a carrier wrote, with telephone numbers masked."""
    return _PHONE.sub(lambda found: mask_phone(found[0]), text)


def _scan(row: tracks.TrackEvent) -> shapes.Scan:
    return shapes.Scan(
        status=row.status,
        code=row.code,
        at=row.at,
        text=without_phones(row.text),
        reason=row.reason,
        proof=row.proof,
        place=row.place,
        heard_at=row.heard_at,
    )


def _party(contact: dict[str, Any], ours: str) -> shapes.Party:
    name, phone, address = (str(contact.get(part) or "") for part in ("name", "phone", "address"))
    if name == ours:
        return shapes.Party(name=name, phone=phone, address=address)
    return shapes.Party(name=mask_name(name), phone=mask_phone(phone), address=mask_address(address))


def _seen_by(program: Program) -> Select[parcels.Waybill]:
    wanted = select(parcels.Waybill)
    return wanted.where(parcels.Waybill.carrier == program.carrier) if program.carrier else wanted


def _changed_since(asked: shapes.WaybillsAsked) -> Any:
    row = changes.Change
    late = or_(row.at.is_(None), row.at >= asked.updated_since)
    told = exists().where(row.waybill_id == parcels.Waybill.id, late)
    return or_(told, parcels.Waybill.ordered_at >= asked.updated_since)
