"""Samples, times, goals, the table, and the whole of it on two papers."""

import json
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pikepdf
from PIL import Image

from beebox.kernel.settings import ROOT
from bench.preaudit import timing
from bench.preaudit.figures import NONE, Seconds, Share, at_least, at_most, share_row
from bench.preaudit.pictures import PAGES_OF_A_PDF, Picture, as_from_a_camera, by_type, cut_short, spread
from bench.preaudit.readers import TITLES
from bench.preaudit.table import drawn, markdown
from tests.bench.papers_by_hand import specimen

PAPERS = ROOT / "tests" / "data" / "papers"


def test_samples_are_spread_over_everything_and_stay_the_same() -> None:
    assert spread(range(100), 4) == [12, 37, 62, 87]
    assert spread(range(3), 4) == [0, 1, 2]
    kinds = [replace(specimen(), truth={"document_type": kind, "file": kind}) for kind in "bacabc"]
    assert [one.truth["document_type"] for one in spread(by_type(kinds), 3)] == ["a", "b", "c"]


def test_times_are_compared_on_the_pictures_both_read() -> None:
    raw = Seconds({"a": 2.0, "b": 4.0})
    ours = Seconds({"a": 1.0, "b": 1.0, **{f"c{number}": 3.0 for number in range(18)}})
    times, ratio = timing.rows(timing.LARGE, {"ours": ours, "pytesseract": raw})
    assert times.cells["ours"] == "3.00 / 3.00 s of 20"
    assert times.reached is False
    assert ratio.cells == {"ours": "0.33", "pytesseract": "1.00"}
    assert ratio.reached is True
    assert timing.rows(timing.SMALL, {"ours": Seconds()})[0].cells == {"ours": "–"}


def test_a_goal_is_judged_on_the_exact_share() -> None:
    nearly = {"ours": Share(989, 1000), "rapidocr": Share(1, 2)}
    assert share_row("fields", "exact", nearly, at_least(0.99), "ours").reached is False
    row = share_row("fields", "exact", {"ours": Share(990, 1000)}, at_least(0.99), "ours")
    assert (row.goal, row.reached, row.cells["ours"]) == ("≥ 99 %", True, "99.0 % of 1000")
    assert share_row("a", "b", {"ours": Share(1, 100)}, at_most(0.01), "ours").reached is True
    assert share_row("a", "b", {"ours": Share(1, 100)}, NONE, "ours").reached is False
    assert share_row("a", "b", {"ours": Share()}, at_most(0.01), "ours").reached is None
    nothing = share_row("a", "b", {"ours": Share()}, NONE, "ours")
    assert (nothing.reached, nothing.cells) == (True, {"ours": "0 of 0"})


def test_the_table_names_what_is_missing() -> None:
    rows = [share_row("fields", "exact", {"ours": Share(1, 2)}, at_least(0.9), "ours")]
    lines = list(markdown(rows, ["ours", "ocrmypdf"], {"ocrmypdf": "not installed"}))
    assert lines[0].endswith("| Little Bee Box | OCRmyPDF (not installed) |")
    assert lines[2] == "| fields: exact | ≥ 90 % | no | 50.0 % of 2 | – |"
    assert any("50.0 % of 2" in line for line in drawn(rows, list(TITLES), {}))


def test_a_camera_picture_has_twelve_megapixels_and_stands_upright(tmp_path: Path) -> None:
    large = as_from_a_camera(Picture("photo", PAPERS / "id_card_front_057.jpg", {"file": "x"}), tmp_path)
    with Image.open(large.path) as picture:
        assert abs(picture.width * picture.height / 12e6 - 1) < 0.01
        assert picture.width > picture.height


def shared_data(folder: Path) -> Path:
    """A small BEEBOX_SHARED_DATA of papers of tests/data. One value of the truth is wrong on purpose."""
    back = {
        "issuing_authority": "广州市公安局海珠分局",
        "valid_from": "2016-05-23",
        "valid_until": "2036-05-23",
    }
    plain = {"rotation": 0, "marks": {"seal": False, "signature": False}}
    good = {"file": "id_card_back_009.jpg", "document_type": "id_card_back", "fields": back}
    bad = {"file": "blank_150.jpg", "document_type": None, "fields": {}}
    good |= {"quality": "good", "expected": "pass", **plain}
    bad |= {"quality": "blank", "expected": "fail", **plain}
    text = {"file": "id_card_back_009.jpg", "text": "中华人民共和国\n居民身份证", "text_scope": "full"}
    for place, truths in (
        ("specimens/good", [good]), ("specimens/photo", []), ("specimens/bad", [bad]), ("real/cards", [text]),
    ):  # fmt: skip
        (folder / place).mkdir(parents=True)
        (folder / place / "truth.jsonl").write_text("\n".join(map(json.dumps, truths)), encoding="utf-8")
        for truth in truths:
            (folder / place / truth["file"]).symlink_to(PAPERS / truth["file"])
    return folder


def test_the_whole_of_it_runs_on_two_papers(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "bench", "preaudit", "--markdown", "--misses", "--processes", "1"]
    done = subprocess.run(
        [*command, "--only", "types", "--only", "real", "--engines", "ours", "--engines", "rapidocr"],
        env={**os.environ, "BEEBOX_SHARED_DATA": str(shared_data(tmp_path)), "PYTHONPATH": str(ROOT)},
        cwd=ROOT, capture_output=True, text=True, timeout=240, check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    cells = {line.split(" | ")[0].strip("| "): line.split(" | ")[1:] for line in done.stdout.splitlines()}
    assert cells["document type: right, good specimens"][:3] == ["≥ 99 %", "yes", "100.0 % of 1"]
    assert cells["fields: exact, good"][:3] == ["≥ 99 %", "no", "66.7 % of 3"]
    assert cells["fields: whole true values in the text, good, same pictures"][-1] == "66.7 % of 3 |"
    assert cells["picture quality: bad specimens flagged"][2] == "100.0 % of 1"
    assert cells["characters found: cards, 1 files"][1:3] == ["yes", "100.0 % of 12"]
    assert "valid_until: 2036-05-23 / 2026-05-23" in done.stdout


def test_a_long_pdf_is_cut_for_every_reader_alike(tmp_path: Path) -> None:
    long, pdf = tmp_path / "long.pdf", pikepdf.new()
    for _ in range(5):
        pdf.add_blank_page()
    pdf.save(long)
    (tmp_path / "cut").mkdir()
    cut = cut_short(Picture("pdfs", long, {"file": "long.pdf", "pages": 5}), tmp_path / "cut")
    with pikepdf.open(cut.path) as short:
        assert len(short.pages) == PAGES_OF_A_PDF
    anywhere = Picture("pdfs", long, {"file": "x", "pages": 5, "fields": {"must_contain": ["a"]}})
    assert cut_short(anywhere, tmp_path) is anywhere
