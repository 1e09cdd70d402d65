"""What a passed case leaves in the other rooms: envelope, originals, parcels, result, what was announced."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from beebox.accounts.models import AccessRecord
from beebox.accounts.roles import Role
from beebox.cases.states import Action, State
from beebox.handling.models import Level, Rating, Result
from beebox.kernel.outbox import Delivery, Lane
from beebox.logistics.models import CustodyEntry, Envelope, EnvelopeStep, Fate, HandIn, Holder, Original
from beebox.logistics.orders import Leg, Payer, Product
from beebox.logistics.parcels import Waybill, WaybillCase
from beebox.logistics.tables import EnvelopeAction, EnvelopeState, WaybillState
from beebox.logistics.track_words import TrackStatus
from beebox.logistics.tracks import TrackEvent
from bench.case_rows import PATHS, Story

ON_ITS_WAY = (
    (EnvelopeState.WAITING, 60),
    (EnvelopeState.DROPPED, 20),
    (EnvelopeState.COLLECTED, 5),
    (EnvelopeState.SORTING, 5),
    (EnvelopeState.BAGGED, 10),
)
"""Where the envelopes of cases are that were passed and have not arrived."""
BEFORE_ROUND = {EnvelopeState.WAITING, EnvelopeState.DROPPED}
HOLDERS = (Holder.CITIZEN, Holder.COLLECTOR, Holder.DEPARTMENT, Holder.COURIER)
COMPANY = "simulated"


def write_paper(story: Story) -> None:
    """Everything beside the case itself; little for a case that was never passed."""
    _announced(story)
    path = PATHS[story.state]
    if Action.PASS not in path:
        return
    arrived = Action.RECEIVE in path
    envelope = _envelope(story, arrived)
    _originals(story, arrived)
    _parcel(story, Leg.OUTBOUND, WaybillState.DELIVERED if arrived else WaybillState.BOOKED, envelope)
    if Action.DECIDE in path:
        _result(story)
        _parcel(story, Leg.RETURN, _return_state(story), None)


def _return_state(story: Story) -> WaybillState:
    if story.state is State.CLOSED:
        return WaybillState.DELIVERED
    return WaybillState.IN_TRANSIT if story.state is State.RETURNING else WaybillState.BOOKED


def _announced(story: Story) -> None:
    begun = story.begun
    for number in range(len(PATHS[story.state]) + 2):
        story.batch.add(
            Delivery, handler="beebox.notices:tell", kind="CaseSubmitted", lane=Lane.QUICK,
            event={"case_id": story.number}, tries=1, last_error=None, emitted_at=begun,
            due_at=begun, lease=None, lease_until=None, done_at=begun + timedelta(seconds=number),
        )  # fmt: skip
    story.batch.add(
        AccessRecord, at=begun, person_id=story.town.auditors[0], role=Role.AUDITOR, what="review",
        case_id=story.number,
    )  # fmt: skip


def _envelope(story: Story, arrived: bool) -> int:  # noqa: FBT001 - one of two kinds of case
    on_its_way = story.chance.choices([row[0] for row in ON_ITS_WAY], [row[1] for row in ON_ITS_WAY])[0]
    state = EnvelopeState.RECEIVED if arrived else on_its_way
    box = story.chance.choice(story.town.boxes)
    fetched = state not in BEFORE_ROUND
    bagged = state in {EnvelopeState.BAGGED, EnvelopeState.RECEIVED}
    envelope = story.batch.add(
        Envelope, case_id=story.number, code=story.code, department_id=story.department, state=state,
        hand_in=HandIn.BOX, box_id=box, pickup_from=None, pickup_until=None, dropped_at=story.begun,
        round_id=story.town.round_of(story.day, box, story.number % 2) if fetched else None,
        bag_id=story.town.bag_of(story.day, story.department) if bagged else None,
    )  # fmt: skip
    for action, after in (
        (EnvelopeAction.DECLARE_DROPPED, EnvelopeState.DROPPED),
        (EnvelopeAction.COLLECT, EnvelopeState.COLLECTED),
        (EnvelopeAction.ARRIVE, EnvelopeState.SORTING),
        (EnvelopeAction.BAG, EnvelopeState.BAGGED),
        (EnvelopeAction.RECEIVE, EnvelopeState.RECEIVED),
    ):
        story.batch.add(
            EnvelopeStep, envelope_id=envelope, action=action, after=after, role=Role.COLLECTOR,
            actor_id=story.town.collectors[0], at=story.begun,
        )  # fmt: skip
        if after is state:
            break
    return envelope


def _originals(story: Story, arrived: bool) -> None:  # noqa: FBT001 - one of two kinds of case
    held: Sequence[Holder] = HOLDERS[:3] if arrived else HOLDERS[:1]
    if story.state is State.CLOSED:
        held = (*HOLDERS, Holder.CITIZEN)
    papers = [m for m in story.item.materials[:6] if m.travels and m.originals][:2]
    for position, paper in enumerate(papers):
        original = story.batch.add(
            Original, case_id=story.number, material_code=paper.code, position=position,
            name=paper.paper, name_en=paper.paper_en, count=paper.originals, afterwards=Fate.RETURNED,
        )  # fmt: skip
        for hours, holder in enumerate(held):
            story.batch.add(
                CustodyEntry, original_id=original, holder_kind=holder, holder_ref="",
                at=story.begun + timedelta(hours=hours), by=story.town.collectors[0],
            )  # fmt: skip


def _parcel(story: Story, leg: Leg, state: WaybillState, envelope: int | None) -> None:
    begun, done = story.begun, state is WaybillState.DELIVERED
    left = begun + timedelta(hours=5) if state not in {WaybillState.BOOKED, WaybillState.PLANNED} else None
    number = f"SIM{leg[0].upper()}{story.number:09d}"
    place = {"name": "黄建国", "phone": "15000000419", "address": "广州市海珠区琶影路80号"}
    waybill = story.batch.add(
        Waybill, reference=f"LBW-{story.code}-{leg[0].upper()}", leg=leg, carrier=COMPANY, number=number,
        route_code="020", state=state, sender=place, receiver=place, contents="原件 2 份", weight_grams=300,
        payer=Payer.GOVERNMENT, product=Product.EXPRESS,
        simulated=True, ordered_at=begun, packed_at=left, packed_by=None, handed_over_at=left,
        hand_over_id=None, delivered_at=begun + timedelta(days=1) if done else None, asked_at=story.town.now,
        status=TrackStatus.CREATED, status_at=None, confirmed_at=None, promised_at=None, replaces_id=None,
    )  # fmt: skip
    story.batch.add_plain(WaybillCase, waybill_id=waybill, case_id=story.number, envelope_id=envelope)
    for hours, status in enumerate(_told(state)):
        story.batch.add(
            TrackEvent, waybill_id=waybill, carrier=COMPANY, number=number, key=f"{number}{status}",
            code=status.value, status=status, at=begun + timedelta(hours=6 + hours), text="快件运输中",
            reason=None, proof=None, place="", office="", voids=[], successor="", heard_at=story.town.now,
        )  # fmt: skip


def _told(state: WaybillState) -> tuple[TrackStatus, ...]:
    every = (TrackStatus.PICKED_UP, TrackStatus.IN_TRANSIT, TrackStatus.DELIVERED)
    return every[: {WaybillState.DELIVERED: 3, WaybillState.IN_TRANSIT: 2}.get(state, 0)]


def _result(story: Story) -> None:
    decided: datetime = story.begun + timedelta(hours=12)
    clerk: Any = story.town.clerks[story.department]
    story.batch.add(
        Result, case_id=story.number, granted=True, text="准予办理。", file_key=None, file_name=None,
        file_mime=None, decided_by=clerk, decided_at=decided, pickup_seed=None, pickup_locked_until=None,
        collected_at=None, collected_by=None, id_checked=None, handed_by=None,
    )  # fmt: skip
    if story.state is State.CLOSED and story.number % 2:
        story.batch.add(
            Rating, case_id=story.number, level=Level.GOOD, text="", rated_by=story.citizen, rated_at=decided
        )
