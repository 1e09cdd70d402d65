"""What the virus scanner and the door said of each file."""

import sqlalchemy as sa
from alembic import op

revision = "0005_scans"
down_revision = "0004_picture_keys"
branch_labels = None
depends_on = None


def upgrade() -> None:
    with op.batch_alter_table("material_versions", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column(
                "scan",
                sa.Enum("off", "clean", "not_scanned", "infected", name="scan", native_enum=False, length=40),
                server_default="off",
                nullable=False,
            )
        )
        batch_op.add_column(sa.Column("cares", sa.JSON(), server_default="[]", nullable=False))
        batch_op.create_index(
            "ix_material_versions_scan",
            ["scan"],
            sqlite_where=sa.text("scan IN ('not_scanned', 'infected')"),
            postgresql_where=sa.text("scan IN ('not_scanned', 'infected')"),
        )


def downgrade() -> None:
    with op.batch_alter_table("material_versions", schema=None) as batch_op:
        batch_op.drop_index("ix_material_versions_scan")
        batch_op.drop_column("cares")
        batch_op.drop_column("scan")
