"""A short day of the demo: the same people, fewer of them, over HTTP against a process of its own."""

import json

import pytest

from beebox.demo.day import play
from beebox.kernel.settings import Settings

SHORT_DAY = ("09", "15", "17")
"""A notice and a correction, one that is in order at once, one in which nothing travels."""


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
    for kind in ("receipt", "slip", "bag", "return-label", "mail-out", "decision"):
        found = list((folder / "papers" / kind).glob("*.pdf"))
        assert found, f"no PDF of kind {kind}"
        assert all(file.read_bytes().startswith(b"%PDF-") for file in found)
