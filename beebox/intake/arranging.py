"""Changing what was given for a material: take a file away, put it in another place, insist on it."""

from enum import StrEnum

from beebox.accounts.roles import Actor
from beebox.cases.access import material_for, upload_for
from beebox.cases.events import MaterialChanged
from beebox.cases.models import Case
from beebox.cases.papers import Material, MaterialVersion
from beebox.cases.queries import uploads_of
from beebox.intake.own_case import hold, own_case, refuse_locked
from beebox.kernel.db import Work


class Direction(StrEnum):
    UP = "up"
    DOWN = "down"


def remove_file(work: Work, case_code: str, upload_id: int, citizen: Actor) -> Material:
    """Take a file out of its material. Its row and bytes stay; doing it twice is doing it once."""
    case = own_case(work, case_code, citizen)
    hold(work, case)
    upload = upload_for(work, case, upload_id)
    material = work.session.get_one(Material, upload.material_id)
    if upload.removed_at is None:
        refuse_locked(work, case, material)
        upload.removed_at = work.now()
        material.doubted = False
        work.emit(MaterialChanged(case.id, material.id))
    return material


def shift_file(work: Work, case_code: str, upload_id: int, direction: Direction, citizen: Actor) -> Material:
    """Change places with the neighbour; at the end of the row nothing happens."""
    case = own_case(work, case_code, citizen)
    hold(work, case)
    upload = upload_for(work, case, upload_id)
    material = work.session.get_one(Material, upload.material_id)
    refuse_locked(work, case, material)
    row = uploads_of(work, case.id).get(material.id, [])
    neighbour = _neighbour(row, upload, direction)
    if neighbour is not None:
        at, to = row.index(upload), row.index(neighbour)
        row[at], row[to] = row[to], row[at]
        for place, one in enumerate(row):
            one.position = place
        work.emit(MaterialChanged(case.id, material.id))
    return material


def hand_in_anyway(work: Work, case_code: str, material_code: str, citizen: Actor) -> Case:
    """Let a person judge what the machine doubts."""
    case = own_case(work, case_code, citizen)
    hold(work, case)
    material = material_for(work, case, material_code)
    refuse_locked(work, case, material)
    material.doubted = bool(uploads_of(work, case.id).get(material.id))
    return case


def _neighbour(
    row: list[MaterialVersion], upload: MaterialVersion, direction: Direction
) -> MaterialVersion | None:
    if upload not in row:
        return None
    to = row.index(upload) + (-1 if direction is Direction.UP else 1)
    return row[to] if 0 <= to < len(row) else None
