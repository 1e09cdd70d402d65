"""A WeChat official account: token, template message, code with a scene, events.

After developers.weixin.qq.com: getAccessToken, sendTemplateMessage, createQRCode, and the events
TEMPLATESENDJOBFINISH, subscribe and SCAN.
"""

import hmac
import json
import threading
from collections.abc import Mapping
from datetime import datetime, timedelta
from hashlib import sha1
from typing import Any
from xml.etree.ElementTree import Element, ParseError

import httpx
from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from beebox.adapters.channels.wire import NOT_TAKEN, client, failed
from beebox.kernel.clock import Clock
from beebox.kernel.message_accounts import WechatAccount
from beebox.notices.ports import (
    BadReport,
    CannotBind,
    ChannelKind,
    Outcome,
    Outgoing,
    Pushed,
    Refused,
    Report,
    Scanned,
    Sent,
    Told,
    Unknown,
)

WINDOW = 300
CODE_SECONDS = 1800
EARLIER = timedelta(minutes=5)
"""So long before a token ends a new one is fetched."""
STALE_TOKEN = frozenset({40001, 40014, 42001})
LATER = frozenset({-1, 45009, 45011, 45047})
"""The system is busy, or a limit of calls is reached: nothing was sent, and it may be later."""
_SCENE = "qrscene_"
_FINISHED = "TEMPLATESENDJOBFINISH"


class Wechat:
    kind = ChannelKind.WECHAT
    name = "wechat official account"
    tells = True

    def __init__(
        self, account: WechatAccount, clock: Clock, transport: httpx.BaseTransport | None = None
    ) -> None:
        self._account, self._clock = account, clock
        self._line = client(account.url, transport)
        self._lock = threading.Lock()
        self._token, self._token_until = "", clock.now()

    def close(self) -> None:
        self._line.close()

    def send(self, message: Outgoing) -> Outcome:
        told = {
            "touser": message.to,
            "template_id": self._account.template,
            "url": message.url,
            "data": {name: {"value": value} for name, value in message.fields.items()},
            "client_msg_id": message.reference[-64:],
        }
        said = self._called("/cgi-bin/message/template/send", told)
        if isinstance(said, Refused | Unknown):
            return said
        number = str(said.get("msgid", ""))
        return Sent(number) if number else Unknown("taken, but without a number")

    def ask(self, reference: str, provider_id: str) -> Told:
        """WeChat offers no question; it pushes what became of a message."""
        return Told.UNKNOWN

    def code_for(self, scene: str) -> str:
        told = {
            "expire_seconds": CODE_SECONDS,
            "action_name": "QR_STR_SCENE",
            "action_info": {"scene": {"scene_str": scene}},
        }
        said = self._called("/cgi-bin/qrcode/create", told)
        if isinstance(said, Refused | Unknown) or not said.get("url"):
            raise CannotBind(said.reason if isinstance(said, Refused | Unknown) else "no code was given")
        return str(said["url"])

    def take(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Pushed:
        self._check_signature(query)
        try:
            told = fromstring(body, forbid_dtd=True)
        except (ParseError, DefusedXmlException, ValueError):
            raise BadReport("an XML message with an Event is wanted", forged=False) from None
        return Pushed(_news(told), ack=b"success", ack_type="text/plain")

    def _check_signature(self, query: Mapping[str, str]) -> None:
        stamp, nonce = query.get("timestamp", ""), query.get("nonce", "")
        joined = "".join(sorted((self._account.token, stamp, nonce)))
        wanted = sha1(joined.encode()).hexdigest()  # noqa: S324 - WeChat's own way
        if not hmac.compare_digest(wanted.encode(), query.get("signature", "").encode()):
            raise BadReport("the signature does not fit", forged=True)
        if not stamp.isdigit() or abs(int(stamp) - self._clock.now().timestamp()) > WINDOW:
            raise BadReport("the timestamp is too old", forged=True)

    def _called(self, path: str, told: Mapping[str, Any]) -> dict[str, Any] | Refused | Unknown:
        """The answer to one call; a token that ended early is fetched once more, as nothing was done."""
        said = self._posted(path, told, fresh=False)
        if isinstance(said, dict) and said.get("errcode") in STALE_TOKEN:
            said = self._posted(path, told, fresh=True)
        if not isinstance(said, dict):
            return said
        code = said.get("errcode", 0)
        if code == 0:
            return said
        return Refused(f"{code} {said.get('errmsg', '')}"[:200], permanent=code not in LATER | STALE_TOKEN)

    def _posted(
        self, path: str, told: Mapping[str, Any], *, fresh: bool
    ) -> dict[str, Any] | Refused | Unknown:
        token = self._access_token(fresh=fresh)
        if isinstance(token, Refused):
            return token
        body = json.dumps(told, ensure_ascii=False).encode()
        try:
            answer = self._line.post(path, params={"access_token": token}, content=body)
        except httpx.HTTPError as trouble:
            return failed(trouble)
        if answer.status_code in NOT_TAKEN:
            return Refused(f"HTTP {answer.status_code}", permanent=False)
        said = _said(answer)
        return said if said is not None else Unknown(f"HTTP {answer.status_code} without a readable answer")

    def _access_token(self, *, fresh: bool) -> str | Refused:
        with self._lock:
            now = self._clock.now()
            if fresh or now >= self._token_until:
                got = self._fetch_token(now)
                if got is not None:
                    return got
            return self._token

    def _fetch_token(self, now: datetime) -> Refused | None:
        asked = {
            "grant_type": "client_credential",
            "appid": self._account.app_id,
            "secret": self._account.secret,
        }
        try:
            said = _said(self._line.get("/cgi-bin/token", params=asked)) or {}
        except httpx.HTTPError as trouble:
            return Refused(f"no token: {type(trouble).__name__}", permanent=False)
        if not said.get("access_token"):
            return Refused(
                f"no token: {said.get('errcode', '')} {said.get('errmsg', '')}"[:200], permanent=False
            )
        lasts = timedelta(seconds=int(said.get("expires_in", 0)))
        self._token, self._token_until = str(said["access_token"]), now + lasts - EARLIER
        return None


def _news(told: Element) -> tuple[Report | Scanned, ...]:
    """What an event says; most of them mean nothing to us."""
    event, openid = _text(told, "Event"), _text(told, "FromUserName")
    if event == _FINISHED:
        status = _text(told, "Status")
        end = Told.DELIVERED if status == "success" else Told.FAILED
        return (
            Report(end, provider_id=_text(told, "MsgID"), reason="" if end is Told.DELIVERED else status),
        )
    scene = _text(told, "EventKey").removeprefix(_SCENE)
    if event in {"SCAN", "subscribe"} and scene and openid:
        return (Scanned(scene, openid),)
    return ()


def _text(told: Element, name: str) -> str:
    return (told.findtext(name) or "").strip()[:200]


def _said(answer: httpx.Response) -> dict[str, Any] | None:
    try:
        said = answer.json()
    except ValueError:
        return None
    return said if isinstance(said, dict) else None
