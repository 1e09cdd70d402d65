"""The costs of a limit at once, for a terminal; and one place of it as evidence for the next draft."""

from dataclasses import dataclass

from beebox.kernel.db import Work
from beebox.preaudit.rulekeeping.models import ReplayKind
from beebox.preaudit.rulekeeping.versions import book_of, in_force
from beebox.preaudit.rulework.costs import Cost, candidates, costs_of
from beebox.preaudit.rulework.replays import last_replay
from beebox.preaudit.rulework.samples import packed_for, runs_reviewed, unit_of


def price_now(work: Work, limit: str, most: int) -> tuple[float, list[Cost]]:
    """Where the limit stands in the version in force, and what each place costs."""
    book = book_of(work)
    now = getattr(book.limits, limit).value
    kept = (unit_of(work, *run) for run in runs_reviewed(work, most))
    units = [*packed_for(work), *(unit for unit in kept if unit is not None)]
    return now, costs_of(units, book, limit, candidates(limit, now))


@dataclass(frozen=True)
class Offered:
    """A number for a limit with what was counted for it, to begin the form with."""

    name: str
    value: str
    evidence: str


def offered_place(work: Work, name: str, to: str) -> Offered | None:
    """What the last recomputing said of this place; None where it said nothing."""
    current = in_force(work)
    replay = last_replay(work, current, ReplayKind.LIMIT, name) if current and name else None
    costs = [Cost(**one) for one in (replay.result or {}).get("costs", [])] if replay else []
    for one in costs:
        if current is not None and f"{one.value:g}" == to:
            told = f"第 {current.number} 版的读数重算 {one.looked} 份：判对 {one.right}、冤枉 {one.wrong}、"
            return Offered(name, to, f"{told}漏过 {one.missed}、看不准 {one.unsure}。")
    return None
