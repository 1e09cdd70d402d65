"""Reading versions and their history for the pages; nothing here changes anything."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.catalog.definitions import Item
from beebox.catalog.queries import current_items
from beebox.kernel.db import Work
from beebox.preaudit.rule_book import RuleBook
from beebox.preaudit.rulekeeping.models import RuleEdit, RuleVersion
from beebox.preaudit.rulekeeping.versions import book_in, in_force
from beebox.preaudit.rulework.changing import may_be_asked
from beebox.preaudit.rulework.differing import Change, changes
from beebox.preaudit.rulework.drafting import edits_of

MOST_VERSIONS = 200


@dataclass(frozen=True)
class VersionLine:
    """One version in the list."""

    row: RuleVersion
    made_by: str
    published_by: str


@dataclass(frozen=True)
class VersionPage:
    row: RuleVersion
    book: RuleBook
    base: RuleVersion | None
    current: RuleVersion | None
    made_by: str
    published_by: str
    changes: Sequence[Change]
    """Against the version it was made from."""
    edits: Sequence[tuple[RuleEdit, str]]
    touched: frozenset[str]
    """Rules that differ from the base."""


def version_lines(work: Work) -> list[VersionLine]:
    rows = work.session.scalars(
        select(RuleVersion).order_by(RuleVersion.id.desc()).limit(MOST_VERSIONS)
    ).all()
    names = names_of(work, (one for row in rows for one in (row.made_by, row.published_by)))
    return [VersionLine(row, names.get(row.made_by, ""), names.get(row.published_by, "")) for row in rows]


def listed_versions(work: Work) -> list[dict[str, Any]]:
    """The same for programs."""
    current, found = in_force(work), []
    for line in version_lines(work):
        row = line.row
        state = "published" if row.published_at else "dropped" if row.dropped_at else "draft"
        found.append(
            {
                "version": row.number,
                "state": "in force" if current and row.id == current.id else state,
                "origin": row.origin.value,
                "sha256": row.content_hash,
                "made_at": row.made_at.isoformat(),
                "made_by": line.made_by,
                "published_at": row.published_at.isoformat() if row.published_at else None,
                "published_by": line.published_by,
                "why": row.publish_why or row.why,
            }
        )
    return found


def version_page(work: Work, row: RuleVersion) -> VersionPage:
    base = work.session.get(RuleVersion, row.base_id) if row.base_id else None
    different = changes(base.content, row.content) if base else []
    edits = edits_of(work, row.id)
    names = names_of(work, (row.made_by, row.published_by, *(edit.by for edit in edits)))
    return VersionPage(
        row=row, book=book_in(row), base=base, current=in_force(work), changes=different,
        made_by=names.get(row.made_by, ""), published_by=names.get(row.published_by, ""),
        edits=[(edit, names.get(edit.by, "")) for edit in edits],
        touched=frozenset(one.part for one in different),
    )  # fmt: skip


def names_of(work: Work, ids: Iterable[int | None]) -> Mapping[int | None, str]:
    wanted = {one for one in ids if one is not None}
    people = work.session.scalars(select(Person).where(Person.id.in_(wanted)))
    return {one.id: one.name or one.login or "" for one in people}


@dataclass(frozen=True)
class Use:
    """One material that could ask for a rule."""

    key: str
    name: str
    name_en: str
    ticked: bool


def uses_of(content: Mapping[str, Any], rule: str, items: Sequence[Item]) -> list[tuple[Item, list[Use]]]:
    """The materials of every item, and which ask for this rule; empty where none can."""
    if not may_be_asked(rule):
        return []
    by_item = content.get("by_item", {})
    found = []
    for item in items:
        own = by_item.get(item.code, {})
        listed = [
            Use(
                f"{item.code}/{one.code}",
                one.name,
                one.name_en,
                rule in own.get(one.code, [str(asked) for asked in one.rules]),
            )
            for one in item.materials
        ]
        found.append((item, listed))
    return found


def material_names(work: Work) -> dict[str, tuple[str, str]]:
    """The name of each material code of the items offered now, in both languages."""
    found: dict[str, tuple[str, str]] = {}
    for item in current_items(work):
        for one in item.materials:
            found.setdefault(one.code, (one.name, one.name_en))
    return found
