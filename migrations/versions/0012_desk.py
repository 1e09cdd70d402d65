"""Pickups, interceptions and claims for lost parcels."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0012_desk"
down_revision = "0011_api"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "claims",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "open", "found", "replaced", "compensated", name="claimstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("with_result", sa.Boolean(), nullable=False),
        sa.Column("carrier_number", sa.String(), nullable=False),
        sa.Column("compensation_fen", sa.Integer(), nullable=True),
        sa.Column("closed_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("closed_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["waybill_id"], ["waybills.id"], name="fk_claims_waybill_id_waybills"),
        sa.PrimaryKeyConstraint("id", name="pk_claims"),
        sa.UniqueConstraint("waybill_id", name="uq_claims_waybill_id"),
    )
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index("ix_claims_state", ["state"], unique=False)

    op.create_table(
        "interceptions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column(
            "action",
            sa.Enum("return", "redirect", "hold", name="interception", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("to", sa.JSON(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "planned",
                "sent",
                "confirmed",
                "rejected",
                "unknown",
                name="interceptionstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("planned_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("planned_by", sa.String(), nullable=False),
        sa.Column("sent_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("settled_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(), nullable=False),
        sa.Column("instruction", sa.String(), nullable=False),
        sa.Column("fee_fen", sa.Integer(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["waybill_id"], ["waybills.id"], name="fk_interceptions_waybill_id_waybills"),
        sa.PrimaryKeyConstraint("id", name="pk_interceptions"),
        sa.UniqueConstraint("key", name="uq_interceptions_key"),
    )
    with op.batch_alter_table("interceptions", schema=None) as batch_op:
        batch_op.create_index("ix_interceptions_state", ["state"], unique=False)
        batch_op.create_index("ix_interceptions_waybill_id", ["waybill_id"], unique=False)
        batch_op.create_index(
            "uq_interceptions_open",
            ["waybill_id"],
            unique=True,
            sqlite_where=sa.text("state IN ('planned', 'sent', 'unknown')"),
            postgresql_where=sa.text("state IN ('planned', 'sent', 'unknown')"),
        )

    op.create_table(
        "claim_papers",
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("original_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_claim_papers_claim_id_claims"),
        sa.ForeignKeyConstraint(
            ["original_id"], ["originals.id"], name="fk_claim_papers_original_id_originals"
        ),
        sa.PrimaryKeyConstraint("claim_id", "original_id", name="pk_claim_papers"),
    )
    op.create_table(
        "claim_steps",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("claim_id", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("what", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name="fk_claim_steps_claim_id_claims"),
        sa.PrimaryKeyConstraint("id", name="pk_claim_steps"),
    )
    with op.batch_alter_table("claim_steps", schema=None) as batch_op:
        batch_op.create_index("ix_claim_steps_claim_id", ["claim_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("claim_steps", schema=None) as batch_op:
        batch_op.drop_index("ix_claim_steps_claim_id")

    op.drop_table("claim_steps")
    op.drop_table("claim_papers")
    with op.batch_alter_table("interceptions", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_interceptions_open",
            sqlite_where=sa.text("state IN ('planned', 'sent', 'unknown')"),
            postgresql_where=sa.text("state IN ('planned', 'sent', 'unknown')"),
        )
        batch_op.drop_index("ix_interceptions_waybill_id")
        batch_op.drop_index("ix_interceptions_state")

    op.drop_table("interceptions")
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.drop_index("ix_claims_state")

    op.drop_table("claims")
