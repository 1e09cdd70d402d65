"""The page with every value of a case side by side."""

from flask import render_template, request

from beebox.accounts.access import allow
from beebox.preaudit.bench_views import LOOKERS, come_in
from beebox.preaudit.keys_views import bp
from beebox.preaudit.queue import held_case
from beebox.preaudit.values_table import values_table
from beebox.web.requests import office

__all__ = ["bp"]


@bp.get("/review/<code>/values")
@allow(*LOOKERS)
def show_values(code: str) -> str:
    actor = come_in(code, "preaudit:values")
    with office().look() as work:
        found = values_table(work, held_case(work, code, actor))
        only_open = request.args.get("rows") == "open"
        return render_template("preaudit/values.html", table=found, only_open=only_open)
