"""The prices of carriers: catalogue/tariffs.yaml, checked as a whole before anything is priced."""

from datetime import date
from functools import lru_cache
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from pydantic import Field, model_validator

from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Definition, Line
from beebox.logistics.money import rules
from beebox.logistics.orders import Product

FILE = "tariffs.yaml"
Fen = Annotated[int, Field(ge=0, le=10_000_000)]
Grams = Annotated[int, Field(ge=1, le=50_000)]


class ZoneEntry(Definition):
    name: Line
    where: tuple[Line, ...] = ()
    first_grams: Grams
    first_fen: Fen
    step_grams: Grams
    step_fen: Fen


class TariffEntry(Definition):
    carrier: Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{1,30}$")]
    product: Product
    version: Line
    valid_from: date
    valid_until: date | None = None
    divisor: Annotated[int, Field(ge=1000, le=20_000)]
    minimum_fen: Fen = 0
    zones: Annotated[tuple[ZoneEntry, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _usable(self) -> "TariffEntry":
        if self.valid_until is not None and self.valid_until < self.valid_from:
            raise ValueError("最后一天在第一天之前")
        if self.zones[-1].where:
            raise ValueError("最后一个分区应是“其他地方”，不写 where")
        if any(not zone.where for zone in self.zones[:-1]):
            raise ValueError("只有最后一个分区可以不写 where")
        return self


class TariffBook(Definition):
    sample: bool
    note: Line
    tariffs: Annotated[tuple[TariffEntry, ...], Field(min_length=1)]

    @model_validator(mode="after")
    def _one_a_day(self) -> "TariffBook":
        ordered = sorted(self.tariffs, key=lambda t: (t.carrier, t.product, t.valid_from))
        for first, then in pairwise(ordered):
            same = (first.carrier, first.product) == (then.carrier, then.product)
            if same and (first.valid_until is None or first.valid_until >= then.valid_from):
                raise ValueError(f"{first.carrier} 有两份价格同时有效：{first.version}、{then.version}")
        return self

    def priced(self) -> tuple[rules.Tariff, ...]:
        return tuple(_plain(entry) for entry in self.tariffs)


@lru_cache(maxsize=4)
def tariffs_in(folder: Path) -> tuple[rules.Tariff, ...]:
    """The tariffs of a catalogue folder, read once; WrongCatalogue names every fault."""
    return read_checked(folder / FILE, TariffBook).priced()


def _plain(entry: TariffEntry) -> rules.Tariff:
    zones = tuple(rules.Zone(**zone.model_dump()) for zone in entry.zones)
    return rules.Tariff(**{**entry.model_dump(), "zones": zones})
