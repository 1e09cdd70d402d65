"""What the bench remembers of an auditor: keys, the last word to undo, the case loaded ahead."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0013_bench"
down_revision = "0012_desk"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "bench_keys",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("single_keys", sa.Boolean(), nullable=False),
        sa.Column("keys", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_bench_keys_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", name="pk_bench_keys"),
    )
    op.create_table(
        "bench_cases_ahead",
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["auditor_id"], ["people.id"], name="fk_bench_cases_ahead_auditor_id_people"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_bench_cases_ahead_case_id_cases"),
        sa.PrimaryKeyConstraint("auditor_id", name="pk_bench_cases_ahead"),
    )
    op.create_table(
        "bench_last_words",
        sa.Column("auditor_id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("material_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("before", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(["auditor_id"], ["people.id"], name="fk_bench_last_words_auditor_id_people"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_bench_last_words_case_id_cases"),
        sa.ForeignKeyConstraint(
            ["material_id"], ["materials.id"], name="fk_bench_last_words_material_id_materials"
        ),
        sa.PrimaryKeyConstraint("auditor_id", name="pk_bench_last_words"),
    )


def downgrade() -> None:
    op.drop_table("bench_last_words")
    op.drop_table("bench_cases_ahead")
    op.drop_table("bench_keys")
