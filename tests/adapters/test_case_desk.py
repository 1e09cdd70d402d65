"""Real case folders through the command itself: readers, rules, words and exit code."""

import json
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from beebox.cli import main
from beebox.kernel.settings import ROOT

CASES = ROOT / "samples" / "cases"


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["check", *arguments])


@pytest.fixture
def twice(tmp_path: Path) -> Path:
    """A case whose citizen gave the same picture for both sides of the card."""
    folder = tmp_path / "twice"
    shutil.copytree(CASES / "case24_food-licence-new", folder)
    shutil.copy(folder / "rep_id_front.jpg", folder / "rep_id_back.jpg")
    return folder


def test_real_folders_are_judged_one_after_the_other(twice: Path, tmp_path: Path) -> None:
    told = run("--json", str(CASES / "case15_elder-card-first"), str(tmp_path / "nowhere"), str(twice))
    first, second = (json.loads(line) for line in told.stdout.splitlines())
    assert told.exit_code == 1
    assert "nowhere" in told.stderr
    assert "Traceback" not in told.output
    assert first["case"] == "case15_elder-card-first"
    assert [(one["material"], one["fault"]) for one in first["findings"]] == [
        ("household_self", "missing_page")
    ]
    assert [(one["material"], one["fault"]) for one in second["findings"]] == [
        ("rep_id_back", "duplicate_file")
    ]
    assert {first["verdict"], second["verdict"]} == {"incomplete"}
    assert first["seconds"] > 0


def write(folder: Path, **changed: object) -> str:
    case = {
        "service_like": "elder-card-first",
        "form": {},
        "materials": {"photo": "photo.jpg"},
        "today": "2026-11-27",
    }
    folder.mkdir()
    (folder / "case.json").write_text(json.dumps({**case, **changed}), encoding="utf-8")
    return str(folder)


def test_what_is_wrong_with_a_folder_is_one_sentence_each(tmp_path: Path) -> None:
    folders = [
        write(tmp_path / "a"),
        write(tmp_path / "b", service_like="moon-landing"),
        write(tmp_path / "c", today="soon"),
        write(tmp_path / "d", materials={"passport": "p.jpg"}),
        str(tmp_path),
    ]
    (tmp_path / "e").mkdir()
    (tmp_path / "e" / "case.json").write_bytes(b"\xff\xfe{}")
    told = run(*folders, str(tmp_path / "e"))
    lines = told.stderr.splitlines()
    assert told.exit_code == 1
    assert told.stdout == ""
    assert len(lines) == len(folders) + 1
    for line, says in zip(
        lines, ("photo.jpg", "moon-landing", "today", "passport", "case.json"), strict=False
    ):
        assert says in line
        assert line.endswith("。")


def test_a_refused_file_is_a_finding_and_not_an_error(tmp_path: Path) -> None:
    folder = write(tmp_path / "empty", materials={"photo": "photo.jpg"})
    (Path(folder) / "photo.jpg").write_bytes(b"")
    told = run(folder, "--json")
    line = json.loads(told.stdout)
    assert told.exit_code == 0
    assert ("photo", "refused_file") in [(one["material"], one["fault"]) for one in line["findings"]]
    assert line["verdict"] == "incomplete"


def test_in_words(tmp_path: Path) -> None:
    folder = write(tmp_path / "bare", materials={})
    told = run(folder)
    assert told.exit_code == 0
    assert told.stdout.startswith("bare：有要补的或要改的")
    assert "还没有上传" in told.stdout
