"""Figures of finished reviews, and when a case was taken."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0020_insight"
down_revision = "0019_messages"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "takings",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_takings_case_id_cases"),
        sa.ForeignKeyConstraint(["auditor_id"], ["people.id"], name="fk_takings_auditor_id_people"),
        sa.PrimaryKeyConstraint("case_id", name="pk_takings"),
    )
    op.create_table(
        "handled_reviews",
        sa.Column("review_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column(
            "outcome",
            sa.Enum("passed", "sent_back", name="outcome", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("handed_in_on", sa.Date(), nullable=False),
        sa.Column("workdays", sa.Integer(), nullable=False),
        sa.Column("window_day", sa.Integer(), nullable=True),
        sa.Column("seconds", sa.Integer(), nullable=True),
        sa.Column("fails", sa.Integer(), nullable=False),
        sa.Column("overruled", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_handled_reviews_review_id_reviews"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_handled_reviews_case_id_cases"),
        sa.ForeignKeyConstraint(["auditor_id"], ["people.id"], name="fk_handled_reviews_auditor_id_people"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name="fk_handled_reviews_department_id_departments"
        ),
        sa.PrimaryKeyConstraint("review_id", name="pk_handled_reviews"),
    )
    with op.batch_alter_table("handled_reviews", schema=None) as batch_op:
        batch_op.create_index("ix_handled_reviews_on", ["on"], unique=False)
        batch_op.create_index("ix_handled_reviews_handed_in", ["handed_in_on"], unique=False)
        batch_op.create_index("ix_handled_reviews_case", ["case_id"], unique=False)

    op.create_table(
        "named_faults",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("review_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("material_code", sa.String(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["review_id"], ["reviews.id"], name="fk_named_faults_review_id_reviews"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_named_faults_case_id_cases"),
        sa.ForeignKeyConstraint(["auditor_id"], ["people.id"], name="fk_named_faults_auditor_id_people"),
        sa.ForeignKeyConstraint(
            ["department_id"], ["departments.id"], name="fk_named_faults_department_id_departments"
        ),
        sa.PrimaryKeyConstraint("id", name="pk_named_faults"),
    )
    with op.batch_alter_table("named_faults", schema=None) as batch_op:
        batch_op.create_index(
            "ix_named_faults_on", ["on", "item_code", "material_code", "reason"], unique=False
        )
        batch_op.create_index("ix_named_faults_review_id", ["review_id"], unique=False)

    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.create_index("ix_corrections_asked", ["asked_by", "asked_at"], unique=False)


def downgrade() -> None:
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.drop_index("ix_corrections_asked")

    op.drop_table("named_faults")
    op.drop_table("handled_reviews")
    op.drop_table("takings")
