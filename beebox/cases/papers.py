"""What a citizen hands in: materials, each upload of them, and what was found."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from beebox.cases.scans import Scan
from beebox.kernel.db import Base


class Material(Base):
    """材料: one required paper of one case, as its catalogue version defined it."""

    __tablename__ = "materials"
    __table_args__ = (UniqueConstraint("case_id", "code"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    code: Mapped[str]
    position: Mapped[int]
    needed: Mapped[bool] = mapped_column(default=True)
    """False once changed answers made it unnecessary; what was given for it is kept."""
    open: Mapped[bool] = mapped_column(default=True)
    """Whether its citizen may change it now."""
    doubted: Mapped[bool] = mapped_column(default=False)
    """The citizen handed it in although the machine doubted it: a person will look."""


class ReadingState(StrEnum):
    WAITING = "waiting"
    READ = "read"
    FAILED = "failed"


_TELLING_SCANS = text("scan IN ('not_scanned', 'infected')")


class MaterialVersion(Base):
    """One file given for a material. Replacing or removing keeps the row and sets `removed_at`."""

    __tablename__ = "material_versions"
    __table_args__ = (
        Index(
            "ix_material_versions_scan",
            "scan",
            sqlite_where=_TELLING_SCANS,
            postgresql_where=_TELLING_SCANS,
        ),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("materials.id"), index=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    position: Mapped[int]
    upload_key: Mapped[str] = mapped_column(unique=True)
    """The one-time token of the form that sent it: the same form twice is one upload."""
    file_key: Mapped[str]
    file_name: Mapped[str]
    kind: Mapped[str]
    mime: Mapped[str]
    sha256: Mapped[str] = mapped_column(index=True)
    size: Mapped[int]
    pages: Mapped[int]
    given_by: Mapped[int]
    given_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    scan: Mapped[Scan] = mapped_column(default=Scan.OFF, server_default="off")
    cares: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """What the door found in it beside the document: active_content, embedded_files, polyglot …"""
    reading_state: Mapped[ReadingState] = mapped_column(default=ReadingState.WAITING)
    pages_read: Mapped[int] = mapped_column(default=0, server_default="0")
    """How many of its pages the machine is through with, while it waits for its reading."""
    reading: Mapped[dict[str, Any] | None]
    """MaterialReading.to_json() of the pre-audit, once read."""
    previews: Mapped[list[Any]] = mapped_column(default=list)
    """File keys of the upright page pictures, in page order."""
    read_at: Mapped[datetime | None]


class Finding(Base):
    """预审意见: what one rule says about one material; written anew at each check."""

    __tablename__ = "findings"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    material_id: Mapped[int | None] = mapped_column(ForeignKey("materials.id"), index=True)
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("material_versions.id"))
    rule: Mapped[str]
    answer: Mapped[str]
    """pass, fail or cannot_tell."""
    severity: Mapped[str]
    """must, should or hint."""
    message: Mapped[str]
    message_en: Mapped[str] = mapped_column(default="", server_default="")
    page: Mapped[int | None]
    box: Mapped[list[Any] | None]
    """x, y, width, height in pixels of the page's preview."""
    across: Mapped[bool] = mapped_column(default=False)
    """Whether it compares several materials (written at submission)."""

    @property
    def place(self) -> str:
        """Upload and page it points at, as far as it does: `12:1`, `12:` or `:`."""
        return f"{self.upload_id or ''}:{self.page or ''}"


class Remark(Base):
    """申请人说明: its citizen thinks that one finding is wrong, and may say why.

    A person reads it beside the finding; nothing is passed or refused by it. Findings are written anew
    at each check, so it is known by the rule and the place that the finding points at.
    """

    __tablename__ = "remarks"
    __table_args__ = (UniqueConstraint("material_id", "rule", "place"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("materials.id"))
    rule: Mapped[str]
    place: Mapped[str]
    """`Finding.place`."""
    note: Mapped[str] = mapped_column(default="")
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class CorrectionBy(StrEnum):
    PREAUDIT = "preaudit"
    DEPARTMENT = "department"


class Correction(Base):
    """The one complete notice: everything to mend, told at once."""

    __tablename__ = "corrections"
    __table_args__ = (Index("ix_corrections_asked", "asked_by", "asked_at"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    asked_by: Mapped[CorrectionBy]
    actor_id: Mapped[int]
    asked_at: Mapped[datetime]
    due_on: Mapped[date]
    note: Mapped[str] = mapped_column(default="")
    answered_at: Mapped[datetime | None]
    recalled_at: Mapped[datetime | None]
    """When a supervisor took it back: it binds nobody any more."""
    recalled_by: Mapped[int | None]
    recall_reason: Mapped[str] = mapped_column(default="", server_default="")
    approved_by: Mapped[int | None]
    """The supervisor without whose word it could not have named all it names (one-time rule)."""
    form_note: Mapped[str] = mapped_column(default="", server_default="")
    """What is to mend in the form; empty: the applicant's part of the form is locked."""


class CorrectionItem(Base):
    """One material the notice names, with reasons in plain sentences."""

    __tablename__ = "correction_items"
    id: Mapped[int] = mapped_column(primary_key=True)
    correction_id: Mapped[int] = mapped_column(ForeignKey("corrections.id"), index=True)
    material_id: Mapped[int] = mapped_column(ForeignKey("materials.id"))
    reasons: Mapped[list[Any]]
    points: Mapped[list[Any]] = mapped_column(default=list, server_default="[]")
    """The same reasons taken apart: code, text, text_en, how, how_en, picture, legal."""
    note: Mapped[str] = mapped_column(default="")
