"""The end of the demo tells the truth: a case that is not where it should be is named."""

import json
from pathlib import Path

import pytest

from beebox.demo.day import _difference
from beebox.demo.telling import Fate, Telling, write_summary


def fate(actual: str) -> Fate:
    return Fate("01", "7K3Q-9M2X", "elder-card-first", "黄建国", "计划", "经过", "closed", actual, 3.2)


def test_a_case_elsewhere_is_said_in_a_sentence() -> None:
    assert fate("closed").as_planned
    assert not fate("decided").as_planned
    told = _difference(fate("decided"))
    assert "7K3Q-9M2X" in told
    assert "应到 closed，实到 decided" in told
    assert "should be closed and is decided" in told


def test_the_table_has_heads_in_both_languages(capsys: pytest.CaptureFixture[str]) -> None:
    Telling().table([fate("decided")])
    told = capsys.readouterr().out
    for head in ("编号", "code", "事项", "item", "申请人", "who", "应到", "expected", "实到", "actual"):
        assert head in told
    assert "✗ decided" in told


def test_without_a_terminal_a_scene_is_one_plain_line(capsys: pytest.CaptureFixture[str]) -> None:
    with Telling().scene("预审 / review", 2) as step:
        step()
        step()
    assert capsys.readouterr().out.startswith("✓ 预审 / review · 2 · 0 s")


def test_the_summary_says_what_is_not_as_planned(tmp_path: Path) -> None:
    file = tmp_path / "demo" / "summary.json"
    write_summary(file, [fate("decided")], {"minutes": 1.5}, ["something"])
    told = json.loads(file.read_text("utf-8"))
    assert told["problems"] == ["something"]
    assert told["cases"][0]["as_planned"] is False
    assert told["cases"][0]["who"] == "黄建国"
