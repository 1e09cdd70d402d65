"""What carriers told and nobody could place, parcels that stand still, and how long each leg takes."""

from collections.abc import Callable

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.logistics.blueprint import bp
from beebox.logistics.dead_letters import (
    dismiss_letter,
    forged_lately,
    match_letter,
    open_letters,
    scans_under,
    take_again,
)
from beebox.logistics.leg_times import leg_times
from beebox.logistics.ports import Carriers
from beebox.logistics.stale import open_stale, settle_stale
from beebox.logistics.waybills import codes_under
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field

LOOKERS = (Role.COLLECTOR, Role.SUPERVISOR)


@bp.get("/courier/dead-letters")
@allow(*LOOKERS)
def dead_letters() -> str:
    return _letters(None)


@bp.post("/courier/dead-letters/<int:letter_id>/match")
@allow(Role.SUPERVISOR)
def match_dead_letter(letter_id: int) -> Response | tuple[str, int]:
    parcel = request.form.get("parcel", "")[:60]
    return _settle(letter_id, lambda work: match_letter(work, letter_id, parcel, current_actor()))


@bp.post("/courier/dead-letters/<int:letter_id>/dismiss")
@allow(Role.SUPERVISOR)
def dismiss_dead_letter(letter_id: int) -> Response | tuple[str, int]:
    return _settle(
        letter_id, lambda work: dismiss_letter(work, letter_id, text_field("why", 300), current_actor())
    )


@bp.post("/courier/dead-letters/<int:letter_id>/again")
@allow(Role.SUPERVISOR)
def take_dead_letter_again(letter_id: int) -> Response | tuple[str, int]:
    return _settle(letter_id, lambda work: take_again(work, letter_id, current_actor()))


def _settle(letter_id: int, act: Callable[[Work], object]) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            act(work)
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _letters(sentence_of(error), letter_id), error.status
    return redirect(url_for(".dead_letters"), 303)


@bp.get("/courier/stale")
@allow(*LOOKERS)
def stale_parcels() -> str:
    return _stale(None)


@bp.post("/courier/stale/<int:stale_id>")
@allow(Role.SUPERVISOR)
def settle_stale_parcel(stale_id: int) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            settle_stale(work, stale_id, current_actor(), text_field("words", 300))
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _stale(sentence_of(error), stale_id), error.status
    return redirect(url_for(".stale_parcels"), 303)


@bp.get("/courier/times")
@allow(Role.SUPERVISOR)
def courier_times() -> str:
    with office().look() as work:
        return render_template("logistics/times.html", times=leg_times(work), titles=_titles(work))


def _letters(error: str | None, wrong: int = 0) -> str:
    with office().look() as work:
        letters = open_letters(work)
        return render_template(
            "logistics/dead_letters.html",
            letters=[(letter, scans_under(work, letter)) for letter in letters],
            forged=forged_lately(work),
            titles=_titles(work),
            error=error,
            wrong=wrong,
            typed=request.form,
            may_act=current_actor().role is Role.SUPERVISOR,
        )


def _stale(error: str | None, wrong: int = 0) -> str:
    with office().look() as work:
        rows = open_stale(work)
        return render_template(
            "logistics/stale.html",
            rows=rows,
            codes=codes_under(work, [waybill for _, waybill in rows]),
            titles=_titles(work),
            now=work.now(),
            error=error,
            wrong=wrong,
            typed=request.form,
            may_act=current_actor().role is Role.SUPERVISOR,
        )


def _titles(work: Work) -> dict[str, str]:
    return {carrier.name: carrier.title for carrier in work.use(Carriers).all}
