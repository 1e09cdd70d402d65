"""From the folder `catalogue/` to the database: everything is checked first, then one transaction.

`departments.yaml` lists the departments, `items/<code>.yaml` holds one item each.
"""

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import ValidationError
from sqlalchemy import select, update

from beebox.catalog.crosschecks import item_faults
from beebox.catalog.definitions import Definition, Item
from beebox.catalog.department_file import DepartmentEntry, DepartmentsFile
from beebox.catalog.lined_yaml import LinedData, YamlFault, read_lined
from beebox.catalog.models import Department, ItemVersion
from beebox.catalog.wording import field_name, said_plainly
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import ROOT

D = TypeVar("D", bound=Definition)
SAMPLES = ROOT / "static" / "samples" / "catalog"


@dataclass(frozen=True, order=True)
class Fault:
    file: str
    line: int
    field: str
    sentence: str

    def __str__(self) -> str:
        where = f"{self.file} 第 {self.line} 行"
        return f"{where}{'，' if self.field else ''}{self.field}：{self.sentence}。"


class WrongCatalogue(BeeboxError):
    """The files cannot be used; nothing of them was loaded. `faults` names every place."""

    status = 400
    code = "wrong_catalogue"
    message = N_("事项目录有 %(count)s 处要改，一处也没有载入。")

    def __init__(self, faults: list[Fault]) -> None:
        self.faults = sorted(faults)
        super().__init__(count=len(faults))

    def __str__(self) -> str:
        return "\n".join([super().__str__(), *map(str, self.faults)])


@dataclass(frozen=True)
class CheckedItem:
    file: str
    line: int
    """Where the version stands."""
    item: Item
    data: dict[str, Any]
    content_hash: str


@dataclass(frozen=True)
class Catalogue:
    """A folder that is right in itself."""

    departments: tuple[DepartmentEntry, ...]
    items: tuple[CheckedItem, ...]


@dataclass(frozen=True)
class LoadReport:
    departments: int
    items: int
    new: tuple[str, ...]
    """`code@version` that were not in the database before."""
    retired: tuple[str, ...]
    """Codes that are no longer offered because their file is gone."""


def check_catalogue(folder: Path, samples: Path = SAMPLES) -> Catalogue:
    """Read and check all of `folder`; WrongCatalogue with every fault when anything is wrong."""
    faults: list[Fault] = []
    listed = _read(folder / "departments.yaml", folder, DepartmentsFile, faults)
    departments = listed[0].departments if listed else ()
    faults += _doubled_departments(listed)
    codes = [entry.code for entry in departments]
    pictures = [picture.name for picture in samples.glob("*.jpg")]
    items = []
    for path in sorted((folder / "items").glob("*.y*ml")):
        if read := _read(path, folder, Item, faults):
            item, lined = read
            found = [*item_faults(item, codes, pictures), *_misnamed(item, path)]
            if not listed:
                found = [pair for pair in found if pair[0] != ("department",)]
            faults += [_fault(path, folder, lined, at, told) for at, told in found]
            items.append(_checked(item, lined, str(path.relative_to(folder))))
    if not items and not faults:
        faults.append(Fault("items", 1, "", "这里一个事项文件也没有"))
    if faults:
        raise WrongCatalogue(faults)
    return Catalogue(departments, tuple(items))


def load_catalogue(office: Office, folder: Path, samples: Path = SAMPLES) -> LoadReport:
    """Check `folder` and make it the catalogue in force, wholly or not at all.

    Versions already loaded stay for the cases that run on them; the same version with another
    content raises WrongCatalogue.
    """
    catalogue = check_catalogue(folder, samples)
    with office.work() as work:
        rows = work.session.scalars(select(ItemVersion))
        known = {(row.item_code, row.version): row for row in rows}
        _refuse_rewritten(catalogue, known)
        _keep_departments(work, catalogue.departments)
        offered = {item_code for (item_code, _), row in known.items() if row.is_current}
        work.session.execute(update(ItemVersion).values(is_current=False))
        new = [_offer(work, checked, known) for checked in catalogue.items]
        return LoadReport(
            departments=len(catalogue.departments),
            items=len(catalogue.items),
            new=tuple(name for name in new if name),
            retired=tuple(sorted(offered - {checked.item.code for checked in catalogue.items})),
        )


