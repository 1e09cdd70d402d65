"""The administrator's calendar: which days are worked, as the State Council announced them."""

from collections.abc import Mapping
from datetime import date

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.people import people_named
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.clock.recounting import recount
from beebox.kernel.errors import N_, BeeboxError
from beebox.web.errors import sentence_of
from beebox.web.filters import local_day
from beebox.web.requests import office, text_field
from beebox.workdays.arrange import Pen, confirm_year, set_day
from beebox.workdays.models import LONGEST_NOTE, LONGEST_WHY
from beebox.workdays.queries import Year, calendar, edits, running_out, year_sheet

bp = Blueprint("calendar", __name__, url_prefix="/admin/calendar")
FIRST_YEAR, LAST_YEAR = 2020, 2100
SEEDED = frozenset({"catalogue", "migration"})
"""Why a day stands in the calendar that nobody typed."""
KINDS = {"work": True, "rest": False}


class DayUnclear(BeeboxError):
    status = 422
    code = "day_unclear"
    message = N_("没有看懂日期。请写成 2026-05-09 这样，年份从 %(first)s 到 %(last)s。")


class WhyUnclear(BeeboxError):
    status = 422
    code = "why_unclear"
    message = N_("请写一句为什么改。谁、什么时候、为什么，都会留在修改记录里。")


class KindUnclear(BeeboxError):
    status = 422
    code = "kind_unclear"
    message = N_("请选一项：这一天上班，还是休息。")


@bp.get("")
@allow(Role.ADMINISTRATOR)
def page() -> str:
    picked = _day_or_none(request.args.get("day", ""))
    return _page(_year(picked), picked)


@bp.post("")
@allow(Role.ADMINISTRATOR)
def arrange() -> Response | tuple[str, int]:
    day = _day_or_none(request.form.get("day", ""))
    try:
        if day is None:
            raise DayUnclear(first=FIRST_YEAR, last=LAST_YEAR)
        if request.form.get("kind") not in KINDS:
            raise KindUnclear
        note, why, actor = text_field("note", LONGEST_NOTE), text_field("why", LONGEST_WHY), current_actor()
        if not why:
            raise WhyUnclear
        with office().work() as work:
            set_day(work, day, is_workday=KINDS[request.form["kind"]], note=note, pen=Pen(actor.id, why))
            moved = recount(work, actor, why)
    except BeeboxError as error:
        return _page(_year(day), day, sentence_of(error)), error.status
    _tell_moved(len(moved))
    return redirect(url_for(".page", year=day.year, saved=day.isoformat()), 303)


@bp.post("/confirm")
@allow(Role.ADMINISTRATOR)
def confirm() -> Response | tuple[str, int]:
    year = _year(None)
    try:
        actor = current_actor()
        with office().work() as work:
            confirm_year(work, year, Pen(actor.id))
            recount(work, actor)
    except BeeboxError as error:
        return _page(year, None, sentence_of(error)), error.status
    return redirect(url_for(".page", year=year), 303)


def _tell_moved(count: int) -> None:
    if count:
        flash(_("%(count)s 个在办的到期日跟着变了，每一个都记在办件的期限经过里。", count=count))


def _page(year: int, picked: date | None, error: str | None = None) -> str:
    with office().look() as work:
        sheet, today, past = year_sheet(work, year), local_day(work.now()), edits(work, year)
        return render_template(
            "logistics/calendar.html",
            sheet=sheet,
            today=today,
            edits=[edit for edit in past if edit.why not in SEEDED],
            seeded=sum(edit.why in SEEDED for edit in past),
            names=people_named(work, {edit.by for edit in past if edit.by}),
            gaps=sorted(calendar(work).gaps),
            until=running_out(work, today),
            picked=picked,
            saved=_day_or_none(request.args.get("saved", "")),
            error=error,
            typed=_typed(sheet, picked),
            first=FIRST_YEAR,
            last=LAST_YEAR,
            longest_note=LONGEST_NOTE,
            longest_why=LONGEST_WHY,
        )


def _typed(sheet: Year, picked: date | None) -> Mapping[str, str]:
    """What stands in the form: what was sent, or what the calendar says of the picked day."""
    if request.method == "POST":
        return request.form
    days = (day for month in sheet.months for week in month for day in week)
    found = next((day for day in days if day and day.day == picked), None)
    return {"kind": "work" if found.is_workday else "rest", "note": found.note} if found else {}


def _year(day: date | None) -> int:
    """The year asked for, else the day's, else this year."""
    wanted = request.values.get("year", "")
    four = wanted if wanted.isascii() and wanted.isdigit() and len(wanted) == 4 else "0"
    if FIRST_YEAR <= int(four) <= LAST_YEAR:
        return int(four)
    return day.year if day else local_day(office().now()).year


def _day_or_none(text: str) -> date | None:
    try:
        day = date.fromisoformat(text.strip()[:10])
    except ValueError:
        return None
    return day if FIRST_YEAR <= day.year <= LAST_YEAR else None
