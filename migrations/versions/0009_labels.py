"""Labels as they were printed, counted; labels that carriers gave."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0009_labels"
down_revision = "0008_tracks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "carrier_labels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column(
            "paper",
            sa.Enum("100x180", "76x130", name="labelpaper", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=True),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("width_mm", sa.Integer(), nullable=False),
        sa.Column("height_mm", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("trouble", sa.String(), nullable=False),
        sa.Column("asked_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("due_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("fetched_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["waybill_id"], ["waybills.id"], name=op.f("fk_carrier_labels_waybill_id_waybills")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_carrier_labels")),
        sa.UniqueConstraint("waybill_id", "paper", name=op.f("uq_carrier_labels_waybill_id_paper")),
    )
    with op.batch_alter_table("carrier_labels", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_carrier_labels_due_at"), ["due_at"], unique=False)
        batch_op.create_index(batch_op.f("ix_carrier_labels_waybill_id"), ["waybill_id"], unique=False)
    op.create_table(
        "label_prints",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column(
            "paper",
            sa.Enum("100x180", "76x130", name="labelpaper", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column(
            "format", sa.Enum("pdf", "zpl", name="labelformat", native_enum=False, length=40), nullable=False
        ),
        sa.Column("nth", sa.Integer(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["waybill_id"], ["waybills.id"], name=op.f("fk_label_prints_waybill_id_waybills")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_label_prints")),
        sa.UniqueConstraint("waybill_id", "nth", name=op.f("uq_label_prints_waybill_id_nth")),
    )
    with op.batch_alter_table("label_prints", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_label_prints_waybill_id"), ["waybill_id"], unique=False)
    with op.batch_alter_table("hand_overs", schema=None) as batch_op:
        batch_op.add_column(sa.Column("manifest_number", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("manifest_key", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("manifest_type", sa.String(), server_default="", nullable=False))
        batch_op.add_column(
            sa.Column("manifested_at", beebox.kernel.db.Instant(timezone=True), nullable=True)
        )
    # parcels are told of by the hand-over from now on; what is still untold the courier's own scans tell
    op.execute(
        "UPDATE deliveries SET done_at = emitted_at WHERE kind = 'ParcelHandedOver' AND done_at IS NULL"
    )


def downgrade() -> None:
    op.execute(
        "UPDATE deliveries SET done_at = emitted_at WHERE kind = 'ParcelsHandedOver' AND done_at IS NULL"
    )
    with op.batch_alter_table("hand_overs", schema=None) as batch_op:
        for name in ("manifested_at", "manifest_type", "manifest_key", "manifest_number"):
            batch_op.drop_column(name)
    with op.batch_alter_table("label_prints", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_label_prints_waybill_id"))
    op.drop_table("label_prints")
    with op.batch_alter_table("carrier_labels", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_carrier_labels_waybill_id"))
        batch_op.drop_index(batch_op.f("ix_carrier_labels_due_at"))
    op.drop_table("carrier_labels")
