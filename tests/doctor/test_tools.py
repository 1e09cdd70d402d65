"""The doctor on computers that lack something."""

import socket
from pathlib import Path

import pytest

from beebox.doctor.findings import Finding, Word
from beebox.doctor.machine import Machine
from beebox.doctor.tools import examine_tools
from beebox.kernel.keys import read_keys
from beebox.kernel.settings import Settings

PRODUCTION = {
    "BEEBOX_MODE": "production",
    "BEEBOX_PUBLIC_URL": "https://bee.example",
    "BEEBOX_TRUSTED_HOSTS": "bee.example",
    "BEEBOX_SMS_COMMAND": "/opt/sms/send",
}


class Odd(Machine):
    """A computer that differs from this one in what a test says."""

    def __init__(self, path: Path, **answers: object) -> None:
        super().__init__(str(path))
        self._answers = answers
        self.python = answers.get("python", Machine.python)  # type: ignore[assignment] # a test's word

    def import_error(self, module: str) -> str | None:
        if module == self._answers.get("broken"):
            return "cannot load library 'libpango-1.0-0'"
        return super().import_error(module)

    def files_of(self, module: str, pattern: str) -> list[Path]:
        return [] if "no_models" in self._answers else super().files_of(module, pattern)

    def free_bytes(self, folder: Path) -> int:
        free = self._answers.get("free", 100 * 1024**3)
        assert isinstance(free, int)
        return free

    def has_copy_font(self) -> bool:
        return "no_copy_font" not in self._answers and super().has_copy_font()

    def can_write(self, folder: Path) -> bool:
        return "read_only" not in self._answers and super().can_write(folder)


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    folder = tmp_path / "programs"
    folder.mkdir()
    put(folder, "tesseract", "printf 'List of languages:\\nchi_sim\\neng\\nosd\\n'")
    put(folder, "fc-list", "echo 'Noto Sans CJK SC'")
    return folder


def put(folder: Path, name: str, text: str) -> None:
    (folder / name).write_text(f"#!/bin/sh\n{text}\n")
    (folder / name).chmod(0o755)


def looked(programs: Path, env: dict[str, str] | None = None, **answers: object) -> dict[str, Finding]:
    settings = Settings.from_env(
        {"BEEBOX_VAR": str(programs.parent / "var"), "BEEBOX_PORT": "1", **(env or {})}
    )
    return {found.name: found for found in examine_tools(settings, Odd(programs, **answers))}


def test_a_whole_computer_is_well(programs: Path) -> None:
    read_keys(programs.parent / "var")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = str(free.getsockname()[1])
    found = looked(programs, {"BEEBOX_PORT": port})
    assert {name for name, f in found.items() if f.word is not Word.OK} == set()
    assert all(not f.remedy for f in found.values())


def test_an_old_python_fails(programs: Path) -> None:
    found = looked(programs, python=(3, 10))["python"]
    assert found.word is Word.FAIL
    assert "3.10" in found.sentence


def test_no_tesseract_fails_and_names_the_setting(programs: Path) -> None:
    found = looked(programs, {"BEEBOX_OCR_PROGRAM": "/nowhere/tesseract"})["tesseract"]
    assert found.word is Word.FAIL
    assert "BEEBOX_OCR_PROGRAM" in found.remedy


def test_a_tesseract_that_breaks_is_as_good_as_none(programs: Path) -> None:
    put(programs, "tesseract", "echo chi_sim eng; exit 3")
    assert looked(programs)["tesseract"].word is Word.FAIL


def test_a_missing_language_is_named_with_its_package(programs: Path) -> None:
    put(programs, "tesseract", "printf 'eng\\nchi_sim_vert\\n'")
    found = looked(programs)["tesseract"]
    assert found.word is Word.FAIL
    assert found.remedy == "apt-get install tesseract-ocr-chi-sim"


def test_no_chinese_font_fails(programs: Path) -> None:
    put(programs, "fc-list", "true")
    assert looked(programs)["font"].word is Word.FAIL


def test_a_missing_library_below_a_package_is_told(programs: Path) -> None:
    found = looked(programs, broken="weasyprint")["pdf"]
    assert found.word is Word.FAIL
    assert "libpango-1.0-0" in found.sentence
    assert "libharfbuzz-subset0" in found.remedy


@pytest.mark.parametrize("answers", [{"broken": "onnxruntime"}, {"no_models": True}])
def test_the_second_engine_needs_its_library_and_models(programs: Path, answers: dict[str, object]) -> None:
    assert looked(programs, **answers)["rapidocr"].word is Word.FAIL


@pytest.mark.parametrize(
    ("free", "word"),
    [(3 * 1024**3, Word.OK), (2 * 1024**3 - 1, Word.WARN), (200 * 1024**2 - 1, Word.FAIL)],
)
def test_the_disk_warns_before_it_is_full(programs: Path, free: int, word: Word) -> None:
    assert looked(programs, free=free)["disk"].word is word


def test_a_folder_that_cannot_be_written_fails(programs: Path) -> None:
    assert looked(programs, read_only=True)["var"].word is Word.FAIL


def test_looking_leaves_nothing_behind(programs: Path) -> None:
    looked(programs)
    assert not (programs.parent / "var").exists()


def test_keys_that_others_can_read_fail(programs: Path) -> None:
    var = programs.parent / "var"
    read_keys(var)
    (var / "keys.json").chmod(0o640)
    found = looked(programs)["keys"]
    assert found.word is Word.FAIL
    assert found.remedy.startswith("chmod 600 ")


@pytest.mark.parametrize("text", ["", "[]", '{"files": "00"}'])
def test_damaged_keys_fail(programs: Path, text: str) -> None:
    var = programs.parent / "var"
    var.mkdir()
    (var / "keys.json").write_text(text)
    (var / "keys.json").chmod(0o600)
    assert looked(programs)["keys"].word is Word.FAIL


def test_production_wants_its_settings(programs: Path) -> None:
    assert looked(programs, PRODUCTION)["mode"].word is Word.OK
    for name in ("BEEBOX_PUBLIC_URL", "BEEBOX_TRUSTED_HOSTS", "BEEBOX_SMS_COMMAND"):
        found = looked(programs, {**PRODUCTION, name: ""})["mode"]
        assert found.word is Word.FAIL
        assert name in found.remedy


def test_a_port_taken_by_a_stranger_is_told(programs: Path) -> None:
    with socket.socket() as stranger:
        stranger.bind(("127.0.0.1", 0))
        port = str(stranger.getsockname()[1])
        found = looked(programs, {"BEEBOX_PORT": port})["port"]
    assert found.word is Word.WARN
    assert "BEEBOX_PORT" in found.remedy


def test_without_a_font_to_draw_with_copies_say_less(programs: Path) -> None:
    found = looked(programs, no_copy_font=True)["font"]
    assert found.word is Word.WARN
    assert "水印" in found.sentence
    assert "fonts-noto-cjk" in found.remedy
