"""What every channel of messages promises: beebox/notices/ports.py, Channel. One suite for all of them."""

import json
import socket
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import httpx
import pytest
from aiosmtpd.controller import Controller

from beebox.adapters.channels.choosing import Rehearsal, channels_for
from beebox.adapters.channels.command import SenderChannel
from beebox.adapters.channels.gateway import Gateway
from beebox.adapters.channels.in_app import InApp
from beebox.adapters.channels.run_command import RunCommand
from beebox.adapters.channels.smtp import Smtp
from beebox.adapters.channels.wechat import Wechat
from beebox.kernel.clock import SystemClock
from beebox.kernel.keys import read_keys
from beebox.kernel.message_accounts import SmtpAccount, WechatAccount
from beebox.message_sim import serving
from beebox.message_sim.accounts import Accounts
from beebox.message_sim.journal import Journal
from beebox.message_sim.pushing import Pusher, scan_pushed
from beebox.message_sim.signing import headers_of
from beebox.notices.ports import (
    BadReport,
    Channel,
    ChannelKind,
    Outgoing,
    Refused,
    Report,
    Scanned,
    Sent,
    Told,
    Unknown,
)
from tests.conftest import settings_in

TEXT = "【小蜂箱】办件7K3Q-9M2X已受理；\n第二行 <b>&amp; “引号” 🐝"
URL = "https://bee.example.org/track/7K3Q-9M2X"


class Clock:
    """The system's clock, moved by hand."""

    def __init__(self) -> None:
        self.ahead = timedelta()

    def now(self) -> datetime:
        return SystemClock().now() + self.ahead


@dataclass
class Line:
    channel: Channel
    took: Callable[[], list[tuple[str, str]]]
    """Reference (or Message-ID) and text of what arrived on the other side, the oldest first."""
    to: str
    nowhere: str
    """An address that is refused for good; empty when every address is taken."""
    clock: Clock


def outgoing(line: Line, reference: str = "CaseAccepted-1-2-x1", to: str | None = None) -> Outgoing:
    fields = {"character_string1": "7K3Q-9M2X", "thing2": TEXT, "thing3": "12月7日"}
    return Outgoing(reference, line.to if to is None else to, TEXT, "办件7K3Q-9M2X已受理", fields, URL)


class Mailbox:
    """Keeps what a real mail server on this machine was given."""

    def __init__(self) -> None:
        self.letters: list[EmailMessage] = []
        self.answer = "250 taken"

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, _options: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if address.startswith("nobody@"):
            return "550 no such mailbox"
        if address.startswith("later@"):
            return "451 try again later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        if envelope.rcpt_tos[0].startswith("dropped@"):
            server.transport.close()
            return "250 nobody hears this"
        if self.answer.startswith("250"):
            letter = message_from_bytes(envelope.original_content, policy=policy.default)
            assert isinstance(letter, EmailMessage)
            self.letters.append(letter)
        return self.answer


@pytest.fixture
def mailbox() -> Iterator[tuple[Mailbox, Controller]]:
    box = Mailbox()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = Controller(box, hostname="127.0.0.1", port=port)
    server.start()
    yield box, server
    server.stop()


def smtp_to(server: Controller, clock: Clock, **changed: Any) -> Smtp:
    told = {"host": "127.0.0.1", "port": server.port, "tls": "none", "user": "", "password": ""}
    account = SmtpAccount(**{**told, "sender": "bee@bee.example.org", **changed})
    return Smtp(account, clock, "a report key", timeout=5)


def simulated(kind: ChannelKind, url: str, accounts: Accounts, clock: Clock) -> Channel:
    if kind is not ChannelKind.WECHAT:
        return Gateway(kind, url, accounts.gateway_key, clock)
    told = (accounts.wechat_app_id, accounts.wechat_secret, accounts.wechat_template, accounts.wechat_token)
    return Wechat(WechatAccount(url, *told), clock)


CHANNELS = ["in app", "sms command", "sms inside", "email inside", "wechat inside"]
CHANNELS += ["sms on the wire", "wechat on the wire", "smtp"]
TO = {"sms": "15000000419", "email": "wang@example.org", "wechat": "o-wang"}
NOWHERE = {"sms": "19900000001", "email": "refused@example.org", "wechat": "o-refused"}


