"""Whole cases: faults at their materials, and a command that may be missing or give up."""

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from bench.preaudit import cases
from bench.preaudit.figures import Share
from bench.preaudit.judging import Score

CASE = {"verdict": "incomplete", "faults": [{"material": "form", "fault": "no_seal"}]}


def told(*findings: tuple[str, str, str], verdict: str = "incomplete") -> dict[str, Any]:
    keys = ("material", "fault", "verdict")
    return {
        "verdict": verdict,
        "seconds": 1.0,
        "findings": [dict(zip(keys, one, strict=True)) for one in findings],
    }


def test_a_fault_counts_at_its_material_alone() -> None:
    score = Score()
    cases.judge(score, "one", CASE, told(("form", "no_seal", "fail"), ("id_front", "expired", "fail")))
    cases.judge(score, "two", CASE, told(("id_front", "no_seal", "fail"), ("form", "no_seal", "pass")))
    cases.judge(score, "three", CASE, told(("form", "no_seal", "cannot_tell"), verdict="cannot_tell"))
    assert score.shares["verdict"] == score.shares["fault"] == Share(2, 3)
    assert score.shares["not planted"] == Share(2, 3)


def program(folder: Path, text: str) -> Sequence[str]:
    (folder / "beebox.py").write_text(text)
    return (sys.executable, str(folder / "beebox.py"))


def test_cases_come_line_by_line_and_what_is_missing_is_said(tmp_path: Path) -> None:
    answers = program(
        tmp_path,
        "import json, sys\nassert sys.argv[1] == 'check' and sys.argv[-1] == '--json'\n"
        "for case in sys.argv[2:-1]:\n"
        "    print(json.dumps({'case': case, 'verdict': 'complete'}), flush=True)\n",
    )
    found = cases.checked([tmp_path / "case01", tmp_path / "case02"], answers)
    assert [answer["verdict"] for answer in found.values()] == ["complete"] * 2
    silent = program(tmp_path, "import sys\nsys.exit('no catalogue')\n")
    with pytest.raises(cases.CannotCheck, match=r"case01.*no catalogue"):
        cases.checked([tmp_path / "case01"], silent)
    old = program(tmp_path, "import sys\nsys.exit(\"Error: No such command 'check'.\")\n")
    with pytest.raises(cases.CannotCheck, match="no command"):
        cases.checked([tmp_path / "case01"], old)
    assert all(row.reached is None for row in cases.rows(Score(), {}))
