"""What can be done for a parcel that does not arrive: stop it, send it anew, search for it."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.kernel.errors import BeeboxError
from beebox.logistics import words as parcel_words
from beebox.logistics.blueprint import bp
from beebox.logistics.mending import mend_sender
from beebox.logistics.money.words import yuan
from beebox.logistics.orders import Contact, Interception
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Carriers
from beebox.logistics.rescue import words
from beebox.logistics.rescue.claiming import (
    MOST_FEN,
    Closing,
    SayWhatHappened,
    SumWanted,
    close_claim,
    note_step,
    open_claim,
)
from beebox.logistics.rescue.intercepting import InterceptionNotFound, SayWhatYouLearnt, settle, stop
from beebox.logistics.rescue.models import Interception as Row
from beebox.logistics.rescue.queries import claim_for, claims_for, rescue_of
from beebox.logistics.rescue.reissuing import issue_anew
from beebox.logistics.rescue.tables import CLAIM_TABLE, ClaimAction, InterceptionAction
from beebox.logistics.tracking_events import scans_of
from beebox.logistics.waybills import waybill_by_reference
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field

LOOKERS = (Role.SUPERVISOR, Role.COLLECTOR)
READERS = (Role.SUPERVISOR, Role.COLLECTOR, Role.CLERK)


@bp.get("/courier/parcels/<reference>")
@allow(*LOOKERS)
def rescue(reference: str) -> str:
    return _rescue(reference, None)


@bp.post("/courier/parcels/<reference>/stop")
@allow(Role.SUPERVISOR)
def stop_parcel(reference: str) -> Response | tuple[str, int]:
    """`action`, `why`; with `redirect` also name, phone and address."""
    wish = request.form.get("action", "")
    try:
        with office().work() as work:
            waybill = waybill_by_reference(work, reference[:80])
            action = Interception(wish) if wish in set(Interception) else Interception.HOLD
            stop(work, waybill, action, _contact(), text_field("why", 200), current_actor())
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _rescue(reference, sentence_of(error)), error.status
    return redirect(url_for(".rescue", reference=reference), 303)


@bp.post("/courier/interceptions/<int(max=2147483647):interception_id>/<answer>")
@allow(Role.SUPERVISOR)
def settle_interception(interception_id: int, answer: str) -> Response | tuple[str, int]:
    """`confirm`, or anything else for reject; `words`: whom somebody asked, and what they said."""
    action = InterceptionAction.CONFIRM if answer == "confirm" else InterceptionAction.REJECT
    with office().look() as work:
        row = work.session.get(Row, interception_id)
        if row is None:
            raise InterceptionNotFound
        reference = work.session.get_one(Waybill, row.waybill_id).reference
    try:
        with office().work() as work:
            said = text_field("words", 300)
            settle(work, interception_id, action, said, current_actor())
    except SayWhatYouLearnt as error:
        return _rescue(reference, sentence_of(error)), error.status
    return redirect(url_for(".rescue", reference=reference), 303)


@bp.post("/courier/parcels/<reference>/anew")
@allow(*LOOKERS)
def send_anew(reference: str) -> Response | tuple[str, int]:
    """`name`, `phone`, `address`: where it goes this time."""
    try:
        with office().work() as work:
            waybill = waybill_by_reference(work, reference[:80])
            made = issue_anew(work, waybill, _contact(), current_actor()).reference
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _rescue(reference, sentence_of(error)), error.status
    return redirect(url_for(".parcel", reference=made), 303)


@bp.post("/courier/parcels/<reference>/sender")
@allow(*LOOKERS)
def mend_parcel(reference: str) -> Response | tuple[str, int]:
    """`name`, `phone`, `address`: where a refused parcel to us is to be fetched instead."""
    try:
        with office().work() as work:
            waybill = waybill_by_reference(work, reference[:80])
            mend_sender(work, waybill, _contact(), current_actor())
            reference = waybill.reference
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _rescue(reference, sentence_of(error)), error.status
    return redirect(url_for(".rescue", reference=reference), 303)


@bp.post("/courier/parcels/<reference>/claim")
@allow(Role.SUPERVISOR)
def search_for(reference: str) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            waybill = waybill_by_reference(work, reference[:80])
            claim_id = open_claim(work, waybill, text_field("words", 300), current_actor()).id
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _rescue(reference, sentence_of(error)), error.status
    return redirect(url_for(".one_claim", claim_id=claim_id), 303)


@bp.get("/courier/claims")
@allow(*READERS)
def claims() -> str:
    with office().look() as work:
        listed = claims_for(work, current_actor())
        return render_template("logistics/rescue/claims.html", pages=listed, says=words, yuan=yuan)


@bp.get("/courier/claims/<int(max=2147483647):claim_id>")
@allow(*READERS)
def one_claim(claim_id: int) -> str:
    return _claim(claim_id, None)


@bp.post("/courier/claims/<int(max=2147483647):claim_id>/step")
@allow(Role.SUPERVISOR, Role.CLERK)
def claim_step(claim_id: int) -> Response | tuple[str, int]:
    """`words`; a supervisor also tells the carrier's number of the claim."""
    actor = current_actor()
    try:
        with office().work() as work:
            claim = claim_for(work, claim_id, actor).claim
            number = text_field("carrier_number", 40) if actor.role is Role.SUPERVISOR else ""
            note_step(work, claim, text_field("words", 300), actor, number)
    except SayWhatHappened as error:
        return _claim(claim_id, sentence_of(error)), error.status
    return redirect(url_for(".one_claim", claim_id=claim_id), 303)