@pytest.fixture(params=CHANNELS)
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Line]:
    clock = Clock()
    word, _, where = request.param.partition(" ")
    if request.param == "in app":
        yield Line(InApp(), list, "7", "", clock)
    elif request.param == "sms command":
        yield _command_line(tmp_path, clock)
    elif request.param == "smtp":
        box, server = request.getfixturevalue("mailbox")
        yield Line(
            smtp_to(server, clock),
            lambda: [(str(letter["Message-ID"]), _plain(letter)) for letter in box.letters],
            "wang@example.org",
            "nobody@example.org",
            clock,
        )
    elif where == "inside":
        settings, keys = settings_in(tmp_path), read_keys(tmp_path)
        rehearsal = Rehearsal.of(settings, clock, keys)
        channel = channels_for(settings, clock, keys, rehearsal).of(ChannelKind(word))
        assert channel is not None
        yield Line(channel, lambda: _rows(rehearsal.journal), TO[word], NOWHERE[word], clock)
    else:
        journal, accounts = Journal(tmp_path / "sim.jsonl", clock), Accounts.fresh()
        with serving.in_thread(journal, accounts) as url:
            channel = simulated(ChannelKind(word), url, accounts, clock)
            yield Line(channel, lambda: _rows(journal), TO[word], NOWHERE[word], clock)
            channel.close()  # type: ignore[attr-defined]  # both of these have one


def _command_line(folder: Path, clock: Clock) -> Line:
    out = folder / "out"
    script = folder / "gateway.py"
    script.write_text(
        "import json, sys\nphone, reference, text = sys.stdin.read().split('\\n', 2)\n"
        "open(sys.argv[1], 'a').write(json.dumps([reference, text.rstrip('\\n')]) + '\\n')\n"
    )
    command = RunCommand(f"{sys.executable} '{script}' '{out}'", folder / "remembered")

    def took() -> list[tuple[str, str]]:
        rows = out.read_text().splitlines() if out.exists() else []
        return [(reference, text) for reference, text in map(json.loads, rows)]

    return Line(SenderChannel(command, "command"), took, "15000000419", "", clock)


def _rows(journal: Journal) -> list[tuple[str, str]]:
    return [(str(taken.row["reference"]), str(taken.row["text"])) for taken in journal.all()]


def _plain(letter: EmailMessage) -> str:
    part = letter.get_body(("plain",))
    assert part is not None
    return part.get_content().replace("\r\n", "\n").rstrip("\n")


def test_a_message_is_handed_over_as_it_was_given(line: Line) -> None:
    outcome = line.channel.send(outgoing(line))
    assert isinstance(outcome, Sent)
    if line.channel.kind is not ChannelKind.IN_APP:
        ((_, text),) = line.took()
        assert TEXT in text
    assert outcome.delivered == (line.channel.kind is ChannelKind.IN_APP)


def test_another_reference_is_another_message(line: Line) -> None:
    for n in range(3):
        assert isinstance(line.channel.send(outgoing(line, f"CaseAccepted-1-{n}-x1")), Sent)
    names = [name for name, _ in line.took()]
    assert len(names) == len(set(names)) == (0 if line.channel.kind is ChannelKind.IN_APP else 3)


def test_the_same_reference_again_is_the_same_message(line: Line) -> None:
    """E-mail cannot promise that nothing arrives twice, but its Message-ID tells that it is the same one."""
    outcomes = [line.channel.send(outgoing(line)) for _ in range(2)]
    assert outcomes[0] == outcomes[1]
    assert len({name for name, _ in line.took()}) <= 1
    assert len(line.took()) <= (2 if isinstance(line.channel, Smtp) else 1)


def test_an_address_that_does_not_exist_is_refused_for_good(line: Line) -> None:
    """A command takes every number; what it refuses at once is none at all."""
    outcome = line.channel.send(outgoing(line, to=line.nowhere))
    assert isinstance(outcome, Refused) and outcome.permanent and outcome.reason
    assert line.took() == []


def test_asking_is_answered_and_never_raises(line: Line) -> None:
    outcome = line.channel.send(outgoing(line))
    assert isinstance(outcome, Sent)
    assert line.channel.ask("CaseAccepted-1-2-x1", outcome.provider_id) in set(Told)
    assert line.channel.ask("nobody-knows-this", "") in {Told.NEVER_HEARD, Told.UNKNOWN}


@pytest.mark.parametrize("body", [b"", b"null", b"[1]", b'{"reports": 7}', b"<xml", b"\xff\x00", b"<xml/>"])
def test_an_unsigned_report_is_refused_and_says_why(line: Line, body: bytes) -> None:
    with pytest.raises(BadReport) as told:
        line.channel.take({}, {}, body)
    assert told.value.forged and str(told.value)


@pytest.fixture
def gateway(tmp_path: Path) -> Iterator[tuple[Gateway, Journal, Accounts, Clock]]:
    clock = Clock()
    journal, accounts = Journal(tmp_path / "sim.jsonl", clock), Accounts.fresh()
    with serving.in_thread(journal, accounts) as url:
        made = Gateway(ChannelKind.SMS, url, accounts.gateway_key, clock)
        yield made, journal, accounts, clock
        made.close()


