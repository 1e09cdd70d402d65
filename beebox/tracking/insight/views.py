"""成效: the pages of figures, for supervisors; an auditor sees the figures of their own work."""

from typing import Any

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request, url_for
from flask_babel import gettext as _

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.legal_clock import today
from beebox.catalog.queries import current_items, departments
from beebox.kernel.db import Work
from beebox.tracking.insight.asking import Asked, asked_of
from beebox.tracking.insight.causes import MOST_CASES, cases_with
from beebox.tracking.insight.drawing import columns_of, line_of
from beebox.tracking.insight.figures import NAMES, insight, sheets_of
from beebox.tracking.insight.files import as_csv
from beebox.tracking.insight.names import names, people
from beebox.tracking.insight.periods import LENGTHS, LONGEST, months_offered
from beebox.tracking.insight.sheets import Cell, percent
from beebox.tracking.insight.waiting import Grain
from beebox.web.errors import sentence_of
from beebox.web.filters import local_name
from beebox.web.requests import office

bp = Blueprint("insight", __name__)
READERS = (Role.SUPERVISOR, Role.AUDITOR)
CAUSES_SHOWN = 20


@bp.context_processor
def _theme() -> dict[str, bool]:
    return {"night": request.cookies.get("theme") == "night"}


@bp.get("/review/insight")
@allow(*READERS)
def show() -> Response:
    """`?period=30`, `?month=2026-11` or `?from=…&to=…`; then `&department=`, `&item=`, `&person=`."""
    actor = current_actor()
    leading = actor.role is Role.SUPERVISOR
    with office().look() as work:
        asked = asked_of(work, request.args, actor)
        told = insight(work, asked.wanted)
        page = render_template(
            "tracking/insight/page.html", told=told, sheets=sheets_of(told, leading=leading),
            supervisor=leading, line=line_of(told.first.weeks), columns=columns_of(told.flows),
            grain=Grain.of(asked.wanted.period).value, shown=CAUSES_SHOWN, **_frame(work, asked),
        )  # fmt: skip
    return make_response(page, asked.problems[0].status if asked.problems else 200)


@bp.get("/review/insight/<name>.csv")
@allow(*READERS)
def download(name: str) -> Response:
    """One of the tables, asked for as the page is."""
    if name not in NAMES:
        abort(404)
    actor = current_actor()
    with office().look() as work:
        asked = asked_of(work, request.args, actor)
        if asked.problems:
            raise asked.problems[0]
        sheet = sheets_of(insight(work, asked.wanted))[name]
    answer = make_response(as_csv(sheet, _, _read))
    answer.mimetype = "text/csv"
    period = asked.wanted.period
    file_name = f"{name}-{period.first.isoformat()}-{period.last.isoformat()}.csv"
    answer.headers["Content-Disposition"] = f'attachment; filename="{file_name}"'
    return answer


@bp.get("/review/insight/cases")
@allow(Role.SUPERVISOR)
def cases() -> Response:
    """The cases behind one line of the causes: `&material=`, `&reason=` beside what the page is asked for."""
    material, reason = request.args.get("material", "")[:60], request.args.get("reason", "")[:60]
    if not material:
        abort(404)
    with office().look() as work:
        asked = asked_of(work, request.args, current_actor())
        told = _named(work, asked, material, reason)
        found = cases_with(work, asked.wanted, material, reason)
        page = render_template(
            "tracking/insight/cases.html", found=found, most=MOST_CASES, **told, **_frame(work, asked)
        )
    return make_response(page, asked.problems[0].status if asked.problems else 200)


def _named(work: Work, asked: Asked, material: str, reason: str) -> dict[str, Any]:
    """What the line of the causes is called, and what the reason tells the citizen."""
    known = names(work)
    item = asked.wanted.item
    return {
        "item_code": item if item in known.items else "",
        "item_name": known.item(item),
        "material_name": known.material(item, material),
        "reason_name": known.reason(reason),
        "reason": known.reasons.get(reason),
        "reason_page": _reason_page(reason) if reason in known.reasons else "",
    }


def _reason_page(reason: str) -> str:
    """Where a supervisor edits this reason, in a program that has such a page."""
    page = "preaudit.show_reason"
    return url_for(page, reason=reason) if page in current_app.view_functions else ""


def _frame(work: Work, asked: Asked) -> dict[str, Any]:
    """What stands around the tables: filters, links, sentences on what could not be used."""
    now_day = today(work)
    return {
        "asked": asked,
        "problems": [sentence_of(problem) for problem in asked.problems],
        "lengths": LENGTHS,
        "longest": LONGEST,
        "months": months_offered(now_day),
        "now_day": now_day,
        "items": current_items(work),
        "departments": departments(work),
        "typed": {name: request.args.get(name, "")[:20] for name in ("from", "to")},
        "link": lambda cell: _link(asked, cell),
        "here": lambda **more: url_for("insight.show", **{**asked.address, **more}),
        "without": lambda name: url_for(
            "insight.show", **{k: v for k, v in asked.address.items() if k != name}
        ),
        "person_name": people(work, {asked.wanted.auditor or 0}).get(asked.wanted.auditor or 0, ""),
        "percent": percent,
        "file": lambda name: url_for("insight.download", name=name, **asked.address),
    }


def _link(asked: Asked, cell: Cell) -> str:
    """Where a cell leads, keeping what the page was asked for; empty for a cell that leads nowhere."""
    if not cell.address:
        return ""
    first = cell.address[0]
    if first[0] == "queue":
        return url_for("preaudit.show_queue", item=first[1])
    if first[0] == "cases":
        return url_for("insight.cases", **{**asked.address, **dict[str, Any](cell.address[1:])})
    return url_for("insight.show", **{**asked.address, **dict[str, Any](cell.address)})


def _read(cell: Cell) -> str:
    return local_name(cell, "text")
