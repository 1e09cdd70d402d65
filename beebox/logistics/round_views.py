"""The collector's pages: today's rounds, and one round on a phone."""

from flask import redirect, render_template, request, url_for
from sqlalchemy import or_, select
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.queries import item_of
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.logistics.asked import number_asked
from beebox.logistics.blueprint import bp
from beebox.logistics.collecting import collect
from beebox.logistics.envelopes import case_of, count_of_originals
from beebox.logistics.models import Box, Discrepancy, Envelope, Round, Scan
from beebox.logistics.rounds import (
    MISSED_AFTER,
    CountWanted,
    close_round,
    expected_in,
    found_in,
    not_found_yet,
    round_for,
)
from beebox.logistics.tables import RoundState
from beebox.logistics.timetable import next_emptyings
from beebox.web.errors import sentence_of
from beebox.web.filters import local_day
from beebox.web.requests import office

LOOKERS = (Role.COLLECTOR, Role.SUPERVISOR)
LAST_SCANS = 5


@bp.get("/rounds")
@allow(*LOOKERS)
def rounds() -> str:
    """Today's rounds and every earlier one that is still open."""
    with office().look() as work:
        today = local_day(work.now())
        rows = work.session.execute(
            select(Round, Box)
            .join(Box, Box.id == Round.box_id)
            .where(or_(Round.on == today, Round.state == RoundState.OPEN))
            .order_by(Round.due_at.desc(), Box.id)
        ).all()
        listed = [(batch, box, expected_in(work, batch), found_in(work, batch)) for batch, box in rows]
        boxes = work.session.scalars(select(Box).where(Box.active).order_by(Box.id))
        coming = [(box, next_emptyings(work, box, 1)) for box in boxes]
        missed = work.now() - MISSED_AFTER
        return render_template(
            "logistics/rounds.html", rounds=listed, coming=coming, missed=missed, today=today
        )


@bp.get("/rounds/<int:round_id>")
@allow(*LOOKERS)
def one_round(round_id: int) -> str:
    return _page(round_id, number_asked("scan"))


@bp.post("/rounds/<int:round_id>/scan")
@allow(Role.COLLECTOR)
def scan_in_round(round_id: int) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            batch = round_for(work, round_id)
            scan = collect(work, batch, request.form.get("code", ""), current_actor()).id
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _page(round_id, None, sentence_of(error)), error.status
    return redirect(url_for(".one_round", round_id=round_id, scan=scan), 303)


@bp.post("/rounds/<int:round_id>/close")
@allow(Role.COLLECTOR)
def end_round(round_id: int) -> Response | tuple[str, int]:
    typed = request.form.get("counted", "").strip()
    try:
        if not (typed.isascii() and typed.isdigit() and len(typed) < 6):
            raise CountWanted
        with office().work() as work:
            close_round(work, round_for(work, round_id), int(typed), current_actor())
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _page(round_id, None, sentence_of(error)), error.status
    return redirect(url_for(".one_round", round_id=round_id), 303)


def _page(round_id: int, scan_id: int | None, error: str | None = None) -> str:
    with office().look() as work:
        batch = round_for(work, round_id)
        scans = select(Scan).where(Scan.round_id == batch.id)
        scan = work.session.scalar(scans.where(Scan.id == scan_id)) if scan_id else None
        differences = select(Discrepancy).where(Discrepancy.round_id == batch.id)
        return render_template(
            "logistics/round.html",
            batch=batch,
            box=work.session.get_one(Box, batch.box_id),
            expected=expected_in(work, batch) if batch.expected is None else batch.expected,
            found=found_in(work, batch),
            scan=scan,
            about=_about(work, scan),
            last=work.session.scalars(scans.order_by(Scan.id.desc()).limit(LAST_SCANS)).all(),
            waiting=len(not_found_yet(work, batch)),
            differences=work.session.scalars(differences.order_by(Discrepancy.id)).all(),
            codes=_codes(work, batch),
            error=error,
            may_scan=current_actor().role is Role.COLLECTOR,
        )


def _about(work: Work, scan: Scan | None) -> dict[str, object] | None:
    """What stands below the word: the item, the count of originals, the box it was meant for."""
    envelope = work.session.get(Envelope, scan.envelope_id) if scan and scan.envelope_id else None
    if envelope is None:
        return None
    case = case_of(work, envelope)
    box = work.session.get(Box, envelope.box_id) if envelope.box_id else None
    count = count_of_originals(work, case.id)
    return {"item": item_of(work, case), "count": count, "box": box, "state": envelope.state}


def _codes(work: Work, batch: Round) -> dict[int, str]:
    """Codes by envelope id, for the differences of a round."""
    named = select(Envelope.id, Envelope.code).join(Discrepancy, Discrepancy.envelope_id == Envelope.id)
    rows = work.session.execute(named.where(Discrepancy.round_id == batch.id))
    return dict(rows.all())
