"""Bags: sealed at the sorting desk, counted and signed for by the department."""

from flask import redirect, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.queries import item_of
from beebox.catalog.models import Department
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.kernel.ids import read_code
from beebox.kernel.masking import mask_name
from beebox.logistics.asked import number_asked
from beebox.logistics.bag_receiving import receive_bag, scan_in_bag
from beebox.logistics.bags import (
    BagNotFound,
    bag_for,
    bags_for,
    close_bag,
    envelopes_in,
    ticked_in,
)
from beebox.logistics.blueprint import bp
from beebox.logistics.envelopes import case_of, count_of_originals
from beebox.logistics.models import Bag, Discrepancy, Scan
from beebox.logistics.scanning import read_bag
from beebox.logistics.tables import BagState, EnvelopeState
from beebox.web.errors import sentence_of
from beebox.web.requests import office

HANDLERS = (Role.COLLECTOR, Role.CLERK, Role.SUPERVISOR)


@bp.get("/bags")
@allow(*HANDLERS)
def bags() -> str:
    return _list(None)


@bp.post("/bags/find")
@allow(*HANDLERS)
def find_bag() -> Response | tuple[str, int]:
    """From a scanned or typed bag code to its page."""
    try:
        with office().look() as work:
            found = read_bag(work, request.form.get("code", ""))
            if found is None:
                raise BagNotFound
            code = bag_for(work, found.code, current_actor()).code
    except BeeboxError as error:
        return _list(sentence_of(error)), error.status
    return redirect(url_for(".one_bag", code=code), 303)


@bp.get("/bags/<code>")
@allow(*HANDLERS)
def one_bag(code: str) -> str:
    return _page(code, number_asked("scan"))


@bp.post("/bags/<code>/close")
@allow(Role.COLLECTOR)
def seal_bag(code: str) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            actor = current_actor()
            close_bag(work, _bag(work, code), actor)
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _page(code, None, sentence_of(error)), error.status
    return redirect(url_for(".one_bag", code=code), 303)


@bp.post("/bags/<code>/scan")
@allow(Role.CLERK)
def tick_in_bag(code: str) -> Response:
    with office().work() as work:
        typed = request.form.get("code", "")
        scan = scan_in_bag(work, _bag(work, code), typed, current_actor()).id
    return redirect(url_for(".one_bag", code=code, scan=scan), 303)


@bp.post("/bags/<code>/receive")
@allow(Role.CLERK)
def sign_for_bag(code: str) -> Response | tuple[str, int]:
    confirmed = request.form.get("missing") == "yes"
    try:
        with office().work() as work:
            bag = _bag(work, code)
            receive_bag(work, bag, current_actor(), missing_confirmed=confirmed)
    except BeeboxError as error:
        if error.status == 404:
            raise
        return _page(code, None, sentence_of(error)), error.status
    return redirect(url_for(".one_bag", code=code), 303)


def _bag(work: Work, code: str) -> Bag:
    plain = read_code(code)
    if plain is None:
        raise BagNotFound
    return bag_for(work, plain, current_actor())


def _list(error: str | None) -> str:
    actor = current_actor()
    with office().look() as work:
        return render_template("logistics/bags.html", lines=bags_for(work, actor), error=error, actor=actor)


def _page(code: str, scan_id: int | None, error: str | None = None) -> str:
    actor = current_actor()
    with office().look() as work:
        bag = _bag(work, code)
        scan = work.session.scalar(select(Scan).where(Scan.id == (scan_id or 0), Scan.bag_id == bag.id))
        rows = _rows(work, bag)
        differences = select(Discrepancy).where(Discrepancy.bag_id == bag.id)
        return render_template(
            "logistics/bag.html",
            bag=bag,
            department=work.session.get_one(Department, bag.department_id),
            rows=rows,
            scan=scan,
            missing=[row for row in rows if row["mark"] == "yet"],
            differences=work.session.scalars(differences.order_by(Discrepancy.id)).all(),
            codes={row["id"]: row["code"] for row in rows},
            error=error,
            clerk=actor.role is Role.CLERK,
            collector=actor.role is Role.COLLECTOR,
        )


def _rows(work: Work, bag: Bag) -> list[dict[str, object]]:
    """Each envelope of the sheet with its mark: received, ticked, not yet, missing or to go back."""
    ticked, rows = ticked_in(work, bag), []
    for envelope in envelopes_in(work, bag):
        case, scan = case_of(work, envelope), ticked.get(envelope.id)
        mark = "ticked" if scan else "yet"
        if envelope.state is EnvelopeState.ASIDE:
            mark = "back"
        elif envelope.state is EnvelopeState.RECEIVED:
            mark = "received"
        elif bag.state is BagState.RECEIVED:
            mark = "missing"
        rows.append(
            {
                "id": envelope.id,
                "code": envelope.code,
                "item": item_of(work, case),
                "applicant": mask_name(str(case.form.get("applicant_name") or "")),
                "count": count_of_originals(work, case.id),
                "mark": mark,
                "at": scan.at if scan else None,
            }
        )
    return rows
