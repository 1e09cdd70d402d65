"""Issued documents with numbers, frozen by the database; what was issued before is taken over."""

import hashlib
import json
import secrets
from typing import Any

import sqlalchemy as sa
from alembic import op

import beebox.kernel.db
from beebox.cases.issuing.freezing import freeze, thaw

revision = "0016_documents"
down_revision = "0015_reasons"
branch_labels = None
depends_on = None
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
_INSTANT = beebox.kernel.db.Instant(timezone=True)
_STILL_OPEN = (
    "UPDATE corrections SET form_note = '如果是填写的内容不对，请一起改好。' WHERE answered_at IS NULL"
)
"""Notices of the time when the form was always open keep what they promised."""
_DOCUMENTS = sa.table(
    "documents",
    sa.column("id", sa.Integer()),
    *(sa.column(name, sa.String()) for name in ("kind", "occasion", "number", "mark", "template")),
    sa.column("case_id", sa.Integer()),
    sa.column("issued_at", _INSTANT),
    sa.column("issued_on", sa.Date()),
    sa.column("issued_by", sa.Integer()),
    sa.column("content", sa.JSON()),
    sa.column("content_sha256", sa.String()),
)
_DELIVERIES = sa.table(
    "deliveries",
    *(sa.column(name, sa.String()) for name in ("handler", "kind", "lane")),
    sa.column("event", sa.JSON()),
    sa.column("tries", sa.Integer()),
    sa.column("emitted_at", _INSTANT),
    sa.column("due_at", _INSTANT),
)
_OLD = sa.table(
    "formal_notices",
    *(sa.column(name, sa.String()) for name in ("kind", "number")),
    *(sa.column(name, sa.Integer()) for name in ("id", "case_id", "issued_by")),
    sa.column("issued_at", _INSTANT),
    sa.column("content", sa.JSON()),
)


