"""Reading the catalogue: what is offered now, and what a running case was promised."""

import json
from collections.abc import Collection, Sequence

from sqlalchemy import ColumnElement, select, tuple_
from sqlalchemy.orm import Mapped

from beebox.catalog.definitions import Item
from beebox.catalog.models import Department, ItemVersion
from beebox.catalog.search import rank
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError

MOST_KNOWN = 1000
_KNOWN: dict[tuple[str, str, str], Item] = {}
"""Definitions already parsed, by code, version and hash: what stands for them never changes."""


class ItemNotFound(BeeboxError):
    status = 404
    code = "item_not_found"
    message = N_("没有找到“%(item)s”这件事。它可能换了名字，请在首页搜一搜您要办的事。")


class DepartmentNotFound(BeeboxError):
    status = 404
    code = "department_not_found"
    message = N_("没有找到代码是“%(department)s”的部门。")


def departments(work: Work) -> Sequence[Department]:
    return work.session.scalars(select(Department).order_by(Department.id)).all()


def department_by_code(work: Work, code: str) -> Department:
    """The department of this code; DepartmentNotFound when there is none."""
    found = work.session.scalar(select(Department).where(Department.code == code))
    if found is None:
        raise DepartmentNotFound(department=code[:60])
    return found


def current_items(work: Work) -> list[Item]:
    """Every item offered now: those of the home page in their order, then the others by code."""
    items = _items(work, ItemVersion.is_current)
    return sorted(items, key=lambda item: (item.home_order or 99, item.code))


def current_item(work: Work, code: str) -> Item:
    """The item as offered now; ItemNotFound when it is not, or no longer."""
    for item in _items(work, ItemVersion.item_code == code, ItemVersion.is_current):
        return item
    raise ItemNotFound(item=code[:60])


def item_version(work: Work, code: str, version: str) -> Item:
    """The item exactly as this version said it, offered now or not; asked for once a transaction."""
    known: dict[tuple[str, str], Item] = work.session.info.setdefault("item_versions", {})
    if (code, version) not in known:
        for item in _items(work, ItemVersion.item_code == code, ItemVersion.version == version):
            known[code, version] = item
            break
        else:
            raise ItemNotFound(item=f"{code[:60]} {version[:20]}")
    return known[code, version]


def versions_at_hand(work: Work, wanted: Collection[tuple[str, str]]) -> None:
    """Ask for all these (code, version) at once, so that `item_version` need not ask for each."""
    known: dict[tuple[str, str], Item] = work.session.info.setdefault("item_versions", {})
    missing = [key for key in wanted if key not in known]
    if missing:
        pairs = tuple_(ItemVersion.item_code, ItemVersion.version).in_(missing)
        known.update({(item.code, item.version): item for item in _items(work, pairs)})


def last_versions(work: Work, codes: Collection[str]) -> dict[str, Item]:
    """The newest version of each of these items, offered now or not."""
    return {item.code: item for item in _items(work, ItemVersion.item_code.in_(codes))}


def search(work: Work, text: str) -> list[Item]:
    """The items meant by `text`, best first: names, everyday words, pinyin, initials, English."""
    return rank(current_items(work), text)


def _items(work: Work, *wanted: ColumnElement[bool] | Mapped[bool]) -> list[Item]:
    """The wanted versions; a definition is fetched and parsed only when it is not known yet."""
    code, version, digest = ItemVersion.item_code, ItemVersion.version, ItemVersion.content_hash
    keys = select(code, version, digest).where(*wanted).order_by(ItemVersion.id)
    return [
        _KNOWN.get((row[0], row[1], row[2])) or _parse(work, (row[0], row[1], row[2]))
        for row in work.session.execute(keys).all()
    ]


def _parse(work: Work, key: tuple[str, str, str]) -> Item:
    stored = select(ItemVersion.definition).where(
        ItemVersion.item_code == key[0], ItemVersion.version == key[1]
    )
    item = Item.model_validate_json(json.dumps(work.session.scalar(stored)))
    if len(_KNOWN) >= MOST_KNOWN:
        _KNOWN.clear()
    _KNOWN[key] = item
    return item
