"""What rules are tried on: packed sample cases, cases a supervisor chose, and those checked lately."""

import json
from collections.abc import Iterable, Sequence
from functools import lru_cache
from pathlib import Path

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.cases.papers import Material, MaterialVersion
from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Item, Necessity
from beebox.catalog.queries import item_version
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import ROOT, Settings
from beebox.preaudit.case_desk import parse_case, wanted_of
from beebox.preaudit.check import wanted_material
from beebox.preaudit.joining import joined
from beebox.preaudit.models import MaterialDecision, Review, Word
from beebox.preaudit.readings import reading_of
from beebox.preaudit.report import MaterialReading
from beebox.preaudit.rulekeeping.models import CheckRun, SampleCase
from beebox.preaudit.rulework.replaying import Unit
from beebox.preaudit.rulework.verdicts import faulty_by_round

PACKED = ROOT / "samples"


class NothingToTry(BeeboxError):
    code = "nothing_to_try"
    message = N_("这一件还没有机审记录，不能当样本。请等它提交并读完以后再加。")


class AlreadySample(BeeboxError):
    code = "already_sample"
    message = N_("这一件已经是样本了。")


@lru_cache(maxsize=2)
def packed_units(catalogue: Path, samples: Path = PACKED) -> tuple[Unit, ...]:
    """The packed cases whose readings lie beside them; what is planted in them is known."""
    found = []
    for file in sorted(samples.glob("readings/*.json")):
        case_file = samples / "cases" / file.stem / "case.json"
        item_file = None
        if case_file.is_file():
            text = case_file.read_text(encoding="utf-8")
            case = parse_case(text)
            item_file = catalogue / "items" / f"{case.service_like}.yaml"
        if item_file is None or not item_file.is_file():
            continue
        item, read = read_checked(item_file, Item), json.loads(file.read_text(encoding="utf-8"))
        planted: dict[str, set[str]] = {}
        for fault in json.loads(text).get("faults", []):
            planted.setdefault(fault["material"], set()).add(fault["fault"])
        found.append(
            Unit(
                name=file.stem,
                kind="packed",
                wanted=wanted_of(case, item),
                form=case.form,
                day=case.today,
                readings={
                    code: joined([MaterialReading.from_json(one["reading"]) for one in files])
                    for code, files in read.items()
                },
                files={code: tuple(one["sha256"] for one in files) for code, files in read.items()},
                given=frozenset(read),
                planted={code: frozenset(faults) for code, faults in planted.items()},
            )
        )
    return tuple(found)


def runs_to_try(work: Work, most: int) -> list[tuple[int, str]]:
    """Ids of the last checks of the chosen cases, then of those checked lately, with their kind."""
    chosen = select(SampleCase.case_id).where(SampleCase.removed_at.is_(None))
    of_chosen = select(func.max(CheckRun.id)).where(CheckRun.case_id.in_(chosen)).group_by(CheckRun.case_id)
    samples = work.session.scalars(of_chosen.order_by(func.max(CheckRun.id))).all()
    others = select(CheckRun.case_id, CheckRun.id).where(CheckRun.case_id.not_in(chosen))
    last: dict[int, int] = {}
    for case_id, run_id in work.session.execute(others.order_by(CheckRun.id.desc()).limit(most * 4)):
        last.setdefault(case_id, run_id)
    return [(id_, "sample") for id_ in samples] + [(id_, "recent") for id_ in list(last.values())[:most]]


def runs_reviewed(work: Work, most: int) -> list[tuple[int, str]]:
    """Ids of the checks on which the last finished reviews rested, newest first."""
    before = (
        select(func.max(CheckRun.id))
        .where(CheckRun.case_id == Review.case_id, CheckRun.at <= Review.at)
        .correlate(Review)
        .scalar_subquery()
    )
    found = work.session.scalars(
        select(before).select_from(Review).order_by(Review.id.desc()).limit(most)
    ).all()
    return [(id_, "recent") for id_ in dict.fromkeys(found) if id_ is not None]


