"""The one place that writes a reason: each change is a new version beside the old ones."""

from sqlalchemy import func, select

from beebox.kernel.db import Work
from beebox.preaudit.library.book import changed_fields, content_of
from beebox.preaudit.library.models import LibraryReason, ReasonVersion
from beebox.preaudit.reasons import Reason

STEP = 10
"""Between the positions of two reasons, so that one can be put between them."""


def add(work: Work, reason: Reason, position: int, by: int | None) -> LibraryReason:
    row = LibraryReason(
        code=reason.code, position=position, active=reason.active, content=content_of(reason),
        edited=by is not None,
    )  # fmt: skip
    work.session.add(row)
    work.session.flush()
    _version(work, row, [], by)
    return row


def change(work: Work, row: LibraryReason, reason: Reason, position: int, by: int | None) -> list[str]:
    """Put these words in force; the names of what changed, none when nothing did."""
    content = content_of(reason)
    changed = changed_fields(row.content, content)
    if row.position != position:
        changed.append("position")
    if row.active != reason.active:
        changed.append("active")
    if not changed:
        return []
    row.content, row.position, row.active = content, position, reason.active
    row.edited = row.edited or by is not None
    work.session.flush()
    _version(work, row, changed, by)
    return changed


def last_position(work: Work) -> int:
    return work.session.scalar(select(func.max(LibraryReason.position))) or 0


def _version(work: Work, row: LibraryReason, changed: list[str], by: int | None) -> None:
    number = select(func.count()).select_from(ReasonVersion).where(ReasonVersion.reason_id == row.id)
    made = ReasonVersion(
        reason_id=row.id, number=1 + (work.session.scalar(number) or 0), content=row.content,
        active=row.active, changed=changed, by=by, at=work.now(),
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
