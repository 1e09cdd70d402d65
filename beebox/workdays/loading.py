"""Read the official arrangements below the catalogue and fill in what the table lacks."""

from datetime import date
from pathlib import Path

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.workdays.models import LONGEST_NOTE, EditKind, WorkDay, WorkDayEdit


class WrongCalendarFile(BeeboxError):
    """The message names file, line where known, field and what is wrong with it."""

    code = "wrong_calendar_file"


class _Listed(BaseModel):
    """One stretch of days with the same answer; `until` is included."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    day: date
    until: date | None = None
    work: bool
    note: str = Field(max_length=LONGEST_NOTE)

    @model_validator(mode="after")
    def _forward(self) -> "_Listed":
        if self.until is not None and self.until < self.day:
            raise ValueError("until lies before day")
        return self

    def days(self) -> list[date]:
        last = self.until or self.day
        return [date.fromordinal(n) for n in range(self.day.toordinal(), last.toordinal() + 1)]


class Arrangement(BaseModel):
    """One year's file."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    year: int = Field(ge=2000, le=2100)
    source: str
    provisional: bool
    days: tuple[_Listed, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _each_day_once_and_of_this_year(self) -> "Arrangement":
        listed = [day for entry in self.days for day in entry.days()]
        if twice := sorted({day for day in listed if listed.count(day) > 1}):
            raise ValueError(f"{twice[0]} is listed twice")
        if strange := sorted(day for day in listed if day.year != self.year):
            raise ValueError(f"{strange[0]} is not in {self.year}")
        return self


def read_arrangement(file: Path) -> Arrangement:
    """The file, checked; raises WrongCalendarFile."""
    try:
        return arrangement_in(file.read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError) as wrong:
        raise WrongCalendarFile(f"{file}: {wrong}") from wrong
    except WrongLine as wrong:
        raise WrongCalendarFile(f"{file}:{wrong.line}: {wrong.field}: {wrong.said}") from wrong


class WrongLine(ValueError):
    """A place of an arrangement that is not as it should be."""

    def __init__(self, line: int, field: str, said: str) -> None:
        self.line, self.field, self.said = line, field, said
        super().__init__(said)


def arrangement_in(text: str) -> Arrangement:
    """One year's arrangement as it is written; raises yaml.YAMLError or WrongLine."""
    try:
        loaded = yaml.load(text, yaml.BaseLoader)  # noqa: S506 - makes only strings, so 02-30 has a line
        return Arrangement.model_validate(loaded)
    except ValidationError as wrong:
        first = wrong.errors()[0]
        where = _line(yaml.compose(text), first["loc"])
        field = ".".join(map(str, first["loc"])) or "file"
        raise WrongLine(where, field, first["msg"]) from wrong


def load_arrangements(work: Work, folder: Path) -> int:
    """Add the days the table lacks and leave every row it has, so edits are kept.

    Returns how many were added. Nothing is added when one file is wrong.
    """
    found = [read_arrangement(file) for file in sorted(folder.glob("workdays-*.yaml"))]
    known = set(work.session.scalars(select(WorkDay.day)))
    rows = [
        WorkDay(day=day, is_workday=entry.work, note=entry.note, provisional=year.provisional)
        for year in found
        for entry in year.days
        for day in entry.days()
        if day not in known
    ]
    work.session.add_all(rows)
    for row in rows:
        work.session.add(
            WorkDayEdit(
                day=row.day, kind=EditKind.SET, is_workday=row.is_workday, note=row.note,
                provisional=row.provisional, why="catalogue", at=work.now(),
            )
        )  # fmt: skip
    work.session.flush()
    return len(rows)


def _line(node: yaml.Node | None, path: tuple[int | str, ...]) -> int:
    """The line of the deepest node that `path` reaches."""
    line = node.start_mark.line + 1 if node else 1
    for step in path:
        if isinstance(node, yaml.SequenceNode) and isinstance(step, int):
            node = node.value[step]
        elif isinstance(node, yaml.MappingNode):
            node = next((value for key, value in node.value if key.value == step), None)
        if node is None:
            break
        line = node.start_mark.line + 1
    return line