def upgrade() -> None:
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("document_prefix", sa.String(), server_default="海政", nullable=False))
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.add_column(sa.Column("form_note", sa.String(), server_default="", nullable=False))
        batch_op.add_column(sa.Column("approved_by", sa.Integer(), nullable=True))
    op.execute(_STILL_OPEN)
    _documents()
    _form_notes()
    _approvals()
    op.create_table(
        "document_numbers",
        sa.Column("series", sa.String(), nullable=False),
        sa.Column("year", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("last", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("series", "year", name=op.f("pk_document_numbers")),
    )
    connection = op.get_bind()
    for row in connection.execute(sa.select(_OLD).order_by(_OLD.c.id)).all():
        _take_over(connection, row)
    op.drop_table("formal_notices")
    freeze(connection)


def _documents() -> None:
    op.create_table(
        "documents",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("occasion", sa.String(), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("mark", sa.String(), nullable=False),
        sa.Column("issued_at", _INSTANT, nullable=False),
        sa.Column("issued_on", sa.Date(), nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("replaces_id", sa.Integer(), nullable=True),
        sa.Column("template", sa.String(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("content_sha256", sa.String(), nullable=False),
        sa.Column("file_key", sa.String(), nullable=True),
        sa.Column("file_sha256", sa.String(), nullable=True),
        sa.Column("file_size", sa.Integer(), nullable=True),
        sa.Column("printed_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_documents_case_id_cases")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["documents.id"], name=op.f("fk_documents_replaces_id_documents")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
        sa.UniqueConstraint("occasion", name=op.f("uq_documents_occasion")),
        sa.UniqueConstraint("number", name=op.f("uq_documents_number")),
        sa.UniqueConstraint("mark", name=op.f("uq_documents_mark")),
        sa.UniqueConstraint("file_key", name=op.f("uq_documents_file_key")),
    )
    op.create_index("ix_documents_case", "documents", ["case_id", "id"])
    op.create_index("ix_documents_issued", "documents", ["kind", "issued_on"])
    op.create_index(op.f("ix_documents_replaces_id"), "documents", ["replaces_id"])


def _form_notes() -> None:
    op.create_table(
        "form_notes",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("note", sa.String(), nullable=False),
        sa.Column("by", sa.Integer(), nullable=False),
        sa.Column("at", _INSTANT, nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_form_notes_case_id_cases")),
        sa.ForeignKeyConstraint(["by"], ["people.id"], name=op.f("fk_form_notes_by_people")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_notes")),
        sa.UniqueConstraint("case_id", "round", name=op.f("uq_form_notes_case_id_round")),
    )


def _approvals() -> None:
    op.create_table(
        "correction_approvals",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("asked_by", sa.Integer(), nullable=True),
        sa.Column("asked_at", _INSTANT, nullable=False),
        sa.Column("wanted", sa.JSON(), nullable=False),
        sa.Column("typed", sa.JSON(), nullable=False),
        sa.Column("covers", sa.JSON(), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("approved_by", sa.Integer(), nullable=True),
        sa.Column("approved_at", _INSTANT, nullable=True),
        sa.ForeignKeyConstraint(
            ["case_id"], ["cases.id"], name=op.f("fk_correction_approvals_case_id_cases")
        ),
        sa.ForeignKeyConstraint(
            ["asked_by"], ["people.id"], name=op.f("fk_correction_approvals_asked_by_people")
        ),
        sa.ForeignKeyConstraint(
            ["approved_by"], ["people.id"], name=op.f("fk_correction_approvals_approved_by_people")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_correction_approvals")),
        sa.UniqueConstraint("case_id", name=op.f("uq_correction_approvals_case_id")),
    )


def _take_over(connection: sa.Connection, row: Any) -> None:
    """An old notice keeps its number, its day and its words; it is printed once more, now for good."""
    mark = "-".join("".join(secrets.choice(_SIGNS) for _ in range(4)) for _ in range(3))
    content = _rewritten(row.kind, row.number, mark, row.content)
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    made = sa.insert(_DOCUMENTS).values(
        case_id=row.case_id, kind=row.kind, occasion=f"{row.kind}-{row.case_id}-", number=row.number, mark=mark,
        issued_at=row.issued_at, issued_on=row.issued_at.date(), issued_by=row.issued_by,
        template="document-1", content=content, content_sha256=hashlib.sha256(plain.encode()).hexdigest(),
    ).returning(_DOCUMENTS.c.id)  # fmt: skip
    number = connection.execute(made).scalar_one()
    event = {"case_id": row.case_id, "document_id": number}
    waiting = sa.insert(_DELIVERIES).values(
        handler="documents:print", kind="DocumentIssued", lane="printing", event=event, tries=0,
        emitted_at=row.issued_at, due_at=row.issued_at,
    )  # fmt: skip
    connection.execute(waiting)


def _rewritten(kind: str, number: str, mark: str, old: dict[str, Any]) -> dict[str, Any]:
    split = [point.partition("：") for point in old["points"]]
    return {
        "kind": kind, "title": old["title"], "title_en": "", "number": number, "mark": mark, "verify_at": "",
        "authority": old["department"], "applicant": old["applicant"], "item": old["item"],
        "case_code": old["code"], "case_number": old["case_number"], "issued_on": old["issued_on"],
        "body": {
            "opening": old["paragraphs"][:1], "closing": old["paragraphs"][1:], "filed": [], "articles": [],
            "points": [{"name": name, "lines": [said]} for name, _, said in split],
            "remedy": old["remedy"], "link": None,
        },
        "articles": [], "contact": old["contact"], "earlier": None,
    }  # fmt: skip


def downgrade() -> None:
    connection = op.get_bind()
    op.drop_table("correction_approvals")
    op.drop_table("form_notes")
    op.drop_table("document_numbers")
    op.drop_table("documents")
    thaw(connection)
    op.create_table(
        "formal_notices",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("number", sa.String(), nullable=False),
        sa.Column("issued_at", _INSTANT, nullable=False),
        sa.Column("issued_by", sa.Integer(), nullable=True),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["cases.id"], name=op.f("fk_formal_notices_case_id_cases")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_formal_notices")),
        sa.UniqueConstraint("case_id", "kind", name=op.f("uq_formal_notices_case_id_kind")),
        sa.UniqueConstraint("number", name=op.f("uq_formal_notices_number")),
    )
    with op.batch_alter_table("corrections", schema=None) as batch_op:
        batch_op.drop_column("approved_by")
        batch_op.drop_column("form_note")
    with op.batch_alter_table("departments", schema=None) as batch_op:
        batch_op.drop_column("document_prefix")
