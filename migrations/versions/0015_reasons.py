"""Reasons in the database, checklists, second readers, and notices taken back."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0015_reasons"
down_revision = "0014_queue"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "reasons",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("edited", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_reasons"),
        sa.UniqueConstraint("code", name="uq_reasons_code"),
    )
    op.create_table(
        "reason_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reason_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("changed", sa.JSON(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_reason_versions_by_people"),
        sa.ForeignKeyConstraint(["reason_id"], ["reasons.id"], name="fk_reason_versions_reason_id_reasons"),
        sa.PrimaryKeyConstraint("id", name="pk_reason_versions"),
        sa.UniqueConstraint("reason_id", "number", name="uq_reason_versions_reason_id_number"),
    )
    op.create_table(
        "second_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("percent", sa.Double(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("dropped", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_second_rules_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_second_rules"),
    )
    with op.batch_alter_table("second_rules", schema=None) as batch_op:
        batch_op.create_index("ix_second_rules_item_code", ["item_code"], unique=False)

    op.create_table(
        "checklist_answers",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("reader", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column(
            "answer",
            sa.Enum("yes", "not_applicable", name="ticked", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("word", sa.String(), nullable=False),
        sa.Column("by_machine", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_checklist_answers_by_people"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_checklist_answers_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_checklist_answers"),
        sa.UniqueConstraint(
            "case_id", "round", "reader", "code", name="uq_checklist_answers_case_id_round_reader_code"
        ),
    )
    op.create_table(
        "second_readings",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "waiting",
                "agreed",
                "different",
                "handed_up",
                "settled",
                "done",
                "went_on",
                name="secondstate",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("drawn", sa.Double(), nullable=False),
        sa.Column("percent", sa.Double(), nullable=False),
        sa.Column("blind", sa.Boolean(), nullable=False),
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column(
            "first_outcome",
            sa.Enum("passed", "sent_back", name="outcome", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("first_words", sa.JSON(), nullable=False),
        sa.Column("asked_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=True),
        sa.Column("second_words", sa.JSON(), nullable=True),
        sa.Column("read_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("settled_words", sa.JSON(), nullable=True),
        sa.Column("settled_by", sa.Integer(), nullable=True),
        sa.Column("settled_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("note", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_second_readings_case_id_cases"),
        sa.ForeignKeyConstraint(["first_id"], ["people.id"], name="fk_second_readings_first_id_people"),
        sa.ForeignKeyConstraint(["second_id"], ["people.id"], name="fk_second_readings_second_id_people"),
        sa.ForeignKeyConstraint(["settled_by"], ["people.id"], name="fk_second_readings_settled_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_second_readings"),
        sa.UniqueConstraint("case_id", "round", name="uq_second_readings_case_id_round"),
    )
    with op.batch_alter_table("second_readings", schema=None) as batch_op:
        batch_op.create_index("ix_second_readings_state", ["state", "case_id"], unique=False)

    op.create_table(
        "reader_differences",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("reading_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("material_code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("first_word", sa.String(), nullable=False),
        sa.Column("second_word", sa.String(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name="fk_reader_differences_material_id_materials"
        ),
        sa.ForeignKeyConstraint(
            ["reading_id"], ["second_readings.id"], name="fk_reader_differences_reading_id_second_readings"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reader_differences"),
    )
    with op.batch_alter_table("reader_differences", schema=None) as batch_op:
        batch_op.create_index("ix_reader_differences_at", ["at"], unique=False)
        batch_op.create_index("ix_reader_differences_reading_id", ["reading_id"], unique=False)

    op.create_table(
        "reason_uses",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("correction_id", sa.Integer(), nullable=False),
        sa.Column("code", sa.String(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("material_code", sa.String(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["correction_id"], ["corrections.id"], name="fk_reason_uses_correction_id_corrections"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_reason_uses"),
    )
    with op.batch_alter_table("reason_uses", schema=None) as batch_op:
        batch_op.create_index("ix_reason_uses_at_code", ["at", "code"], unique=False)
        batch_op.create_index("ix_reason_uses_correction_id", ["correction_id"], unique=False)

    with op.batch_alter_table("correction_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("points", sa.JSON(), server_default="[]", nullable=False))

    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("recalled_at", beebox.kernel.db.Instant(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("recalled_by", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("recall_reason", sa.String(), server_default="", nullable=False))

    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.add_column(sa.Column("second_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("drawn", sa.Double(), nullable=True))
        batch_op.add_column(sa.Column("percent", sa.Double(), nullable=True))
        batch_op.create_foreign_key("fk_reviews_second_id_people", "people", ["second_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("reviews", schema=None) as batch_op:
        batch_op.drop_constraint("fk_reviews_second_id_people", type_="foreignkey")
        batch_op.drop_column("percent")
        batch_op.drop_column("drawn")
        batch_op.drop_column("second_id")

    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.drop_column("recall_reason")
        batch_op.drop_column("recalled_by")
        batch_op.drop_column("recalled_at")

    with op.batch_alter_table("correction_items", schema=None) as batch_op:
        batch_op.drop_column("points")

    with op.batch_alter_table("reason_uses", schema=None) as batch_op:
        batch_op.drop_index("ix_reason_uses_correction_id")
        batch_op.drop_index("ix_reason_uses_at_code")

    op.drop_table("reason_uses")
    with op.batch_alter_table("reader_differences", schema=None) as batch_op:
        batch_op.drop_index("ix_reader_differences_reading_id")
        batch_op.drop_index("ix_reader_differences_at")

    op.drop_table("reader_differences")
    with op.batch_alter_table("second_readings", schema=None) as batch_op:
        batch_op.drop_index("ix_second_readings_state")

    op.drop_table("second_readings")
    op.drop_table("checklist_answers")
    with op.batch_alter_table("second_rules", schema=None) as batch_op:
        batch_op.drop_index("ix_second_rules_item_code")

    op.drop_table("second_rules")
    op.drop_table("reason_versions")
    op.drop_table("reasons")
