"""Pushed messages as they came, and the further numbers of a parcel."""

revision = "0008_tracks"
down_revision = "0007_calls"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
