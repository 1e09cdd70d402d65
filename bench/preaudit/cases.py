"""Rows of whole cases: `beebox check` over every case folder, as one process."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from beebox.kernel.settings import ROOT
from bench.preaudit.figures import Goal, Row, at_least, share_row
from bench.preaudit.judging import Score
from bench.preaudit.pictures import SHARED, spread
from bench.preaudit.readers import ONE_THREAD, OURS
from bench.preaudit.reading import shown

_PART = "whole cases"
BEEBOX = (
    sys.executable, "-P", "-c", 'import sys; sys.argv[0] = "beebox"; from beebox.cli import main; main()',
)  # fmt: skip

_ROWS: Sequence[tuple[str, str, Goal | None]] = (
    ("verdict right", "verdict", at_least(0.95)),
    ("planted faults named at the right material", "fault", at_least(0.95)),
    ("of all faults named: not planted", "not planted", None),
)


class CannotCheck(Exception):
    """`beebox check` is not there yet, or gave up; says which."""


def folders(limit: int | None, root: Path = SHARED) -> list[Path]:
    return spread(sorted(path.parent for path in (root / "specimens" / "cases").glob("*/case.json")), limit)


def checked(cases: Sequence[Path], beebox: Sequence[str] = BEEBOX) -> dict[str, dict[str, Any]]:
    """The answers by the name of the folder; CannotCheck where there are not as many as cases."""
    env = {**os.environ, **ONE_THREAD, "PYTHONPATH": str(ROOT)}
    command = [*beebox, "check", *map(str, cases), "--json"]
    answers = {}
    with tempfile.TemporaryFile("w+") as said:
        with subprocess.Popen(
            command, cwd=ROOT, env=env, text=True, stdout=subprocess.PIPE, stderr=said
        ) as run:
            assert run.stdout is not None
            for line in shown(run.stdout, "checking cases", len(cases)):
                answer = json.loads(line)
                answers[Path(answer["case"]).name] = answer
        said.seek(0)
        complaint = said.read().strip()
    if "No such command" in complaint:
        raise CannotCheck("this version has no command `beebox check` yet: whole cases are not measured")
    lost = [case.name for case in cases if case.name not in answers]
    if lost:
        last = complaint.splitlines()[-1] if complaint else "it said nothing"
        raise CannotCheck(f"`beebox check` left out {', '.join(lost)}: {last}")
    return answers


def scored(cases: Sequence[Path], answers: Mapping[str, Mapping[str, Any]]) -> Score:
    score = Score()
    for case in cases:
        truth = json.loads((case / "case.json").read_text(encoding="utf-8"))
        judge(score, case.name, truth, answers[case.name])
    return score


def judge(score: Score, key: str, truth: Mapping[str, Any], answer: Mapping[str, Any]) -> None:
    """One case against what was planted in it. A fault told as a doubt is told, too."""
    verdict = answer["verdict"]
    score.note("verdict", key, f"{truth['verdict']} / {verdict}", right=verdict == truth["verdict"])
    told = {(one["material"], one["fault"]) for one in answer["findings"] if one["verdict"] != "pass"}
    planted = {(one["material"], one["fault"]) for one in truth["faults"]}
    for material, fault in sorted(planted):
        told_instead = f"{material} {fault} / {sorted(map(str, told))}"
        score.note("fault", key, told_instead, right=(material, fault) in told)
    failed = {(one["material"], one["fault"]) for one in answer["findings"] if one["verdict"] == "fail"}
    for material, fault in sorted(failed, key=str):
        done = (material, fault) not in planted
        score.harm("not planted", key, f"{material} {fault}", done=done)


def rows(score: Score, answers: Mapping[str, Mapping[str, Any]]) -> list[Row]:
    """Without answers the goals still stand there, as not measured."""
    if not answers:
        return [Row(_PART, title, {OURS: "not measured"}, goal.words) for title, _, goal in _ROWS if goal]
    made = [share_row(_PART, title, {OURS: score.shares[name]}, goal, OURS) for title, name, goal in _ROWS]
    seconds = statistics.median(answer["seconds"] for answer in answers.values())
    return [*made, Row(_PART, "seconds a case, median, by the clock", {OURS: f"{seconds:.2f} s"})]
