"""Which channels these settings ask for; while developing, what is not set up is simulated."""

import hmac
from dataclasses import dataclass
from hashlib import sha256

import httpx

from beebox.adapters.channels.command import SenderChannel
from beebox.adapters.channels.gateway import Gateway
from beebox.adapters.channels.in_app import InApp
from beebox.adapters.channels.run_command import RunCommand
from beebox.adapters.channels.smtp import Smtp
from beebox.adapters.channels.wechat import Wechat
from beebox.kernel.clock import Clock
from beebox.kernel.keys import Keys
from beebox.kernel.message_accounts import WechatAccount
from beebox.kernel.settings import Settings
from beebox.message_sim.accounts import Accounts
from beebox.message_sim.doors import answer
from beebox.message_sim.journal import Journal
from beebox.message_sim.pushing import scan_pushed
from beebox.message_sim.wechat_wire import scene_of
from beebox.message_sim.wires import Call
from beebox.notices.ports import Channel, ChannelKind, Channels

INSIDE = "http://message-sim.invalid"
"""The simulator is called inside this process; the name leads nowhere."""


@dataclass(frozen=True)
class Rehearsal:
    """The simulator of this process: what it took, and the keys it signs with."""

    journal: Journal
    accounts: Accounts

    @classmethod
    def of(cls, settings: Settings, clock: Clock, keys: Keys) -> "Rehearsal":
        seed = hmac.new(keys.index, b"message-sim", sha256).hexdigest()
        return cls(Journal(settings.var_dir / "dev-messages.jsonl", clock), Accounts.made_of(seed))

    def transport(self) -> httpx.BaseTransport:
        return _Inside(self)

    def scan(self, url: str, openid: str) -> tuple[dict[str, str], bytes] | None:
        scene = scene_of(self.journal, url)
        return scan_pushed(self.accounts, self.journal.now(), scene, openid) if scene else None

    def wechat(self) -> WechatAccount:
        told = self.accounts
        return WechatAccount(
            INSIDE, told.wechat_app_id, told.wechat_secret, told.wechat_template, told.wechat_token
        )


class _Inside(httpx.BaseTransport):
    """The same bytes as on the wire, answered without leaving the process."""

    def __init__(self, rehearsal: Rehearsal) -> None:
        self._rehearsal = rehearsal

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = dict(request.url.params)
        call = Call(request.method, request.url.path, query, headers, request.read())
        reply = answer(self._rehearsal.journal, self._rehearsal.accounts, call)
        return httpx.Response(reply.status, content=reply.body, headers={"Content-Type": reply.media_type})


def channels_for(settings: Settings, clock: Clock, keys: Keys, rehearsal: Rehearsal | None) -> Channels:
    """The inbox always; SMS, e-mail and WeChat as they are set up, or simulated."""
    found: list[Channel | None] = [
        InApp(),
        _sms(settings, clock, rehearsal),
        _email(settings, clock, keys, rehearsal),
        _wechat(settings, clock, rehearsal),
    ]
    return Channels(channel for channel in found if channel is not None)


def _sms(settings: Settings, clock: Clock, rehearsal: Rehearsal | None) -> Channel | None:
    if settings.sms_command:
        command = RunCommand(settings.sms_command, settings.var_dir / "sent-messages")
        return SenderChannel(command, "sms command")
    if account := settings.messages.sms:
        return Gateway(ChannelKind.SMS, account.url, account.key, clock)
    if rehearsal is None:
        return None
    return _simulated(ChannelKind.SMS, clock, rehearsal)


def _email(settings: Settings, clock: Clock, keys: Keys, rehearsal: Rehearsal | None) -> Channel | None:
    if account := settings.messages.smtp:
        own_key = hmac.new(keys.index, b"message reports", sha256).hexdigest()
        return Smtp(account, clock, settings.messages.report_key or own_key)
    return _simulated(ChannelKind.EMAIL, clock, rehearsal) if rehearsal else None


def _wechat(settings: Settings, clock: Clock, rehearsal: Rehearsal | None) -> Channel | None:
    if account := settings.messages.wechat:
        return Wechat(account, clock)
    return Wechat(rehearsal.wechat(), clock, rehearsal.transport()) if rehearsal else None


def _simulated(kind: ChannelKind, clock: Clock, rehearsal: Rehearsal) -> Gateway:
    return Gateway(kind, INSIDE, rehearsal.accounts.gateway_key, clock, rehearsal.transport())
