"""Ladders, lists and the command on each database there is."""

from datetime import date, datetime, timedelta

import pytest
from click.testing import CliRunner
from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.accounts.roles import SYSTEM, Actor, Role
from beebox.cases.clock.models import Reminder
from beebox.cases.clock.terms import Which
from beebox.cases.issuing.contents import digest_of
from beebox.cases.issuing.queries import documents_of
from beebox.cases.legal_clock import begin_draft
from beebox.cases.lifecycle import move
from beebox.cases.states import Action, State
from beebox.cli import main
from beebox.deadlines.acknowledging import escalations
from beebox.deadlines.escalating import escalate
from beebox.deadlines.extending import NothingAsked, ask, grant
from beebox.deadlines.overview import lamps, unexplained
from beebox.deadlines.pausing import resume, stop
from beebox.intake.lapsing import lapse_overdue
from beebox.kernel.settings import Settings
from tests.conftest import ZONE, stage
from tests.handling.cases_made import by_code, case_made, received, submit


def at(office, month, day, year=2026):  # type: ignore[no-untyped-def]
    stage(office).move_to(datetime(year, month, day, 9, 0, tzinfo=ZONE))


@pytest.fixture
def someone(any_office) -> Person:  # type: ignore[no-untyped-def]
    with any_office.work() as work:
        made = Person(role=Role.CITIZEN, name="黄", created_at=work.now(), phone="15000000009")
        work.session.add(made)
        work.session.flush()
        work.session.expunge(made)
    return made


def test_a_draft_is_reminded_and_ended(any_office, someone) -> None:  # type: ignore[no-untyped-def]
    code = case_made(any_office, someone)
    with any_office.work() as work:
        begin_draft(work, by_code(work, code), timedelta(days=30))
    for day in (15, 27, 29, 30):
        at(any_office, 12, day)
        assert lapse_overdue(any_office) == 0
        assert lapse_overdue(any_office) == 0
    with any_office.look() as work:
        rungs = [row.rung for row in work.session.scalars(select(Reminder).order_by(Reminder.id))]
        assert rungs == ["half", "three-days", "one-day"]
    at(any_office, 12, 31)
    assert lapse_overdue(any_office) == 1
    with any_office.look() as work:
        case = by_code(work, code)
        assert (case.state, case.lapses_on) == (State.LAPSED, date(2026, 12, 30))


def test_rungs_and_lists(any_office, someone) -> None:  # type: ignore[no-untyped-def]
    code = case_made(any_office, someone)
    submit(any_office, code)
    at(any_office, 12, 10)
    assert escalate(any_office) > 0
    assert escalate(any_office) == 0
    with any_office.look() as work:
        found = {row.which: (row.amber, row.red, row.over) for row in lamps(work)}
        assert found == {Which.NOTICE: (0, 1, 1), Which.CHECK: (1, 0, 1)}
        assert {row.code for row in unexplained(work)} == {code}
        shown = escalations(work, Actor(None, Role.SUPERVISOR))
        assert {one.row.rung for one in shown} == {"red-supervisor", "over-1"}


def test_the_command_counts_again_and_ends_with_one_when_a_date_differs(
    office, citizen, code, monkeypatch
) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("BEEBOX_VAR", str(office.use(Settings).var_dir))

    def run(*words: str):  # type: ignore[no-untyped-def]
        return CliRunner().invoke(main, ["clock", "check", *words])

    good = run("--ended", "--proofs")
    assert good.exit_code == 0 and "0 stored dates differ" in good.output
    with office.work() as work:
        by_code(work, code).decide_due_on = date(2027, 5, 1)
    bad = run("--mend")
    assert bad.exit_code == 1 and f"{code} decide_due_on: 2027-05-01 -> 2026-12-21" in bad.output
    assert run().exit_code == 0


def test_a_database_without_tables_is_told_in_one_sentence(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("BEEBOX_VAR", str(tmp_path))
    told = CliRunner().invoke(main, ["clock", "check"])
    assert told.exit_code == 1 and "beebox migrate" in told.output


def test_what_moves_the_clock_is_put_in_writing(any_office, someone) -> None:  # type: ignore[no-untyped-def]
    code = received(any_office, someone)
    clerk, boss = Actor(None, Role.CLERK), Actor(None, Role.SUPERVISOR)
    with any_office.work() as work:
        move(work, by_code(work, code), Action.ACCEPT, clerk)
    with any_office.work() as work:
        stop(work, by_code(work, code), clerk, "expert_review", 5, "请专家看")
    with any_office.work() as work:
        resume(work, by_code(work, code), clerk, "")
        asked = ask(work, by_code(work, code), clerk, 3, "要核实")
        work.session.flush()
        asked_id = asked.id
    with any_office.work() as work:
        grant(work, asked_id, boss)
    with pytest.raises(NothingAsked), any_office.work() as work:
        grant(work, asked_id, boss)
    with any_office.look() as work:
        found = documents_of(work, by_code(work, code).id)
        assert [row.kind for row in found] == ["special_procedure", "extension"]
        assert all(row.content_sha256 == digest_of(row.content) for row in found)


def test_what_was_submitted_ends_in_writing(any_office, someone) -> None:  # type: ignore[no-untyped-def]
    code = case_made(any_office, someone)
    submit(any_office, code)
    with any_office.work() as work:
        move(work, by_code(work, code), Action.FINISH_CHECK, SYSTEM)
        move(work, by_code(work, code), Action.SEND_BACK, Actor(None, Role.AUDITOR))
    for day in (15, 27, 29, 31):
        at(any_office, 12, day)
        lapse_overdue(any_office)
    with any_office.look() as work:
        case = by_code(work, code)
        assert (case.state, case.lapses_on) == (State.LAPSED, date(2026, 12, 30))
        (paper,) = documents_of(work, case.id)
        assert paper.kind == "termination"
        assert "一次性告知" in paper.content["body"]["opening"][0]