@bp.post("/courier/claims/<int(max=2147483647):claim_id>/close")
@allow(Role.SUPERVISOR)
def end_claim(claim_id: int) -> Response | tuple[str, int]:
    """`ending`, `words`; `sum` in yuan when it is compensated, `where` is `desk` when it lies with us."""
    ending = request.form.get("ending", "")
    try:
        if ending not in set(ClaimAction):
            raise SayWhatHappened
        action = ClaimAction(ending)
        fen = _fen(text_field("sum", 12)) if action is ClaimAction.COMPENSATE else None
        closing = Closing(action, text_field("words", 300), fen, request.form.get("where") == "desk")
        with office().work() as work:
            close_claim(work, claim_id, closing, current_actor())
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _claim(claim_id, sentence_of(error)), error.status
    return redirect(url_for(".one_claim", claim_id=claim_id), 303)


def _contact() -> Contact:
    return Contact(text_field("name", 60), text_field("phone", 20), text_field("address", 200))


def _fen(typed: str) -> int:
    """Yuan with at most two places as fen; else SumWanted."""
    whole, _, rest = typed.partition(".")
    if not (whole.isascii() and whole.isdigit()) or len(rest) > 2 or (rest and not rest.isdigit()):
        raise SumWanted
    fen = int(whole) * 100 + int(rest.ljust(2, "0") or 0)
    if not 0 < fen <= MOST_FEN:
        raise SumWanted
    return fen


def _rescue(reference: str, error: str | None) -> str:
    with office().look() as work:
        waybill = waybill_by_reference(work, reference[:80])
        titles = {carrier.name: carrier.title for carrier in work.use(Carriers).all}
        return render_template(
            "logistics/rescue/parcel.html",
            rescue=rescue_of(work, waybill),
            scans=sorted(scans_of(work, waybill), key=lambda scan: scan.at, reverse=True),
            tracks=parcel_words.TRACKS,
            title=titles.get(waybill.carrier, waybill.carrier),
            says=words,
            yuan=yuan,
            wishes=tuple(Interception),
            typed=request.form,
            error=error,
            may_act=current_actor().role is Role.SUPERVISOR,
        )


def _claim(claim_id: int, error: str | None) -> str:
    actor = current_actor()
    with office().look() as work:
        page = claim_for(work, claim_id, actor)
        titles = {carrier.name: carrier.title for carrier in work.use(Carriers).all}
        return render_template(
            "logistics/rescue/claim.html",
            page=page,
            title=titles.get(page.waybill.carrier, page.waybill.carrier),
            endings=CLAIM_TABLE.open_to(page.claim.state, Role.SUPERVISOR),
            says=words,
            yuan=yuan,
            error=error,
            may_act=actor.role is Role.SUPERVISOR,
            may_note=actor.role in {Role.SUPERVISOR, Role.CLERK},
        )
