"""What the rest of the house may know of paper and parcels; nothing here changes anything."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.logistics.custody import Whereabouts, ledger_of, where_are_the_originals
from beebox.logistics.envelopes import envelope_of
from beebox.logistics.folding import ENDS, Step
from beebox.logistics.following import fold_of
from beebox.logistics.models import Box, Envelope, EnvelopeStep, HandIn
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.tables import EnvelopeState, WaybillState
from beebox.logistics.tracking_events import scans_of
from beebox.logistics.waybills import waybill_of

__all__ = ["Lanes", "Whereabouts", "lanes_of", "ledger_of", "where_are_the_originals"]


@dataclass(frozen=True)
class Stop:
    """One thing that happened: a state reached, when, and what a carrier said to it."""

    name: str
    at: datetime
    text: str = ""


@dataclass(frozen=True)
class EnvelopeLane:
    state: EnvelopeState
    hand_in: HandIn | None
    box_name: str
    pickup_from: datetime | None
    pickup_until: datetime | None
    stops: tuple[Stop, ...]
    """Names are values of EnvelopeState, oldest first."""


@dataclass(frozen=True)
class ParcelLane:
    reference: str
    number: str | None
    carrier: str
    simulated: bool
    state: WaybillState
    ordered_at: datetime
    packed_at: datetime | None
    handed_over_at: datetime | None
    delivered_at: datetime | None
    stops: tuple[Stop, ...]
    """The steps that count; names are values of TrackStatus, oldest first. An end is one once confirmed."""


@dataclass(frozen=True)
class Lanes:
    """The three small stories of one case; None where there is nothing to tell."""

    envelope: EnvelopeLane | None
    outbound: ParcelLane | None
    returning: ParcelLane | None


def lanes_of(work: Work, case_id: int) -> Lanes:
    envelope = envelope_of(work, case_id)
    return Lanes(
        envelope=_envelope_lane(work, envelope) if envelope else None,
        outbound=_parcel_lane(work, waybill_of(work, case_id, Leg.OUTBOUND)),
        returning=_parcel_lane(work, waybill_of(work, case_id, Leg.RETURN)),
    )


def _envelope_lane(work: Work, envelope: Envelope) -> EnvelopeLane:
    steps = select(EnvelopeStep).where(EnvelopeStep.envelope_id == envelope.id)
    box = work.session.get(Box, envelope.box_id) if envelope.box_id else None
    return EnvelopeLane(
        state=envelope.state,
        hand_in=envelope.hand_in,
        box_name=box.name if box else "",
        pickup_from=envelope.pickup_from,
        pickup_until=envelope.pickup_until,
        stops=tuple(
            Stop(step.after.value, step.at) for step in work.session.scalars(steps.order_by(EnvelopeStep.id))
        ),
    )


def _parcel_lane(work: Work, waybill: Waybill | None) -> ParcelLane | None:
    if waybill is None:
        return None
    steps = list(fold_of(waybill, scans_of(work, waybill)).steps)
    if steps and steps[-1].status in ENDS and waybill.confirmed_at is None:
        steps.pop()
    return ParcelLane(
        reference=waybill.reference,
        number=waybill.number,
        carrier=waybill.carrier,
        simulated=waybill.simulated,
        state=waybill.state,
        ordered_at=waybill.ordered_at,
        packed_at=waybill.packed_at,
        handed_over_at=waybill.handed_over_at,
        delivered_at=waybill.delivered_at,
        stops=tuple(Stop(step.status.value, step.at, step.scan.text) for step in _without_echo(steps)),
    )


def _without_echo(steps: Sequence[Step]) -> list[Step]:
    """Asked and pushed, a scan may be told in other words: the same step of the same second once."""
    return list({(step.status, step.at.replace(microsecond=0)): step for step in steps}.values())
