"""Accounts with those who carry our messages, as the settings tell them."""

import re
from dataclasses import dataclass
from typing import Protocol
from urllib.parse import parse_qs, unquote, urlsplit

_HERE = re.compile(r"127\.\d+\.\d+\.\d+|localhost|::1")
_TLS = {"smtp": "starttls", "smtps": "implicit"}
_PORTS = {"smtp": 587, "smtps": 465}


@dataclass(frozen=True)
class SmsAccount:
    """A gateway that speaks the plain JSON of docs/messages.md."""

    url: str
    key: str


@dataclass(frozen=True)
class SmtpAccount:
    host: str
    port: int
    tls: str
    """`implicit`, `starttls`, or `none` on this machine alone."""
    user: str
    password: str
    sender: str


@dataclass(frozen=True)
class WechatAccount:
    url: str
    app_id: str
    secret: str
    template: str
    token: str
    """Signs what WeChat pushes to us."""


@dataclass(frozen=True)
class MessageAccounts:
    """None: this channel is not set up (while developing, it is simulated)."""

    sms: SmsAccount | None
    smtp: SmtpAccount | None
    wechat: WechatAccount | None
    report_key: str
    """Signs reports of bounced e-mails that the operator's own mail server pushes."""


class Taker(Protocol):
    """What of the settings' reader is needed here."""

    def text(self, name: str, default: str) -> str: ...

    def wrong(self, name: str, found: str, wanted: str) -> Exception: ...


def read_accounts(take: Taker) -> MessageAccounts:
    return MessageAccounts(
        sms=_sms(take), smtp=_smtp(take), wechat=_wechat(take), report_key=take.text("MESSAGE_REPORT_KEY", "")
    )


def _sms(take: Taker) -> SmsAccount | None:
    if not take.text("SMS_URL", ""):
        return None
    return SmsAccount(_address(take, "SMS_URL"), _told(take, "SMS_KEY", "SMS_URL"))


def _smtp(take: Taker) -> SmtpAccount | None:
    found = take.text("SMTP_URL", "")
    if not found:
        return None
    wanted = "an address such as smtp://user:password@mail.example.org:587 or smtps://mail.example.org"
    try:
        parts = urlsplit(found)
        port = parts.port
    except ValueError:
        raise take.wrong("SMTP_URL", "…", wanted) from None
    if parts.scheme not in _TLS or not parts.hostname:
        raise take.wrong("SMTP_URL", _without_password(found), wanted)
    tls = "none" if parse_qs(parts.query).get("tls") == ["no"] else _TLS[parts.scheme]
    if tls == "none" and not _HERE.fullmatch(parts.hostname):
        raise take.wrong(
            "SMTP_URL", _without_password(found), "without tls=no unless the server is on this machine"
        )
    sender = _told(take, "SMTP_FROM", "SMTP_URL")
    if not re.fullmatch(r"[^@\s<>]+@[^@\s<>]+", sender):
        raise take.wrong("SMTP_FROM", sender, "an address such as bee@example.org")
    return SmtpAccount(
        host=parts.hostname,
        port=port or _PORTS[parts.scheme],
        tls=tls,
        user=unquote(parts.username or ""),
        password=unquote(parts.password or ""),
        sender=sender,
    )


def _wechat(take: Taker) -> WechatAccount | None:
    app_id = take.text("WECHAT_APP_ID", "")
    if not app_id:
        return None
    url = _address(take, "WECHAT_URL") if take.text("WECHAT_URL", "") else "https://api.weixin.qq.com"
    names = ("WECHAT_SECRET", "WECHAT_TEMPLATE", "WECHAT_TOKEN")
    secret, template, token = (_told(take, name, "WECHAT_APP_ID") for name in names)
    return WechatAccount(url, app_id, secret, template, token)


def _told(take: Taker, name: str, because: str) -> str:
    found = take.text(name, "")
    if not found:
        raise take.wrong(name, "", f"set, because BEEBOX_{because} is")
    return found


def _address(take: Taker, name: str) -> str:
    found = take.text(name, "").rstrip("/")
    parts = urlsplit(found)
    safe = parts.scheme == "https" or (parts.scheme == "http" and _HERE.fullmatch(parts.hostname or ""))
    if not safe or not parts.hostname:
        raise take.wrong(name, found, "an https address, or http on this machine")
    return found


def _without_password(url: str) -> str:
    return re.sub(r"//[^@]*@", "//…@", url)
