"""The locks are whole and honest, and nobody's work is used without being named."""

import hashlib
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements.txt", "requirements-dev.txt", "requirements-bench.txt")
PIN = re.compile(r"^([a-z0-9-]+)(?:\[[a-z]+\])?==([^ ;\\]+)", re.MULTILINE)


def pins(lock: str) -> set[tuple[str, str]]:
    return set(PIN.findall((ROOT / lock).read_text()))


@pytest.mark.parametrize("lock", LOCKS)
def test_everything_asked_for_is_locked_at_that_version(lock: str) -> None:
    asked = pins(lock.replace(".txt", ".in"))
    assert asked
    assert asked <= pins(lock)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_package_has_its_hashes_and_no_host_is_named(lock: str) -> None:
    text = (ROOT / lock).read_text()
    blocks = re.split(r"^(?=[a-z0-9])", text, flags=re.MULTILINE)[1:]
    assert len(blocks) >= len(pins(lock))
    assert [block.split()[0] for block in blocks if "--hash=sha256:" not in block] == []
    assert not re.search(r"https?:|--index|--find-links|--extra", text)


@pytest.mark.parametrize(
    ("lock", "below"), [(LOCKS[1], LOCKS[0]), (LOCKS[2], LOCKS[0]), (LOCKS[2], LOCKS[1])]
)
def test_locks_agree(lock: str, below: str) -> None:
    known = {name for name, _ in pins(below)}
    shared = {pin for pin in pins(lock) if pin[0] in known}
    assert shared
    assert shared <= pins(below)


def test_what_we_measure_against_is_no_part_of_the_product() -> None:
    text = (ROOT / "THIRD_PARTY.md").read_text()
    apart = text.partition("\n## To measure against\n")[2].partition("\n## ")[0]
    named = set(re.findall(r"^\| ([a-z][a-z0-9-]+) \| \d", apart, re.MULTILINE))
    installed = {name for lock in LOCKS[:2] for name, _ in pins(lock)}
    assert named == {name for name, _ in pins("requirements-bench.txt")} - installed
    assert "ocrmypdf" in named


def test_nothing_needs_a_desktop_or_a_gpl_encoder() -> None:
    names = {name for lock in LOCKS for name, _ in pins(lock)}
    assert names.isdisjoint({"opencv-python", "opencv-contrib-python", "pillow-heif"})
    assert "opencv-python-headless" in names


def test_third_parties_are_named_with_version_and_licence() -> None:
    text = (ROOT / "THIRD_PARTY.md").read_text()
    rows = re.findall(r"^\| ([a-z][a-z0-9-]+) \| (\d[^|]*) \| [^|]+ \| [^|]+ \|$", text, re.MULTILINE)
    named = {(name, version) for name, versions in rows for version in versions.split(" / ")}
    vendored = {("htmx", "2.0.11"), ("openseadragon", "6.1.1"), ("axe-core", "4.14.1")}
    assert named == set().union(*map(pins, LOCKS)) | vendored


@pytest.mark.parametrize("folder", ["static/vendor", "tests/vendor"])
def test_vendored_files_are_what_their_publishers_gave(folder: str) -> None:
    home = ROOT / folder
    listed = dict(reversed(line.split(maxsplit=1)) for line in (home / "SHA256SUMS").read_text().splitlines())
    found = {
        path.relative_to(home).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in home.rglob("*")
        if path.is_file() and path.name != "SHA256SUMS"
    }
    assert found == listed
