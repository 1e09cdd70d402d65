"""The people of the day as data: who hands in what, and what must become of it (cast.yaml)."""

import json
from functools import cached_property
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict

from beebox.kernel.settings import ROOT

SAMPLES = ROOT / "samples"
CAST = Path(__file__).with_name("cast.yaml")

Slot = Literal["morning", "afternoon"]
Pictures = dict[str, Path]


class Part(BaseModel):
    """One case of the day. What the words mean stands on top of cast.yaml."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    tag: str
    folder: str
    item: str
    answers: dict[str, str]
    only: dict[str, str] = {}
    first: dict[str, str] = {}
    seen_by: Literal["citizen", "auditor"] = "auditor"
    faults: dict[str, str] = {}
    mend: dict[str, str] = {}
    answer: Literal["mend", "wait", "withdraw"] = "mend"
    double_submit: bool = False
    box: str = ""
    """Empty: fetched by the courier at the door, or nothing travels."""
    found_in: str = ""
    too_early: bool = False
    slot: Slot = "morning"
    clerk: Literal["accept", "refuse", "correct"] = "accept"
    granted: Literal["yes", "no"] = "yes"
    way: Literal["post", "collect", "none"] = "post"
    stars: str = ""
    ends: str
    story: str
    story_en: str

    @cached_property
    def told(self) -> dict[str, dict[str, str]]:
        """The folder's case.json: what is typed and which pictures there are."""
        read: dict[str, dict[str, str]] = json.loads((self._folder / "case.json").read_text("utf-8"))
        return read

    @property
    def form(self) -> dict[str, str]:
        return self.told["form"]

    @property
    def name(self) -> str:
        return self.form["applicant_name"]

    @property
    def phone(self) -> str:
        return self.form["phone"]

    @property
    def proper(self) -> Pictures:
        """The pictures as they should be, by material."""
        return {code: self._find(name) for code, name in (self.only or self.told["materials"]).items()}

    @property
    def handed_in_first(self) -> Pictures:
        """What is really uploaded at first: some forgotten, some unfit."""
        changed = self.proper | {code: self._find(name) for code, name in self.first.items() if name}
        return {code: file for code, file in changed.items() if self.first.get(code, "-")}

    @property
    def forgotten(self) -> Pictures:
        """What is added once the page has said that it is missing."""
        return {code: self.proper[code] for code, name in self.first.items() if not name}

    def mended(self, material: str) -> Path:
        """What is handed in for this material after somebody complained."""
        return self._find(self.mend[material]) if material in self.mend else self.proper[material]

    @property
    def travels(self) -> bool:
        """Whether there is an envelope at all."""
        return self.way != "none" and self.ends in {"closed", "refused"}

    @property
    def at_the_door(self) -> bool:
        """Whether the courier fetches the envelope."""
        return self.travels and not self.box

    @property
    def dropped_in(self) -> str:
        return self.found_in or self.box

    @property
    def _folder(self) -> Path:
        return SAMPLES / "cases" / self.folder

    def _find(self, name: str) -> Path:
        return SAMPLES / name if "/" in name else self._folder / name


def read_cast(only: tuple[str, ...] = ()) -> list[Part]:
    """Everybody, or the parts with these tags; ValueError for a tag that nobody has."""
    parts = [Part.model_validate(row) for row in yaml.safe_load(CAST.read_text("utf-8"))["cast"]]
    unknown = set(only) - {part.tag for part in parts}
    if unknown:
        raise ValueError(f"no part is called {', '.join(sorted(unknown))}")
    return [part for part in parts if not only or part.tag in only]
