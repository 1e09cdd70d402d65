"""A due date counted out on a calendar sheet, week by week. Pure."""

from dataclasses import dataclass
from datetime import date, timedelta

from beebox.handling.ruler import Mark, Ruler

MOST_WEEKS = 10
"""A longer limit is told in a sentence alone."""


@dataclass(frozen=True)
class DayCell:
    day: date
    kind: str
    """from, past, today, left, due or off, as the style sheet names them."""
    number: int = 0
    today: bool = False


def sheet(ruler: Ruler) -> tuple[tuple[DayCell, ...], ...]:
    """Whole weeks from the event to the due date; empty when there is no date or too many weeks."""
    if ruler.due is None or not ruler.cells:
        return ()
    first = ruler.start - timedelta(days=ruler.start.weekday())
    end = max(ruler.due, ruler.cells[-1].day)
    weeks = (end - first).days // 7 + 1
    if weeks > MOST_WEEKS:
        return ()
    known = {cell.day: cell for cell in ruler.cells}
    kinds = {Mark.USED: "past", Mark.NOW: "today", Mark.LEFT: "left", Mark.DUE: "due", Mark.OFF: "off"}

    def cell_of(day: date) -> DayCell:
        if day == ruler.start:
            return DayCell(day, "from")
        found = known.get(day)
        return DayCell(day, kinds[found.mark], found.number, found.today) if found else DayCell(day, "off")

    return tuple(
        tuple(cell_of(first + timedelta(days=week * 7 + n)) for n in range(7)) for week in range(weeks)
    )
