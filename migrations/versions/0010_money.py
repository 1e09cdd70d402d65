"""The ledger of each parcel, bills of carriers and their lines."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0010_money"
down_revision = "0009_labels"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column("file_name", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=False),
        sa.Column("sha256", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "arrived", "read", "unreadable", "matched", name="billstate", native_enum=False, length=40
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("imported_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("lines", sa.Integer(), nullable=False),
        sa.Column("read", sa.Integer(), nullable=False),
        sa.Column("matched", sa.Integer(), nullable=False),
        sa.Column("sum_fen", sa.Integer(), nullable=False),
        sa.Column("total_fen", sa.Integer(), nullable=True),
        sa.Column("first_on", sa.Date(), nullable=True),
        sa.Column("last_on", sa.Date(), nullable=True),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column("paid_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("paid_by", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_bills"),
        sa.UniqueConstraint("sha256", name="uq_bills_sha256"),
    )
    op.create_table(
        "bill_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bill_id", sa.Integer(), nullable=False),
        sa.Column("begun_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("done_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("by_name", sa.String(), nullable=False),
        sa.Column("changed", sa.Integer(), nullable=False),
        sa.Column("counts", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name="fk_bill_runs_bill_id_bills"),
        sa.PrimaryKeyConstraint("id", name="pk_bill_runs"),
    )
    with op.batch_alter_table("bill_runs", schema=None) as batch_op:
        batch_op.create_index("ix_bill_runs_bill_id", ["bill_id"], unique=False)

    op.create_table(
        "bill_lines",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("bill_id", sa.Integer(), nullable=False),
        sa.Column("row", sa.Integer(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("reference", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=True),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("charged_grams", sa.Integer(), nullable=True),
        sa.Column(
            "payer",
            sa.Enum("government", "citizen", name="payer", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "freight",
                "insurance",
                "pickup",
                "packaging",
                "interception",
                "return",
                "other",
                name="feekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("city", sa.String(), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum(
                "matched",
                "amount_diff",
                "weight_diff",
                "missing_in_statement",
                "unknown_in_statement",
                "duplicate_line",
                "cancelled_but_billed",
                "wrong_payer",
                "return_leg",
                name="outcome",
                native_enum=False,
                length=40,
            ),
            nullable=True,
        ),
        sa.Column("waybill_id", sa.Integer(), nullable=True),
        sa.Column("expected_fen", sa.Integer(), nullable=True),
        sa.Column("expected_grams", sa.Integer(), nullable=True),
        sa.Column("assigned_by", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["bill_id"], ["bills.id"], name="fk_bill_lines_bill_id_bills"),
        sa.ForeignKeyConstraint(["waybill_id"], ["waybills.id"], name="fk_bill_lines_waybill_id_waybills"),
        sa.PrimaryKeyConstraint("id", name="pk_bill_lines"),
        sa.UniqueConstraint("bill_id", "row", name="uq_bill_lines_bill_id_row"),
    )
    with op.batch_alter_table("bill_lines", schema=None) as batch_op:
        batch_op.create_index("ix_bill_lines_number", ["number"], unique=False)
        batch_op.create_index("ix_bill_lines_outcome", ["bill_id", "outcome", "row"], unique=False)
        batch_op.create_index("ix_bill_lines_waybill_id", ["waybill_id"], unique=False)

    op.create_table(
        "fee_watches",
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column("due_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("estimated_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("asked_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("told_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("unused", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["waybill_id"], ["waybills.id"], name="fk_fee_watches_waybill_id_waybills"),
        sa.PrimaryKeyConstraint("waybill_id", name="pk_fee_watches"),
    )
    with op.batch_alter_table("fee_watches", schema=None) as batch_op:
        batch_op.create_index("ix_fee_watches_due_at", ["due_at"], unique=False)

    op.create_table(
        "disputes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("carrier", sa.String(), nullable=False),
        sa.Column(
            "state",
            sa.Enum("open", "credited", "dropped", name="disputestate", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("credited_fen", sa.Integer(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("opened_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("opened_by", sa.String(), nullable=False),
        sa.Column("closed_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("closing", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["bill_lines.id"], name="fk_disputes_line_id_bill_lines"),
        sa.PrimaryKeyConstraint("id", name="pk_disputes"),
        sa.UniqueConstraint("line_id", name="uq_disputes_line_id"),
    )
    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.create_index("ix_disputes_state", ["state", "carrier"], unique=False)

    op.create_table(
        "ledger_entries",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("waybill_id", sa.Integer(), nullable=False),
        sa.Column(
            "stage",
            sa.Enum(
                "estimated",
                "accrued",
                "billed",
                "paid",
                "disputed",
                "credited",
                name="stage",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "kind",
            sa.Enum(
                "freight",
                "insurance",
                "pickup",
                "packaging",
                "interception",
                "return",
                "other",
                name="feekind",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("fen", sa.Integer(), nullable=False),
        sa.Column("charged_grams", sa.Integer(), nullable=True),
        sa.Column(
            "payer",
            sa.Enum("government", "citizen", name="payer", native_enum=False, length=40),
            nullable=True,
        ),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("source", sa.String(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=True),
        sa.ForeignKeyConstraint(["line_id"], ["bill_lines.id"], name="fk_ledger_entries_line_id_bill_lines"),
        sa.ForeignKeyConstraint(
            ["waybill_id"], ["waybills.id"], name="fk_ledger_entries_waybill_id_waybills"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_ledger_entries"),
    )
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.create_index("ix_ledger_entries_line_id", ["line_id"], unique=False)
        batch_op.create_index("ix_ledger_entries_waybill", ["waybill_id", "stage"], unique=False)

    op.create_table(
        "line_changes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("line_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column(
            "before",
            sa.Enum(
                "matched",
                "amount_diff",
                "weight_diff",
                "missing_in_statement",
                "unknown_in_statement",
                "duplicate_line",
                "cancelled_but_billed",
                "wrong_payer",
                "return_leg",
                name="outcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "after",
            sa.Enum(
                "matched",
                "amount_diff",
                "weight_diff",
                "missing_in_statement",
                "unknown_in_statement",
                "duplicate_line",
                "cancelled_but_billed",
                "wrong_payer",
                "return_leg",
                name="outcome",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("waybill_before", sa.Integer(), nullable=True),
        sa.Column("waybill_after", sa.Integer(), nullable=True),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["line_id"], ["bill_lines.id"], name="fk_line_changes_line_id_bill_lines"),
        sa.ForeignKeyConstraint(["run_id"], ["bill_runs.id"], name="fk_line_changes_run_id_bill_runs"),
        sa.PrimaryKeyConstraint("id", name="pk_line_changes"),
    )
    with op.batch_alter_table("line_changes", schema=None) as batch_op:
        batch_op.create_index("ix_line_changes_line_id", ["line_id"], unique=False)
    _watch_what_there_is()


def _watch_what_there_is() -> None:
    """Parcels ordered before: what they cost is asked from now on."""
    watches = sa.table(
        "fee_watches",
        sa.column("waybill_id", sa.Integer),
        sa.column("due_at", beebox.kernel.db.Instant(timezone=True)),
        sa.column("tries", sa.Integer),
        sa.column("unused", sa.Boolean),
    )
    waybills = sa.table(
        "waybills", sa.column("id"), sa.column("ordered_at", beebox.kernel.db.Instant(timezone=True))
    )
    known = sa.select(waybills.c.id, waybills.c.ordered_at, sa.literal(0), sa.false())
    op.execute(watches.insert().from_select(["waybill_id", "due_at", "tries", "unused"], known))


def downgrade() -> None:
    with op.batch_alter_table("line_changes", schema=None) as batch_op:
        batch_op.drop_index("ix_line_changes_line_id")

    op.drop_table("line_changes")
    with op.batch_alter_table("ledger_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_ledger_entries_waybill")
        batch_op.drop_index("ix_ledger_entries_line_id")

    op.drop_table("ledger_entries")
    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.drop_index("ix_disputes_state")

    op.drop_table("disputes")
    with op.batch_alter_table("fee_watches", schema=None) as batch_op:
        batch_op.drop_index("ix_fee_watches_due_at")

    op.drop_table("fee_watches")
    with op.batch_alter_table("bill_lines", schema=None) as batch_op:
        batch_op.drop_index("ix_bill_lines_waybill_id")
        batch_op.drop_index("ix_bill_lines_outcome")
        batch_op.drop_index("ix_bill_lines_number")

    op.drop_table("bill_lines")
    with op.batch_alter_table("bill_runs", schema=None) as batch_op:
        batch_op.drop_index("ix_bill_runs_bill_id")

    op.drop_table("bill_runs")
    op.drop_table("bills")
