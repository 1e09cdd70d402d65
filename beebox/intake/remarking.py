"""Answering a finding that one thinks is wrong. A person reads it; nothing is passed or refused by it."""

from sqlalchemy import delete, select

from beebox.accounts.roles import Actor
from beebox.cases.access import material_for
from beebox.cases.models import Case
from beebox.cases.papers import Finding, Material, Remark
from beebox.intake.own_case import hold, own_case, refuse_locked
from beebox.intake.spots import Key, key_of
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError

LONGEST = 200
"""Signs of a note."""


class NoSuchFinding(BeeboxError):
    status = 409
    code = "no_such_finding"
    message = N_("这条意见已经没有了：材料刚刚又看了一遍。请看看现在的意见，您传的都在。")


def doubt_finding(
    work: Work, case_code: str, material_code: str, key: Key, note: str, citizen: Actor
) -> Case:
    """Say that this finding is wrong, and why. Said again, the newer note stands."""
    case, material = _open(work, case_code, material_code, citizen)
    if key not in {key_of(finding) for finding in _doubtable(work, material)}:
        raise NoSuchFinding
    _forget(work, material, key)
    rule, place = key
    work.session.add(
        Remark(
            case_id=case.id, material_id=material.id, rule=rule, place=place, note=note, by=citizen.id,
            at=work.now(),
        )
    )  # fmt: skip
    return case


def take_back_doubt(work: Work, case_code: str, material_code: str, key: Key, citizen: Actor) -> Case:
    """Forget what was said of this finding; doing it twice is doing it once."""
    case, material = _open(work, case_code, material_code, citizen)
    _forget(work, material, key)
    return case


def _open(work: Work, case_code: str, material_code: str, citizen: Actor) -> tuple[Case, Material]:
    case = own_case(work, case_code, citizen)
    hold(work, case)
    material = material_for(work, case, material_code)
    refuse_locked(work, case, material)
    return case, material


def _doubtable(work: Work, material: Material) -> list[Finding]:
    found = select(Finding).where(Finding.material_id == material.id, Finding.answer != "pass")
    return list(work.session.scalars(found))


def _forget(work: Work, material: Material, key: Key) -> None:
    rule, place = key
    said = delete(Remark).where(Remark.material_id == material.id, Remark.rule == rule, Remark.place == place)
    work.session.execute(said)
