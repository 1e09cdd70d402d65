"""The door through which providers push what became of messages, and who scanned our code."""

import logging

from flask import Response, abort, jsonify, make_response, request

from beebox.accounts.access import public
from beebox.kernel.db import Office
from beebox.notices.blueprint import bp
from beebox.notices.choices.contacts import scanned
from beebox.notices.delivery.reports import hear
from beebox.notices.ports import BadReport, ChannelKind, Channels, Pushed, Report
from beebox.web.requests import office

log = logging.getLogger(__name__)
MOST_BYTES = 256 * 1024
UNBOOKED = ("code-", "contact-")
"""References of codes to sign in and to confirm an address: they stand in no book, so nothing is kept."""


@bp.post("/api/messages/reports/<name>")
@public
def take_report(name: str) -> Response:
    """Signed by the provider; what is proven and readable is kept before it is acknowledged."""
    channel = office().use(Channels).of(ChannelKind(name)) if name in set(ChannelKind) else None
    if channel is None:
        abort(404)
    if (request.content_length or 0) > MOST_BYTES:
        return _refused(413, "too_large", f"at most {MOST_BYTES} bytes")
    headers = {key.lower(): value for key, value in request.headers.items()}
    try:
        pushed = channel.take(headers, request.args, request.get_data())
    except BadReport as bad:
        log.warning("a report of %s was refused: %s", name, bad)
        return _refused(401 if bad.forged else 422, "forged" if bad.forged else "unreadable", str(bad))
    take_news(office(), ChannelKind(name), pushed)
    answer = make_response(pushed.ack)
    answer.content_type = pushed.ack_type
    return answer


@bp.get("/api/messages/reports/wechat")
@public
def prove_address() -> Response:
    """WeChat asks once whether this address is ours: an echo proves it, if the question is signed."""
    channel = office().use(Channels).of(ChannelKind.WECHAT)
    if channel is None:
        abort(404)
    try:
        channel.take({}, request.args, b"<xml/>")
    except BadReport as bad:
        log.warning("WeChat's question about our address was refused: %s", bad)
        return _refused(401, "forged", str(bad))
    return Response(request.args.get("echostr", "")[:200], mimetype="text/plain")


def take_news(office: Office, kind: ChannelKind, pushed: Pushed) -> None:
    with office.work() as work:
        for news in pushed.news:
            if isinstance(news, Report):
                if news.reference.startswith(UNBOOKED):
                    log.info("a code by %s: %s %s", kind, news.told, news.reason)
                else:
                    hear(work, kind, news)
            elif not scanned(work, news.scene, news.address):
                log.warning("somebody scanned a code that is unknown, used or too old")


def _refused(status: int, code: str, why: str) -> Response:
    answer = jsonify(code=code, message=why)
    answer.status_code = status
    return answer
