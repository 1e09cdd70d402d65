"""How moments, days and codes look on a page."""

from datetime import date, datetime

from flask import Flask, url_for
from markupsafe import Markup

from beebox.kernel import masking
from beebox.web.languages import language
from beebox.web.requests import office, settings

_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def install(app: Flask) -> None:
    app.add_template_filter(day_text, "day")
    app.add_template_filter(moment_text, "moment")
    app.add_template_filter(local_name, "local")
    app.add_template_filter(masking.mask_phone, "mask_phone")
    app.add_template_filter(masking.mask_id, "mask_id")
    app.add_template_filter(masking.mask_name, "mask_name")
    app.add_template_filter(masking.mask_address, "mask_address")
    app.add_template_global(icon)


def local_day(moment: datetime) -> date:
    """The day on which a moment falls where the service stands."""
    return moment.astimezone(settings().zone).date()


def day_text(day: date | datetime | None) -> Markup:
    """`11月23日` (with the year when it is another one) or `23 Nov 2026`, as a <time>."""
    if day is None:
        return Markup("")
    plain = local_day(day) if isinstance(day, datetime) else day
    return Markup('<time datetime="{}">{}</time>').format(plain.isoformat(), plain_day(plain))


def plain_day(day: date) -> str:
    if language() == "en":
        return f"{day.day} {_MONTHS[day.month - 1]} {day.year}"
    this_year = local_day(office().now()).year
    return f"{day.month}月{day.day}日" if day.year == this_year else f"{day.year}年{day.month}月{day.day}日"


def moment_text(moment: datetime | None) -> Markup:
    """`11月23日 14:30` or `23 Nov 2026, 14:30`, local time, as a <time>."""
    if moment is None:
        return Markup("")
    here = moment.astimezone(settings().zone)
    gap = ", " if language() == "en" else " "
    return Markup('<time datetime="{}">{}{}{:%H:%M}</time>').format(
        here.isoformat(timespec="minutes"), plain_day(here.date()), gap, here
    )


def local_name(thing: object, field: str = "name") -> str:
    """`thing.name`, or `thing.name_en` for an English reader where there is one."""
    english = getattr(thing, f"{field}_en", None) if language() == "en" else None
    return str(english or getattr(thing, field))


def icon(name: str) -> Markup:
    """A sign from static/icons.svg (`back` or `s-ready`); it says nothing to a screen reader."""
    sign = name if name.startswith(("i-", "s-", "cell", "logo")) else f"i-{name}"
    href = f"{url_for('static', filename='icons.svg')}#{sign}"
    frame = '<svg class="i" viewBox="0 0 24 24" aria-hidden="true" focusable="false">{}</svg>'
    return Markup(frame).format(Markup('<use href="{}"/>').format(href))  # noqa: S704 - a constant
