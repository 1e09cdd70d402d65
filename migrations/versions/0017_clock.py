"""The legal clock as stored events, the calendar's history, escalations, reminders, the watch on the time.

Cases that were begun before get their events from their steps, as well as those tell it; what their columns
said of a last day is adopted and holds.
"""

from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0017_clock"
down_revision = "0016_documents"
branch_labels = None
depends_on = None

ZONE = ZoneInfo("Asia/Shanghai")
INSTANT = beebox.kernel.db.Instant(timezone=True)
RUNS = {
    "submit": (("draft", "met"), ("correction", "met"), ("notice", "goes on"), ("check", "started")),
    "send_back": (("check", "met"), ("notice", "stopped"), ("correction", "started")),
    "pass": (("check", "met"), ("notice", "stopped")),
    "receive": (("notice", "goes on"),),
    "ask_correction": (("notice", "stopped"), ("correction", "started")),
    "refuse": (("notice", "met"),),
    "accept": (("notice", "met"), ("decision", "started")),
    "accept_by_silence": (("notice", "breached"), ("notice", "met"), ("decision", "started")),
    "decide": (("decision", "met"), ("dispatch", "started"), ("delivery", "started")),
    "post_back": (("dispatch", "met"),),
    "hand_out": (("dispatch", "met"), ("delivery", "met")),
    "finish_without_paper": (("dispatch", "met"), ("delivery", "met")),
    "confirm_delivery": (("delivery", "met"),),
    "end_after_loss": (("delivery", "cancelled"),),
    "reopen": (("delivery", "reopened"),),
    "withdraw": (("*", "cancelled"),),
    "lapse": (("*", "cancelled"),),
}
"""What each step meant for which clock, as it was understood when this was written."""
ENDINGS = {"met", "cancelled"}


