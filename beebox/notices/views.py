"""Every page of this room hangs on one blueprint; here are the developers' pages."""

import re

from flask import abort, redirect, render_template, request
from werkzeug.wrappers import Response

from beebox.accounts.access import public
from beebox.accounts.ports import MessageSender
from beebox.notices import desk_views, inbox_views, report_views, settings_views, text_views
from beebox.notices.blueprint import bp
from beebox.notices.ports import BadReport, ChannelKind, Channels, Readable, Rehearsed
from beebox.notices.report_views import take_news
from beebox.notices.words import CHANNELS
from beebox.web.requests import office, settings

__all__ = ["bp", "desk_views", "inbox_views", "report_views", "settings_views", "text_views"]
LATEST = 50
_OPENID = re.compile(r"[A-Za-z0-9_-]{1,64}")


@bp.get("/dev/messages")
@public
def messages() -> str:
    sender = office().use(MessageSender)
    if not settings().development or not isinstance(sender, Readable):
        abort(404)
    return render_template("notices/messages.html", messages=sender.latest(LATEST), channels=CHANNELS)


@bp.post("/dev/wechat/scan")
@public
def scan() -> Response:
    """Play that a telephone scanned the code on the screen; WeChat then pushes who it was."""
    rehearsal, channel = office().use(Rehearsed), office().use(Channels).of(ChannelKind.WECHAT)
    if not settings().development or rehearsal is None or channel is None:
        abort(404)
    openid = request.form.get("openid", "").strip() or "o-simulated"
    pushed = rehearsal.scan(request.form.get("url", "")[:200], openid)
    if pushed is None or not _OPENID.fullmatch(openid):
        abort(400)
    query, body = pushed
    try:
        take_news(office(), ChannelKind.WECHAT, channel.take({}, query, body))
    except BadReport:
        abort(400)
    return redirect("/me/messages", 303)
