"""A copy of the real catalogue that a test may spoil, and the real one read once."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from beebox.catalog.definitions import Item
from beebox.catalog.loading import Catalogue, check_catalogue
from beebox.kernel.settings import ROOT


@pytest.fixture(scope="session")
def catalogue() -> Catalogue:
    return check_catalogue(ROOT / "catalogue")


@pytest.fixture(scope="session")
def items(catalogue: Catalogue) -> dict[str, Item]:
    return {checked.item.code: checked.item for checked in catalogue.items}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two items and the departments, free to be changed."""
    copy = tmp_path / "catalogue"
    (copy / "items").mkdir(parents=True)
    shutil.copy(ROOT / "catalogue" / "departments.yaml", copy)
    for code in ("elder-card-first", "residence-permit"):
        shutil.copy(ROOT / "catalogue" / "items" / f"{code}.yaml", copy / "items")
    return copy


@pytest.fixture
def edit(folder: Path) -> Callable[[str, str, str], int]:
    """`edit(file, old, new)` changes the first `old`; gives the line where it stood."""

    def change(file: str, old: str, new: str) -> int:
        path = folder / file
        text = path.read_text("utf-8")
        assert old in text, f"{file} has no {old!r}"
        path.write_text(text.replace(old, new, 1), "utf-8")
        return text[: text.index(old)].count("\n") + 1

    return change
