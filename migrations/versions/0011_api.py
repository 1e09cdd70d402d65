"""Keys of programs, their repeated requests, and messages to addresses of theirs."""

revision = "0011_api"
down_revision = "0010_money"
branch_labels = None
depends_on = None


def upgrade() -> None:
    pass


def downgrade() -> None:
    pass
