"""The measuring behind the thresholds: it measures what they decide by, and spoils in every way it names."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from beebox.kernel.settings import ROOT
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.ports import Page, PageText
from beebox.preaudit.report import Line, QualityWord
from beebox.preaudit.thresholds import Thresholds
from bench.kept import KeptReader
from bench.measures import measured
from bench.spoilt import WAYS, Base, Read, spoilt, wanted
from tests.preaudit.lines import ON_PAPERS
from tests.preaudit.pictures import paper

TYPES = load_document_types(ROOT / "catalogue")
FORM = "application_form_032"


@dataclass(frozen=True)
class Told:
    """A reader that reads what it was told stands there."""

    lines: tuple[Line, ...]
    name: str = "told"
    version: str = "1"

    def read(self, _page: Page) -> PageText:
        return PageText(0, self.lines)

    def again(self, _line: Page, _signs: str) -> str:
        return ""


def test_every_measure_belongs_to_a_section_of_the_thresholds():
    (found,) = measured(paper(FORM), Told(ON_PAPERS[FORM]), TYPES)
    code, measures = found
    assert code == "application_form"
    assert {name.partition(".")[0] for name in measures} <= set(Thresholds.model_fields)
    assert measures["reading.lines read with ease"] == len(ON_PAPERS[FORM])
    assert measures["screen.peak"] < 1.2
    assert measures["light.brightest"] > 200


@pytest.mark.parametrize("way", WAYS)
def test_each_way_spoils_and_the_same_chance_spoils_the_same(way: str):
    read = Read(QualityWord.GOOD, {"company_name": "广州甜橙树科技有限公司"})
    base = Base(FORM, paper(FORM, 500), tuple(_half(one) for one in ON_PAPERS[FORM]), (), read)
    first, again = (spoilt(way, base, np.random.default_rng(3)) for _ in range(2))
    assert np.array_equal(first, again)
    assert first.shape != base.page.shape or not np.array_equal(first, base.page)


def _half(one: Line) -> Line:
    return Line(one.text, one.confidence, one.box.scaled(500 / 1292))


def test_what_must_be_flagged_is_told_by_what_is_lost():
    before = Read(QualityWord.GOOD, dict.fromkeys("abcde", "一"))
    whole, one_lost = before, Read(QualityWord.GOOD, dict.fromkeys("abcd", "一"))
    most_lost = Read(QualityWord.GOOD, {"a": "一", "b": "二"})
    assert [wanted("glare", before, after) for after in (whole, one_lost)] == ["either", "bad"]
    assert [wanted("blurred", before, after) for after in (one_lost, most_lost)] == ["either", "bad"]
    assert [wanted("mild", before, after) for after in (one_lost, most_lost)] == ["good", "either"]
    assert wanted("screen", before, whole) == "bad"


def test_what_was_read_is_kept(tmp_path: Path):
    """The second time nobody reads: a page is put there that no engine would read like that."""
    reader = KeptReader(tmp_path)
    page = np.full((40, 60, 3), 255, np.uint8)
    assert reader.read(page).lines == ()
    (kept,) = tmp_path.glob("*.json")
    kept.write_text('[90, [["字", 0.9, [1, 2, 3, 4], 0.5]]]', encoding="utf-8")
    again = KeptReader(tmp_path).read(page)
    assert (again.rotation, again.lines[0].text, again.lines[0].box.h) == (90, "字", 4)
