"""What the pages of the second reader show: two words side by side, the rules, and what differs how often."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.cases.models import Case
from beebox.cases.papers import Material
from beebox.cases.queries import item_of
from beebox.catalog.definitions import Item
from beebox.catalog.definitions import Material as MaterialEntry
from beebox.catalog.queries import current_items
from beebox.kernel.db import Work
from beebox.preaudit.library.book import reason_book
from beebox.preaudit.reasons import Reason, ReasonBook
from beebox.preaudit.second.models import ReaderDifference, SecondReading, SecondRule
from beebox.preaudit.second.ruling import ALL, newest
from beebox.preaudit.second.tables import OPEN, SecondState
from beebox.preaudit.second.words import differences

DAYS = 90
MOST = 100


@dataclass(frozen=True)
class Said:
    """What one reader said of one material; `word` is empty when nothing had to be said."""

    word: str
    reasons: tuple[Reason, ...]
    note: str


@dataclass(frozen=True)
class Side:
    material_id: int
    entry: MaterialEntry
    code: str
    first: Said
    second: Said


@dataclass(frozen=True)
class TwoWords:
    reading: SecondReading
    sides: tuple[Side, ...]
    first_name: str
    second_name: str


@dataclass(frozen=True)
class RuleLine:
    """The rule of one item, or of all (`item` is None)."""

    item: Item | None
    rule: SecondRule
    by: str


@dataclass(frozen=True)
class Standing:
    """One case that waits for a second reader, or went on without."""

    code: str
    state: SecondState
    first: str
    since: datetime
    note: str


@dataclass(frozen=True)
class Count:
    material: str
    material_en: str
    rule: str
    reason: str
    reason_en: str
    times: int


@dataclass(frozen=True)
class SecondDesk:
    rules: tuple[RuleLine, ...]
    items: tuple[Item, ...]
    waiting: tuple[Standing, ...]
    went_on: tuple[Standing, ...]
    counts: tuple[Count, ...]
    read: int
    """Second readings finished in the last days."""
    agreed: int


def two_words(work: Work, case: Case, reading: SecondReading) -> TwoWords:
    """The materials of which the two said different things."""
    item, book = item_of(work, case), reason_book(work)
    found = list(differences(reading.first_words, reading.second_words or {}))
    codes = _material_codes(work, [one.material_id for one in found])
    sides = tuple(
        Side(
            one.material_id, item.material(codes[one.material_id]), codes[one.material_id],
            _said(one.first, book), _said(one.second, book),
        )
        for one in found
    )  # fmt: skip
    names = _names(work, {reading.first_id, reading.second_id or 0})
    return TwoWords(reading, sides, names.get(reading.first_id, ""), names.get(reading.second_id or 0, ""))


def second_desk(work: Work) -> SecondDesk:
    """Everything a supervisor sees of second readings."""
    items = {item.code: item for item in current_items(work)}
    since = work.now() - timedelta(days=DAYS)
    ended = select(SecondReading.state, func.count()).where(SecondReading.read_at >= since)
    numbers = {row[0]: row[1] for row in work.session.execute(ended.group_by(SecondReading.state))}
    return SecondDesk(
        tuple(_rules(work, items)), tuple(items.values()), _standing(work, OPEN),
        _standing(work, (SecondState.WENT_ON,), since), _counts(work, since, items), sum(numbers.values()),
        numbers.get(SecondState.AGREED, 0),
    )  # fmt: skip


def handed_up(work: Work) -> tuple[Standing, ...]:
    """What a supervisor is asked to settle."""
    return _standing(work, (SecondState.HANDED_UP,))


def went_on_since(work: Work, days: int) -> int:
    """How many cases of the last days went on without the second reader they were drawn for."""
    since = work.now() - timedelta(days=days)
    wanted = select(func.count(SecondReading.id)).where(
        SecondReading.state == SecondState.WENT_ON, SecondReading.asked_at >= since
    )
    return work.session.scalar(wanted) or 0


def _rules(work: Work, items: Mapping[str, Item]) -> Sequence[RuleLine]:
    rows = [row for code in (ALL, *items) if (row := newest(work, code)) and not row.dropped]
    names = _names(work, {row.by or 0 for row in rows})
    return [RuleLine(items.get(row.item_code), row, names.get(row.by or 0, "")) for row in rows]


def _standing(
    work: Work, states: Sequence[SecondState], since: datetime | None = None
) -> tuple[Standing, ...]:
    wanted = (
        select(Case.code, SecondReading.state, Person.name, SecondReading.asked_at, SecondReading.note)
        .join(Case, Case.id == SecondReading.case_id)
        .join(Person, Person.id == SecondReading.first_id)
        .where(SecondReading.state.in_(states))
        .order_by(SecondReading.asked_at)
        .limit(MOST)
    )
    if since is not None:
        wanted = wanted.where(SecondReading.asked_at >= since)
    return tuple(Standing(*row) for row in work.session.execute(wanted))


def _counts(work: Work, since: datetime, items: Mapping[str, Item]) -> tuple[Count, ...]:
    by = (
        ReaderDifference.item_code, ReaderDifference.material_code, ReaderDifference.rule,
        ReaderDifference.reason,
    )  # fmt: skip
    counted = select(*by, func.count()).where(ReaderDifference.at >= since).group_by(*by)
    reasons = {reason.code: reason for reason in reason_book(work).reasons}
    found = []
    for item_code, material, rule, code, times in work.session.execute(counted):
        entry, reason = _entry(items.get(item_code), material), reasons.get(code)
        found.append(
            Count(
                entry.name if entry else material, entry.name_en if entry else material, rule,
                reason.short if reason else code, reason.short_en if reason else code, times,
            )
        )  # fmt: skip
    return tuple(sorted(found, key=lambda count: (-count.times, count.material, count.reason)))[:MOST]


def _entry(item: Item | None, code: str) -> MaterialEntry | None:
    return next((entry for entry in item.materials if entry.code == code), None) if item else None


def _said(words: Mapping[str, Any], book: ReasonBook) -> Said:
    return Said(words.get("word", ""), tuple(book.named(words.get("reasons", []))), words.get("note", ""))


def _material_codes(work: Work, ids: Sequence[int]) -> dict[int, str]:
    rows = work.session.execute(select(Material.id, Material.code).where(Material.id.in_(ids)))
    return {row.id: row.code for row in rows}


def _names(work: Work, ids: set[int]) -> dict[int, str]:
    people = work.session.scalars(select(Person).where(Person.id.in_(ids)))
    return {person.id: person.name or person.login or "" for person in people}
