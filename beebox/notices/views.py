"""The developers' page of messages; in production there is no such page."""

from flask import Blueprint, abort, render_template

from beebox.accounts.access import public
from beebox.accounts.ports import MessageSender
from beebox.notices.ports import Readable
from beebox.web.requests import office, settings

bp = Blueprint("notices", __name__)
LATEST = 50


@bp.get("/dev/messages")
@public
def messages() -> str:
    sender = office().use(MessageSender)
    if not settings().development or not isinstance(sender, Readable):
        abort(404)
    return render_template("notices/messages.html", messages=sender.latest(LATEST))