def upgrade() -> None:
    op.create_table(
        "calendar_imports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("digest", sa.String(), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("entries", sa.JSON(), nullable=False),
        sa.Column("skipped", sa.JSON(), nullable=False),
        sa.Column("brought_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("brought_by", sa.Integer(), nullable=True),
        sa.Column("applied_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("applied_by", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_calendar_imports"),
    )
    op.create_table(
        "clock_jumps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("found_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("expected", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.Column("settled_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clock_jumps"),
    )
    op.create_table(
        "clock_watch",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("wall", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("steady", sa.Double(), nullable=False),
        sa.Column("boot", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_clock_watch"),
    )
    op.create_table(
        "work_day_edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("set", "clear", "confirm", name="editkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("was", sa.Boolean(), nullable=True),
        sa.Column("is_workday", sa.Boolean(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("import_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_work_day_edits"),
    )
    with op.batch_alter_table("work_day_edits", schema=None) as batch_op:
        batch_op.create_index("ix_work_day_edits_day", ["day"], unique=False)

    op.create_table(
        "case_clocks",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "which",
            sa.Enum(
                "draft",
                "notice",
                "check",
                "correction",
                "decision",
                "dispatch",
                "delivery",
                name="which",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("amber_on", sa.Date(), nullable=True),
        sa.Column("red_on", sa.Date(), nullable=True),
        sa.Column("stopped_on", sa.Date(), nullable=True),
        sa.Column(
            "why",
            sa.Enum(
                "submitted",
                "sent_back",
                "paper",
                "correction",
                "received",
                "accepted",
                "silence",
                "refused",
                "decided",
                "collect",
                "sent",
                "handed_out",
                "delivered",
                "lost",
                "withdrawn",
                "lapsed",
                "begun",
                "approved",
                "told_late",
                "calendar",
                "mended",
                "taken_over",
                "hearing",
                "tender",
                "auction",
                "examination",
                "test",
                "quarantine",
                "appraisal",
                "expert_review",
                "finished",
                name="reason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("planned_until", sa.Date(), nullable=True),
        sa.Column("ended_on", sa.Date(), nullable=True),
        sa.Column("extended", sa.Integer(), nullable=False),
        sa.Column("breached_on", sa.Date(), nullable=True),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_clocks_case_id_cases"),
        sa.PrimaryKeyConstraint("case_id", "which", name="pk_case_clocks"),
    )
    with op.batch_alter_table("case_clocks", schema=None) as batch_op:
        batch_op.create_index("ix_case_clocks_amber", ["amber_on"], unique=False)
        batch_op.create_index("ix_case_clocks_due", ["due_on"], unique=False)

    op.create_table(
        "clock_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "which",
            sa.Enum(
                "draft",
                "notice",
                "check",
                "correction",
                "decision",
                "dispatch",
                "delivery",
                name="which",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "what",
            sa.Enum(
                "started",
                "stopped",
                "resumed",
                "extended",
                "met",
                "cancelled",
                "reopened",
                "adopted",
                "reddened",
                "breached",
                "explained",
                "moved",
                name="what",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column(
            "role",
            sa.Enum(
                "citizen",
                "auditor",
                "collector",
                "clerk",
                "supervisor",
                "administrator",
                "system",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "reason",
            sa.Enum(
                "submitted",
                "sent_back",
                "paper",
                "correction",
                "received",
                "accepted",
                "silence",
                "refused",
                "decided",
                "collect",
                "sent",
                "handed_out",
                "delivered",
                "lost",
                "withdrawn",
                "lapsed",
                "begun",
                "approved",
                "told_late",
                "calendar",
                "mended",
                "taken_over",
                "hearing",
                "tender",
                "auction",
                "examination",
                "test",
                "quarantine",
                "appraisal",
                "expert_review",
                "finished",
                name="reason",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("basis", sa.String(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("told", sa.Date(), nullable=True),
        sa.Column("calendar_version", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("was", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clock_events_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_clock_events"),
    )
    with op.batch_alter_table("clock_events", schema=None) as batch_op:
        batch_op.create_index("ix_clock_events_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_clock_events_what", ["what", "at"], unique=False)

    op.create_table(
        "clock_extensions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("days", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("answered_by", sa.Integer(), nullable=True),
        sa.Column("answered_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clock_extensions_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_clock_extensions"),
    )
    with op.batch_alter_table("clock_extensions", schema=None) as batch_op:
        batch_op.create_index("ix_clock_extensions_case_id", ["case_id"], unique=False)

    op.create_table(
        "clock_reminders",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "which",
            sa.Enum(
                "draft",
                "notice",
                "check",
                "correction",
                "decision",
                "dispatch",
                "delivery",
                name="which",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("told_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_clock_reminders_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_clock_reminders"),
        sa.UniqueConstraint(
            "case_id", "which", "rung", "due_on", name="uq_clock_reminders_case_id_which_rung_due_on"
        ),
    )
    op.create_table(
        "escalations",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "which",
            sa.Enum(
                "draft",
                "notice",
                "check",
                "correction",
                "decision",
                "dispatch",
                "delivery",
                name="which",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("rung", sa.String(), nullable=False),
        sa.Column(
            "role",
            sa.Enum(
                "citizen",
                "auditor",
                "collector",
                "clerk",
                "supervisor",
                "administrator",
                "system",
                name="role",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("raised_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("done", sa.String(), nullable=False),
        sa.Column("done_by", sa.Integer(), nullable=True),
        sa.Column("done_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_escalations_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_escalations"),
        sa.UniqueConstraint("case_id", "which", "rung", name="uq_escalations_case_id_which_rung"),
    )
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.create_index("ix_escalations_open", ["role", "done_at"], unique=False)

    _keep_what_is_known()


def downgrade() -> None:
    with op.batch_alter_table("escalations", schema=None) as batch_op:
        batch_op.drop_index("ix_escalations_open")

    op.drop_table("escalations")
    op.drop_table("clock_reminders")
    with op.batch_alter_table("clock_extensions", schema=None) as batch_op:
        batch_op.drop_index("ix_clock_extensions_case_id")

    op.drop_table("clock_extensions")
    with op.batch_alter_table("clock_events", schema=None) as batch_op:
        batch_op.drop_index("ix_clock_events_what")
        batch_op.drop_index("ix_clock_events_case_id")

    op.drop_table("clock_events")
    with op.batch_alter_table("case_clocks", schema=None) as batch_op:
        batch_op.drop_index("ix_case_clocks_due")
        batch_op.drop_index("ix_case_clocks_amber")

    op.drop_table("case_clocks")
    with op.batch_alter_table("work_day_edits", schema=None) as batch_op:
        batch_op.drop_index("ix_work_day_edits_day")

    op.drop_table("work_day_edits")
    op.drop_table("clock_watch")
    op.drop_table("clock_jumps")
    op.drop_table("calendar_imports")


def _keep_what_is_known() -> None:
    """The calendar as it stands becomes its first version; every case tells its clocks."""
    connection = op.get_bind()
    days = connection.execute(
        sa.text("SELECT day, is_workday, note, provisional FROM work_days ORDER BY day")
    )
    now = datetime.now(UTC)
    kept = [
        {
            "day": _day(row[0]),
            "kind": "set",
            "is_workday": bool(row[1]),
            "note": row[2],
            "provisional": bool(row[3]),
            "why": "migration",
            "at": now,
        }
        for row in days
    ]
    if kept:
        edits = sa.table(
            "work_day_edits",
            *_columns(
                {"day": sa.Date, "is_workday": sa.Boolean, "provisional": sa.Boolean, "at": INSTANT},
                "kind",
                "note",
                "why",
            ),
        )
        op.bulk_insert(edits, kept)
    version = connection.scalar(sa.text("SELECT max(id) FROM work_day_edits")) or 0
    events = sa.table(
        "clock_events",
        *_columns(
            {
                "day": sa.Date,
                "at": INSTANT,
                "told": sa.Date,
                "due": sa.Date,
                "case_id": sa.Integer,
                "days": sa.Integer,
                "calendar_version": sa.Integer,
                "by": sa.Integer,
            },
            "which",
            "what",
            "role",
            "reason",
            "note",
            "basis",
        ),
    )
    rows: list[dict[str, Any]] = []
    for case, steps in _cases(connection):
        rows += (_event(case, version, *told) for told in _clocks(case, steps))
        if len(rows) >= 2000:
            op.bulk_insert(events, rows)
            rows = []
    if rows:
        op.bulk_insert(events, rows)


def _columns(typed: dict[str, Any], *words: str) -> list[Any]:
    return [
        *(sa.column(name, kind) for name, kind in typed.items()),
        *(sa.column(word, sa.String) for word in words),
    ]


def _cases(connection: sa.Connection) -> Iterator[tuple[sa.Row[Any], list[sa.Row[Any]]]]:
    case_steps = sa.table(
        "case_steps",
        *_columns(
            {"id": sa.Integer, "case_id": sa.Integer, "actor_id": sa.Integer, "at": INSTANT},
            "action",
            "after",
            "role",
        ),
    )
    cases = sa.table(
        "cases",
        *_columns(
            {
                "id": sa.Integer,
                "created_at": INSTANT,
                "notice_due_on": sa.Date,
                "decide_due_on": sa.Date,
                "clock_stopped_on": sa.Date,
                "lapses_on": sa.Date,
            },
            "state",
        ),
    )
    last = 0
    while found := connection.execute(
        sa.select(cases).where(cases.c.id > last).order_by(cases.c.id).limit(500)
    ).all():
        last = found[-1].id
        steps: dict[int, list[sa.Row[Any]]] = {}
        told = sa.select(case_steps).where(case_steps.c.case_id.between(found[0].id, last))
        for step in connection.execute(told.order_by(case_steps.c.id)):
            steps.setdefault(step.case_id, []).append(step)
        for case in found:
            yield case, steps.get(case.id, [])


def _clocks(case: sa.Row[Any], steps: list[sa.Row[Any]]) -> Iterator[tuple[Any, ...]]:
    """(clock, what, when, by whom, role, told) for all that can be known of one case."""
    state: dict[str, str] = {}
    for step in steps:
        for which, what in RUNS.get(step.action, ()):
            for clock in [which] if which != "*" else list(state):
                became = _became(state.get(clock), what)
                if became is None or (clock == "check" and what == "started" and step.after != "checking"):
                    continue
                state[clock] = became
                yield clock, became, step.at, step.actor_id, step.role, None
    dates = {"notice": case.notice_due_on, "decision": case.decide_due_on}
    dates["correction" if case.state in ("sent_back", "correcting") else "draft"] = case.lapses_on
    when = steps[-1].at if steps else case.created_at
    for clock, due in dates.items():
        if due is not None and (clock not in ("draft", "correction") or state.get(clock) not in ENDINGS):
            yield clock, "adopted", when, None, "system", due


def _became(now: str | None, what: str) -> str | None:
    """What an event makes of a clock; None where it means nothing."""
    if what == "goes on":
        return "started" if now is None else "resumed" if now == "stopped" else None
    if what == "started":
        return what
    if now is None or (now in ENDINGS and what != "reopened"):
        return None
    return what


def _event(
    case: sa.Row[Any],
    version: int,
    which: str,
    what: str,
    at: datetime,
    by: int | None,
    role: str,
    told: date | None,
) -> dict[str, Any]:
    return {
        "case_id": case.id,
        "which": which,
        "what": what,
        "day": at.astimezone(ZONE).date(),
        "at": at,
        "by": by,
        "role": role,
        "reason": "taken_over",
        "note": "",
        "basis": "",
        "days": 0,
        "told": told,
        "calendar_version": version,
        "due": told,
    }


def _day(found: date | str) -> date:
    return found if isinstance(found, date) else date.fromisoformat(found)
