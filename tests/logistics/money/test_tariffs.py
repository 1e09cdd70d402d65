"""The file of prices is refused as a whole, by place, when anything in it is wrong."""

from pathlib import Path

import pytest

from beebox.catalog.loading import WrongCatalogue
from beebox.kernel.settings import ROOT
from beebox.logistics.money.tariffs import tariffs_in

FILE = (ROOT / "catalogue" / "tariffs.yaml").read_text()


def load(folder: Path, text: str) -> int:
    (folder / "tariffs.yaml").write_text(text)
    return len(tariffs_in(folder))


def test_the_shipped_prices_are_right_and_say_that_they_are_examples(tmp_path: Path) -> None:
    assert load(tmp_path, FILE) == 3
    assert "sample: true" in FILE
    assert "示例" in FILE


@pytest.mark.parametrize(
    ("right", "wrong", "told"),
    [
        ("divisor: 6000", "divisor: 0", "tariffs[1].divisor"),
        ("first_fen: 1200", "first_fen: 12.5", "tariffs[1].zones[1].first_fen"),
        ("where: [广州市], ", "", "只有最后一个分区"),
        ("- carrier: sf", "- carrier: ems", "两份价格同时有效"),
        ("product: express", "product: slow", "tariffs[1].product"),
        ("divisor: 6000", "divisor: 6000\n    divider: 1", "divider"),
    ],
)
def test_a_wrong_price_is_told_by_its_place(tmp_path: Path, right: str, wrong: str, told: str) -> None:
    with pytest.raises(WrongCatalogue) as refused:
        load(tmp_path, FILE.replace(right, wrong, 1))
    assert told in str(refused.value)
