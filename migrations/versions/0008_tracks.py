"""Pushed messages as they came, the further numbers of a parcel, and what needs a person's look."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0008_tracks"
down_revision = "0007_calls"
branch_labels = None
depends_on = None
HEARD = sa.Enum("pulled", "signed", "unsigned", name="heard", native_enum=False, length=40)
NEW_WRONGS = "('parcel_returned', 'parcel_lost', 'delivery_taken_back', 'scanned_after_cancel')"


def upgrade() -> None:
    op.create_table(
        "carrier_pushes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("headers", sa.JSON(), nullable=False),
        sa.Column("events", sa.JSON(), nullable=False),
        sa.Column("heard", HEARD, nullable=False),
        sa.Column("heard_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "waiting", "taken", "unreadable", "stumbled", name="pushoutcome", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("taken_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_carrier_pushes"),
        sa.UniqueConstraint("carrier", "sha256", name="uq_carrier_pushes_carrier_sha256"),
    )
    with op.batch_alter_table("carrier_pushes", schema=None) as batch_op:
        batch_op.create_index(
            "ix_carrier_pushes_waiting",
            ["id"],
            unique=False,
            sqlite_where=sa.text("outcome = 'waiting'"),
            postgresql_where=sa.text("outcome = 'waiting'"),
        )
    op.create_table(
        "forged_pushes",
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("count", sa.Integer(), nullable=False),
        sa.Column("last_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("carrier", "on", name="pk_forged_pushes"),
    )
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum(
                "unknown_number", "unreadable", "unknown_code", name="deadkind", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("about", sa.String(), nullable=False),
        sa.Column("told", sa.String(), nullable=False),
        sa.Column("push_id", sa.Integer(), nullable=True),
        sa.Column("waybill_id", sa.Integer(), nullable=True),
        sa.Column("made_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("settled_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["push_id"], ["carrier_pushes.id"], name="fk_dead_letters_push_id_carrier_pushes"
        ),
        sa.ForeignKeyConstraint(["waybill_id"], ["waybills.id"], name="fk_dead_letters_waybill_id_waybills"),
        sa.PrimaryKeyConstraint("id", name="pk_dead_letters"),
        sa.UniqueConstraint("kind", "carrier", "about", name="uq_dead_letters_kind_carrier_about"),
    )
    with op.batch_alter_table("dead_letters", schema=None) as batch_op:
        batch_op.create_index("ix_dead_letters_push_id", ["push_id"], unique=False)
        batch_op.create_index("ix_dead_letters_settled_at", ["settled_at"], unique=False)
        batch_op.create_index("ix_dead_letters_waybill_id", ["waybill_id"], unique=False)
    op.create_table(
        "stale_parcels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column(
            "why",
            sa.Enum("silent", "past_promise", "unconfirmed", name="stalewhy", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("since", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("made_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("settled_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("words", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["waybill_id"], ["waybills.id"], name="fk_stale_parcels_waybill_id_waybills"),
        sa.PrimaryKeyConstraint("id", name="pk_stale_parcels"),
        sa.UniqueConstraint("waybill_id", "why", "since", name="uq_stale_parcels_waybill_id_why_since"),
    )
    with op.batch_alter_table("stale_parcels", schema=None) as batch_op:
        batch_op.create_index("ix_stale_parcels_settled_at", ["settled_at"], unique=False)
    op.create_table(
        "waybill_numbers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("since", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["waybill_id"], ["waybills.id"], name="fk_waybill_numbers_waybill_id_waybills"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_waybill_numbers"),
        sa.UniqueConstraint("carrier", "number", name="uq_waybill_numbers_carrier_number"),
    )
    with op.batch_alter_table("waybill_numbers", schema=None) as batch_op:
        batch_op.create_index("ix_waybill_numbers_waybill_id", ["waybill_id"], unique=False)
    with op.batch_alter_table("track_events", schema=None) as batch_op:
        batch_op.add_column(sa.Column("heard", HEARD, server_default="pulled", nullable=False))
        batch_op.add_column(sa.Column("pulled_at", beebox.kernel.db.Instant(timezone=True), nullable=True))
    with op.batch_alter_table("waybills", schema=None) as batch_op:
        batch_op.add_column(sa.Column("ask_at", beebox.kernel.db.Instant(timezone=True), nullable=True))
        batch_op.create_index("ix_waybills_ask_at", ["ask_at"], unique=False)
    op.execute("UPDATE track_events SET pulled_at = heard_at")


def downgrade() -> None:
    op.execute(
        "UPDATE waybills SET state = 'failed' WHERE state IN ('ready', 'returning', 'returned', 'lost')"
    )
    op.execute(f"DELETE FROM discrepancies WHERE kind IN {NEW_WRONGS}")  # noqa: S608
    op.execute("DELETE FROM case_steps WHERE action = 'reopen'")
    with op.batch_alter_table("waybills", schema=None) as batch_op:
        batch_op.drop_index("ix_waybills_ask_at")
        batch_op.drop_column("ask_at")
    with op.batch_alter_table("track_events", schema=None) as batch_op:
        batch_op.drop_column("pulled_at")
        batch_op.drop_column("heard")
    with op.batch_alter_table("waybill_numbers", schema=None) as batch_op:
        batch_op.drop_index("ix_waybill_numbers_waybill_id")
    op.drop_table("waybill_numbers")
    with op.batch_alter_table("stale_parcels", schema=None) as batch_op:
        batch_op.drop_index("ix_stale_parcels_settled_at")
    op.drop_table("stale_parcels")
    with op.batch_alter_table("dead_letters", schema=None) as batch_op:
        batch_op.drop_index("ix_dead_letters_waybill_id")
        batch_op.drop_index("ix_dead_letters_settled_at")
        batch_op.drop_index("ix_dead_letters_push_id")
    op.drop_table("dead_letters")
    op.drop_table("forged_pushes")
    with op.batch_alter_table("carrier_pushes", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_carrier_pushes_waiting",
            sqlite_where=sa.text("outcome = 'waiting'"),
            postgresql_where=sa.text("outcome = 'waiting'"),
        )
    op.drop_table("carrier_pushes")
