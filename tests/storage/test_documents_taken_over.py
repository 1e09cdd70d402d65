"""Notices that were issued before documents were frozen keep number, day and words, and get printed."""

from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from beebox.cases.issuing.contents import Content, digest_of
from beebox.cases.issuing.freezing import NAMES, triggers_there
from beebox.cases.issuing.models import Document
from beebox.kernel.db import Base, build_engine
from beebox.kernel.outbox import Lane, deliver_pending
from beebox.kernel.settings import ROOT
from beebox.starting import migrate
from beebox.wiring import HANDLERS, build_office
from tests.conftest import drop_postgres, fresh_postgres, settings_in

OLD = {
    "title": "材料补正一次性告知书", "number": "补20261123-7K3Q-9M2X", "department": "海珠区民政局",
    "applicant": "黄建国", "item": "老年人优待卡首次申领", "code": "7K3Q-9M2X",
    "case_number": "440105202611230000421X", "issued_on": "2026-11-23",
    "paragraphs": ["需要补正：", "请在 2026年12月7日 前改好。"], "points": ["户口簿：缺页。"],
    "remedy": "", "contact": "电话 12345",
}  # fmt: skip
AT = datetime(2026, 11, 23, 3, 0, tzinfo=UTC)


@pytest.fixture(params=["sqlite", "postgres"])
def url(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]  # fixture
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/fresh.db"
        return
    made = fresh_postgres(request.node.name)
    yield made
    drop_postgres(made)


def upgrade(url: str, to: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    engine = build_engine(url)
    with engine.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, to)
    engine.dispose()


def insert(connection: sa.Connection, table: str, **values: object) -> None:
    """Into a table as it was then, whatever the models say now."""
    there = sa.Table(table, sa.MetaData(), autoload_with=connection)
    known = Base.metadata.tables.get(table)
    for column in there.columns:
        if known is not None and column.name in known.columns:
            column.type = known.columns[column.name].type
    connection.execute(there.insert().values(**values))


def test_old_notices_are_taken_over_word_for_word(url: str, tmp_path: Path) -> None:
    upgrade(url, "0012_desk")
    engine = build_engine(url)
    with engine.begin() as connection:
        insert(
            connection, "departments", id=1, code="civil-affairs", name="民政局", name_en="x", place="x",
            place_en="x", hours="x", hours_en="x", phone="12345",
        )  # fmt: skip
        insert(connection, "people", id=1, role="citizen", name="黄建国", phone="15000000000", created_at=AT,
               must_change_password=False, active=True, failures=0)  # fmt: skip
        insert(
            connection, "cases", id=1, code="7K3Q-9M2X", citizen_id=1, department_id=1,
            item_code="elder-card-first", item_version="2026-11-23", answers={}, form={}, receiver={},
            state="correcting", version=1, created_at=AT, lapse_told=False,
        )  # fmt: skip
        insert(
            connection, "formal_notices", id=1, case_id=1, kind="correction", number=OLD["number"],
            issued_at=AT, issued_by=None, content=sa.type_coerce(OLD, sa.JSON()),
        )  # fmt: skip
        insert(
            connection, "corrections", id=1, case_id=1, asked_by="department", actor_id=1, asked_at=AT,
            due_on=date(2026, 12, 7), note="",
        )  # fmt: skip
    engine.dispose()
    settings = settings_in(tmp_path, DATABASE_URL=url)
    migrate(settings)
    office = build_office(settings)
    assert deliver_pending(office, HANDLERS, (Lane.PRINTING,)) == 1
    with office.look() as work:
        row = work.session.scalars(sa.select(Document)).one()
        told = Content.from_json(row.content)
        assert (row.number, row.issued_at, row.issued_on) == (OLD["number"], AT, date(2026, 11, 23))
        assert row.content_sha256 == digest_of(row.content)
        assert (told.title, told.applicant, told.mark) == (OLD["title"], "黄建国", row.mark)
        assert told.body.opening + told.body.closing == tuple(OLD["paragraphs"])
        assert [(point.name, *point.lines) for point in told.body.points] == [("户口簿", "缺页。")]
        assert row.file_key is not None
        assert triggers_there(work.session.connection()) == set(NAMES)
        note = work.session.scalar(sa.text("SELECT form_note FROM corrections"))
        assert note, "a notice that is still open keeps what it promised"
    office.close()
