"""Messages on several channels: attempts, reports, edited texts, choices, confirmed addresses."""

import json

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0019_messages"
down_revision = "0018_rules"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """SQLite makes `messages` anew for most changes, which it refuses once rows of attempts point there."""
    _tables()
    _messages()
    with op.batch_alter_table("messages", schema=None) as batch_op:
        for name in ("words", "language", "legal", "urgent", "channels", "reached_note"):
            batch_op.alter_column(name, server_default=None)
    _carry_over()
    op.drop_column("messages", "phone")


def _tables() -> None:
    op.create_table(
        "delivery_reports",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("sms", "email", "wechat", "in_app", name="channelkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column(
            "told",
            sa.Enum(
                "delivered",
                "failed",
                "on_its_way",
                "never_heard",
                "unknown",
                name="told",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("heard_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("taken_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name="pk_delivery_reports"),
        sa.UniqueConstraint("channel", "sha256", name="uq_delivery_reports_channel_sha256"),
    )
    with op.batch_alter_table("delivery_reports", schema=None) as batch_op:
        batch_op.create_index(
            "ix_delivery_reports_open", ["channel", "provider_id", "taken_at"], unique=False
        )

    op.create_table(
        "contact_points",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("sms", "email", "wechat", "in_app", name="channelkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("code_hash", sa.String(), nullable=False),
        sa.Column("code_until", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("made_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("confirmed_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("removed_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_contact_points_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_contact_points"),
    )
    with op.batch_alter_table("contact_points", schema=None) as batch_op:
        batch_op.create_index("ix_contact_points_code_hash", ["code_hash"], unique=False)
        batch_op.create_index("ix_contact_points_person", ["person_id", "channel"], unique=False)

    op.create_table(
        "message_choices",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("channels", sa.JSON(), nullable=False),
        sa.Column("changed_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_message_choices_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", name="pk_message_choices"),
    )
    op.create_table(
        "message_texts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("on", sa.String(), nullable=False),
        sa.Column("way", sa.String(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("words", sa.JSON(), nullable=False),
        sa.Column("made_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_message_texts_made_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_message_texts"),
        sa.UniqueConstraint("on", "way", "item", "version", name="uq_message_texts_on_way_item_version"),
    )
    op.create_table(
        "message_attempts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column(
            "channel",
            sa.Enum("sms", "email", "wechat", "in_app", name="channelkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("address", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "sent",
                "delivered",
                "failed",
                "unknown",
                name="attemptstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("asked", sa.Integer(), nullable=False),
        sa.Column("planned_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("next_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("handed_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("settled_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("passed_on", sa.Boolean(), nullable=False),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("lease_until", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"], ["messages.id"], name="fk_message_attempts_message_id_messages"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message_attempts"),
        sa.UniqueConstraint(
            "message_id", "channel", "nth", name="uq_message_attempts_message_id_channel_nth"
        ),
        sa.UniqueConstraint("reference", name="uq_message_attempts_reference"),
    )
    with op.batch_alter_table("message_attempts", schema=None) as batch_op:
        batch_op.create_index("ix_message_attempts_next", ["next_at"], unique=False)
        batch_op.create_index("ix_message_attempts_provider", ["channel", "provider_id"], unique=False)

    op.create_table(
        "message_attempt_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "sent",
                "delivered",
                "failed",
                "unknown",
                name="attemptstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("provider_id", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"],
            ["message_attempts.id"],
            name="fk_message_attempt_steps_attempt_id_message_attempts",
        ),
        sa.PrimaryKeyConstraint("id", name="pk_message_attempt_steps"),
    )
    with op.batch_alter_table("message_attempt_steps", schema=None) as batch_op:
        batch_op.create_index("ix_message_attempt_steps_attempt_id", ["attempt_id"], unique=False)


def _messages() -> None:
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("words", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("language", sa.String(), nullable=False, server_default="zh"))
        batch_op.add_column(sa.Column("text_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("legal", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("urgent", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(
            sa.Column("channels", sa.JSON(), nullable=False, server_default='["sms", "in_app"]')
        )
        batch_op.add_column(sa.Column("delivered_at", beebox.kernel.db.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("read_at", beebox.kernel.db.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reached_at", beebox.kernel.db.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("reached_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("reached_note", sa.String(), nullable=False, server_default=""))
        batch_op.create_index("ix_messages_inbox", ["person_id", "read_at", "id"], unique=False)
        batch_op.create_index("ix_messages_state", ["state", "id"], unique=False)
        batch_op.create_foreign_key("fk_messages_text_id_message_texts", "message_texts", ["text_id"], ["id"])
        batch_op.create_foreign_key("fk_messages_reached_by_people", "people", ["reached_by"], ["id"])


def _carry_over() -> None:
    """What was sent becomes an attempt by SMS; what waits keeps its words; nothing old is new in an inbox."""
    connection = op.get_bind()
    connection.execute(sa.text("UPDATE messages SET read_at = made_at"))
    waiting = sa.text("SELECT id, text FROM messages WHERE state <> 'sent'")
    for row in connection.execute(waiting).all():
        words = {"sms": row.text, "subject": "小蜂箱", "body": row.text, "fields": {}, "url": ""}
        update = sa.text("UPDATE messages SET words = :words, state = 'waiting' WHERE id = :id")
        connection.execute(update, {"words": json.dumps(words), "id": row.id})
    connection.execute(
        sa.text(
            "INSERT INTO message_attempts (message_id, channel, nth, address, reference, state, provider_id,"
            " reason, tries, asked, planned_at, handed_at, passed_on)"
            " SELECT id, 'sms', 1, phone, reference || '-sms1', 'sent', '', '', 1, 0, made_at, sent_at, :no"
            " FROM messages WHERE state = 'sent'"
        ).bindparams(sa.bindparam("no", False, sa.Boolean()))
    )
    connection.execute(
        sa.text(
            "INSERT INTO message_attempt_steps (attempt_id, at, state, provider_id, reason)"
            " SELECT id, COALESCE(handed_at, planned_at), 'sent', '', '' FROM message_attempts"
        )
    )


def downgrade() -> None:
    op.drop_table("message_attempt_steps")
    with op.batch_alter_table("message_attempts", schema=None) as batch_op:
        batch_op.drop_index("ix_message_attempts_provider")
        batch_op.drop_index("ix_message_attempts_next")

    op.drop_table("message_attempts")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.add_column(sa.Column("phone", sa.String(), nullable=False, server_default=""))
        batch_op.drop_constraint("fk_messages_reached_by_people", type_="foreignkey")
        batch_op.drop_constraint("fk_messages_text_id_message_texts", type_="foreignkey")
        batch_op.drop_index("ix_messages_state")
        batch_op.drop_index("ix_messages_inbox")
        batch_op.drop_column("reached_note")
        batch_op.drop_column("reached_by")
        batch_op.drop_column("reached_at")
        batch_op.drop_column("read_at")
        batch_op.drop_column("delivered_at")
        batch_op.drop_column("channels")
        batch_op.drop_column("urgent")
        batch_op.drop_column("legal")
        batch_op.drop_column("text_id")
        batch_op.drop_column("language")
        batch_op.drop_column("words")
    op.execute(
        "UPDATE messages SET phone = COALESCE((SELECT phone FROM people WHERE people.id = messages.person_id), '')"
    )
    op.execute("UPDATE messages SET state = 'sent' WHERE state IN ('delivered', 'reached')")
    op.execute("UPDATE messages SET state = 'failed' WHERE state = 'unreached'")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.alter_column("phone", server_default=None)
    op.drop_table("message_texts")
    op.drop_table("message_choices")
    with op.batch_alter_table("contact_points", schema=None) as batch_op:
        batch_op.drop_index("ix_contact_points_person")
        batch_op.drop_index("ix_contact_points_code_hash")

    op.drop_table("contact_points")
    with op.batch_alter_table("delivery_reports", schema=None) as batch_op:
        batch_op.drop_index("ix_delivery_reports_open")

    op.drop_table("delivery_reports")
