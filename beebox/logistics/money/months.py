"""What a month's parcels cost, by carrier, leg and department."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from sqlalchemy import func, select

from beebox.cases.models import Case
from beebox.catalog.models import Department
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.logistics.money.models import FeeWatch, LedgerEntry
from beebox.logistics.money.rules import Stage, shares
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill, WaybillCase


@dataclass
class Row:
    """One carrier, one leg, one department: parcels, and fen by stage."""

    carrier: str
    leg: Leg
    department: Department
    parcels: int = 0
    fen: dict[Stage, int] = field(default_factory=lambda: defaultdict(int))
    cost: int = 0
    """The surest sum of each parcel, added up: a month is billed parcel by parcel."""


@dataclass(frozen=True)
class Month:
    first: date
    rows: list[Row]
    unused: int
    """Numbers that were given out and under which nothing travelled."""

    def total(self, stage: Stage) -> int:
        return sum(row.fen[stage] for row in self.rows)

    @property
    def parcels(self) -> int:
        return sum(row.parcels for row in self.rows)

    @property
    def most(self) -> int:
        return max((row.cost for row in self.rows), default=0) or 1


def surest(fen: Mapping[Stage, int]) -> int:
    """Of one parcel: billed and given back, else what the carrier says, else our estimate."""
    if fen.get(Stage.BILLED):
        return fen[Stage.BILLED] + fen.get(Stage.CREDITED, 0)
    return fen.get(Stage.ACCRUED) or fen.get(Stage.ESTIMATED, 0)


def month_of(work: Work, first: date) -> Month:
    """The parcels ordered in the month that begins on `first`; one for several departments is shared out."""
    begin, end = _between(work, first)
    departments = _departments(work, begin, end)
    named = {row.id: row for row in work.session.scalars(select(Department))}
    rows: dict[tuple[str, Leg, int], Row] = {}

    def row_for(carrier: str, leg: Leg, department: int) -> Row:
        key = (carrier, leg, department)
        return rows.setdefault(key, Row(carrier, leg, named[department]))

    for (waybill_id, carrier, leg), fen in _sums(work, begin, end).items():
        of_cases = departments.get(waybill_id, [])
        for stage, amount in fen.items():
            for department, part in zip(of_cases, shares(amount, len(of_cases) or 1), strict=False):
                row_for(carrier, leg, department).fen[stage] += part
        for department, part in zip(of_cases, shares(surest(fen), len(of_cases) or 1), strict=False):
            row_for(carrier, leg, department).cost += part
        if of_cases:
            row_for(carrier, leg, of_cases[0]).parcels += 1
    unused = select(func.count()).select_from(Waybill).join(FeeWatch, FeeWatch.waybill_id == Waybill.id)
    ordered = (Waybill.ordered_at >= begin, Waybill.ordered_at < end)
    burnt = work.session.scalar(unused.where(*ordered, FeeWatch.unused)) or 0
    listed = sorted(rows.values(), key=lambda row: (row.carrier, row.leg, row.department.id))
    return Month(first, [row for row in listed if any(row.fen.values())], burnt)


def months_before(first: date, count: int) -> Iterator[date]:
    """`first` and the first days of the months before it."""
    for _ in range(count):
        yield first
        first = date(first.year - (first.month == 1), (first.month - 2) % 12 + 1, 1)


def _sums(work: Work, begin: datetime, end: datetime) -> dict[tuple[int, str, Leg], dict[Stage, int]]:
    """What is in the books of each parcel of the month, by stage."""
    wanted = (
        select(Waybill.id, Waybill.carrier, Waybill.leg, LedgerEntry.stage, func.sum(LedgerEntry.fen))
        .join(LedgerEntry, LedgerEntry.waybill_id == Waybill.id)
        .where(Waybill.ordered_at >= begin, Waybill.ordered_at < end)
        .group_by(Waybill.id, Waybill.carrier, Waybill.leg, LedgerEntry.stage)
    )
    found: dict[tuple[int, str, Leg], dict[Stage, int]] = defaultdict(dict)
    for waybill_id, carrier, leg, stage, fen in work.session.execute(wanted):
        found[waybill_id, carrier, leg][stage] = int(fen)
    return found


def _departments(work: Work, begin: datetime, end: datetime) -> dict[int, list[int]]:
    """The department of each case under each parcel of the month."""
    wanted = (
        select(WaybillCase.waybill_id, Case.department_id)
        .join(Case, Case.id == WaybillCase.case_id)
        .join(Waybill, Waybill.id == WaybillCase.waybill_id)
        .where(Waybill.ordered_at >= begin, Waybill.ordered_at < end)
        .order_by(WaybillCase.waybill_id, Case.id)
    )
    found: dict[int, list[int]] = defaultdict(list)
    for waybill_id, department in work.session.execute(wanted):
        found[waybill_id].append(department)
    return found


def _between(work: Work, first: date) -> tuple[datetime, datetime]:
    zone = work.use(Settings).zone
    after = date(first.year + (first.month == 12), first.month % 12 + 1, 1)
    return datetime.combine(first, time(), zone), datetime.combine(after, time(), zone)
