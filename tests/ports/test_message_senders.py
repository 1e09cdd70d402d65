"""What every sender of short messages promises: beebox/accounts/ports.py, MessageSender."""

import json
import sys
import threading
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

from beebox.accounts.ports import MessageNotSent, MessageSender
from beebox.adapters.channels.choosing import Rehearsal, channels_for
from beebox.adapters.channels.command import SenderChannel
from beebox.adapters.channels.run_command import RunCommand
from beebox.adapters.messages import SmsLine, WriteDown, sender_for
from beebox.kernel.clock import SystemClock
from beebox.kernel.keys import read_keys
from beebox.notices.ports import ChannelKind, Outgoing, Unknown
from tests.conftest import settings_in

TEXT = "【小蜂箱】办件7K3Q-9M2X已受理；\n第二行 $(touch x) `id` 🐝"
GATEWAY = """
import json, sys
phone, reference, text = sys.stdin.read().split("\\n", 2)
with open(sys.argv[1], "a", encoding="utf-8") as out:
    out.write(json.dumps([phone, text.rstrip("\\n"), reference], ensure_ascii=False) + "\\n")
"""


@dataclass
class Line:
    sender: MessageSender
    sent: Callable[[], list[list[str]]]
    """phone, text, reference of everything that went out, oldest first."""
    again: Callable[[], MessageSender]
    """The same sender after a restart of the process."""


def made(folder: Path, **extra: str) -> MessageSender:
    """The sender of a service with these settings."""
    settings, clock = settings_in(folder, **extra), SystemClock()
    keys = read_keys(folder)
    rehearsal = Rehearsal.of(settings, clock, keys) if settings.development else None
    return sender_for(channels_for(settings, clock, keys, rehearsal), rehearsal)


@pytest.fixture(params=["simulated", "run command"])
def line(request: pytest.FixtureRequest, tmp_path: Path) -> Line:
    if request.param == "simulated":
        sender = made(tmp_path)
        assert isinstance(sender, WriteDown)
        order = ("phone", "text", "reference")
        return Line(
            sender,
            lambda: [[told[name] for name in order] for told in reversed(sender.latest(None))],
            lambda: made(tmp_path),
        )
    script, out = tmp_path / "gateway.py", tmp_path / "out"
    script.write_text(GATEWAY)
    command = f"{sys.executable} '{script}' '{out}'"

    def sent() -> list[list[str]]:
        return (
            [json.loads(row) for row in out.read_text(encoding="utf-8").splitlines()] if out.exists() else []
        )

    return Line(made(tmp_path, SMS_COMMAND=command), sent, lambda: made(tmp_path, SMS_COMMAND=command))


def test_a_message_arrives_as_it_was_given(line: Line) -> None:
    line.sender.send("15000000419", TEXT, "code-1")
    assert line.sent() == [["15000000419", TEXT, "code-1"]]


def test_twice_under_one_reference_is_one_message_also_after_a_restart(line: Line) -> None:
    for sender in (line.sender, line.sender, line.again()):
        sender.send("15000000419", TEXT, "CaseAccepted-1-2")
    line.sender.send("15000000419", TEXT, "CaseAccepted-1-3")
    assert [row[2] for row in line.sent()] == ["CaseAccepted-1-2", "CaseAccepted-1-3"]


def test_many_at_once_lose_nothing(line: Line) -> None:
    threads = [
        threading.Thread(target=line.sender.send, args=("15000000419", TEXT, f"r{n}")) for n in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert {row[2] for row in line.sent()} == {f"r{n}" for n in range(8)}


def test_a_command_that_fails_sent_nothing_and_may_be_asked_again(tmp_path: Path) -> None:
    with pytest.raises(MessageNotSent):
        RunCommand("false", tmp_path).send("15000000419", TEXT, "r")
    with pytest.raises(MessageNotSent):
        RunCommand("/no/such/command", tmp_path).send("15000000419", TEXT, "r")
    out = tmp_path / "out"
    RunCommand(f"tee '{out}'", tmp_path).send("15000000419", TEXT, "r")
    assert TEXT in out.read_text(encoding="utf-8")


def test_a_command_that_hangs_is_ended_and_nobody_knows_what_it_did(tmp_path: Path) -> None:
    hanging = RunCommand("sleep 30", tmp_path, timeout=0.2)
    with pytest.raises(MessageNotSent, match="took over"):
        hanging.send("15000000419", TEXT, "r")
    outcome = SenderChannel(hanging, "command").send(Outgoing("r", "15000000419", TEXT))
    assert isinstance(outcome, Unknown)


def test_a_command_that_reads_nothing_is_no_fault(tmp_path: Path) -> None:
    RunCommand("true", tmp_path).send("15000000419", "长" * 100_000, "r")


def test_no_shell_reads_what_is_sent(tmp_path: Path) -> None:
    RunCommand("true ; touch " + str(tmp_path / "made"), tmp_path).send("1", TEXT, "r")
    assert not (tmp_path / "made").exists()


def test_production_without_a_way_to_send_says_so(tmp_path: Path) -> None:
    sender = made(tmp_path, MODE="production")
    assert isinstance(sender, SmsLine) and not isinstance(sender, WriteDown)
    with pytest.raises(MessageNotSent, match="BEEBOX_SMS_COMMAND"):
        sender.send("15000000419", TEXT, "r")


def test_a_number_that_does_not_exist_is_not_called_sent(tmp_path: Path) -> None:
    with pytest.raises(MessageNotSent, match="no such address"):
        made(tmp_path).send("19900000001", TEXT, "r")
    made(tmp_path).send("19900000005", TEXT, "r5")  # taken, though its answer was lost


def test_production_offers_the_inbox_alone_until_something_is_set_up(tmp_path: Path) -> None:
    settings, clock = settings_in(tmp_path, MODE="production"), SystemClock()
    assert channels_for(settings, clock, read_keys(tmp_path), None).kinds == {ChannelKind.IN_APP}
