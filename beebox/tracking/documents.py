"""Issued documents as finished values for pages."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from beebox.cases.issuing.contents import Content
from beebox.cases.issuing.correcting import REVOCATION
from beebox.cases.issuing.models import Document
from beebox.cases.issuing.queries import documents_of, later_of
from beebox.kernel.db import Work
from beebox.kernel.errors import N_

KIND_WORDS = {
    "receipt": N_("收件凭证"),
    "notice": N_("一次性告知书"),
    "correction": N_("补正告知书"),
    "acceptance": N_("受理通知书"),
    "refusal": N_("不予受理通知书"),
    "grant": N_("准予决定书"),
    "denial": N_("不予决定书"),
    "decision": N_("决定书"),
    "extension": N_("延长期限通知书"),
    "special_procedure": N_("特别程序通知书"),
    "termination": N_("终止办理告知书"),
    "rectification": N_("更正通知书"),
    "revocation": N_("撤销通知书"),
}
LATE = timedelta(minutes=5)
"""A document that is not printed after so long waits for a person."""


@dataclass(frozen=True)
class Listed:
    """One line of a case's documents."""

    kind: str
    title: str
    """As on the paper, for a kind that has no word of its own here."""
    number: str
    mark: str
    day: date
    printed: bool
    revoked: bool
    mended: bool

    @property
    def word(self) -> str:
        return KIND_WORDS.get(self.kind, self.title)


@dataclass(frozen=True)
class Held:
    """A document for somebody who may read it."""

    id: int
    case_id: int
    content: Content
    file_key: str | None
    sha256: str | None
    late: bool
    """Not printed although it should be by now."""
    later: tuple[Listed, ...]
    """What corrected or revoked it."""

    @property
    def revoked(self) -> bool:
        return any(one.kind == REVOCATION for one in self.later)

    @property
    def word(self) -> str:
        return KIND_WORDS.get(self.content.kind, self.content.title)


@dataclass(frozen=True)
class Verified:
    """What anybody may hear who holds the paper."""

    title: str
    number: str
    authority: str
    day: date
    sha256: str | None
    size: int | None
    later: tuple[tuple[str, str, date], ...]
    """Word, number and day of each document that corrected or revoked it."""
    revoked: bool


def listed(work: Work, case_id: int) -> tuple[Listed, ...]:
    """The documents of a case, newest first."""
    rows = documents_of(work, case_id)
    after = {row.replaces_id: row.kind for row in rows if row.replaces_id}
    return tuple(_line(row, after) for row in reversed(rows))


def _line(row: Document, after: Mapping[int, str]) -> Listed:
    return Listed(
        row.kind, row.content["title"], row.number, row.mark, row.issued_on, row.file_key is not None,
        after.get(row.id) == REVOCATION, row.id in after,
    )  # fmt: skip


def held(work: Work, row: Document) -> Held:
    late = row.file_key is None and work.now() - row.issued_at > LATE
    later = tuple(_line(one, {}) for one in later_of(work, row))
    content = Content.from_json(row.content)
    return Held(row.id, row.case_id, content, row.file_key, row.file_sha256, late, later)


def verified(work: Work, row: Document) -> Verified:
    later = later_of(work, row)
    return Verified(
        row.content["title"], row.number, row.content["authority"], row.issued_on, row.file_sha256,
        row.file_size,
        tuple((KIND_WORDS.get(one.kind, one.kind), one.number, one.issued_on) for one in later),
        any(one.kind == REVOCATION for one in later),
    )  # fmt: skip
