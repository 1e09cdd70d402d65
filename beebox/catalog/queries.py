"""Reading the catalogue: what is offered now, and what a running case was promised."""

import json
from collections.abc import Sequence

from sqlalchemy import select

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
    rows = work.session.scalars(select(ItemVersion).where(ItemVersion.is_current))
    items = [_parsed(row) for row in rows]
    return sorted(items, key=lambda item: (item.home_order or 99, item.code))


def current_item(work: Work, code: str) -> Item:
    """The item as offered now; ItemNotFound when it is not, or no longer."""
    wanted = select(ItemVersion).where(ItemVersion.item_code == code, ItemVersion.is_current)
    found = work.session.scalar(wanted)
    if found is None:
        raise ItemNotFound(item=code[:60])
    return _parsed(found)


def item_version(work: Work, code: str, version: str) -> Item:
    """The item exactly as this version said it, offered now or not."""
    wanted = select(ItemVersion).where(ItemVersion.item_code == code, ItemVersion.version == version)
    found = work.session.scalar(wanted)
    if found is None:
        raise ItemNotFound(item=f"{code[:60]} {version[:20]}")
    return _parsed(found)


def search(work: Work, text: str) -> list[Item]:
    """The items meant by `text`, best first: names, everyday words, pinyin, initials, English."""
    return rank(current_items(work), text)


def _parsed(row: ItemVersion) -> Item:
    key = (row.item_code, row.version, row.content_hash)
    if key not in _KNOWN:
        if len(_KNOWN) >= MOST_KNOWN:
            _KNOWN.clear()
        _KNOWN[key] = Item.model_validate_json(json.dumps(row.definition))
    return _KNOWN[key]
