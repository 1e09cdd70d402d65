"""The citizen hands the originals in: into a box, or to the courier at the door."""

from dataclasses import dataclass
from datetime import datetime

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import case_for
from beebox.cases.events import CasePassed
from beebox.cases.models import Case
from beebox.cases.queries import item_of
from beebox.catalog.definitions import Item
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.kernel.settings import Settings
from beebox.logistics.blueprint import bp
from beebox.logistics.envelopes import envelope_of
from beebox.logistics.expecting import expect_paper
from beebox.logistics.handing_in import (
    NoSuchWindow,
    choose_box,
    choose_door,
    declare_dropped,
    envelope_to_hand_in,
    fill_of,
)
from beebox.logistics.mending import NothingToMend, mend_sender, refusal_of
from beebox.logistics.models import Box, Envelope, Original
from beebox.logistics.money.estimating import told_beforehand
from beebox.logistics.money.words import yuan
from beebox.logistics.orders import Contact, Leg, Payer
from beebox.logistics.originals import originals_of
from beebox.logistics.parcels import Waybill
from beebox.logistics.tables import EnvelopeState
from beebox.logistics.timetable import next_emptyings, pickup_windows, slots_of
from beebox.logistics.waybills import citizen_of, is_complete, waybill_of
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field


@dataclass(frozen=True)
class BoxChoice:
    box: Box
    fill: int
    emptyings: list[datetime]
    slots: list[str]

    @property
    def full(self) -> bool:
        return self.fill >= self.box.capacity


@dataclass(frozen=True)
class HandInPage:
    """Everything the page shows."""

    case: Case
    item: Item
    envelope: Envelope
    originals: list[Original]
    boxes: list[BoxChoice]
    windows: list[tuple[datetime, datetime]]
    waybill: Waybill | None
    address: str
    door_fen: int | None
    """About what the courier is paid at the door; None when the citizen pays nothing."""
    citizen_pays: bool
    """Whether the courier is paid at the door, also when no parcel is ordered yet, or none any more."""
    refusal: str | None
    """What the carrier said that will not fetch it as it was ordered; None when nothing was refused."""

    @property
    def waiting(self) -> bool:
        return self.envelope.state is EnvelopeState.WAITING

    @property
    def fetched(self) -> bool:
        """Whether a courier could come: it is known where to."""
        return is_complete(citizen_of(self.case))

    @property
    def chosen(self) -> BoxChoice | None:
        return next((c for c in self.boxes if c.box.id == self.envelope.box_id), None)


@bp.get("/cases/<code>/hand-in")
@allow(Role.CITIZEN)
def hand_in(code: str) -> str:
    _expect(code)
    return _page(code)


@bp.post("/cases/<code>/hand-in")
@allow(Role.CITIZEN)
def choose(code: str) -> Response | tuple[str, int]:
    """`way` is `box` with the code of a box, or `door` with the beginning of a window."""
    _expect(code)
    try:
        with office().work() as work:
            case = case_for(work, code, current_actor())
            if request.form.get("way") == "door":
                choose_door(work, case, _moment(request.form.get("window", "")))
            else:
                choose_box(work, case, request.form.get("box", ""))
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _page(code, sentence_of(error)), error.status
    return redirect(url_for(".hand_in", code=code), 303)


@bp.post("/cases/<code>/hand-in/address")
@allow(Role.CITIZEN)
def mend_pickup(code: str) -> Response | tuple[str, int]:
    """`name`, `phone`, `address`: where a refused parcel is to be fetched instead."""
    try:
        with office().work() as work:
            actor = current_actor()
            waybill = waybill_of(work, case_for(work, code, actor).id, Leg.OUTBOUND)
            if waybill is None:
                raise NothingToMend
            sender = Contact(text_field("name", 60), text_field("phone", 20), text_field("address", 200))
            mend_sender(work, waybill, sender, actor)
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _page(code, sentence_of(error)), error.status
    return redirect(url_for(".hand_in", code=code), 303)


@bp.post("/cases/<code>/dropped")
@allow(Role.CITIZEN)
def dropped(code: str) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            actor = current_actor()
            declare_dropped(work, case_for(work, code, actor), actor)
    except BeeboxError as error:
        if error.code not in {"choose_box_first"}:
            raise
        return _page(code, sentence_of(error)), error.status
    return redirect(url_for(".hand_in", code=code), 303)


def _expect(code: str) -> None:
    """In the seconds before the passed case was worked off, do it now."""
    with office().look() as work:
        case = case_for(work, code, current_actor())
        ready, case_id = envelope_of(work, case.id) is not None, case.id
    if not ready:
        with office().work() as work:
            expect_paper(work, CasePassed(case_id))


def _page(code: str, error: str | None = None) -> str:
    with office().look() as work:
        case = case_for(work, code, current_actor())
        page, typed = _read(work, case), request.form
        return render_template("logistics/hand_in.html", page=page, error=error, typed=typed, yuan=yuan)


def _read(work: Work, case: Case) -> HandInPage:
    envelope = envelope_to_hand_in(work, case)
    waybill = waybill_of(work, case.id, Leg.OUTBOUND)
    offered = select(Box).where(Box.active | (Box.id == envelope.box_id)).order_by(Box.id)
    return HandInPage(
        case=case,
        item=item_of(work, case),
        envelope=envelope,
        originals=originals_of(work, case.id),
        boxes=[_choice(work, box) for box in work.session.scalars(offered)],
        windows=pickup_windows(work),
        waybill=waybill,
        address=citizen_of(case).address,
        door_fen=told_beforehand(work, waybill) if waybill else None,
        citizen_pays=waybill.payer is Payer.CITIZEN if waybill else work.use(Settings).citizen_pays,
        refusal=refusal_of(work, waybill),
    )


def _choice(work: Work, box: Box) -> BoxChoice:
    slots = [f"{slot:%H:%M}" for slot in slots_of(work, box)]
    return BoxChoice(box, fill_of(work, box), next_emptyings(work, box, 2), slots)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text[:40])
    except ValueError:
        raise NoSuchWindow from None
    if moment.tzinfo is None:
        raise NoSuchWindow
    return moment