def _read(path: Path, folder: Path, kind: type[D], faults: list[Fault]) -> tuple[D, LinedData] | None:
    file = str(path.relative_to(folder))
    try:
        lined = read_lined(path.read_bytes())
    except OSError:
        faults.append(Fault(file, 1, "", "读不到这个文件，请检查它在不在、能不能打开"))
        return None
    except YamlFault as fault:
        faults.append(Fault(file, fault.line, field_name(fault.path), fault.sentence))
        return None
    try:
        return kind.model_validate_json(json.dumps(lined.data)), lined
    except ValidationError as error:
        for told in error.errors():
            at = tuple(told["loc"])
            faults.append(_fault(path, folder, lined, at, said_plainly(told)))
        return None


def _fault(path: Path, folder: Path, lined: LinedData, at: tuple[str | int, ...], told: str) -> Fault:
    return Fault(str(path.relative_to(folder)), lined.line_of(at), field_name(at), told)


def _doubled_departments(listed: tuple[DepartmentsFile, LinedData] | None) -> Iterator[Fault]:
    seen: set[str] = set()
    for index, entry in enumerate(listed[0].departments if listed else ()):
        at = ("departments", index, "code")
        if entry.code in seen and listed:
            told = f"部门代码“{entry.code}”用了两次"
            yield Fault("departments.yaml", listed[1].line_of(at), field_name(at), told)
        seen.add(entry.code)


def _misnamed(item: Item, path: Path) -> Iterator[tuple[tuple[str | int, ...], str]]:
    if path.name != f"{item.code}.yaml":
        yield ("code",), f"事项代码和文件名不一致，文件应叫 {item.code}.yaml"


def _checked(item: Item, lined: LinedData, file: str) -> CheckedItem:
    plain = json.dumps(lined.data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    digest = hashlib.sha256(plain.encode()).hexdigest()
    return CheckedItem(file, lined.line_of(("version",)), item, lined.data, digest)


def _refuse_rewritten(catalogue: Catalogue, known: dict[tuple[str, str], ItemVersion]) -> None:
    faults = []
    for checked in catalogue.items:
        item = checked.item
        row = known.get((item.code, item.version))
        if row is not None and row.content_hash != checked.content_hash:
            told = (
                f"事项“{item.code}”的版本 {item.version} 已经载入过，内容却不一样"
                f"（库里 {row.content_hash[:8]}，文件 {checked.content_hash[:8]}）；"
                "改了内容请换一个新版本号"
            )
            faults.append(Fault(checked.file, checked.line, "version", told))
    if faults:
        raise WrongCatalogue(faults)


def _keep_departments(work: Work, entries: tuple[DepartmentEntry, ...]) -> None:
    rows = {row.code: row for row in work.session.scalars(select(Department))}
    for entry in entries:
        row = rows.get(entry.code)
        if row is None:
            work.session.add(Department(**entry.model_dump()))
            continue
        for name, value in entry.model_dump().items():
            setattr(row, name, value)


def _offer(work: Work, checked: CheckedItem, known: dict[tuple[str, str], ItemVersion]) -> str | None:
    """Make this version the current one; its name when it is new to the database."""
    item = checked.item
    row = known.get((item.code, item.version))
    if row is not None:
        row.is_current = True
        return None
    work.session.add(
        ItemVersion(
            item_code=item.code,
            version=item.version,
            definition=checked.data,
            content_hash=checked.content_hash,
            loaded_at=work.now(),
            is_current=True,
        )
    )
    return f"{item.code}@{item.version}"
