"""What programs send and get, declared once: for the checks, the answers and the OpenAPI document."""

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from beebox.logistics.labels.models import LabelFormat
from beebox.logistics.orders import LabelPaper, Leg, Payer
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import Proof, Reason, TrackStatus

MOST_EVENTS = 500
MOST_PARCELS = 200
LONGEST_PAGE = 200
USUAL_PAGE = 50


def _no_control_signs(text: str) -> str:
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in text):
        raise PydanticCustomError("control_sign", "control signs are not allowed")
    return text


def _utc(moment: datetime) -> str:
    return moment.isoformat().replace("+00:00", "Z")


Plain = Annotated[str, StringConstraints(strip_whitespace=True), AfterValidator(_no_control_signs)]
Name = Annotated[Plain, Field(min_length=1, max_length=40)]
Moment = Annotated[datetime, PlainSerializer(_utc, return_type=str, when_used="json")]
Cursor = Annotated[str, Field(max_length=60, pattern=r"^[A-Za-z0-9_-]*$")]


class Asked(BaseModel):
    """What a program sends: a name that is not declared is a fault, not ignored."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Told(BaseModel):
    """What a program gets. It ignores names it does not know: more may come."""

    model_config = ConfigDict(frozen=True)


class Party(Told):
    """A sender or receiver; a citizen is masked, our own desk is not."""

    name: str
    phone: str
    address: str


class Waybill(Told):
    """One parcel on one leg. `state` is ours, `status` is what all scans together say."""

    reference: str = Field(description="Ours; never used twice.")
    number: str | None = Field(description="The carrier's; null until it was confirmed.")
    carrier: str
    leg: Leg
    state: WaybillState
    status: TrackStatus
    status_at: Moment | None
    confirmed_at: Moment | None = Field(description="When asking the carrier confirmed the end.")
    ordered_at: Moment
    packed_at: Moment | None
    handed_over_at: Moment | None
    delivered_at: Moment | None
    promised_at: Moment | None
    weight_grams: int
    payer: Payer
    contents: str
    simulated: bool = Field(description="True for a stand-in: nothing really travels.")
    sender: Party
    receiver: Party


class WaybillPage(Told):
    waybills: list[Waybill]
    next_cursor: str | None = Field(description="For `cursor`; null on the last page.")
    has_more: bool


class WaybillsAsked(Asked):
    cursor: Cursor = ""
    limit: int = Field(USUAL_PAGE, ge=1, le=LONGEST_PAGE)
    state: WaybillState | None = None
    leg: Leg | None = None
    carrier: Name | None = None
    updated_since: AwareDatetime | None = None


class Scan(Told):
    """One scan as the carrier told it; phone numbers in its text are masked."""

    status: TrackStatus
    code: str
    at: Moment
    text: str
    reason: Reason | None
    proof: Proof | None
    place: str
    heard_at: Moment = Field(description="When we learnt of it.")


class Scans(Told):
    reference: str
    number: str | None
    events: list[Scan] = Field(description="The oldest first.")


class ScanTold(Asked):
    """One scan of a courier who works for us."""

    number: Name = Field(description="The parcel's number as its label has it.")
    status: TrackStatus
    at: AwareDatetime = Field(description="When it happened; not more than ten minutes ahead.")
    code: Name | None = Field(None, description="Your own code of it.")
    text: Annotated[Plain, Field(max_length=300)] = ""
    reason: Reason | None = None
    proof: Proof | None = None
    place: Annotated[Plain, Field(max_length=100)] = ""
    office: Annotated[Plain, Field(max_length=40)] = ""


class ScansTold(Asked):
    events: list[ScanTold] = Field(min_length=1, max_length=MOST_EVENTS)


class ScansTaken(Told):
    """All of them are kept. A scan that was told before counts in `taken` and not in `new`."""

    taken: int
    new: int
    unknown: list[str] = Field(description="Numbers that no parcel of ours has yet; kept all the same.")


class HandOverTold(Asked):
    """These parcels are in the courier's hands now; all of them or none."""

    references: list[Name] = Field(min_length=1, max_length=MOST_PARCELS)


class HandOver(Told):
    code: str
    carrier: str
    at: Moment
    references: list[str]


class PickupTold(Asked):
    """What came of calling at a sender's door."""

    reference: Name
    outcome: Literal["picked_up", "pickup_failed"]
    at: AwareDatetime
    reason: Reason | None = None
    text: Annotated[Plain, Field(max_length=300)] = ""


class Pickup(Told):
    reference: str
    number: str
    state: WaybillState
    new: bool = Field(description="False when it was told before.")


class LabelAsked(Asked):
    format: LabelFormat = LabelFormat.PDF
    paper: LabelPaper = LabelPaper.LARGE


class ChangesAsked(Asked):
    after: Cursor = Field("", description="The last `next_cursor`; empty begins at the beginning.")
    limit: int = Field(100, ge=1, le=500)


class Change(Told):
    kind: str
    at: Moment
    waybill: dict[str, Any] = Field(
        description="The parcel just after the change; `scan` is there where a carrier told something."
    )


class ChangePage(Told):
    changes: list[Change]
    next_cursor: str = Field(description="Keep it: asking again with it goes on from here.")
    has_more: bool


class Webhook(Told):
    id: int
    name: str
    url: str
    kinds: list[str] = Field(description="Empty: every kind.")
    active: bool
    failing_since: Moment | None
    stopped_at: Moment | None


class Webhooks(Told):
    webhooks: list[Webhook]


class ReplayAsked(Asked):
    since: AwareDatetime


class Replayed(Told):
    messages: int


class Fault(Told):
    pointer: str | None = Field(None, description="JSON Pointer (RFC 6901) into the body.")
    parameter: str | None = None
    detail: str


class Problem(Told):
    """Every answer that is not a good one (RFC 9457)."""

    type: str
    title: str
    status: int
    detail: str
    instance: str
    code: str
    errors: list[Fault] | None = None
