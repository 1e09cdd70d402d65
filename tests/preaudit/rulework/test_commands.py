"""`beebox rules`, run in this process on the test's own database."""

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from beebox.accounts.roles import Role
from beebox.cli import main
from beebox.kernel.db import Office
from beebox.kernel.settings import Settings
from beebox.preaudit.rulekeeping.models import Judgement
from tests.conftest import PersonMaker, stage
from tests.preaudit.rulework.test_trying import checked_case
from tests.preaudit.rulework.test_verdicts import add
from tests.preaudit.rulework.test_versions import RULES, put_in_force, softer

Run = Callable[..., Result]


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("BEEBOX_VAR", str(office.use(Settings).var_dir))
    return lambda *words: CliRunner().invoke(main, ["rules", *words])


@pytest.mark.parametrize("words", ["list", "diff 1 2", "score"])
def test_a_database_without_tables_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("BEEBOX_VAR", str(tmp_path))
    told = CliRunner().invoke(main, ["rules", *words.split()])
    assert told.exit_code == 1
    assert "beebox migrate" in told.output and "Traceback" not in told.output


def test_versions_are_listed_and_compared(office: Office, run: Run) -> None:
    stage(office).move_to(office.now() + timedelta(minutes=1))
    with office.work() as work:
        put_in_force(work, softer(RULES))
    listed = [json.loads(line) for line in run("list", "--json").output.splitlines()]
    assert [(one["version"], one["state"]) for one in listed] == [(2, "in force"), (1, "published")]
    assert "in force" in run("list").output
    told = [json.loads(line) for line in run("diff", "1", "2", "--json").output.splitlines()]
    assert [(one["part"], one["before"], one["after"]) for one in told] == [
        ("name_matches_form", "must", "should")
    ]
    assert "must → should" in run("diff", "1", "2").output
    assert run("diff", "1", "1").output == "Nothing differs.\n"
    assert run("diff", "1", "77").exit_code == 1


def test_scores_and_costs_are_those_of_the_page(office: Office, run: Run, person: PersonMaker) -> None:
    assert "No person has judged" in run("score").output
    code = checked_case(office, person(Role.CITIZEN))
    auditor = person(Role.AUDITOR).actor()
    add(office, code, auditor, Judgement.RIGHT, 5)
    add(office, code, auditor, Judgement.WRONG, 5)
    (row,) = [json.loads(line) for line in run("score", "--json").output.splitlines()]
    assert (row["rule"], row["right"], row["wrong"], row["precision"]) == ("readable", 5, 5, 0.5)
    assert "readable" in run("score", "--by-version").output
    costs = [json.loads(line) for line in run("score", "--limit", "date_sure", "--json").output.splitlines()]
    assert [one["value"] for one in costs if one["now"]] == [RULES["limits"]["date_sure"]["value"]]
    assert len(costs) > 5
    assert run("score", "--limit", "nothing").exit_code == 2
