"""What the supervisor's pages of the reasons show."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.catalog.loading import SAMPLES
from beebox.catalog.vocabulary import DocumentType
from beebox.kernel.db import Work
from beebox.preaudit.library.book import reason_of
from beebox.preaudit.library.counting import uses_by_code
from beebox.preaudit.library.faults import TypedReason
from beebox.preaudit.library.labels import FIELD_LABELS, TYPE_LABELS
from beebox.preaudit.library.models import LibraryReason, ReasonVersion
from beebox.preaudit.reasons import Reason
from beebox.preaudit.rulekeeping.versions import book_of


@dataclass(frozen=True)
class ReasonLine:
    reason: Reason
    position: int
    uses: int
    edited: bool


@dataclass(frozen=True)
class TypeCount:
    kind: DocumentType
    label: str
    offered: int


@dataclass(frozen=True)
class Library:
    lines: tuple[ReasonLine, ...]
    types: tuple[TypeCount, ...]
    kind: str
    """The document type that is shown; empty for all."""


@dataclass(frozen=True)
class Change:
    label: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionLine:
    number: int
    by: str
    at: datetime
    changes: tuple[Change, ...]


@dataclass(frozen=True)
class Choices:
    """What can be ticked in the form."""

    types: tuple[tuple[str, str], ...]
    rules: tuple[tuple[str, str], ...]
    """Code, and in Chinese what it finds."""
    samples: tuple[str, ...]


def library(work: Work, kind: str) -> Library:
    """All reasons in their order with how often each was sent, or those of one document type."""
    uses = uses_by_code(work)
    rows = work.session.scalars(select(LibraryReason).order_by(LibraryReason.position, LibraryReason.id))
    every = [ReasonLine(reason_of(row), row.position, uses.get(row.code, 0), row.edited) for row in rows]
    active = [line.reason for line in every if line.reason.active]
    types = tuple(
        TypeCount(one, label, sum(reason.fits({one}) for reason in active))
        for one, label in TYPE_LABELS.items()
    )
    wanted = kind if kind in set(DocumentType) else ""
    lines = tuple(line for line in every if not wanted or line.reason.fits({wanted}))
    return Library(lines, types, wanted)


def history(work: Work, row: LibraryReason) -> tuple[VersionLine, ...]:
    """Every wording, newest first, with what each changed."""
    rows: Sequence[ReasonVersion] = work.session.scalars(
        select(ReasonVersion).where(ReasonVersion.reason_id == row.id).order_by(ReasonVersion.number)
    ).all()
    people = work.session.scalars(select(Person).where(Person.id.in_({one.by or 0 for one in rows})))
    names = {person.id: person.name or person.login or "" for person in people}
    found, before = [], None
    for one in rows:
        changes = tuple(_change(name, before, one) for name in one.changed) if before else ()
        found.append(VersionLine(one.number, names.get(one.by or 0, ""), one.at, changes))
        before = one
    return tuple(reversed(found))


def _change(name: str, before: ReasonVersion, after: ReasonVersion) -> Change:
    if name == "active":
        return Change(FIELD_LABELS[name], _shown(before.active), _shown(after.active))
    told = (_shown(version.content.get(name, "")) for version in (before, after))
    return Change(FIELD_LABELS.get(name, name), *told)


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "✓" if value else "✗"
    if isinstance(value, list):
        return "、".join(str(one) for one in value) or "—"
    return str(value) or "—"


def choices(work: Work) -> Choices:
    book = book_of(work)
    rules = tuple((code, book.faults.get(entry.fault, "")) for code, entry in book.rules.items())
    samples = tuple(sorted(path.name for path in SAMPLES.glob("*.jpg")))
    return Choices(tuple((str(kind), label) for kind, label in TYPE_LABELS.items()), rules, samples)


def as_typed(row: LibraryReason) -> TypedReason:
    """A kept reason as the form shows it."""
    reason = reason_of(row)
    return TypedReason(
        reason.code, reason.short, reason.short_en, reason.text, reason.text_en, reason.how, reason.how_en,
        reason.law, reason.article, tuple(map(str, reason.documents)), reason.rules, reason.needs_note,
        reason.only_when_missing, str(row.position), reason.picture,
    )  # fmt: skip


def blank(position: int) -> TypedReason:
    """An empty form."""
    texts = dict.fromkeys(("code", "short", "short_en", "text", "text_en", "how", "how_en"), "")
    return TypedReason(
        **texts, law="中华人民共和国行政许可法", article="", documents=(), rules=(), needs_note=False,
        only_when_missing=False, position=str(position), picture="",
    )  # fmt: skip
