"""Issued documents and their numbers. The database itself refuses to change what was issued."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import ForeignKey, Index, event
from sqlalchemy.orm import Mapped, mapped_column

from beebox.cases.issuing.freezing import statements
from beebox.kernel.db import Base


class Document(Base):
    """文书: one issued document, word for word. Only its file is filled in later, once."""

    __tablename__ = "documents"
    __table_args__ = (
        Index("ix_documents_case", "case_id", "id"),
        Index("ix_documents_issued", "kind", "issued_on"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    kind: Mapped[str]
    """A code of catalogue/documents.yaml."""
    occasion: Mapped[str] = mapped_column(unique=True)
    """What it was issued for: the same occasion again is the same document."""
    number: Mapped[str] = mapped_column(unique=True)
    """Such as 海民受〔2026〕000123号."""
    mark: Mapped[str] = mapped_column(unique=True)
    """The check code printed on it, by which whoever holds it can ask whether it is genuine."""
    issued_at: Mapped[datetime]
    issued_on: Mapped[date]
    issued_by: Mapped[int | None]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("documents.id"), index=True)
    """The document this one corrects or revokes."""
    template: Mapped[str]
    """Name of the template it is printed with; a changed layout gets a new name."""
    content: Mapped[dict[str, Any]]
    """Content.to_json(): every word that stands on it."""
    content_sha256: Mapped[str]
    file_key: Mapped[str | None] = mapped_column(unique=True)
    file_sha256: Mapped[str | None]
    file_size: Mapped[int | None]
    printed_at: Mapped[datetime | None]


class DocumentNumber(Base):
    """The last number given out in a series of a year."""

    __tablename__ = "document_numbers"
    series: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    last: Mapped[int] = mapped_column(default=0)


for _statement in statements():
    event.listen(Document.__table__, "after_create", _statement)
