"""The developers' page of the stand-in carrier: let things happen to parcels. Never in production."""

from flask import abort, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from beebox.accounts.access import public
from beebox.logistics import words
from beebox.logistics.blueprint import bp
from beebox.logistics.parcels import Waybill
from beebox.logistics.polling import track_waybill
from beebox.logistics.ports import Carriers, Rehearsal
from beebox.logistics.track_words import TrackStatus
from beebox.web.requests import office, settings


@bp.get("/dev/carrier")
@public
def rehearsal() -> str:
    parcels = _stage().parcels()
    with office().look() as work:
        rows = work.session.execute(select(Waybill.number, Waybill.reference, Waybill.state))
        ours = {number: (reference, state) for number, reference, state in rows}
    return render_template("logistics/dev_carrier.html", parcels=parcels, ours=ours, codes=words.STEPS)


@bp.post("/dev/carrier/<number>/<step>")
@public
def rehearse(number: str, step: str) -> Response:
    """Let `step` (collected, in_transit, failed, delivered) happen now, and hear of it at once."""
    stand_in = _stage()
    if step not in words.STEPS:
        abort(404)
    try:
        stand_in.step(number[:40], TrackStatus(step))
    except KeyError:
        abort(404)
    with office().look() as work:
        found = work.session.scalar(select(Waybill.id).where(Waybill.number == number))
    if found is not None:
        track_waybill(office(), found)
    return redirect(url_for(".rehearsal"), 303)


def _stage() -> Rehearsal:
    """The stand-in at hand, on a developer's machine."""
    known = office().use(Carriers).all if settings().development else ()
    stand_ins = [carrier for carrier in known if isinstance(carrier, Rehearsal)]
    if not stand_ins:
        abort(404)
    return stand_ins[0]
