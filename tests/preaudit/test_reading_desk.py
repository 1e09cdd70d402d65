"""`beebox read`: every file gets a line with every key, whatever became of it."""

import json
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner
from pypdfium2 import PdfDocument

from beebox.cli import main
from beebox.preaudit.door import Inspection
from beebox.preaudit.ports import ReadingFailed
from beebox.preaudit.reading_desk import as_words, read_each
from beebox.preaudit.report import MaterialReading
from tests.conftest import ROOT

PAPERS = ROOT / "tests" / "data" / "papers"


def told(*arguments: str) -> list[dict]:  # type: ignore[type-arg]
    done = CliRunner().invoke(main, ["read", "--json", *arguments], catch_exceptions=False)
    assert done.exit_code == 0, done.output
    return [json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


@pytest.fixture(scope="module")
def lines() -> dict[str, list[dict]]:  # type: ignore[type-arg]
    names = ("id_card_front_004.jpg", "two_side_052.jpg", "glare_123.jpg")
    found: dict[str, list[dict]] = {}  # type: ignore[type-arg]
    for line in told(*(str(PAPERS / name) for name in names)):
        found.setdefault(Path(line["file"]).name, []).append(line)
    return found


def test_a_card_is_told_with_its_type_turn_and_values(lines) -> None:  # type: ignore[no-untyped-def]
    (card,) = lines["id_card_front_004.jpg"]
    assert card["accepted"]
    assert card["document_type"] == "id_card_front"
    assert set(card["fields"]) >= {"name", "id_number"}
    assert card["fields"]["id_number"]["valid"] is True


def test_two_papers_of_one_page_are_two_lines(lines) -> None:  # type: ignore[no-untyped-def]
    both = lines["two_side_052.jpg"]
    assert {line["document_type"] for line in both} == {"id_card_front", "id_card_back"}
    assert {line["page"] for line in both} == {1}


def test_what_a_lamp_hid_is_named(lines) -> None:  # type: ignore[no-untyped-def]
    (card,) = lines["glare_123.jpg"]
    assert card["quality"]["word"] == "glare"
    assert card["readability"] != "pass"


def test_every_line_has_every_key(lines, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8\xff\xe0 and no more")
    (refused,) = told(str(broken))
    assert not refused["accepted"]
    assert refused["refusal"]["message"]
    keys = {frozenset(line) for found in lines.values() for line in found}
    assert keys == {frozenset(refused)}


def test_every_page_of_a_pdf_is_read(tmp_path: Path) -> None:
    twice = PdfDocument.new()
    source = PdfDocument(ROOT / "samples" / "more" / "electronic_result.pdf")
    for _ in range(2):
        twice.import_pages(source, [0])
    twice.save(tmp_path / "twice.pdf")
    assert [line["page"] for line in told(str(tmp_path / "twice.pdf"))] == [1, 2]


def test_a_type_that_does_not_exist_is_named() -> None:
    done = CliRunner().invoke(main, ["read", "--as", "passport-ish", str(PAPERS / "glare_123.jpg")])
    assert done.exit_code == 2
    assert "id_card_front" in done.output


class Dying:
    """A room whose readers end before they answer."""

    def inspect(self, data: bytes, filename: str) -> Inspection:
        return Inspection("jpeg", "image/jpeg", 2, 10, 10)

    def read(self, data: bytes, kind: str, pages: int = 1) -> tuple[MaterialReading, list[bytes]]:
        raise ReadingFailed


def test_a_file_that_was_taken_but_not_read_says_so(tmp_path: Path) -> None:
    file = tmp_path / "some.jpg"
    file.write_bytes(b"anything")
    (line,) = read_each([file], None, Dying(), date(2026, 11, 30))
    assert (line["accepted"], line["readability"], line["pages"]) == (True, "cannot_tell", 2)
    assert "没有读出来" in as_words(line)
