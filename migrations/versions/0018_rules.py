"""Versions of the rules, the version of each case, kept checks, verdicts, replays and sample cases."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0018_rules"
down_revision = "0017_clock"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "rule_versions",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("base_id", sa.Integer(), nullable=True),
        sa.Column(
            "origin", sa.Enum("file", "form", name="origin", native_enum=False, length=40), nullable=False
        ),
        sa.Column("file_hash", sa.String(), nullable=True),
        sa.Column("file_content", sa.JSON(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("made_by", sa.Integer(), nullable=True),
        sa.Column("made_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("published_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("published_by", sa.Integer(), nullable=True),
        sa.Column("publish_why", sa.String(), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("dropped_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("dropped_by", sa.Integer(), nullable=True),
        sa.Column("edition", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["base_id"], ["rule_versions.id"], name=op.f("fk_rule_versions_base_id_rule_versions")
        ),
        sa.ForeignKeyConstraint(
            ["dropped_by"], ["people.id"], name=op.f("fk_rule_versions_dropped_by_people")
        ),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name=op.f("fk_rule_versions_made_by_people")),
        sa.ForeignKeyConstraint(
            ["published_by"], ["people.id"], name=op.f("fk_rule_versions_published_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_versions")),
        sa.UniqueConstraint("number", name=op.f("uq_rule_versions_number")),
    )
    with op.batch_alter_table("rule_versions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_versions_file_hash"), ["file_hash"], unique=False)
        batch_op.create_index(batch_op.f("ix_rule_versions_published_at"), ["published_at"], unique=False)

    op.create_table(
        "case_rules",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("why", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_case_rules_by_people")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_case_rules_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["rule_versions.id"], name=op.f("fk_case_rules_version_id_rule_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_rules")),
    )
    with op.batch_alter_table("case_rules", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_rules_case_id"), ["case_id"], unique=False)

    op.create_table(
        "check_runs",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("rules_hash", sa.String(), nullable=False),
        sa.Column("engine", sa.String(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("item", sa.String(), nullable=False),
        sa.Column("form", sa.JSON(), nullable=False),
        sa.Column("files", sa.JSON(), nullable=False),
        sa.Column("findings", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_check_runs_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["rule_versions.id"], name=op.f("fk_check_runs_version_id_rule_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_check_runs")),
        sa.UniqueConstraint("case_id", "number", name=op.f("uq_check_runs_case_id_number")),
    )
    with op.batch_alter_table("check_runs", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_check_runs_at"), ["at"], unique=False)
        batch_op.create_index(batch_op.f("ix_check_runs_version_id"), ["version_id"], unique=False)

    op.create_table(
        "rule_edits",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("part", sa.String(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("after_hash", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_rule_edits_by_people")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["rule_versions.id"], name=op.f("fk_rule_edits_version_id_rule_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_edits")),
    )
    with op.batch_alter_table("rule_edits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_edits_version_id"), ["version_id"], unique=False)

    op.create_table(
        "rule_replays",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "kind", sa.Enum("try", "limit", name="replaykind", native_enum=False, length=40), nullable=False
        ),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("content_hash", sa.String(), nullable=False),
        sa.Column("against_id", sa.Integer(), nullable=True),
        sa.Column("limit_name", sa.String(), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("total", sa.Integer(), nullable=False),
        sa.Column("done", sa.Integer(), nullable=False),
        sa.Column("finished_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.Column("result", sa.JSON(), nullable=True),
        sa.ForeignKeyConstraint(
            ["against_id"], ["rule_versions.id"], name=op.f("fk_rule_replays_against_id_rule_versions")
        ),
        sa.ForeignKeyConstraint(["asked_by"], ["people.id"], name=op.f("fk_rule_replays_asked_by_people")),
        sa.ForeignKeyConstraint(
            ["version_id"], ["rule_versions.id"], name=op.f("fk_rule_replays_version_id_rule_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rule_replays")),
    )
    with op.batch_alter_table("rule_replays", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_rule_replays_version_id"), ["version_id"], unique=False)

    op.create_table(
        "sample_cases",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("removed_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_sample_cases_by_people")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_sample_cases_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sample_cases")),
        sa.UniqueConstraint("case_id", name=op.f("uq_sample_cases_case_id")),
    )
    op.create_table(
        "finding_verdicts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("run_id", sa.Integer(), nullable=True),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("material", sa.String(), nullable=False),
        sa.Column("rule", sa.String(), nullable=False),
        sa.Column("page", sa.String(), nullable=False),
        sa.Column("answer", sa.String(), nullable=False),
        sa.Column(
            "word",
            sa.Enum(
                "right",
                "wrong",
                "missed",
                "unsure_fault",
                "unsure_fine",
                "agreed",
                "taken_back",
                name="judgement",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column(
            "source",
            sa.Enum("button", "decision", name="source", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("overruled", sa.Boolean(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=True),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_finding_verdicts_by_people")),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_finding_verdicts_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["replaces_id"],
            ["finding_verdicts.id"],
            name=op.f("fk_finding_verdicts_replaces_id_finding_verdicts"),
        ),
        sa.ForeignKeyConstraint(
            ["run_id"], ["check_runs.id"], name=op.f("fk_finding_verdicts_run_id_check_runs")
        ),
        sa.ForeignKeyConstraint(
            ["version_id"], ["rule_versions.id"], name=op.f("fk_finding_verdicts_version_id_rule_versions")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_finding_verdicts")),
    )
    with op.batch_alter_table("finding_verdicts", schema=None) as batch_op:
        batch_op.create_index(
            "ix_finding_verdicts_at", ["at", "rule", "version_id", "word", "overruled"], unique=False
        )
        batch_op.create_index(
            "ix_finding_verdicts_place", ["case_id", "round", "material", "rule", "page"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_finding_verdicts_replaces_id"), ["replaces_id"], unique=False)
        batch_op.create_index("ix_finding_verdicts_rule", ["rule", "at"], unique=False)

    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.add_column(sa.Column("message_en", sa.String(), server_default="", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("findings", schema=None) as batch_op:
        batch_op.drop_column("message_en")

    with op.batch_alter_table("finding_verdicts", schema=None) as batch_op:
        batch_op.drop_index("ix_finding_verdicts_rule")
        batch_op.drop_index(batch_op.f("ix_finding_verdicts_replaces_id"))
        batch_op.drop_index("ix_finding_verdicts_place")
        batch_op.drop_index("ix_finding_verdicts_at")

    op.drop_table("finding_verdicts")
    op.drop_table("sample_cases")
    with op.batch_alter_table("rule_replays", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_replays_version_id"))

    op.drop_table("rule_replays")
    with op.batch_alter_table("rule_edits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_edits_version_id"))

    op.drop_table("rule_edits")
    with op.batch_alter_table("check_runs", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_check_runs_version_id"))
        batch_op.drop_index(batch_op.f("ix_check_runs_at"))

    op.drop_table("check_runs")
    with op.batch_alter_table("case_rules", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_case_rules_case_id"))

    op.drop_table("case_rules")
    with op.batch_alter_table("rule_versions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_rule_versions_published_at"))
        batch_op.drop_index(batch_op.f("ix_rule_versions_file_hash"))

    op.drop_table("rule_versions")
