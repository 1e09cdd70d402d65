"""The first tables."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "access_records",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
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
        sa.Column("what", sa.String(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_access_records")),
    )
    with op.batch_alter_table("access_records", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_access_records_case_id"), ["case_id"], unique=False)

    op.create_table(
        "boxes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("place_en", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("capacity", sa.Integer(), nullable=False),
        sa.Column("slots", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_boxes")),
        sa.UniqueConstraint("code", name=op.f("uq_boxes_code")),
    )
    op.create_table(
        "case_numbers",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_case_numbers")),
    )
    op.create_table(
        "centres",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_centres")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("handler", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column(
            "lane",
            sa.Enum("quick", "reading", "outside", name="lane", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("event", sa.JSON(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("last_error", sa.String(), nullable=True),
        sa.Column("emitted_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("due_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("lease_until", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("done_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
    )
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_open", ["lane", "done_at", "due_at"], unique=False)

    op.create_table(
        "departments",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("place", sa.String(), nullable=False),
        sa.Column("place_en", sa.String(), nullable=False),
        sa.Column("hours", sa.String(), nullable=False),
        sa.Column("hours_en", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_departments")),
        sa.UniqueConstraint("code", name=op.f("uq_departments_code")),
    )
    op.create_table(
        "hand_overs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hand_overs")),
        sa.UniqueConstraint("code", name=op.f("uq_hand_overs_code")),
    )
    op.create_table(
        "item_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("version", sa.String(), nullable=False),
        sa.Column("definition", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("loaded_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("is_current", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_item_versions")),
        sa.UniqueConstraint("item_code", "version", name=op.f("uq_item_versions_item_code_version")),
    )
    with op.batch_alter_table("item_versions", schema=None) as batch_op:
        batch_op.create_index(
            "uq_item_versions_current",
            ["item_code"],
            unique=True,
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.create_table(
        "people",
        sa.Column("id", sa.Integer(), nullable=False),
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
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("phone", sa.String(), nullable=True),
        sa.Column("login", sa.String(), nullable=True),
        sa.Column("password_hash", sa.String(), nullable=True),
        sa.Column("must_change_password", sa.Boolean(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("failures", sa.Integer(), nullable=False),
        sa.Column("locked_until", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("created_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_people")),
        sa.UniqueConstraint("login", name=op.f("uq_people_login")),
        sa.UniqueConstraint("phone", name=op.f("uq_people_phone")),
    )
    op.create_table(
        "sign_in_codes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("ticket_hash", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("made_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("expires_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sign_in_codes")),
        sa.UniqueConstraint("ticket_hash", name=op.f("uq_sign_in_codes_ticket_hash")),
    )
    with op.batch_alter_table("sign_in_codes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_sign_in_codes_phone"), ["phone"], unique=False)

    op.create_table(
        "work_days",
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("is_workday", sa.Boolean(), nullable=False),
        sa.Column("note", sa.String(length=60), nullable=False),
        sa.Column("provisional", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_work_days")),
    )
    op.create_table(
        "cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("citizen_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("item_version", sa.String(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("receiver", sa.JSON(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "checking",
                "reviewing",
                "sent_back",
                "awaiting_paper",
                "received",
                "correcting",
                "accepted",
                "decided",
                "returning",
                "closed",
                "refused",
                "withdrawn",
                "lapsed",
                name="state",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("created_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("submitted_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("ended_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("submit_key", sa.String(), nullable=True),
        sa.Column("notice_due_on", sa.Date(), nullable=True),
        sa.Column("decide_due_on", sa.Date(), nullable=True),
        sa.Column("clock_stopped_on", sa.Date(), nullable=True),
        sa.Column("lapses_on", sa.Date(), nullable=True),
        sa.Column("lapse_told", sa.Boolean(), nullable=False),
        sa.Column("result_by", sa.String(), nullable=True),
        sa.Column("held_by", sa.Integer(), nullable=True),
        sa.Column("held_until", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["citizen_id"], ["people.id"], name=op.f("fk_cases_citizen_id_people")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_cases_department_id_departments")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cases")),
        sa.UniqueConstraint("code", name=op.f("uq_cases_code")),
        sa.UniqueConstraint("number", name=op.f("uq_cases_number")),
    )
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.create_index("ix_cases_desk", ["department_id", "state", "id"], unique=False)
        batch_op.create_index("ix_cases_durations", ["item_code", "state", "ended_at"], unique=False)
        batch_op.create_index("ix_cases_held", ["held_by"], unique=False)
        batch_op.create_index("ix_cases_mine", ["citizen_id", "id"], unique=False)
        batch_op.create_index("ix_cases_queue", ["state", "notice_due_on", "id"], unique=False)

    op.create_table(
        "login_sessions",
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("created_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("seen_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["people.id"], name=op.f("fk_login_sessions_person_id_people")
        ),
        sa.PrimaryKeyConstraint("secret_hash", name=op.f("pk_login_sessions")),
    )
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_login_sessions_person_id"), ["person_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_login_sessions_seen_at"), ["seen_at"], unique=False)

    op.create_table(
        "rounds",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("box_id", sa.Integer(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("slot", sa.String(), nullable=False),
        sa.Column("due_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "closed", name="roundstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("late", sa.Boolean(), nullable=False),
        sa.Column("closed_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("expected", sa.Integer(), nullable=True),
        sa.Column("found", sa.Integer(), nullable=True),
        sa.Column("counted", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["box_id"], ["boxes.id"], name=op.f("fk_rounds_box_id_boxes")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rounds")),
        sa.UniqueConstraint("box_id", "on", "slot", name=op.f("uq_rounds_box_id_on_slot")),
    )
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.create_index("ix_rounds_day", ["on", "state"], unique=False)

    op.create_table(
        "waybills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column(
            "leg", sa.Enum("outbound", "return", name="leg", native_enum=False, length=40), nullable=False
        ),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=True),
        sa.Column("route_code", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "booked",
                "refused",
                "handed_over",
                "in_transit",
                "failed",
                "delivered",
                "cancelled",
                name="waybillstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("sender", sa.JSON(), nullable=False),
        sa.Column("receiver", sa.JSON(), nullable=False),
        sa.Column("contents", sa.String(), nullable=False),
        sa.Column("weight_grams", sa.Integer(), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("ordered_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("packed_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("packed_by", sa.Integer(), nullable=True),
        sa.Column("handed_over_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("hand_over_id", sa.Integer(), nullable=True),
        sa.Column("delivered_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("asked_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["hand_over_id"], ["hand_overs.id"], name=op.f("fk_waybills_hand_over_id_hand_overs")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_waybills")),
        sa.UniqueConstraint("carrier", "number", name=op.f("uq_waybills_carrier_number")),
        sa.UniqueConstraint("reference", name=op.f("uq_waybills_reference")),
    )
    with op.batch_alter_table("waybills", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waybills_asked_at"), ["asked_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_waybills_hand_over_id"), ["hand_over_id"], unique=False)
        batch_op.create_index("ix_waybills_open", ["leg", "state"], unique=False)

    op.create_table(
        "bags",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "closed", "received", name="bagstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("envelopes", sa.Integer(), nullable=False),
        sa.Column("originals", sa.Integer(), nullable=False),
        sa.Column("closed_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("closed_by", sa.Integer(), nullable=True),
        sa.Column("received_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("received_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_bags_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_bags_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_bags")),
        sa.UniqueConstraint("code", name=op.f("uq_bags_code")),
    )
    with op.batch_alter_table("bags", schema=None) as batch_op:
        batch_op.create_index(
            "uq_bags_open",
            ["department_id"],
            unique=True,
            sqlite_where=sa.text("state = 'open'"),
            postgresql_where=sa.text("state = 'open'"),
        )

    op.create_table(
        "carrier_calls",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column("request_hash", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "sent",
                "confirmed",
                "rejected",
                "unknown",
                name="callstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("planned_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("sent_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("settled_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["waybill_id"], ["waybills.id"], name=op.f("fk_carrier_calls_waybill_id_waybills")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_calls")),
        sa.UniqueConstraint("reference", name=op.f("uq_carrier_calls_reference")),
    )
    with op.batch_alter_table("carrier_calls", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carrier_calls_state"), ["state"], unique=False)
        batch_op.create_index(batch_op.f("ix_carrier_calls_waybill_id"), ["waybill_id"], unique=False)

    op.create_table(
        "case_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "submit",
                "finish_check",
                "send_back",
                "pass",
                "receive",
                "ask_correction",
                "refuse",
                "accept",
                "accept_by_silence",
                "decide",
                "post_back",
                "confirm_delivery",
                "hand_out",
                "finish_without_paper",
                "withdraw",
                "lapse",
                name="action",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "before",
            sa.Enum(
                "draft",
                "checking",
                "reviewing",
                "sent_back",
                "awaiting_paper",
                "received",
                "correcting",
                "accepted",
                "decided",
                "returning",
                "closed",
                "refused",
                "withdrawn",
                "lapsed",
                name="state",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "draft",
                "checking",
                "reviewing",
                "sent_back",
                "awaiting_paper",
                "received",
                "correcting",
                "accepted",
                "decided",
                "returning",
                "closed",
                "refused",
                "withdrawn",
                "lapsed",
                name="state",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=True),
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
        sa.Column("note", sa.String(), nullable=True),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_steps_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_steps")),
    )
    with op.batch_alter_table("case_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_steps_case_id"), ["case_id"], unique=False)

    op.create_table(
        "corrections",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "asked_by",
            sa.Enum("preaudit", "department", name="correctionby", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("actor_id", sa.Integer(), nullable=False),
        sa.Column("asked_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("answered_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_corrections_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_corrections_case_id"), ["case_id"], unique=False)

    op.create_table(
        "formal_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "acceptance",
                "refusal",
                "correction",
                "decision",
                name="noticekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issued_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_formal_notices_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_notices")),
        sa.UniqueConstraint("case_id", "kind", name=op.f("uq_formal_notices_case_id_kind")),
        sa.UniqueConstraint("number", name=op.f("uq_formal_notices_number")),
    )
    op.create_table(
        "materials",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("needed", sa.Boolean(), nullable=False),
        sa.Column("open", sa.Boolean(), nullable=False),
        sa.Column("doubted", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_materials_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_materials")),
        sa.UniqueConstraint("case_id", "code", name=op.f("uq_materials_case_id_code")),
    )
    op.create_table(
        "messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("phone", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("waiting", "sent", "failed", name="messagestate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("why_failed", sa.String(), nullable=True),
        sa.Column("made_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("sent_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_messages_case_id_cases")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_messages_person_id_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("reference", name=op.f("uq_messages_reference")),
    )
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index("ix_messages_case", ["case_id", "id"], unique=False)

    op.create_table(
        "notice_approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("covers", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["people.id"], name=op.f("fk_notice_approvals_approved_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["people.id"], name=op.f("fk_notice_approvals_asked_by_people")
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_notice_approvals_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notice_approvals")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_notice_approvals_case_id_round")),
    )
    op.create_table(
        "originals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("material_code", sa.String(), nullable=False),
        sa.Column("copy", sa.Boolean(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("name_en", sa.String(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column(
            "afterwards",
            sa.Enum("returned", "kept", "voided", name="fate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_originals_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_originals")),
        sa.UniqueConstraint(
            "case_id", "material_code", "copy", name=op.f("uq_originals_case_id_material_code_copy")
        ),
    )
    with op.batch_alter_table("originals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_originals_case_id"), ["case_id"], unique=False)

    op.create_table(
        "ratings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column(
            "level",
            sa.Enum(
                "very_good", "good", "fair", "bad", "very_bad", name="level", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("rated_by", sa.Integer(), nullable=False),
        sa.Column("rated_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_ratings_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_ratings")),
        sa.UniqueConstraint("case_id", name=op.f("uq_ratings_case_id")),
    )
    op.create_table(
        "results",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("granted", sa.Boolean(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=True),
        sa.Column("file_name", sa.String(), nullable=True),
        sa.Column("file_mime", sa.String(), nullable=True),
        sa.Column("decided_by", sa.Integer(), nullable=False),
        sa.Column("decided_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("pickup_seed", sa.String(), nullable=True),
        sa.Column("pickup_tries", sa.Integer(), nullable=False),
        sa.Column("pickup_locked_until", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("collected_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("collected_by", sa.String(), nullable=True),
        sa.Column("id_checked", sa.String(), nullable=True),
        sa.Column("handed_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_results_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_results")),
        sa.UniqueConstraint("case_id", name=op.f("uq_results_case_id")),
    )
    op.create_table(
        "reviews",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("passed", "sent_back", name="outcome", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["auditor_id"], ["people.id"], name=op.f("fk_reviews_auditor_id_people")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_reviews_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reviews")),
    )
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_reviews_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_reviews_case_id"), ["case_id"], unique=False)

    op.create_table(
        "track_events",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("waybill_id", sa.Integer(), nullable=True),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column(
            "code",
            sa.Enum(
                "collected",
                "in_transit",
                "failed",
                "delivered",
                name="trackcode",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("heard_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["waybill_id"], ["waybills.id"], name=op.f("fk_track_events_waybill_id_waybills")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_track_events")),
        sa.UniqueConstraint(
            "carrier", "number", "code", "at", name=op.f("uq_track_events_carrier_number_code_at")
        ),
    )
    with op.batch_alter_table("track_events", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_track_events_waybill_id"), ["waybill_id"], unique=False)

    op.create_table(
        "correction_items",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["corrections.id"], name=op.f("fk_correction_items_correction_id_corrections")
        ),
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name=op.f("fk_correction_items_material_id_materials")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_items")),
    )
    with op.batch_alter_table("correction_items", schema=None) as batch_op:
        batch_op.create_index(
            batch_op.f("ix_correction_items_correction_id"), ["correction_id"], unique=False
        )

    op.create_table(
        "custody_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=False),
        sa.Column(
            "holder_kind",
            sa.Enum(
                "citizen",
                "box",
                "collector",
                "sorting",
                "department",
                "mail_out",
                "courier",
                "lost",
                name="holder",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("holder_ref", sa.String(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(
            ["original_id"], ["originals.id"], name=op.f("fk_custody_entries_original_id_originals")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_custody_entries")),
    )
    with op.batch_alter_table("custody_entries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_custody_entries_original_id"), ["original_id"], unique=False)

    op.create_table(
        "envelopes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "dropped",
                "carried",
                "collected",
                "sorting",
                "bagged",
                "received",
                "cancelled",
                "aside",
                name="envelopestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column(
            "hand_in", sa.Enum("box", "door", name="handin", native_enum=False, length=40), nullable=True
        ),
        sa.Column("box_id", sa.Integer(), nullable=True),
        sa.Column("pickup_from", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("pickup_until", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("dropped_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("bag_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["bag_id"], ["bags.id"], name=op.f("fk_envelopes_bag_id_bags")),
        sa.ForeignKeyConstraint(["box_id"], ["boxes.id"], name=op.f("fk_envelopes_box_id_boxes")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_envelopes_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name=op.f("fk_envelopes_department_id_departments")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_envelopes_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelopes")),
        sa.UniqueConstraint("case_id", name=op.f("uq_envelopes_case_id")),
        sa.UniqueConstraint("code", name=op.f("uq_envelopes_code")),
    )
    with op.batch_alter_table("envelopes", schema=None) as batch_op:
        batch_op.create_index("ix_envelopes_bag", ["bag_id"], unique=False)
        batch_op.create_index("ix_envelopes_box", ["box_id", "state"], unique=False)
        batch_op.create_index(batch_op.f("ix_envelopes_round_id"), ["round_id"], unique=False)
        batch_op.create_index("ix_envelopes_state", ["state", "bag_id"], unique=False)

    op.create_table(
        "material_decisions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("word", sa.Enum("pass", "mend", name="word", native_enum=False, length=40), nullable=False),
        sa.Column("reasons", sa.JSON(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_material_decisions_by_people")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_material_decisions_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name=op.f("fk_material_decisions_material_id_materials")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_decisions")),
        sa.UniqueConstraint(
            "case_id", "round", "material_id", name=op.f("uq_material_decisions_case_id_round_material_id")
        ),
    )
    op.create_table(
        "material_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("upload_key", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("mime", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=False),
        sa.Column("given_by", sa.Integer(), nullable=False),
        sa.Column("given_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("removed_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column(
            "reading_state",
            sa.Enum("waiting", "read", "failed", name="readingstate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("reading", sa.JSON(), nullable=True),
        sa.Column("previews", sa.JSON(), nullable=False),
        sa.Column("read_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_material_versions_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name=op.f("fk_material_versions_material_id_materials")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_versions")),
        sa.UniqueConstraint("upload_key", name=op.f("uq_material_versions_upload_key")),
    )
    with op.batch_alter_table("material_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_material_versions_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_material_versions_material_id"), ["material_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_material_versions_sha256"), ["sha256"], unique=False)

    op.create_table(
        "discrepancies",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "not_in_box",
                "count",
                "unknown",
                "too_early",
                "not_in_bag",
                "extra_in_bag",
                "original_missing",
                "left_unchecked",
                name="wrong",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("bag_id", sa.Integer(), nullable=True),
        sa.Column("envelope_id", sa.Integer(), nullable=True),
        sa.Column("original_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("made_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("resolved_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("resolved_by", sa.Integer(), nullable=True),
        sa.Column("resolution", sa.String(), nullable=True),
        sa.ForeignKeyConstraint(["bag_id"], ["bags.id"], name=op.f("fk_discrepancies_bag_id_bags")),
        sa.ForeignKeyConstraint(
            ["envelope_id"], ["envelopes.id"], name=op.f("fk_discrepancies_envelope_id_envelopes")
        ),
        sa.ForeignKeyConstraint(
            ["original_id"], ["originals.id"], name=op.f("fk_discrepancies_original_id_originals")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_discrepancies_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_discrepancies")),
    )
    with op.batch_alter_table("discrepancies", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_discrepancies_envelope_id"), ["envelope_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_discrepancies_resolved_at"), ["resolved_at"], unique=False)

    op.create_table(
        "envelope_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("envelope_id", sa.Integer(), nullable=False),
        sa.Column(
            "action",
            sa.Enum(
                "declare_dropped",
                "carry",
                "collect",
                "arrive",
                "bag",
                "receive",
                "turn_back",
                "cancel",
                "set_aside",
                name="envelopeaction",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "waiting",
                "dropped",
                "carried",
                "collected",
                "sorting",
                "bagged",
                "received",
                "cancelled",
                "aside",
                name="envelopestate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
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
        sa.Column("actor_id", sa.Integer(), nullable=True),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["envelope_id"], ["envelopes.id"], name=op.f("fk_envelope_steps_envelope_id_envelopes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_envelope_steps")),
    )
    with op.batch_alter_table("envelope_steps", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_envelope_steps_envelope_id"), ["envelope_id"], unique=False)

    op.create_table(
        "findings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=True),
        sa.Column("upload_id", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("severity", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=True),
        sa.Column("box", sa.JSON(), nullable=True),
        sa.Column("across", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_findings_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name=op.f("fk_findings_material_id_materials")
        ),
        sa.ForeignKeyConstraint(
            ["upload_id"], ["material_versions.id"], name=op.f("fk_findings_upload_id_material_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_findings")),
    )
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_findings_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_findings_material_id"), ["material_id"], unique=False)

    op.create_table(
        "scans",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("round_id", sa.Integer(), nullable=True),
        sa.Column("bag_id", sa.Integer(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("outcome", sa.String(), nullable=False),
        sa.Column("envelope_id", sa.Integer(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["bag_id"], ["bags.id"], name=op.f("fk_scans_bag_id_bags")),
        sa.ForeignKeyConstraint(
            ["envelope_id"], ["envelopes.id"], name=op.f("fk_scans_envelope_id_envelopes")
        ),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_scans_round_id_rounds")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_scans")),
    )
    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_scans_bag_id"), ["bag_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_scans_round_id"), ["round_id"], unique=False)

    op.create_table(
        "waybill_cases",
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("envelope_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_waybill_cases_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["envelope_id"], ["envelopes.id"], name=op.f("fk_waybill_cases_envelope_id_envelopes")
        ),
        sa.ForeignKeyConstraint(
            ["waybill_id"], ["waybills.id"], name=op.f("fk_waybill_cases_waybill_id_waybills")
        ),
        sa.PrimaryKeyConstraint("waybill_id", "case_id", name=op.f("pk_waybill_cases")),
    )
    with op.batch_alter_table("waybill_cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_waybill_cases_case_id"), ["case_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("waybill_cases", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_waybill_cases_case_id"))

    op.drop_table("waybill_cases")
    with op.batch_alter_table("scans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_scans_round_id"))
        batch_op.drop_index(batch_op.f("ix_scans_bag_id"))

    op.drop_table("scans")
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_findings_material_id"))
        batch_op.drop_index(batch_op.f("ix_findings_case_id"))

    op.drop_table("findings")
    with op.batch_alter_table("envelope_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_envelope_steps_envelope_id"))

    op.drop_table("envelope_steps")
    with op.batch_alter_table("discrepancies", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_discrepancies_resolved_at"))
        batch_op.drop_index(batch_op.f("ix_discrepancies_envelope_id"))

    op.drop_table("discrepancies")
    with op.batch_alter_table("material_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_material_versions_sha256"))
        batch_op.drop_index(batch_op.f("ix_material_versions_material_id"))
        batch_op.drop_index(batch_op.f("ix_material_versions_case_id"))

    op.drop_table("material_versions")
    op.drop_table("material_decisions")
    with op.batch_alter_table("envelopes", schema=None) as batch_op:
        batch_op.drop_index("ix_envelopes_state")
        batch_op.drop_index(batch_op.f("ix_envelopes_round_id"))
        batch_op.drop_index("ix_envelopes_box")
        batch_op.drop_index("ix_envelopes_bag")

    op.drop_table("envelopes")
    with op.batch_alter_table("custody_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_custody_entries_original_id"))

    op.drop_table("custody_entries")
    with op.batch_alter_table("correction_items", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_correction_items_correction_id"))

    op.drop_table("correction_items")
    with op.batch_alter_table("track_events", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_track_events_waybill_id"))

    op.drop_table("track_events")
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_reviews_case_id"))
        batch_op.drop_index(batch_op.f("ix_reviews_at"))

    op.drop_table("reviews")
    op.drop_table("results")
    op.drop_table("ratings")
    with op.batch_alter_table("originals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_originals_case_id"))

    op.drop_table("originals")
    op.drop_table("notice_approvals")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.drop_index("ix_messages_case")

    op.drop_table("messages")
    op.drop_table("materials")
    op.drop_table("formal_notices")
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_corrections_case_id"))

    op.drop_table("corrections")
    with op.batch_alter_table("case_steps", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_steps_case_id"))

    op.drop_table("case_steps")
    with op.batch_alter_table("carrier_calls", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carrier_calls_waybill_id"))
        batch_op.drop_index(batch_op.f("ix_carrier_calls_state"))

    op.drop_table("carrier_calls")
    with op.batch_alter_table("bags", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_bags_open", sqlite_where=sa.text("state = 'open'"), postgresql_where=sa.text("state = 'open'")
        )

    op.drop_table("bags")
    with op.batch_alter_table("waybills", schema=None) as batch_op:
        batch_op.drop_index("ix_waybills_open")
        batch_op.drop_index(batch_op.f("ix_waybills_hand_over_id"))
        batch_op.drop_index(batch_op.f("ix_waybills_asked_at"))

    op.drop_table("waybills")
    with op.batch_alter_table("rounds", schema=None) as batch_op:
        batch_op.drop_index("ix_rounds_day")

    op.drop_table("rounds")
    with op.batch_alter_table("login_sessions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_login_sessions_seen_at"))
        batch_op.drop_index(batch_op.f("ix_login_sessions_person_id"))

    op.drop_table("login_sessions")
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index("ix_cases_queue")
        batch_op.drop_index("ix_cases_mine")
        batch_op.drop_index("ix_cases_held")
        batch_op.drop_index("ix_cases_durations")
        batch_op.drop_index("ix_cases_desk")

    op.drop_table("cases")
    op.drop_table("work_days")
    with op.batch_alter_table("sign_in_codes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_sign_in_codes_phone"))

    op.drop_table("sign_in_codes")
    op.drop_table("people")
    with op.batch_alter_table("item_versions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_item_versions_current",
            sqlite_where=sa.text("is_current"),
            postgresql_where=sa.text("is_current"),
        )

    op.drop_table("item_versions")
    op.drop_table("hand_overs")
    op.drop_table("departments")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_index("ix_deliveries_open")

    op.drop_table("deliveries")
    op.drop_table("centres")
    op.drop_table("case_numbers")
    op.drop_table("boxes")
    with op.batch_alter_table("access_records", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_access_records_case_id"))

    op.drop_table("access_records")