@pytest.mark.parametrize(
    ("to", "kind"),
    [("19900000004", Refused), ("19900000005", Unknown), ("19900000006", Unknown), ("19900000003", Sent)],
)
def test_a_bad_day_of_a_gateway_is_told_apart(gateway, to: str, kind: type) -> None:  # type: ignore[no-untyped-def]
    channel, journal, _, _ = gateway
    outcome = channel.send(Outgoing("r1", to, TEXT))
    assert isinstance(outcome, kind)
    assert not getattr(outcome, "permanent", False)
    taken = [row.row["reference"] for row in journal.all() if row.row["channel"] == "sms"]
    assert taken == (["r1"] if to in {"19900000005", "19900000003"} else [])
    told = {"19900000005": Told.ON_ITS_WAY, "19900000003": Told.ON_ITS_WAY}.get(to, Told.NEVER_HEARD)
    assert channel.ask("r1", "") is told


def test_nobody_listening_means_not_sent(tmp_path: Path) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    clock = Clock()
    account = WechatAccount(f"http://127.0.0.1:{port}", "a", "b", "c", "d")
    mail = SmtpAccount("127.0.0.1", port, "none", "", "", "bee@bee.example.org")
    for channel in (
        Gateway(ChannelKind.SMS, f"http://127.0.0.1:{port}", "k", clock),
        Wechat(account, clock),
        Smtp(mail, clock, "k", timeout=2),
    ):
        outcome = channel.send(Outgoing("r", "x@example.org", TEXT, "s"))
        assert isinstance(outcome, Refused) and not outcome.permanent


def test_a_wrong_key_is_refused_and_tried_again_once_it_is_right(gateway) -> None:  # type: ignore[no-untyped-def]
    channel, _, _, clock = gateway
    wrong = Gateway(ChannelKind.SMS, str(channel._line.base_url), "another key", clock)
    outcome = wrong.send(Outgoing("r", "15000000419", TEXT))
    assert isinstance(outcome, Refused) and not outcome.permanent and "401" in outcome.reason
    wrong.close()


def test_reports_of_a_gateway_carry_what_became_of_a_message(gateway) -> None:  # type: ignore[no-untyped-def]
    channel, journal, accounts, clock = gateway
    for to in ("15000000419", "19900000002", "19900000003"):
        channel.send(Outgoing(f"r-{to}", to, TEXT))
    clock.ahead += timedelta(seconds=10)
    heard = pushed_by(channel, journal, accounts)
    assert {(r.reference, r.told) for r in heard} == {
        ("r-15000000419", Told.DELIVERED),
        ("r-19900000002", Told.FAILED),
    }
    assert {channel.ask(f"r-{to}", "") for to in ("15000000419",)} == {Told.DELIVERED}


class Ear(httpx.BaseTransport):
    """Gives what is pushed to a channel and acknowledges it."""

    def __init__(self, channel: Channel) -> None:
        self.channel, self.heard = channel, list[Any]()

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        self.heard.extend(self.channel.take(headers, dict(request.url.params), request.read()).news)
        return httpx.Response(200)


def pushed_by(channel: Channel, journal: Journal, accounts: Accounts) -> list[Any]:
    """What the simulator pushes now, as the channel reads it."""
    ear = Ear(channel)
    with httpx.Client(transport=ear) as client:
        pusher = Pusher(journal, accounts, "http://us.invalid/reports", client)
        first = pusher.push_due()
        assert pusher.push_due() == 0 and first == len(ear.heard)
    return ear.heard


def test_a_report_that_is_old_or_changed_on_the_way_is_refused(gateway) -> None:  # type: ignore[no-untyped-def]
    channel, _, accounts, clock = gateway
    body = json.dumps({"reports": [{"reference": "r", "state": "delivered"}]}).encode()
    now = int(clock.now().timestamp())
    good = {name.lower(): value for name, value in headers_of(accounts.gateway_key, now, body).items()}
    assert channel.take(good, {}, body).news == (Report(Told.DELIVERED, "r"),)
    with pytest.raises(BadReport, match="does not fit"):
        channel.take(good, {}, body.replace(b"delivered", b"failed"))
    old = headers_of(accounts.gateway_key, now - 3600, body)
    with pytest.raises(BadReport, match="seconds off"):
        channel.take({name.lower(): value for name, value in old.items()}, {}, body)


@pytest.mark.parametrize(
    "body", [b"", b"[]", b"{}", b'{"reports": {}}', b'{"reports": [{}]}', b'{"reports": [1]}']
)
def test_a_signed_report_that_says_nothing_is_unreadable(gateway, body: bytes) -> None:  # type: ignore[no-untyped-def]
    channel, _, accounts, clock = gateway
    signed = headers_of(accounts.gateway_key, int(clock.now().timestamp()), body)
    with pytest.raises(BadReport) as told:
        channel.take({name.lower(): value for name, value in signed.items()}, {}, body)
    assert not told.value.forged


