"""Keys of programs, their repeated requests, and messages to addresses of theirs."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0011_api"
down_revision = "0010_money"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "feed_heads",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.Column("forgotten", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_heads")),
    )
    op.create_table(
        "api_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("secret_hash", sa.String(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("a_minute", sa.Integer(), nullable=False),
        sa.Column("made_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("expires_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("revoked_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("revoked_by", sa.Integer(), nullable=True),
        sa.Column("last_used_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_api_keys_made_by_people")),
        sa.ForeignKeyConstraint(["revoked_by"], ["people.id"], name=op.f("fk_api_keys_revoked_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_keys")),
        sa.UniqueConstraint("prefix", name=op.f("uq_api_keys_prefix")),
    )
    op.create_table(
        "webhooks",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("url", sa.String(), nullable=False),
        sa.Column("secret", sa.String(), nullable=False),
        sa.Column("kinds", sa.JSON(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("made_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("failing_since", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("stopped_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("removed_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_webhooks_made_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhooks")),
    )
    op.create_table(
        "api_requests",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("api_key_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("method", sa.String(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("body_hash", sa.String(), nullable=False),
        sa.Column("holder", sa.String(), nullable=False),
        sa.Column("begun_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("answered_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("answer", sa.LargeBinary(), nullable=True),
        sa.ForeignKeyConstraint(
            ["api_key_id"], ["api_keys.id"], name=op.f("fk_api_requests_api_key_id_api_keys")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_requests")),
        sa.UniqueConstraint("api_key_id", "key", name=op.f("uq_api_requests_api_key_id_key")),
    )
    with op.batch_alter_table("api_requests", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_api_requests_begun_at"), ["begun_at"], unique=False)
    op.create_table(
        "changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=True),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["waybill_id"], ["waybills.id"], name=op.f("fk_changes_waybill_id_waybills")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_changes")),
        sa.UniqueConstraint("seq", name=op.f("uq_changes_seq")),
    )
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_changes_at"), ["at"], unique=False)
        batch_op.create_index(
            "ix_changes_waiting",
            ["id"],
            unique=False,
            sqlite_where=sa.text("seq IS NULL"),
            postgresql_where=sa.text("seq IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_changes_waybill_id"), ["waybill_id"], unique=False)
    op.create_table(
        "webhook_messages",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("body", sa.String(), nullable=False),
        sa.Column("change_id", sa.Integer(), nullable=True),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["change_id"], ["changes.id"], name=op.f("fk_webhook_messages_change_id_changes")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_messages")),
        sa.UniqueConstraint("change_id", name=op.f("uq_webhook_messages_change_id")),
        sa.UniqueConstraint("public_id", name=op.f("uq_webhook_messages_public_id")),
    )
    with op.batch_alter_table("webhook_messages", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_messages_at"), ["at"], unique=False)
    op.create_table(
        "webhook_sendings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("webhook_id", sa.Integer(), nullable=False),
        sa.Column("message_id", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("due_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("lease", sa.String(), nullable=True),
        sa.Column("lease_until", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("delivered_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("given_up_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["message_id"],
            ["webhook_messages.id"],
            name=op.f("fk_webhook_sendings_message_id_webhook_messages"),
        ),
        sa.ForeignKeyConstraint(
            ["webhook_id"], ["webhooks.id"], name=op.f("fk_webhook_sendings_webhook_id_webhooks")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_sendings")),
        sa.UniqueConstraint(
            "webhook_id", "message_id", name=op.f("uq_webhook_sendings_webhook_id_message_id")
        ),
    )
    with op.batch_alter_table("webhook_sendings", schema=None) as batch_op:
        batch_op.create_index(
            "ix_webhook_sendings_due",
            ["due_at"],
            unique=False,
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
        batch_op.create_index(batch_op.f("ix_webhook_sendings_message_id"), ["message_id"], unique=False)
    op.create_table(
        "webhook_tries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sending_id", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("status", sa.Integer(), nullable=True),
        sa.Column("error", sa.String(), nullable=False),
        sa.Column("took_ms", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["sending_id"], ["webhook_sendings.id"], name=op.f("fk_webhook_tries_sending_id_webhook_sendings")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_webhook_tries")),
    )
    with op.batch_alter_table("webhook_tries", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_webhook_tries_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_webhook_tries_sending_id"), ["sending_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("webhook_tries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_tries_sending_id"))
        batch_op.drop_index(batch_op.f("ix_webhook_tries_at"))
    op.drop_table("webhook_tries")
    with op.batch_alter_table("webhook_sendings", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_sendings_message_id"))
        batch_op.drop_index(
            "ix_webhook_sendings_due",
            sqlite_where=sa.text("due_at IS NOT NULL"),
            postgresql_where=sa.text("due_at IS NOT NULL"),
        )
    op.drop_table("webhook_sendings")
    with op.batch_alter_table("webhook_messages", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_webhook_messages_at"))
    op.drop_table("webhook_messages")
    with op.batch_alter_table("changes", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_changes_waybill_id"))
        batch_op.drop_index(
            "ix_changes_waiting", sqlite_where=sa.text("seq IS NULL"), postgresql_where=sa.text("seq IS NULL")
        )
        batch_op.drop_index(batch_op.f("ix_changes_at"))
    op.drop_table("changes")
    with op.batch_alter_table("api_requests", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_api_requests_begun_at"))
    op.drop_table("api_requests")
    op.drop_table("webhooks")
    op.drop_table("api_keys")
    op.drop_table("feed_heads")
