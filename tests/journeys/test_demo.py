"""A short day of the demo: the same people, fewer of them, over HTTP against a process of its own."""

import json

import pytest
from sqlalchemy import func, select

from beebox.cases.clock.checking import check_clocks
from beebox.cases.clock.models import ClockEvent
from beebox.demo.day import play
from beebox.kernel.settings import Settings
from beebox.wiring import build_office
from tests.conftest import settings_in

SHORT_DAY = ("09", "15", "17")
"""A notice and a correction, one that is in order at once, one in which nothing travels."""


def every_deadline_can_be_proved(settings: Settings) -> None:
    """All dates of the day, counted again from their events and the calendar as it was known."""
    run = settings.var_dir / "demo" / "run"
    office = build_office(settings_in(run, DATABASE_URL=f"sqlite:///{run}/beebox.db"))
    assert list(check_clocks(office, ended=True, proofs=True)) == []
    with office.look() as work:
        assert work.session.scalar(select(func.count(ClockEvent.id)))
    office.close()


def test_a_short_day_ends_as_planned_and_leaves_its_papers(
    settings: Settings, capsys: pytest.CaptureFixture[str]
) -> None:
    status = play(settings, SHORT_DAY)
    told = capsys.readouterr().out
    assert status == 0, told
    assert "一切如计划" in told
    folder = settings.var_dir / "demo"
    summary = json.loads((folder / "summary.json").read_text("utf-8"))
    assert summary["problems"] == []
    assert {case["tag"]: case["actual"] for case in summary["cases"]} == dict.fromkeys(SHORT_DAY, "closed")
    every_deadline_can_be_proved(settings)
    for kind in ("receipt", "slip", "bag", "return-label", "mail-out", "decision"):
        found = list((folder / "papers" / kind).glob("*.pdf"))
        assert found, f"no PDF of kind {kind}"
        assert all(file.read_bytes().startswith(b"%PDF-") for file in found)
