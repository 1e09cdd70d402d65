"""Printed matter: one template is both the page on the screen and, by WeasyPrint, the PDF."""

import unicodedata
from datetime import date, datetime
from pathlib import Path
from typing import Any

from flask import Response, current_app, has_request_context, render_template
from flask_babel import gettext as _
from werkzeug.http import quote_header_value
from werkzeug.urls import iri_to_uri

from beebox.kernel.barcodes import code128_svg, fitting_module_mm, qr_svg
from beebox.kernel.errors import N_
from beebox.web.languages import language
from beebox.web.requests import settings
from beebox.web.typesetting import PaperUnavailable, set_pdf

__all__ = [
    "PaperUnavailable",
    "paper_day",
    "paper_moment",
    "paper_weekday",
    "pdf_response",
    "render_pdf",
    "sheet_html",
]
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
_WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))


def sheet_html(template: str, **values: object) -> str:
    """The sheet as a page that a browser can show and print.

    `template` lies below templates/; each takes one value of `beebox.web.sheets`, named like it.
    """
    if has_request_context():
        return _render(template, values)
    with current_app.test_request_context():
        return _render(template, values)


def render_pdf(template: str, **values: object) -> bytes:
    """The same sheet as PDF, the same bytes for the same values.

    Nothing is fetched but files of the static folder. Raises PaperUnavailable without Pango.
    """
    static = Path(current_app.static_folder or "static")
    return set_pdf(sheet_html(template, **values), static, current_app.static_url_path or "")


def pdf_response(data: bytes, filename: str) -> Response:
    """The PDF to be opened in the browser and kept under `filename` (RFC 6266, RFC 5987)."""
    filename = "".join(sign for sign in filename if sign.isprintable())
    plain = unicodedata.normalize("NFKD", filename).encode("ascii", "ignore").decode().strip(" .-")
    plain = plain if plain not in {"", "pdf"} else "document.pdf"
    extended = iri_to_uri(filename).replace("'", "%27").replace('"', "%22")
    answer = Response(data, mimetype="application/pdf")
    answer.headers["Content-Disposition"] = (
        f"inline; filename={quote_header_value(plain)}; filename*=UTF-8''{extended}"
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


def paper_day(day: date | datetime) -> str:
    """`2026年11月23日` or `23 Nov 2026`: a paper outlives its year, so the year is always there."""
    plain = day.astimezone(settings().zone).date() if isinstance(day, datetime) else day
    if language() == "en":
        return f"{plain.day} {_MONTHS[plain.month - 1]} {plain.year}"
    return f"{plain.year}年{plain.month}月{plain.day}日"


def paper_moment(moment: datetime) -> str:
    """The day and the local time of an aware moment."""
    return f"{paper_day(moment)} {moment.astimezone(settings().zone):%H:%M}"


def paper_weekday(moment: datetime) -> str:
    """`11月25日（周三）16:00`: for the next few days, where the weekday helps most."""
    here = moment.astimezone(settings().zone)
    weekday = _(_WEEKDAYS[here.weekday()])
    if language() == "en":
        return f"{weekday} {here.day} {_MONTHS[here.month - 1]}, {here:%H:%M}"
    return f"{here.month}月{here.day}日（{weekday}）{here:%H:%M}"


def _render(template: str, values: dict[str, Any]) -> str:
    return render_template(
        template,
        qr_svg=qr_svg,
        code128_svg=code128_svg,
        fitting_module_mm=fitting_module_mm,
        paper_day=paper_day,
        paper_moment=paper_moment,
        paper_weekday=paper_weekday,
        paper_lang="en" if language() == "en" else "zh-CN",
        **values,
    )
