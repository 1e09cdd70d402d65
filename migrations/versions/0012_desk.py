"""Pickups, interceptions and claims for lost parcels."""

revision = "0012_desk"
down_revision = "0011_api"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
