"""The ledger of each parcel, bills of carriers and their lines."""

revision = "0010_money"
down_revision = "0009_labels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
