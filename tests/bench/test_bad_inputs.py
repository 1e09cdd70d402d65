"""Bad files: what is expected of them, and how a lost child is counted."""

import json
from pathlib import Path
from typing import Any

import pytest

from beebox.preaudit.door import Inspection
from bench.preaudit import bad_inputs
from bench.preaudit.figures import Share
from bench.preaudit.judging import Score
from tests.bench.papers_by_hand import paper, reading


def outcome(code: str = "", **more: Any) -> bad_inputs.Outcome:
    found = None if code else Inspection("jpeg", "image/jpeg", 1, 9, 9, cares=more.pop("cares", ()))
    return bad_inputs.Outcome(code, found, **more)


@pytest.mark.parametrize(
    ("expect", "reason", "got", "told", "why"),
    [
        ("reject", "empty_file", outcome("empty_file"), 1, 1),
        ("reject", "corrupt_image", outcome("type_mismatch"), 1, 0),
        ("reject", "corrupt_pdf or timeout", outcome("could_not_check", failure="took too long"), 1, 1),
        ("reject", "corrupt_pdf", outcome(reading=reading(paper())), 0, None),
        ("accept_with_care", "active_content", outcome(cares=("active_content",)), 1, 1),
        ("accept_with_care", "type_by_content", outcome(), 1, 0),
        ("accept_with_care", "no_text_found", outcome(reading=reading(paper(word="blank"))), 1, 1),
        ("accept_with_care", "file_name", outcome(reading=reading(paper())), 1, None),
        ("accept", "", outcome("corrupt_image"), 0, None),
        ("either", "image_too_large", outcome("image_too_large"), 1, 1),
    ],
)
def test_bad_inputs_are_held_against_what_is_expected(
    expect: str, reason: str, got: bad_inputs.Outcome, told: int, why: int | None
) -> None:
    score = Score()
    bad_inputs.judge(score, {"file": "a", "expect": expect, "reason": reason}, got)
    assert score.shares["as told"] == Share(told, 1)
    assert score.shares["reason"] == (Share() if why is None else Share(why, 1))
    assert score.shares["crashes"].hits == score.shares["hangs"].hits == 0


def test_lost_children_are_counted_by_how_they_were_lost() -> None:
    score = Score()
    line = {"file": "a", "expect": "accept", "reason": ""}
    bad_inputs.judge(score, line, outcome(failure="took too long"))
    bad_inputs.judge(score, line, outcome(failure="ended", at_door=9.0))
    assert score.shares["hangs"] == score.shares["crashes"] == score.shares["slow door"] == Share(1, 2)


def test_bad_files_go_through_real_children(tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "page.jpg").write_bytes(b"<html>no picture</html>")
    lines = [
        {"file": "empty.jpg", "expect": "reject", "reason": "empty_file"},
        {"file": "page.jpg", "expect": "reject", "reason": "type_mismatch"},
    ]
    (tmp_path / "expected.jsonl").write_text("\n".join(map(json.dumps, lines)))
    score, memory = bad_inputs.measure(tmp_path, bad_inputs.expected(tmp_path, None), [])
    assert score.shares["reason"] == score.shares["as told"] == Share(2, 2)
    assert 10 < memory.peak < 600
    assert memory.rises
