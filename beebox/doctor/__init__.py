"""`beebox doctor`: what is wrong with this installation, and what to do about it."""

import json
from collections import Counter
from dataclasses import asdict
from datetime import datetime
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfoNotFoundError

import click

from beebox.doctor.findings import Finding, Word, fail
from beebox.kernel.clock import SystemClock
from beebox.kernel.settings import Settings, WrongSetting

if TYPE_CHECKING:
    from beebox.doctor.machine import Machine

__all__ = ["Finding", "Word", "doctor_command", "examine"]

_MARKS = {Word.OK: ("✓", "green"), Word.WARN: ("!", "yellow"), Word.FAIL: ("✗", "red")}


def examine(settings: Settings, now: datetime, machine: "Machine | None" = None) -> list[Finding]:
    """Look at everything and change nothing; takes a few seconds.

    What it looks with is loaded here, for no other command should wait for it.
    """
    from beebox.doctor.documents import examine_documents
    from beebox.doctor.machine import Machine
    from beebox.doctor.records import examine_records
    from beebox.doctor.scanning import examine_scanner
    from beebox.doctor.tools import examine_tools

    return [
        *examine_tools(settings, machine or Machine()),
        *examine_scanner(settings, now),
        *examine_records(settings, now),
        *examine_documents(settings, now),
    ]


@click.command("doctor")
@click.option("--json", "as_json", is_flag=True, help="给程序看 / for programs")
def doctor_command(*, as_json: bool) -> None:
    """检查本机安装，逐项说明怎样修复 / What is wrong here, and what to do."""
    try:
        findings = examine(Settings.read(), SystemClock().now())
    except (WrongSetting, ZoneInfoNotFoundError) as wrong:
        findings = [fail("settings", str(wrong), "改正后重试 / mend it and try again")]
    if as_json:
        click.echo(json.dumps([asdict(found) for found in findings], ensure_ascii=False, indent=2))
    else:
        _print(findings)
    if any(found.word is Word.FAIL for found in findings):
        raise SystemExit(1)


def _print(findings: list[Finding]) -> None:
    for found in findings:
        mark, colour = _MARKS[found.word]
        click.echo(f"{click.style(mark, fg=colour)} {found.name:<10} {found.sentence}")
        if found.remedy:
            click.echo(f"  {'':<10} → {found.remedy}")
    counts = Counter(found.word for found in findings)
    click.echo(f"{counts[Word.OK]} ok · {counts[Word.WARN]} warn · {counts[Word.FAIL]} fail")
