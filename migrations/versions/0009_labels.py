"""Labels as they were printed, counted."""

revision = "0009_labels"
down_revision = "0008_tracks"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