def unit_of(work: Work, run_id: int, kind: str) -> Unit | None:
    """The case of this check as it was then; None where files or their readings are gone."""
    run = work.session.get_one(CheckRun, run_id)
    code, _, item_version_ = run.item.partition("@")
    item = item_version(work, code, item_version_)
    case = work.session.get_one(Case, run.case_id)
    readings, files, given = {}, {}, set()
    for entry in run.files:
        ids = [one["upload"] for one in entry["files"]]
        read = _readings(work, ids)
        if ids:
            given.add(entry["material"])
            files[entry["material"]] = tuple(one["sha256"] for one in entry["files"])
        if read:
            readings[entry["material"]] = joined(read)
    codes = [entry["material"] for entry in run.files]
    if not codes or not readings:
        return None
    number, passed = _reviewed(work, run)
    wanted = [
        wanted_material(item, one)
        for one in codes
        if one in given or item.material(one).necessity is not Necessity.LATER
    ]
    return Unit(
        name=case.code, kind=kind, wanted=tuple(wanted), day=run.day, readings=readings, files=files,
        form={name: str(value or "") for name, value in run.form.items()}, given=frozenset(given),
        round=number, faulty=faulty_by_round(work, run.case_id).get(number, {}), passed=passed,
    )  # fmt: skip


def _readings(work: Work, uploads: Sequence[int]) -> list[MaterialReading]:
    rows = {
        row.id: row
        for row in work.session.scalars(select(MaterialVersion).where(MaterialVersion.id.in_(uploads)))
    }
    return [read for id_ in uploads if id_ in rows and (read := reading_of(rows[id_]))]


def _reviewed(work: Work, run: CheckRun) -> tuple[int, frozenset[str]]:
    """The round that rested on this check, and the materials that passed in it."""
    review = work.session.scalar(
        select(Review).where(Review.case_id == run.case_id, Review.at >= run.at).order_by(Review.id).limit(1)
    )
    if review is None:
        return 0, frozenset()
    passed = (
        select(Material.code)
        .join(MaterialDecision, MaterialDecision.material_id == Material.id)
        .where(
            MaterialDecision.case_id == run.case_id,
            MaterialDecision.round == review.round,
            MaterialDecision.word == Word.PASS,
        )
    )
    return review.round, frozenset(work.session.scalars(passed))


def choose_sample(work: Work, case: Case, actor: Actor, why: str) -> None:
    """From now on every version is tried on this case too."""
    if work.session.scalar(select(CheckRun.id).where(CheckRun.case_id == case.id).limit(1)) is None:
        raise NothingToTry
    row = work.session.scalar(select(SampleCase).where(SampleCase.case_id == case.id))
    if row is not None and row.removed_at is None:
        raise AlreadySample
    if row is None:
        row = SampleCase(case_id=case.id)
        work.session.add(row)
    row.why, row.by, row.at, row.removed_at = why, actor.id, work.now(), None


def leave_out(work: Work, case_code: str) -> None:
    """It is no longer a sample; asking twice is asking once."""
    case_id = select(Case.id).where(Case.code == case_code)
    for row in work.session.scalars(select(SampleCase).where(SampleCase.case_id.in_(case_id))):
        row.removed_at = row.removed_at or work.now()


def chosen_samples(work: Work) -> list[tuple[SampleCase, str, str]]:
    """Each chosen case with its code and item."""
    wanted = select(SampleCase, Case.code, Case.item_code).join(Case, Case.id == SampleCase.case_id)
    found = work.session.execute(wanted.where(SampleCase.removed_at.is_(None)).order_by(SampleCase.id))
    return [(row[0], row[1], row[2]) for row in found]


def packed_for(work: Work) -> Iterable[Unit]:
    return packed_units(work.use(Settings).catalogue_dir)
