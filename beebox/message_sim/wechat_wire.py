"""What the simulator offers of a WeChat official account: token, template message, code with a scene.

Shapes and codes after developers.weixin.qq.com: getAccessToken, sendTemplateMessage, createQRCode.
"""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

from beebox.message_sim.accounts import Accounts
from beebox.message_sim.journal import Journal
from beebox.message_sim.magic import Fate, fate_of
from beebox.message_sim.wires import Call, Reply

TOKEN_SECONDS = 7200
CODE_URL = "http://weixin.qq.com/q/"
OK, BUSY = 0, -1
BAD_SECRET, BAD_TOKEN, BAD_OPENID, BAD_TEMPLATE, BAD_APP_ID = 40125, 40001, 40003, 40037, 40013
NOT_FOLLOWING = 43004


def scene_of(journal: Journal, url: str) -> str | None:
    """The scene that a code made here carries."""
    ticket = url.removeprefix(CODE_URL)
    taken = journal.by_reference("qrcode", ticket)
    return str(taken.row["text"]) if taken else None


def _token(journal: Journal, accounts: Accounts, call: Call) -> Reply:
    if call.query.get("appid") != accounts.wechat_app_id:
        return _say(BAD_APP_ID, "invalid appid")
    if call.query.get("secret") != accounts.wechat_secret:
        return _say(BAD_SECRET, "invalid appsecret")
    return Reply.of(200, access_token=_current(journal, accounts), expires_in=TOKEN_SECONDS)


def _send(journal: Journal, accounts: Accounts, call: Call) -> Reply:
    told = call.told()
    if wrong := _bad_token(journal, accounts, call):
        return wrong
    if told.get("template_id") != accounts.wechat_template:
        return _say(BAD_TEMPLATE, "invalid template_id")
    to = str(told.get("touser", ""))
    if not to:
        return _say(BAD_OPENID, "invalid openid")
    match fate_of(to):
        case Fate.REFUSED:
            return _say(NOT_FOLLOWING, "require subscribe")
        case Fate.BUSY:
            return _say(BUSY, "system error")
        case Fate.DROPPED:
            return Reply.garbage("simulated: nothing was taken and this is no answer")
    fields = {str(name): str(given.get("value", "")) for name, given in dict(told.get("data", {})).items()}
    text = " · ".join(fields.values())
    reference = str(told.get("client_msg_id", "")) or f"{to}-{journal.now().isoformat()}"
    taken = journal.take("wechat", to, reference, text=text, fields=fields, url=str(told.get("url", "")))
    if fate_of(to) is Fate.LOST:
        return Reply.garbage("simulated: it was taken, and this is no answer")
    return _say(OK, "ok", msgid=int(taken.number))


def _code(journal: Journal, accounts: Accounts, call: Call) -> Reply:
    told = call.told()
    if wrong := _bad_token(journal, accounts, call):
        return wrong
    scene = str(told.get("action_info", {}).get("scene", {}).get("scene_str", ""))
    if told.get("action_name") != "QR_STR_SCENE" or not 1 <= len(scene) <= 64:
        return _say(40097, "invalid args")
    ticket = sha256(f"{accounts.wechat_secret}:{scene}".encode()).hexdigest()[:24]
    journal.take("qrcode", "", ticket, text=scene)
    return Reply.of(200, ticket=ticket, expire_seconds=told.get("expire_seconds", 60), url=CODE_URL + ticket)


def _bad_token(journal: Journal, accounts: Accounts, call: Call) -> Reply | None:
    if call.query.get("access_token") in {_current(journal, accounts), _current(journal, accounts, ago=1)}:
        return None
    return _say(BAD_TOKEN, "invalid credential, access_token is invalid or not latest")


def _current(journal: Journal, accounts: Accounts, *, ago: int = 0) -> str:
    """The token of this span of two hours; the one before it lives on until the span ends."""
    span = int(journal.now().timestamp()) // TOKEN_SECONDS - ago
    return sha256(f"{accounts.wechat_secret}:token:{span}".encode()).hexdigest()


def _say(code: int, message: str, **more: Any) -> Reply:
    return Reply.of(200, errcode=code, errmsg=message, **more)


WIRES: dict[tuple[str, str], Callable[[Journal, Accounts, Call], Reply]] = {
    ("GET", "/cgi-bin/token"): _token,
    ("POST", "/cgi-bin/message/template/send"): _send,
    ("POST", "/cgi-bin/qrcode/create"): _code,
}
