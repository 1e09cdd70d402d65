"""Read catalogue/boxes.yaml and add the boxes the database does not know yet."""

from datetime import time
from pathlib import Path
from typing import Annotated

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.logistics.models import Box, Centre

Line = Annotated[str, Field(min_length=1, max_length=200)]


class WrongBoxFile(BeeboxError):
    """The message names file, field and what is wrong with it."""

    code = "wrong_box_file"


class _Entry(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class _Centre(_Entry):
    name: Line
    phone: Line
    address: Line


class _Box(_Entry):
    code: Annotated[str, Field(pattern=r"^[a-z][a-z0-9-]{1,30}$")]
    name: Line
    name_en: str = ""
    place: Line
    place_en: str = ""
    hours: Line
    capacity: Annotated[int, Field(ge=1, le=1000)]
    slots: tuple[time, ...] = ()


class _File(_Entry):
    sample: bool
    note: Line
    centre: _Centre
    boxes: Annotated[tuple[_Box, ...], Field(min_length=1)]


def load_boxes(work: Work, folder: Path) -> int:
    """Add the desk and the boxes that are missing; every row there is stays as it was edited.

    Returns how many boxes were added. Raises WrongBoxFile, and then nothing is added.
    """
    found = _read(folder / "boxes.yaml")
    if work.session.get(Centre, 1) is None:
        work.session.add(Centre(id=1, **found.centre.model_dump()))
    known = set(work.session.scalars(select(Box.code)))
    fresh = [entry for entry in found.boxes if entry.code not in known]
    for entry in fresh:
        told = entry.model_dump() | {"slots": [f"{slot:%H:%M}" for slot in entry.slots]}
        work.session.add(Box(**told, created_at=work.now()))
    work.session.flush()
    return len(fresh)


def _read(file: Path) -> _File:
    try:
        return _File.model_validate(yaml.load(file.read_text(encoding="utf-8"), yaml.BaseLoader))  # noqa: S506 - makes only strings
    except (yaml.YAMLError, UnicodeDecodeError, OSError) as wrong:
        raise WrongBoxFile(f"{file}: {wrong}") from wrong
    except ValidationError as wrong:
        first = wrong.errors()[0]
        field = ".".join(map(str, first["loc"])) or "file"
        raise WrongBoxFile(f"{file}: {field}: {first['msg']}") from wrong
