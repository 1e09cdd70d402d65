"""Where carriers push what happened to parcels. Signed, kept once, answered after it is kept."""

from flask import Response, jsonify, request

from beebox.accounts.access import public
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.blueprint import bp
from beebox.logistics.faults import BadResponse, Forged
from beebox.logistics.ports import Carriers, NoCarrier
from beebox.logistics.tracking_events import take_events
from beebox.web.requests import office

MOST_BYTES = 256 * 1024
MOST_EVENTS = 500


class PushRefused(BeeboxError):
    code = "push_refused"


@bp.post("/api/carriers/<name>/events")
@public
def take_push(name: str) -> Response:
    """200 once everything is kept, repeated or not; 401 for a wrong signature, 400 for a riddle."""
    if (request.content_length or 0) > MOST_BYTES:
        raise _refusal(413, N_("推送的内容太大，没有处理。请分成几次推送。"))
    body = request.get_data(cache=False)
    try:
        carrier = office().use(Carriers).named(name[:40])
        headers = {name.lower(): value for name, value in request.headers}
        events = carrier.parse_push(headers, request.args, body).events
    except NoCarrier:
        raise _refusal(404, N_("没有这家快递公司。")) from None
    except Forged:
        raise _refusal(401, N_("签名不对，没有处理。请核对推送密钥和原文。")) from None
    except BadResponse:
        raise _refusal(400, N_("推送的内容读不懂，没有处理。请核对格式。")) from None
    if len(events) > MOST_EVENTS:
        raise _refusal(413, N_("一次推送最多 500 条，没有处理。请分成几次推送。"))
    with office().work() as work:
        new = take_events(work, carrier.name, events)
    return jsonify(taken=len(events), new=new)


def _refusal(status: int, message: str) -> PushRefused:
    refusal = PushRefused(message)
    refusal.status = status
    return refusal
