"""Signed delivery reports, pushed once for each message that came to its end."""

import logging
import secrets
from datetime import datetime, timedelta
from hashlib import sha1
from html import escape
from threading import Event

import httpx

from beebox.message_sim.accounts import Accounts
from beebox.message_sim.journal import Journal, Taken
from beebox.message_sim.magic import Fate
from beebox.message_sim.signing import headers_of

log = logging.getLogger(__name__)
ANSWER_SECONDS = 10
REMEMBERED = timedelta(days=1)
"""Older messages are not told again after a restart, which forgets what was told."""
_STATUS = {"delivered": "success", "failed": "failed: system failed"}


class Pusher:
    """Remembers what it has told; what is not acknowledged is told again the next time."""

    def __init__(self, journal: Journal, accounts: Accounts, url: str, line: httpx.Client) -> None:
        self._journal, self._accounts, self._line = journal, accounts, line
        self._url = url.rstrip("/")
        """The channel's name is added to it: `…/api/messages/reports` + `/sms`."""
        self._told: set[tuple[str, str]] = set()

    def push_due(self) -> int:
        """Tell everything that is over and was not told; how many messages."""
        now, told = self._journal.now(), 0
        for taken in self._journal.all():
            channel = str(taken.row.get("channel", "sms"))
            key = (channel, taken.number if "id" in taken.row else "")
            old = now - datetime.fromisoformat(str(taken.row["at"])) > REMEMBERED
            if channel not in {"sms", "email", "wechat"} or key in self._told or old:
                continue
            state, reason = taken.state(now)
            if state != "accepted" and self._push(channel, taken, state, reason):
                self._told.add(key)
                told += 1
        return told

    def _push(self, channel: str, taken: Taken, state: str, reason: str) -> bool:
        if channel == "wechat":
            openid = str(taken.row["phone"])
            status = "failed:user block" if Fate(taken.row["fate"]) is Fate.FAILED else _STATUS[state]
            body = _event(openid, "TEMPLATESENDJOBFINISH", MsgID=taken.number, Status=status)
            return self._posted(
                channel, body, wechat_query(self._accounts, self._journal.now()), {"Content-Type": "text/xml"}
            )
        report = {"reference": taken.row["reference"], "id": taken.number, "state": state, "reason": reason}
        body = httpx.Request("POST", self._url, json={"reports": [report]}).content
        seconds = int(self._journal.now().timestamp())
        signed = headers_of(self._accounts.gateway_key, seconds, body)
        return self._posted(channel, body, {}, {**signed, "Content-Type": "application/json"})

    def _posted(self, channel: str, body: bytes, query: dict[str, str], headers: dict[str, str]) -> bool:
        try:
            answer = self._line.post(f"{self._url}/{channel}", params=query, content=body, headers=headers)
        except httpx.HTTPError as trouble:
            log.info("a report of %s was not taken: %s", channel, type(trouble).__name__)
            return False
        return answer.is_success


def wechat_query(accounts: Accounts, now: datetime) -> dict[str, str]:
    """How WeChat signs what it pushes."""
    stamp, nonce = str(int(now.timestamp())), secrets.token_hex(5)
    joined = "".join(sorted((accounts.wechat_token, stamp, nonce)))
    signature = sha1(joined.encode()).hexdigest()  # noqa: S324 - WeChat's own way
    return {"signature": signature, "timestamp": stamp, "nonce": nonce}


def scan_pushed(accounts: Accounts, now: datetime, scene: str, openid: str) -> tuple[dict[str, str], bytes]:
    """Query and body of what WeChat pushes when somebody scans a code that carries this scene."""
    return wechat_query(accounts, now), _event(openid, "SCAN", EventKey=scene)


def keep_pushing(journal: Journal, accounts: Accounts, url: str, stop: Event, seconds: float = 1.0) -> None:
    """Push until `stop` is set."""
    with httpx.Client(trust_env=False, timeout=ANSWER_SECONDS) as line:
        pusher = Pusher(journal, accounts, url, line)
        while not stop.wait(seconds):
            try:
                pusher.push_due()
            except Exception:
                log.exception("the message simulator stumbled; going on")


def _event(openid: str, event: str, **told: str) -> bytes:
    rows = {"ToUserName": "gh_simulated", "FromUserName": openid, "MsgType": "event", "Event": event, **told}
    inner = "".join(f"<{name}>{escape(value)}</{name}>" for name, value in rows.items())
    return f"<xml><CreateTime>0</CreateTime>{inner}</xml>".encode()
