"""The supervisor's page of everything that does not agree or does not move."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.kernel.errors import BeeboxError
from beebox.logistics.alarms import alarms, try_parked_again
from beebox.logistics.blueprint import bp
from beebox.logistics.discrepancies import resolve
from beebox.logistics.errand_names import errand_name
from beebox.web.errors import sentence_of
from beebox.web.requests import office, text_field


@bp.get("/alarms")
@allow(Role.SUPERVISOR)
def alarm_page() -> str:
    return _page(None)


@bp.post("/alarms/<int:discrepancy_id>/resolve")
@allow(Role.SUPERVISOR)
def resolve_discrepancy(discrepancy_id: int) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            resolve(work, discrepancy_id, current_actor(), text_field("resolution", 300))
    except BeeboxError as error:
        if error.status == 404:
            raise
        typed = (discrepancy_id, request.form.get("resolution", "")[:300])
        return _page(sentence_of(error), typed), error.status
    return redirect(url_for(".alarm_page"), 303)


@bp.post("/alarms/parked/<int:delivery_id>/again")
@allow(Role.SUPERVISOR)
def try_again(delivery_id: int) -> Response:
    with office().work() as work:
        try_parked_again(work, delivery_id, current_actor())
    return redirect(url_for(".alarm_page"), 303)


def _page(error: str | None, typed: tuple[int, str] = (0, "")) -> str:
    with office().look() as work:
        return render_template(
            "logistics/alarms.html", alarms=alarms(work), error=error, typed=typed, errand_name=errand_name
        )
