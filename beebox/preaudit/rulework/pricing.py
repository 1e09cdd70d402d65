"""The costs of a limit at once, for whoever waits for them in a terminal."""

from beebox.kernel.db import Work
from beebox.preaudit.rulekeeping.versions import book_of
from beebox.preaudit.rulework.costs import Cost, candidates, costs_of
from beebox.preaudit.rulework.samples import packed_for, runs_reviewed, unit_of


def price_now(work: Work, limit: str, most: int) -> tuple[float, list[Cost]]:
    """Where the limit stands in the version in force, and what each place costs."""
    book = book_of(work)
    now = getattr(book.limits, limit).value
    kept = (unit_of(work, *run) for run in runs_reviewed(work, most))
    units = [*packed_for(work), *(unit for unit in kept if unit is not None)]
    return now, costs_of(units, book, limit, candidates(limit, now))
