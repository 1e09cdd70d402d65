"""The auditors' queue: counts kept as cases move, labels, notes, views, skills, assignments."""

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db

revision = "0014_queue"
down_revision = "0013_bench"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "case_counts",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column(
            "state",
            sa.Enum(
                "draft",
                "checking",
                "reviewing",
                "sent_back",
                "awaiting_paper",
                "received",
                "correcting",
                "accepted",
                "decided",
                "returning",
                "closed",
                "refused",
                "withdrawn",
                "lapsed",
                name="state",
                native_enum=False,
                length=40,
            ),
            nullable=False,
        ),
        sa.Column("department_id", sa.Integer(), nullable=False),
        sa.Column("item_code", sa.String(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("came_again", sa.Boolean(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_case_counts"),
    )
    with op.batch_alter_table("case_counts", schema=None) as batch_op:
        batch_op.create_index("ix_case_counts_state", ["state"], unique=False)

    op.create_table(
        "capacities",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("a_day", sa.Integer(), nullable=True),
        sa.Column("at_once", sa.Integer(), nullable=True),
        sa.Column("changed_by", sa.Integer(), nullable=False),
        sa.Column("changed_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["changed_by"], ["people.id"], name="fk_capacities_changed_by_people"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_capacities_person_id_people"),
        sa.PrimaryKeyConstraint("person_id", name="pk_capacities"),
    )
    op.create_table(
        "labels",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column(
            "colour",
            sa.Enum("plain", "note", "good", "wait", "stop", name="colour", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("made_by", sa.Integer(), nullable=False),
        sa.Column("made_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("retired_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["made_by"], ["people.id"], name="fk_labels_made_by_people"),
        sa.PrimaryKeyConstraint("id", name="pk_labels"),
        sa.UniqueConstraint("name", name="uq_labels_name"),
    )
    op.create_table(
        "queue_views",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("owner_id", sa.Integer(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("shared", sa.Boolean(), nullable=False),
        sa.Column("made_at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["owner_id"], ["people.id"], name="fk_queue_views_owner_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_queue_views"),
        sa.UniqueConstraint("owner_id", "name", name="uq_queue_views_owner_id_name"),
    )
    op.create_table(
        "skills",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("item", "department", "language", name="skillkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("what", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_skills_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_skills"),
        sa.UniqueConstraint("person_id", "kind", "what", name="uq_skills_person_id_kind_what"),
    )
    op.create_table(
        "case_labels",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("label_id", sa.Integer(), nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_case_labels_by_people"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_labels_case_id_cases"),
        sa.ForeignKeyConstraint(["label_id"], ["labels.id"], name="fk_case_labels_label_id_labels"),
        sa.PrimaryKeyConstraint("case_id", "label_id", name="pk_case_labels"),
    )
    with op.batch_alter_table("case_labels", schema=None) as batch_op:
        batch_op.create_index("ix_case_labels_queue", ["label_id", "due", "case_id"], unique=False)

    op.create_table(
        "case_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("text", sa.String(), nullable=False),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_case_notes_by_people"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_case_notes_case_id_cases"),
        sa.PrimaryKeyConstraint("id", name="pk_case_notes"),
    )
    with op.batch_alter_table("case_notes", schema=None) as batch_op:
        batch_op.create_index("ix_case_notes_case_id", ["case_id"], unique=False)

    op.create_table(
        "hand_moves",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column(
            "kind",
            sa.Enum("released", "assigned", "unassigned", name="handkind", native_enum=False, length=40),
            nullable=False,
        ),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("why", sa.String(), nullable=False),
        sa.Column("at", beebox.kernel.db.Instant(timezone=True), nullable=False),
        sa.Column("seen_at", beebox.kernel.db.Instant(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name="fk_hand_moves_by_people"),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name="fk_hand_moves_case_id_cases"),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_hand_moves_person_id_people"),
        sa.PrimaryKeyConstraint("id", name="pk_hand_moves"),
    )
    with op.batch_alter_table("hand_moves", schema=None) as batch_op:
        batch_op.create_index("ix_hand_moves_case_id", ["case_id"], unique=False)
        batch_op.create_index("ix_hand_moves_told", ["person_id", "seen_at"], unique=False)

    op.create_table(
        "queue_defaults",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("view_id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name="fk_queue_defaults_person_id_people"),
        sa.ForeignKeyConstraint(
            ["view_id"], ["queue_views.id"], name="fk_queue_defaults_view_id_queue_views"
        ),
        sa.PrimaryKeyConstraint("person_id", name="pk_queue_defaults"),
    )
    with op.batch_alter_table("queue_defaults", schema=None) as batch_op:
        batch_op.create_index("ix_queue_defaults_view_id", ["view_id"], unique=False)

    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.add_column(sa.Column("language", sa.String(), server_default="zh", nullable=False))
        batch_op.add_column(sa.Column("came_again", sa.Boolean(), server_default=sa.false(), nullable=False))
        batch_op.add_column(sa.Column("assigned_to", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("assigned_until", beebox.kernel.db.Instant(timezone=True), nullable=True)
        )
        batch_op.drop_index("ix_cases_queue")
        batch_op.create_index(
            "ix_cases_queue", ["state", "notice_due_on", "id", "submitted_at"], unique=False
        )
        batch_op.create_index("ix_cases_assigned", ["state", "assigned_until"], unique=False)
        batch_op.create_index("ix_cases_holding", ["state", "held_until"], unique=False)
        batch_op.create_index(
            "ix_cases_queue_again", ["state", "came_again", "notice_due_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_cases_queue_department", ["state", "department_id", "notice_due_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_cases_queue_item", ["state", "item_code", "notice_due_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_cases_queue_language", ["state", "language", "notice_due_on", "id"], unique=False
        )
        batch_op.create_index(
            "ix_cases_queue_submitted",
            ["state", "submitted_at", "id", "item_code", "department_id", "language", "came_again"],
            unique=False,
        )

    _look_back()


def _look_back() -> None:
    """What the new columns and sums say of the cases there are."""
    cases = sa.table(
        "cases", sa.column("id"), sa.column("state"), sa.column("department_id"), sa.column("item_code"),
        sa.column("language"), sa.column("came_again"), sa.column("notice_due_on"), sa.column("form", sa.JSON),
    )  # fmt: skip
    reviews = sa.table("reviews", sa.column("case_id"), sa.column("outcome"))
    sent_back = sa.select(reviews.c.case_id).where(reviews.c.outcome == "sent_back")
    op.execute(cases.update().where(cases.c.form["language"].as_string() == "en").values(language="en"))
    op.execute(cases.update().where(cases.c.id.in_(sent_back)).values(came_again=sa.true()))
    c = cases.c
    due = sa.case((c.state.in_(["checking", "reviewing"]), c.notice_due_on), else_=None)
    place = [c.state, c.department_id, c.item_code, c.language, c.came_again, due]
    names = ["state", "department_id", "item_code", "language", "came_again", "due", "number"]
    counts = sa.table("case_counts", *(sa.column(name) for name in names))
    there = sa.select(*place, sa.func.count()).group_by(*place)
    op.execute(counts.insert().from_select(names, there))


def downgrade() -> None:
    with op.batch_alter_table("cases", schema=None) as batch_op:
        batch_op.drop_index("ix_cases_queue_submitted")
        batch_op.drop_index("ix_cases_queue_language")
        batch_op.drop_index("ix_cases_queue_item")
        batch_op.drop_index("ix_cases_queue_department")
        batch_op.drop_index("ix_cases_queue_again")
        batch_op.drop_index("ix_cases_holding")
        batch_op.drop_index("ix_cases_assigned")
        batch_op.drop_index("ix_cases_queue")
        batch_op.create_index("ix_cases_queue", ["state", "notice_due_on", "id"], unique=False)
        batch_op.drop_column("assigned_until")
        batch_op.drop_column("assigned_to")
        batch_op.drop_column("came_again")
        batch_op.drop_column("language")

    with op.batch_alter_table("queue_defaults", schema=None) as batch_op:
        batch_op.drop_index("ix_queue_defaults_view_id")

    op.drop_table("queue_defaults")
    with op.batch_alter_table("hand_moves", schema=None) as batch_op:
        batch_op.drop_index("ix_hand_moves_told")
        batch_op.drop_index("ix_hand_moves_case_id")

    op.drop_table("hand_moves")
    with op.batch_alter_table("case_notes", schema=None) as batch_op:
        batch_op.drop_index("ix_case_notes_case_id")

    op.drop_table("case_notes")
    with op.batch_alter_table("case_labels", schema=None) as batch_op:
        batch_op.drop_index("ix_case_labels_queue")

    op.drop_table("case_labels")
    op.drop_table("skills")
    op.drop_table("queue_views")
    op.drop_table("labels")
    op.drop_table("capacities")
    with op.batch_alter_table("case_counts", schema=None) as batch_op:
        batch_op.drop_index("ix_case_counts_state")

    op.drop_table("case_counts")
