"""The courier desk: one page that says where a person is needed."""

from datetime import timedelta

from flask import Response, current_app, render_template
from flask_babel import gettext as _
from werkzeug.exceptions import NotFound
from werkzeug.routing import RequestRedirect

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.kernel.files import FileStore
from beebox.logistics.blueprint import bp
from beebox.logistics.courier_desk import tiles, todays
from beebox.logistics.mail_out import hand_over_by_code
from beebox.logistics.waybills import WaybillNotFound
from beebox.web.paper import pdf_response
from beebox.web.requests import office

LOOKERS = (Role.COLLECTOR, Role.SUPERVISOR)


@bp.get("/courier")
@allow(*LOOKERS)
def courier_desk() -> str:
    with office().look() as work:
        found, now = tiles(work), work.now()
        return render_template(
            "logistics/courier_desk.html",
            tiles=[
                (tile, age(now - tile.oldest) if tile.oldest else "", _exists(tile.path)) for tile in found
            ],
            todays=todays(work),
            now=now,
        )


@bp.get("/mail-out/lists/<code>/manifest")
@allow(*LOOKERS)
def carrier_manifest(code: str) -> Response:
    """The carrier's own document of a hand-over, as it came."""
    with office().look() as work:
        made, _parcels = hand_over_by_code(work, code)
        key, kind, number = made.manifest_key, made.manifest_type, made.manifest_number
    if key is None:
        raise WaybillNotFound
    answer = pdf_response(office().use(FileStore).read(key), f"{number or code}.pdf")
    if kind != "application/pdf":  # what a carrier sent is never shown as a page of ours
        answer.mimetype = "application/octet-stream"
    return answer


def age(passed: timedelta) -> str:
    """`3 天`, `5 小时` or `12 分钟`."""
    minutes = max(0, int(passed.total_seconds() // 60))
    if minutes >= 2 * 24 * 60:
        return str(_("%(count)s 天", count=minutes // (24 * 60)))
    if minutes >= 2 * 60:
        return str(_("%(count)s 小时", count=minutes // 60))
    return str(_("%(count)s 分钟", count=minutes))


def _exists(path: str) -> bool:
    """A tile whose page is not there is shown without a link."""
    try:
        current_app.url_map.bind("").match(path.partition("#")[0], method="GET")
    except RequestRedirect:
        return True
    except NotFound:
        return False
    return True
