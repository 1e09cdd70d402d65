"""The doctor looks at the database."""

import re
from datetime import timedelta
from pathlib import Path

from click.testing import CliRunner
from sqlalchemy import delete, insert, text

from beebox.cases.counts import CaseCount
from beebox.cases.states import State
from beebox.cli import main
from beebox.doctor.findings import Finding, Word
from beebox.doctor.records import examine_records
from beebox.kernel.db import Office
from beebox.kernel.outbox import MAX_TRIES, Delivery, Lane
from beebox.kernel.settings import Settings
from beebox.workdays.models import WorkDay
from beebox.workdays.queries import covered_until


def looked(office: Office, days: int = 0) -> dict[str, Finding]:
    now = office.now() + timedelta(days=days)
    return {found.name: found for found in examine_records(office.use(Settings), now)}


def days_left(office: Office) -> int:
    with office.look() as work:
        return (covered_until(work) - work.now().astimezone(office.use(Settings).zone).date()).days


def test_a_fresh_installation_is_well(office: Office) -> None:
    found = looked(office, days_left(office) - 60)
    assert {name: f.word for name, f in found.items()} == dict.fromkeys(
        ("database", "wholeness", "version", "outbox", "calendar", "time"), Word.OK
    )


def test_no_database_yet_is_no_fault_and_makes_none(tmp_path: Path, office: Office) -> None:
    settings = Settings.from_env({"BEEBOX_VAR": str(tmp_path / "empty")})
    (found,) = examine_records(settings, office.now())
    assert found.word is Word.WARN
    assert not (tmp_path / "empty").exists()


def test_a_file_that_is_no_database_fails(tmp_path: Path, office: Office) -> None:
    settings = Settings.from_env({"BEEBOX_VAR": str(tmp_path / "other")})
    settings.var_dir.mkdir()
    (settings.var_dir / "beebox.db").write_bytes(b"not a database" * 100)
    (found,) = examine_records(settings, office.now())
    assert found.word is Word.FAIL


def test_a_server_that_does_not_answer_fails_without_telling_the_password(office: Office) -> None:
    url = "postgresql+psycopg://bee:honey-secret@127.0.0.1:1/beebox"
    (found,) = examine_records(Settings.from_env({"BEEBOX_DATABASE_URL": url}), office.now())
    assert found.word is Word.FAIL
    assert "127.0.0.1:1" in found.sentence
    assert "honey-secret" not in found.sentence + found.remedy


def test_tables_of_another_version_fail(office: Office) -> None:
    with office.work() as work:
        work.session.execute(text("CREATE TABLE IF NOT EXISTS alembic_version (version_num TEXT)"))
        work.session.execute(text("DELETE FROM alembic_version"))
        work.session.execute(text("INSERT INTO alembic_version VALUES ('older')"))
    found = looked(office)
    assert found["version"].word is Word.FAIL
    assert "beebox migrate" in found["version"].remedy
    assert "outbox" not in found


def test_deliveries_that_were_given_up_are_counted(office: Office) -> None:
    with office.work() as work:
        for tries, done_at in ((MAX_TRIES, None), (MAX_TRIES - 1, None), (MAX_TRIES, work.now())):
            work.session.add(
                Delivery(
                    handler="h",
                    kind="k",
                    lane=Lane.QUICK,
                    event={},
                    tries=tries,
                    done_at=done_at,
                    emitted_at=work.now(),
                    due_at=work.now(),
                )
            )
    found = looked(office)["outbox"]
    assert found.word is Word.WARN
    assert re.match(r"1 ", found.sentence)


def test_the_calendar_warns_sixty_days_ahead_and_fails_when_it_is_over(office: Office) -> None:
    left = days_left(office)
    assert looked(office, left - 60)["calendar"].word is Word.OK
    assert looked(office, left - 59)["calendar"].word is Word.WARN
    assert looked(office, left)["calendar"].word is Word.WARN
    assert looked(office, left + 1)["calendar"].word is Word.FAIL


def test_an_empty_calendar_fails(office: Office) -> None:
    with office.work() as work:
        work.session.execute(delete(WorkDay))
    assert looked(office)["calendar"].word is Word.FAIL


def test_sums_that_are_wrong_are_found_and_recounted(office: Office) -> None:
    with office.work() as work:
        work.session.execute(
            insert(CaseCount).values(
                state=State.CLOSED, department_id=1, item_code="x", language="zh", came_again=False, number=3
            )
        )
    found = looked(office)["counts"]
    assert found.word is Word.WARN
    assert "beebox recount" in found.remedy
    env = {"BEEBOX_VAR": str(office.use(Settings).var_dir)}
    done = CliRunner().invoke(main, ["recount"], env=env)
    assert done.exit_code == 0, done.output
    assert "1 sums were wrong" in done.output
    assert "counts" not in looked(office)
