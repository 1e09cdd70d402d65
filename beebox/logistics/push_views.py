"""Where carriers push what happened to parcels: proven, kept, acknowledged; everything else comes after.

Good pushes are answered before, at the `push_door`; here is told what is wrong with the others.

Proof is the carrier's signature, or the secret of the address where a carrier signs nothing (SF open
platform); then only asking makes an end certain.
"""

import logging
from hashlib import sha256

from flask import Response, request

from beebox.accounts.access import public
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.blueprint import bp
from beebox.logistics.faults import BadResponse, Forged
from beebox.logistics.ports import Carrier, Carriers, NoCarrier
from beebox.logistics.push_desk import NotKept, PushDesk, row_of
from beebox.logistics.push_door import MOST_BYTES, MOST_EVENTS
from beebox.logistics.push_taking import keep_unreadable
from beebox.web.requests import office

log = logging.getLogger(__name__)


class PushRefused(BeeboxError):
    code = "push_refused"


@bp.post("/api/carriers/<name>/events")
@public
def take_push(name: str) -> Response:
    """The carrier's own acknowledgement once the message is committed, repeated or not.

    401 for a message nobody vouches for, 400 for a riddle (which is kept), 503 when it could not be
    kept: its sender sends it again.
    """
    if (request.content_length or 0) > MOST_BYTES:
        raise _refusal(413, N_("推送的内容太大，没有处理。请分成几次推送。"))
    body, bee = request.get_data(cache=False), office()
    headers = {name.lower(): value for name, value in request.headers}
    carrier = _carrier(name)
    try:
        pushed = carrier.parse_push(headers, request.args, body)
    except Forged:
        bee.use(PushDesk).note_forged(bee, carrier.name)
        raise _refusal(401, N_("签名不对，没有处理。请核对推送密钥和原文。")) from None
    except BadResponse as riddle:
        with bee.work() as work:
            keep_unreadable(work, carrier.name, headers, body, sha256(body).hexdigest(), str(riddle))
        raise _refusal(400, N_("推送的内容读不懂，没有处理。请核对格式。")) from None
    if len(pushed.events) > MOST_EVENTS:
        raise _refusal(413, N_("一次推送最多 500 条，没有处理。请分成几次推送。"))
    try:
        bee.use(PushDesk).keep(bee, row_of(carrier.name, headers, body, pushed, bee.now()))
    except NotKept as lost:
        log.warning("a push of %s was not kept: %s", carrier.name, lost)
        raise _refusal(503, N_("系统暂时存不下，没有处理。请稍后重推。")) from None
    return Response(pushed.ack, content_type=pushed.ack_type)


def _carrier(name: str) -> Carrier:
    try:
        return office().use(Carriers).named(name[:40])
    except NoCarrier:
        raise _refusal(404, N_("没有这家快递公司。")) from None


def _refusal(status: int, message: str) -> PushRefused:
    refusal = PushRefused(message)
    refusal.status = status
    return refusal
