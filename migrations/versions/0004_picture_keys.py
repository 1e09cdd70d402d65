"""Keys by which nearly the same picture is found again in other cases."""

import sqlalchemy as sa
from alembic import op

revision = "0004_picture_keys"
down_revision = "0003_remarks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "picture_keys",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("upload_id", sa.Integer(), nullable=False),
        sa.Column("page", sa.Integer(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("picture", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(
            ["upload_id"],
            ["material_versions.id"],
            name=op.f("fk_picture_keys_upload_id_material_versions"),
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_picture_keys")),
    )
    with op.batch_alter_table("picture_keys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_picture_keys_key"), ["key"], unique=False)
        batch_op.create_index(batch_op.f("ix_picture_keys_upload_id"), ["upload_id"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("picture_keys", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_picture_keys_upload_id"))
        batch_op.drop_index(batch_op.f("ix_picture_keys_key"))

    op.drop_table("picture_keys")
