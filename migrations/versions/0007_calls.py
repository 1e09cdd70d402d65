"""What was asked of carriers besides orders, what nobody could settle, carriers that are stopped."""

revision = "0007_calls"
down_revision = "0006_courier"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
