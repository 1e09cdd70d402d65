"""From rows to the book of reasons and back."""

from typing import Any

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.preaudit.library.models import LibraryReason
from beebox.preaudit.reasons import Reason, ReasonBook

NOTE = "由主管维护"
_APART = {"code", "active"}


def reason_book(work: Work) -> ReasonBook:
    """The reasons in force and the retired ones, in their order."""
    rows = work.session.scalars(select(LibraryReason).order_by(LibraryReason.position, LibraryReason.id))
    reasons = tuple(reason_of(row) for row in rows)
    return ReasonBook.model_construct(sample=False, note=NOTE, reasons=reasons)


def reason_of(row: LibraryReason) -> Reason:
    return read_reason(row.code, row.active, row.content)


def read_reason(code: str, active: object, content: dict[str, Any]) -> Reason:
    """A kept wording as a reason; what is kept was checked before it was kept."""
    return Reason.model_validate({"code": code, "active": bool(active), **content}, strict=False)


def content_of(reason: Reason) -> dict[str, Any]:
    return reason.model_dump(mode="json", exclude=_APART)


def changed_fields(before: dict[str, Any], after: dict[str, Any]) -> list[str]:
    return [name for name in after if before.get(name) != after[name]]
