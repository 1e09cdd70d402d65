"""`beebox doctor` as it is typed."""

import json
from pathlib import Path

import pytest
from click.testing import CliRunner

from beebox.doctor import doctor_command


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    return {"BEEBOX_VAR": str(tmp_path / "var"), "BEEBOX_OCR_PROGRAM": "/nowhere/tesseract"}


def test_a_fault_shows_its_remedy_and_ends_with_one(env: dict[str, str]) -> None:
    done = CliRunner().invoke(doctor_command, env=env)
    assert done.exit_code == 1
    assert "✗ tesseract" in done.output
    assert "→ make setup" in done.output


def test_programs_get_the_same_as_json(env: dict[str, str]) -> None:
    done = CliRunner().invoke(doctor_command, ["--json"], env=env)
    found = {f["name"]: f for f in json.loads(done.output)}
    assert done.exit_code == 1
    assert found["tesseract"]["word"] == "fail"
    assert set(found["python"]) == {"name", "word", "sentence", "remedy"}


@pytest.mark.parametrize(("name", "value"), [("PORT", "many"), ("ZONE", "Mars/Base")])
def test_a_wrong_setting_is_a_finding(env: dict[str, str], name: str, value: str) -> None:
    done = CliRunner().invoke(doctor_command, ["--json"], env={**env, f"BEEBOX_{name}": value})
    (found,) = json.loads(done.output)
    assert done.exit_code == 1
    assert (found["name"], found["word"]) == ("settings", "fail")
    assert value in found["sentence"]