@pytest.fixture
def wechat(tmp_path: Path) -> Iterator[tuple[Wechat, Journal, Accounts, Clock]]:
    clock = Clock()
    journal, accounts = Journal(tmp_path / "sim.jsonl", clock), Accounts.fresh()
    with serving.in_thread(journal, accounts) as url:
        made = simulated(ChannelKind.WECHAT, url, accounts, clock)
        assert isinstance(made, Wechat)
        yield made, journal, accounts, clock
        made.close()


def test_wechat_takes_fields_and_reports_by_its_own_event(wechat) -> None:  # type: ignore[no-untyped-def]
    channel, journal, accounts, clock = wechat
    outcomes = {
        to: channel.send(Outgoing(f"r-{to}", to, "", fields={"thing2": "已受理"}))
        for to in ("o-a", "o-failed")
    }
    assert [taken.row["fields"] for taken in journal.all()] == [{"thing2": "已受理"}] * 2
    clock.ahead += timedelta(seconds=10)
    heard = pushed_by(channel, journal, accounts)
    assert {(r.provider_id, r.told) for r in heard} == {
        (outcomes["o-a"].provider_id, Told.DELIVERED),
        (outcomes["o-failed"].provider_id, Told.FAILED),
    }


def test_wechat_fetches_a_new_token_when_the_old_one_ends(wechat) -> None:  # type: ignore[no-untyped-def]
    channel, journal, _, clock = wechat
    for n in range(3):
        assert isinstance(channel.send(Outgoing(f"r{n}", "o-a", "", fields={"thing2": "x"})), Sent)
        channel._token = "spoilt" if n == 1 else channel._token
        clock.ahead += timedelta(hours=3)
    assert len(journal.all()) == 3


def test_a_scanned_code_tells_who_scanned_it(wechat) -> None:  # type: ignore[no-untyped-def]
    channel, _, accounts, clock = wechat
    assert channel.code_for("a-scene").startswith("http")
    query, body = scan_pushed(accounts, clock.now(), "a-scene", "o-wang")
    assert channel.take({}, query, body).news == (Scanned("a-scene", "o-wang"),)
    with pytest.raises(BadReport) as told:
        channel.take({}, {**query, "nonce": "another"}, body)
    assert told.value.forged
    with pytest.raises(BadReport) as told:
        channel.take({}, query, b"<!DOCTYPE x [<!ENTITY a 'b'>]><xml><Event>&a;</Event></xml>")
    assert not told.value.forged


def test_an_email_is_whole_and_says_that_no_person_wrote_it(mailbox) -> None:  # type: ignore[no-untyped-def]
    box, server = mailbox
    smtp_to(server, Clock()).send(
        Outgoing("CaseAccepted-1-2-email1", "wang@example.org", f"您好\n\n{URL}", "办件", {}, URL)
    )
    (letter,) = box.letters
    assert letter["Auto-Submitted"] == "auto-generated" and letter["Subject"] == "办件"
    assert letter["From"] == "小蜂箱 <bee@bee.example.org>"
    assert letter["Message-ID"].endswith("@bee.example.org>")
    html = letter.get_body(("html",))
    assert html is not None and f'<a href="{URL}">' in html.get_content()
    assert letter["Date"].datetime.tzinfo is not None


@pytest.mark.parametrize(
    ("to", "answer", "permanent"),
    [
        ("later@example.org", "250 taken", False),
        ("nobody@example.org", "250 taken", True),
        ("wang@example.org", "554 looks like spam", True),
        ("wang@example.org", "452 mailbox full for now", False),
    ],
)
def test_what_a_mail_server_refuses_is_told_apart(mailbox, to: str, answer: str, permanent: bool) -> None:  # type: ignore[no-untyped-def]
    box, server = mailbox
    box.answer = answer
    outcome = smtp_to(server, Clock()).send(Outgoing("r", to, TEXT, "s"))
    assert isinstance(outcome, Refused) and outcome.permanent is permanent
    assert outcome.reason[0] in "45"


def test_a_mail_server_that_hangs_up_over_the_text_leaves_us_not_knowing(mailbox) -> None:  # type: ignore[no-untyped-def]
    _, server = mailbox
    outcome = smtp_to(server, Clock()).send(Outgoing("r", "dropped@example.org", TEXT, "s"))
    assert isinstance(outcome, Unknown)


def test_without_tls_nothing_is_said_to_a_server_that_should_offer_it(mailbox) -> None:  # type: ignore[no-untyped-def]
    box, server = mailbox
    outcome = smtp_to(server, Clock(), tls="starttls").send(Outgoing("r", "wang@example.org", TEXT, "s"))
    assert isinstance(outcome, Refused) and not outcome.permanent
    assert box.letters == []
    assert isinstance(
        smtp_to(server, Clock(), tls="implicit").send(Outgoing("r", "w@example.org", TEXT)), Refused
    )
