"""Each file read once: what was read, by bytes and edition; how many pages the machine is through with."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0002_readings_cache"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("edition", sa.String(), nullable=False),
        sa.Column("reading", sa.JSON(), nullable=True),
        sa.Column("previews", sa.JSON(), nullable=False),
        sa.Column("claim", sa.String(), nullable=True),
        sa.Column("claimed_until", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("read_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_readings")),
        sa.UniqueConstraint("sha256", "kind", "edition", name=op.f("uq_readings_sha256_kind_edition")),
    )
    with op.batch_alter_table("material_versions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("pages_read", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("material_versions", schema=None) as batch_op:
        batch_op.drop_column("pages_read")

    op.drop_table("readings")
