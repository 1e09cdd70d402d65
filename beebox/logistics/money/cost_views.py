"""What parcels cost in a month: a table first, small bars beside it."""

from datetime import date, datetime

from flask import render_template, request

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.logistics.blueprint import bp
from beebox.logistics.money import words
from beebox.logistics.money.months import month_of, months_before
from beebox.logistics.money.rules import Stage
from beebox.logistics.ports import Carriers
from beebox.web.filters import local_day
from beebox.web.requests import office

OFFERED = 13
SHOWN = (Stage.ESTIMATED, Stage.ACCRUED, Stage.BILLED, Stage.DISPUTED, Stage.CREDITED, Stage.PAID)


@bp.get("/money")
@allow(Role.SUPERVISOR, Role.COLLECTOR)
def costs() -> str:
    """`?month=2026-11`; the present month where none is given."""
    now = local_day(office().now()).replace(day=1)
    first = _month(request.args.get("month", "")) or now
    with office().look() as work:
        titles = {carrier.name: carrier.title for carrier in work.use(Carriers).all}
        return render_template(
            "logistics/money/costs.html",
            month=month_of(work, first),
            months=list(months_before(now, OFFERED)),
            stages=SHOWN,
            titles=titles,
            says=words,
        )


def _month(text: str) -> date | None:
    try:
        return datetime.strptime(f"{text[:7]}-01", "%Y-%m-%d").date()  # noqa: DTZ007 - a day, no moment
    except ValueError:
        return None
