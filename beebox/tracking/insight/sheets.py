"""A table of figures as finished cells: the page, the CSV file and the command print the same."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from beebox.kernel.errors import N_
from beebox.tracking.insight.names import Name
from beebox.tracking.insight.shares import FEWEST, Share

NOTHING = "—"
FEW = f"<{FEWEST}"


@dataclass(frozen=True)
class Cell:
    """What stands in one cell, in both languages; `part` (0 to 1) is drawn as a bar beside it."""

    text: str
    text_en: str
    number: bool = False
    part: float | None = None
    tone: str = ""
    """A status of the style sheet (good, wait, stop, plain): shape and word, colour third."""
    address: tuple[tuple[str, str], ...] = ()
    """Where it leads: what to add to the address of this page, or `cases` first."""

    def bare(self, text: str) -> str:
        """For a program: a number without marks between its thousands."""
        return text.replace(",", "") if self.number else text


@dataclass(frozen=True)
class Head:
    text: str
    number: bool = False


@dataclass(frozen=True)
class Sheet:
    """`name` is its place in the address of the CSV file."""

    name: str
    title: str
    heads: tuple[Head, ...]
    rows: tuple[tuple[Cell, ...], ...] = ()
    total: tuple[Cell, ...] = ()
    empty: str = N_("这段时间没有。")


def heads(first: Sequence[str], numbers: Sequence[str]) -> tuple[Head, ...]:
    return (*(Head(text) for text in first), *(Head(text, number=True) for text in numbers))


def named(name: Name, *address: tuple[str, str]) -> Cell:
    return Cell(name.name, name.name_en, address=address)


def plain(text: str, *address: tuple[str, str]) -> Cell:
    return Cell(text, text, address=address)


def count(number: int, *address: tuple[str, str]) -> Cell:
    """A count; from one to four it reads `<5`."""
    text = FEW if 0 < number < FEWEST else f"{number:,}"
    return Cell(text, text, number=True, address=address)


def exactly(number: int) -> Cell:
    """A count of work that waits: a list of things to do, no figure about people."""
    return Cell(f"{number:,}", f"{number:,}", number=True)


def share(told: Share) -> Cell:
    """A share in percent; a dash where too few were looked at, `<5` where that is how many they are."""
    part = told.told
    few = FEW if told.ratio is not None else NOTHING
    text = few if part is None else percent(part)
    return Cell(text, text, number=True)


def drawn(told: Share) -> Cell:
    """A share with its bar beside it."""
    return replace(share(told), part=told.told)


def percent(part: float) -> str:
    """Whole percents, one place where only that tells it from none or all."""
    whole = round(part * 100)
    exact = part in (0, 1) or 0 < whole < 100
    return f"{whole}%" if exact else f"{min(max(part * 100, 0.1), 99.9):.1f}%"


def minutes(seconds: int | None) -> Cell:
    """A duration in minutes and seconds."""
    if seconds is None:
        return Cell(NOTHING, NOTHING, number=True)
    whole, rest = divmod(seconds, 60)
    return Cell(f"{whole} 分 {rest:02d} 秒", f"{whole} min {rest:02d} s", number=True)
