"""When a clock turns amber and red, who hears of it, when its citizen is reminded: deadlines.yaml."""

from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from beebox.cases.clock.terms import Which
from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Definition

FILE = "deadlines.yaml"
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]*$", max_length=30)]
Days = Annotated[int, Field(ge=0, le=60)]
Left = Annotated[int, Field(ge=-1, le=60)]


class At(StrEnum):
    AMBER = "amber"
    RED = "red"
    OVERDUE = "overdue"


class To(StrEnum):
    RESPONSIBLE = "responsible"
    SUPERVISOR = "supervisor"
    ADMINISTRATOR = "administrator"


class Lamp(Definition):
    clock: str
    amber_left: Left
    amber_percent: Annotated[int, Field(ge=0, le=100)] = 0
    red_left: Left | None = None
    """None: it never turns red by itself."""

    @model_validator(mode="after")
    def _known(self) -> "Lamp":
        if self.clock not in {"default", *Which}:
            raise ValueError(f"没有叫“{self.clock[:40]}”的期限")
        if self.red_left is not None and self.red_left > self.amber_left:
            raise ValueError("红灯不能比黄灯早")
        return self


class Rung(Definition):
    code: Code
    at: At
    days: Days = 0
    to: To


class ReminderRung(Definition):
    code: Code
    share: Annotated[int, Field(ge=1, le=99)] | None = None
    before: Days | None = None

    @model_validator(mode="after")
    def _one_of_two(self) -> "ReminderRung":
        if (self.share is None) == (self.before is None):
            raise ValueError("share 和 before 写一个")
        return self


class Ladder(Definition):
    sample: bool
    note: str
    lamps: tuple[Lamp, ...]
    rungs: tuple[Rung, ...]
    reminders: Annotated[tuple[ReminderRung, ...], Field(min_length=1)]
    notice_days: Annotated[int, Field(ge=1, le=30)]

    @model_validator(mode="after")
    def _whole(self) -> "Ladder":
        clocks = [lamp.clock for lamp in self.lamps]
        if clocks.count("default") != 1 or len(set(clocks)) < len(clocks):
            raise ValueError("lamps 里要有一个 default，每个期限最多写一次")
        for rungs in (self.rungs, self.reminders):
            codes = [rung.code for rung in rungs]
            if len(set(codes)) < len(codes):
                raise ValueError("有两级用了同一个 code")
        return self

    def lamp(self, which: Which) -> Lamp:
        by_clock = {lamp.clock: lamp for lamp in self.lamps}
        return by_clock.get(which) or by_clock["default"]

    def rung(self, code: str) -> Rung | None:
        return next((rung for rung in self.rungs if rung.code == code), None)


def ladder_in(folder: Path) -> Ladder:
    """The file below the catalogue, read again when it changed; WrongCatalogue with every fault."""
    file = folder / FILE
    return _read(file, file.stat().st_mtime_ns if file.exists() else 0)


@lru_cache(maxsize=8)
def _read(file: Path, _changed: int) -> Ladder:
    return read_checked(file, Ladder)
