"""Every operation of `/api/v1`: what it asks, what it answers, which scope opens it."""

from flask import Response

from beebox.accounts.api_keys import Scope
from beebox.accounts.key_door import program
from beebox.kernel.db import Office, Work
from beebox.logistics.api import shapes
from beebox.logistics.api.declaring import reads, writes
from beebox.logistics.api.feed import read_feed
from beebox.logistics.api.hooks import replay_since, webhook, webhooks
from beebox.logistics.api.labels import label_answer
from beebox.logistics.api.showing import (
    change_shown,
    scans_of,
    shown,
    waybill_for,
    waybill_page,
    webhook_shown,
)
from beebox.logistics.api.taking import take_hand_over, take_pickup, take_scans
from beebox.logistics.waybills import centre


@reads(
    "/waybills",
    Scope.READ_WAYBILLS,
    "List parcels, a page at a time, in the order they were planned",
    shapes.WaybillPage,
    query=shapes.WaybillsAsked,
)
def list_waybills(work: Work, asked: shapes.WaybillsAsked) -> shapes.WaybillPage:
    return waybill_page(work, program(), asked)


@reads("/waybills/<name>", Scope.READ_WAYBILLS, "One parcel by its reference or its number", shapes.Waybill)
def get_waybill(work: Work, name: str) -> shapes.Waybill:
    return shown(waybill_for(work, program(), name), centre(work).name)


@reads(
    "/waybills/<name>/events",
    Scope.READ_EVENTS,
    "Everything its carrier told of one parcel, the oldest first",
    shapes.Scans,
)
def list_events(work: Work, name: str) -> shapes.Scans:
    waybill = waybill_for(work, program(), name)
    return shapes.Scans(reference=waybill.reference, number=waybill.number, events=scans_of(work, waybill))


@reads(
    "/waybills/<name>/label",
    Scope.READ_WAYBILLS,
    "The label of one parcel as PDF or for a label printer (ZPL); each fetch counts as a print",
    None,
    query=shapes.LabelAsked,
    media=("application/pdf", "application/zpl"),
)
def get_label(office: Office, asked: shapes.LabelAsked, name: str) -> Response:
    return label_answer(office, program(), asked, name)


@reads(
    "/changes",
    Scope.READ_EVENTS,
    "What changed since a cursor, the oldest first, without gaps",
    shapes.ChangePage,
    query=shapes.ChangesAsked,
)
def list_changes(work: Work, asked: shapes.ChangesAsked) -> shapes.ChangePage:
    page = read_feed(work, asked.after, asked.limit, program().carrier)
    return shapes.ChangePage(
        changes=[change_shown(row) for row in page.rows],
        next_cursor=page.next_cursor,
        has_more=page.has_more,
    )


@writes(
    "/events",
    Scope.WRITE_EVENTS,
    "Tell scans of your couriers; they are kept before this is answered, each once",
    shapes.ScansTaken,
    body=shapes.ScansTold,
)
def post_events(work: Work, told: shapes.ScansTold) -> shapes.ScansTaken:
    return take_scans(work, program(), told.events)


@writes(
    "/pickups",
    Scope.WRITE_EVENTS,
    "Tell what came of calling at a sender's door",
    shapes.Pickup,
    body=shapes.PickupTold,
)
def post_pickup(work: Work, told: shapes.PickupTold) -> shapes.Pickup:
    return take_pickup(work, program(), told)


@writes(
    "/hand-overs",
    Scope.WRITE_WAYBILLS,
    "Confirm that your courier took packed parcels from our desk, all of them or none",
    shapes.HandOver,
    body=shapes.HandOverTold,
    status=201,
)
def post_hand_over(work: Work, told: shapes.HandOverTold) -> shapes.HandOver:
    return take_hand_over(work, program(), told)


@reads(
    "/webhooks", Scope.WEBHOOKS, "The addresses that are told of changes, and how they fare", shapes.Webhooks
)
def list_webhooks(work: Work) -> shapes.Webhooks:
    return shapes.Webhooks(webhooks=[webhook_shown(hook) for hook in webhooks(work, program().carrier)])


@writes(
    "/webhooks/<int:hook_id>/replays",
    Scope.WEBHOOKS,
    "Send everything written since a moment once more",
    shapes.Replayed,
    body=shapes.ReplayAsked,
    status=202,
)
def post_replay(work: Work, told: shapes.ReplayAsked, hook_id: int) -> shapes.Replayed:
    hook = webhook(work, hook_id, program().carrier)
    return shapes.Replayed(messages=replay_since(work, hook, told.since))
