"""What was asked of carriers besides orders, what nobody could settle, carriers that are stopped."""

import sqlalchemy as sa
from alembic import op

from beebox.kernel.db import Instant

revision = "0007_calls"
down_revision = "0006_courier"
branch_labels = None
depends_on = None
KIND = sa.Enum("create", "cancel", "intercept", "book_pickup", "cancel_pickup", "manifest", name="callkind", native_enum=False, length=40)  # fmt: skip
TEXTS = ("carrier", "about", "number", "fault", "code")
OPEN_STOP = sa.text("lifted_at IS NULL")


def upgrade() -> None:
    _new_tables()
    with op.batch_alter_table("carrier_calls", schema=None) as batch_op:
        batch_op.add_column(sa.Column("kind", KIND, server_default="create", nullable=False))
        for name in TEXTS:
            batch_op.add_column(sa.Column(name, sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("asked", sa.JSON(), server_default="{}", nullable=False))
        batch_op.add_column(sa.Column("denials", sa.Integer(), server_default="0", nullable=False))
        batch_op.add_column(sa.Column("due_at", Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("settled_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("for_person_at", Instant(timezone=True), nullable=True))
    op.execute("UPDATE carrier_calls SET about = reference, due_at = planned_at")
    op.execute(
        "UPDATE carrier_calls SET carrier = (SELECT w.carrier FROM waybills w WHERE w.id = waybill_id)"
    )
    op.execute(
        "UPDATE carrier_calls SET number = coalesce((SELECT w.number FROM waybills w"
        " WHERE w.id = waybill_id AND w.reference = carrier_calls.reference), '') WHERE state = 'confirmed'"
    )
    with op.batch_alter_table("carrier_calls", schema=None) as batch_op:
        batch_op.alter_column("due_at", existing_type=Instant(timezone=True), nullable=False)
        batch_op.create_index("ix_carrier_calls_about", ["about", "kind"], unique=False)
        batch_op.create_index("ix_carrier_calls_due", ["state", "due_at"], unique=False)
        batch_op.create_index("ix_carrier_calls_for_person_at", ["for_person_at"], unique=False)


def _new_tables() -> None:
    op.create_table(
        "carrier_paces",
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("day", sa.String(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("tokens", sa.Double(), nullable=False),
        sa.Column("filled_at", Instant(timezone=True), nullable=True),
        sa.Column("not_before", Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("carrier", "kind", name=op.f("pk_carrier_paces")),
    )
    op.create_table(
        "carrier_stops",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("fault", sa.String(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("message", sa.String(), nullable=False),
        sa.Column("since", Instant(timezone=True), nullable=False),
        sa.Column("lifted_at", Instant(timezone=True), nullable=True),
        sa.Column("lifted_by", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_stops")),
    )
    op.create_index("uq_carrier_stops_open", "carrier_stops", ["carrier"], unique=True, sqlite_where=OPEN_STOP, postgresql_where=OPEN_STOP)  # fmt: skip
    op.create_table(
        "orphan_numbers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("waybill_id", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("found_at", Instant(timezone=True), nullable=False),
        sa.Column("settled_at", Instant(timezone=True), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("how", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["waybill_id"], ["waybills.id"], name=op.f("fk_orphan_numbers_waybill_id_waybills")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_orphan_numbers")),
        sa.UniqueConstraint("carrier", "number", name=op.f("uq_orphan_numbers_carrier_number")),
    )
    op.create_index("ix_orphan_numbers_settled_at", "orphan_numbers", ["settled_at"], unique=False)
    op.create_index("ix_orphan_numbers_waybill_id", "orphan_numbers", ["waybill_id"], unique=False)


def downgrade() -> None:
    op.execute("DELETE FROM carrier_calls WHERE kind <> 'create'")
    op.execute("UPDATE carrier_calls SET state = 'rejected' WHERE state = 'withdrawn'")
    op.execute("UPDATE deliveries SET done_at = due_at WHERE kind = 'CallPlanned' AND done_at IS NULL")
    with op.batch_alter_table("carrier_calls", schema=None) as batch_op:
        for name in ("for_person_at", "due", "about"):
            batch_op.drop_index(f"ix_carrier_calls_{name}")
        for name in ("for_person_at", "settled_by", "due_at", "denials", "asked", "kind", *TEXTS):
            batch_op.drop_column(name)
    op.drop_table("orphan_numbers")
    op.drop_table("carrier_stops")
    op.drop_table("carrier_paces")
