"""A database with messages of the first kind keeps every one of them through the migration."""

import sqlalchemy as sa
from alembic import command
from alembic.config import Config

from beebox.cases import events as ev
from beebox.kernel.db import Office
from beebox.kernel.settings import ROOT
from beebox.notices.delivery.asking import carry_messages
from beebox.notices.models import Attempt, Message
from beebox.notices.tables import AttemptState, MessageState
from beebox.notices.telling import write_down
from tests.handling.cases_made import by_code


def moved(office: Office, way: str) -> None:
    config = Config()
    config.set_main_option("script_location", str(ROOT / "migrations"))
    with office.engine.begin() as connection:
        config.attributes["connection"] = connection
        if way == "back":
            command.downgrade(config, "0019_messages-1")
        else:
            command.upgrade(config, "head")


def test_there_and_back_nothing_is_lost_and_nothing_told_twice(office: Office, code: str, citizen) -> None:  # type: ignore[no-untyped-def]
    with office.work() as work:
        case_id = by_code(work, code).id
        write_down(work, ev.CaseAccepted(case_id))
    carry_messages(office)
    with office.work() as work:
        write_down(work, ev.CaseReceived(case_id))
    moved(office, "back")
    with office.engine.connect() as connection:
        rows = connection.execute(sa.text("SELECT phone, state, text FROM messages ORDER BY id")).all()
    assert [(row.phone, row.state) for row in rows] == [(citizen.phone, "sent"), (citizen.phone, "waiting")]
    moved(office, "forth")
    with office.work() as work:
        sent, waiting = work.session.scalars(sa.select(Message).order_by(Message.id))
        assert (sent.state, waiting.state) == (MessageState.SENT, MessageState.WAITING)
        assert sent.read_at is not None, "old messages are no news"
        attempt = work.session.scalars(sa.select(Attempt)).one()
        assert (attempt.message_id, attempt.state, attempt.address) == (
            sent.id,
            AttemptState.SENT,
            citizen.phone,
        )
        write_down(work, ev.CaseReceived(case_id))
        write_down(work, ev.CaseAccepted(case_id))
        waiting_id = waiting.id
    carry_messages(office)
    with office.look() as work:
        states = work.session.scalars(sa.select(Attempt.state).order_by(Attempt.id)).all()
        assert states == [AttemptState.SENT, AttemptState.SENT]
        kept = work.session.get_one(Message, waiting_id)
        assert kept.words["sms"] == kept.text
