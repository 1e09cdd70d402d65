"""Departments, and every version of every item ever offered: running cases keep theirs."""

from datetime import datetime
from typing import Any

from sqlalchemy import Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base


class Department(Base):
    __tablename__ = "departments"
    id: Mapped[int] = mapped_column(primary_key=True)
    code: Mapped[str] = mapped_column(unique=True)
    name: Mapped[str]
    name_en: Mapped[str]
    place: Mapped[str]
    place_en: Mapped[str]
    hours: Mapped[str]
    hours_en: Mapped[str]
    phone: Mapped[str]
    document_prefix: Mapped[str] = mapped_column(default="海政", server_default="海政")
    """What the numbers of its documents begin with (发文字号)."""


class ItemVersion(Base):
    """One version of one item, exactly as its file said it; never changed, never deleted."""

    __tablename__ = "item_versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    item_code: Mapped[str]
    version: Mapped[str]
    definition: Mapped[dict[str, Any]]
    content_hash: Mapped[str]
    loaded_at: Mapped[datetime]
    is_current: Mapped[bool]
    """Offered to citizens now; at most one version of an item is."""

    __table_args__ = (
        UniqueConstraint("item_code", "version"),
        Index(
            "uq_item_versions_current",
            "item_code",
            unique=True,
            sqlite_where=text("is_current"),
            postgresql_where=text("is_current"),
        ),
    )
