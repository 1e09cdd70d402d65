"""Cases from before clock events were kept: their dates hold, and every one can be proved afterwards."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from beebox.cases.clock.checking import check_clocks, make_missing, mend_clocks
from beebox.kernel.db import build_engine
from beebox.kernel.settings import ROOT
from beebox.starting import migrate, seed
from beebox.wiring import build_office
from tests.conftest import drop_postgres, fresh_postgres, settings_in

AT = "2026-11-30 01:00:00+00:00"
STATES = {
    "draft": [],
    "checking": [("submit", "draft", "checking")],
    "awaiting_paper": [("submit", "draft", "checking"), ("pass", "reviewing", "awaiting_paper")],
    "sent_back": [("submit", "draft", "checking"), ("send_back", "reviewing", "sent_back")],
    "accepted": [
        ("submit", "draft", "checking"), ("pass", "reviewing", "awaiting_paper"),
        ("receive", "awaiting_paper", "received"), ("ask_correction", "received", "correcting"),
        ("submit", "correcting", "received"), ("accept", "received", "accepted"),
    ],
    "closed": [("submit", "draft", "checking"), ("accept", "received", "accepted"),
               ("decide", "accepted", "decided"), ("hand_out", "decided", "closed")],
}  # fmt: skip
BEFORE = "0012_desk"


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]  # fixture
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/old.db"
        return
    made = fresh_postgres(request.node.name)
    yield made
    drop_postgres(made)


def test_old_cases_tell_their_clocks(url: str, tmp_path: Path) -> None:
    settings = settings_in(tmp_path, DATABASE_URL=url)
    migrate(settings)
    office = build_office(settings)
    seed(office)
    office.close()
    engine = build_engine(url)
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, BEFORE)
    with engine.begin() as connection:
        for number, (state, steps) in enumerate(STATES.items(), start=1):
            old_case(connection, number, state, steps)
    migrate(settings)
    office = build_office(settings)
    assert make_missing(office) == len(STATES) - 1, "what is over needs no cache"
    assert make_missing(office) == mend_clocks(office) == 0
    assert list(check_clocks(office, ended=True, proofs=False)) == []
    with engine.connect() as connection:
        rows = connection.execute(
            sa.text("SELECT state, notice_due_on, decide_due_on, clock_stopped_on, lapses_on FROM cases")
        ).all()
        kept = {row[0]: tuple(str(value) for value in row[1:]) for row in rows}
        edits = connection.scalar(sa.text("SELECT count(*) FROM work_day_edits"))
    assert kept == {state: tuple(str(value) for value in dates(state).values()) for state in STATES}
    assert edits and edits > 30
    office.close()
    engine.dispose()


def dates(state: str) -> dict[str, date | None]:
    stopped = date(2026, 11, 30) if state in ("awaiting_paper", "sent_back") else None
    return {
        "notice_due_on": None if state == "draft" else date(2026, 12, 7),
        "decide_due_on": date(2026, 12, 21) if state in ("accepted", "closed") else None,
        "clock_stopped_on": stopped,
        "lapses_on": date(2026, 12, 30) if state in ("draft", "sent_back") else None,
    }


def old_case(connection: sa.Connection, number: int, state: str, steps: list[tuple[str, str, str]]) -> None:
    moment = datetime.fromisoformat(AT).astimezone(UTC)
    meta = sa.MetaData()
    meta.reflect(connection, only=["cases", "case_steps", "people", "departments"])
    if number == 1:
        person = {"id": 1, "role": "citizen", "name": "黄", "created_at": moment, "active": True}
        person |= {"must_change_password": False}
        columns = meta.tables["people"].columns
        filled = {c.name: 0 for c in columns if not c.nullable and c.name not in person}
        connection.execute(meta.tables["people"].insert().values(**filled, **person))
    version = connection.execute(
        sa.text("SELECT item_code, version FROM item_versions WHERE item_code = 'elder-card-first'")
    ).one()
    department = connection.scalar(sa.text("SELECT min(id) FROM departments"))
    connection.execute(
        meta.tables["cases"].insert().values(
            id=number, code=f"CODE-{number}", citizen_id=1, department_id=department, item_code=version[0],
            item_version=version[1], answers={}, form={}, receiver={}, state=state, version=1,
            created_at=moment, submitted_at=moment if steps else None, lapse_told=False, **dates(state),
        )
    )  # fmt: skip
    for action, before, after in steps:
        connection.execute(
            meta.tables["case_steps"].insert().values(
                case_id=number, action=action, before=before, after=after, role="system", at=moment
            )
        )  # fmt: skip
