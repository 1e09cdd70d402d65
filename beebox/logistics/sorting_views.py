"""The sorting desk: scan the envelope, see the tray, scan the tray."""

from typing import Any

from flask import redirect, render_template, request, url_for
from sqlalchemy import func, select
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.queries import item_of
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.kernel.ids import read_code
from beebox.logistics.asked import number_asked
from beebox.logistics.blueprint import bp
from beebox.logistics.envelopes import case_of, count_of_originals
from beebox.logistics.models import Bag, Envelope, Scan
from beebox.logistics.scanning import Seen
from beebox.logistics.sorting import arrive, put_in_bag, tray_of, trays
from beebox.logistics.tables import BagState, EnvelopeState
from beebox.web.errors import sentence_of
from beebox.web.requests import office

FULL_AT = 10
"""Envelopes in a bag before the desk is asked to seal it."""
LAST_SCANS = 5


@bp.get("/sorting")
@allow(Role.COLLECTOR)
def sorting() -> str:
    return _page(number_asked("scan"), number_asked("wrong"))


@bp.post("/sorting/envelope")
@allow(Role.COLLECTOR)
def scan_at_desk() -> Response:
    with office().work() as work:
        scan = arrive(work, request.form.get("code", ""), current_actor()).id
    return redirect(url_for(".sorting", scan=scan), 303)


@bp.post("/sorting/bag")
@allow(Role.COLLECTOR)
def scan_tray() -> Response | tuple[str, int]:
    code, tray = read_code(request.form.get("code", "")) or "", request.form.get("tray", "")
    try:
        with office().work() as work:
            scan = put_in_bag(work, code, tray, current_actor())
            wrong = tray.strip()[-2:] if scan.outcome == Seen.WRONG_BAG else None
            scan_id = scan.id
    except BeeboxError as error:
        return _page(None, None, sentence_of(error), code), error.status
    return redirect(url_for(".sorting", scan=scan_id, wrong=wrong), 303)


def _page(scan_id: int | None, wrong: int | None, error: str | None = None, code: str = "") -> str:
    with office().look() as work:
        scan = _scan(work, scan_id)
        envelope = _envelope(work, scan, code)
        return render_template(
            "logistics/sorting.html",
            scan=scan,
            envelope=envelope,
            about=_about(work, envelope),
            wrong=next((tray for tray in trays(work) if tray.number == wrong), None),
            error=error,
            rack=_rack(work),
            full_at=FULL_AT,
            counts=_counts(work),
            last=work.session.scalars(_at_desk().order_by(Scan.id.desc()).limit(LAST_SCANS)).all(),
            seen=Seen,
        )


def _at_desk() -> Any:
    return select(Scan).where(Scan.round_id.is_(None), Scan.bag_id.is_(None))


def _scan(work: Work, scan_id: int | None) -> Scan | None:
    found: Scan | None = work.session.scalar(_at_desk().where(Scan.id == (scan_id or 0)))
    return found


def _envelope(work: Work, scan: Scan | None, code: str) -> Envelope | None:
    wanted = Envelope.code == code if scan is None else Envelope.id == scan.envelope_id
    return work.session.scalar(select(Envelope).where(wanted))


def _about(work: Work, envelope: Envelope | None) -> dict[str, object] | None:
    if envelope is None:
        return None
    case = case_of(work, envelope)
    return {
        "item": item_of(work, case),
        "count": count_of_originals(work, case.id),
        "tray": tray_of(work, envelope.department_id),
    }


def _rack(work: Work) -> list[dict[str, object]]:
    """Every tray with what lies in its open bag."""
    inside = (
        select(Bag.department_id, Bag.code, func.count(Envelope.id))
        .outerjoin(Envelope, Envelope.bag_id == Bag.id)
        .where(Bag.state == BagState.OPEN)
        .group_by(Bag.department_id, Bag.code)
    )
    bags = {department: (code, count) for department, code, count in work.session.execute(inside)}
    return [
        {
            "tray": tray,
            "code": bags.get(tray.department.id, (None, 0))[0],
            "count": bags.get(tray.department.id, (None, 0))[1],
        }
        for tray in trays(work)
    ]


def _counts(work: Work) -> dict[str, int]:
    rows = work.session.execute(select(Envelope.state, func.count()).group_by(Envelope.state))
    counted = dict(rows.all())
    coming = (EnvelopeState.COLLECTED, EnvelopeState.CARRIED)
    return {
        "coming": sum(counted.get(state, 0) for state in coming),
        "desk": counted.get(EnvelopeState.SORTING, 0),
        "bagged": counted.get(EnvelopeState.BAGGED, 0),
        "aside": counted.get(EnvelopeState.ASIDE, 0),
    }
