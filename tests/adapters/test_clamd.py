"""The scanner's own words, from a real clamd, and what a silent one means."""

import socket
import threading
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from beebox.adapters.clamd import ClamdScanner, NoScanner, ScannerSilent
from beebox.cases.scans import Scan
from beebox.doctor.findings import Word
from beebox.doctor.scanning import examine_scanner
from beebox.kernel.settings import Settings, WrongSetting
from tests.clamd_made import EICAR, running_clamd

BAD = b"\xff\xd8\xff\xe0 a picture nobody wants " * 50
NOW = datetime(2026, 11, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with running_clamd(tmp_path_factory.mktemp("clamd"), bad_file=BAD) as found:
        yield found


def test_clean_and_infected_files_are_told_apart(address: str):
    scanner = ClamdScanner(address)
    assert scanner.scan(b"nothing in here") is Scan.CLEAN
    assert scanner.scan(b"") is Scan.CLEAN
    assert scanner.scan(EICAR.encode()) is Scan.INFECTED
    assert scanner.scan(b"\xff\xd8\xff" + b"x" * 600_000 + EICAR.encode()) is Scan.INFECTED
    assert scanner.scan(BAD) is Scan.INFECTED
    assert scanner.scan(BAD[:-1]) is Scan.CLEAN


def test_what_is_too_large_for_it_is_not_called_clean(address: str):
    assert ClamdScanner(address).scan(bytes(8 * 1024 * 1024)) is Scan.NOT_SCANNED


def test_many_ask_at_once(address: str):
    scanner, answers = ClamdScanner(address), []
    threads = [
        threading.Thread(target=lambda: answers.append(scanner.scan(EICAR.encode()))) for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [Scan.INFECTED] * 8


def test_it_is_asked_over_the_loopback_too(tmp_path: Path):
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with running_clamd(tmp_path, f"127.0.0.1:{port}") as address:
        assert ClamdScanner(address).scan(EICAR.encode()) is Scan.INFECTED


def test_no_scanner_where_it_should_be(tmp_path: Path):
    for address in (str(tmp_path / "nobody.sock"), "127.0.0.1:1"):
        assert ClamdScanner(address).scan(b"a") is Scan.NOT_SCANNED
        with pytest.raises(ScannerSilent):
            ClamdScanner(address).version()
    assert NoScanner().scan(EICAR.encode()) is Scan.OFF


def test_a_hanging_scanner_is_waited_for_once(tmp_path: Path):
    with socket.socket(socket.AF_UNIX) as deaf:
        deaf.bind(str(tmp_path / "deaf.sock"))
        deaf.listen(8)
        scanner = ClamdScanner(str(tmp_path / "deaf.sock"), answer_seconds=0.5)
        started = time.monotonic()
        assert [scanner.scan(b"x" * 1000) for _ in range(10)] == [Scan.NOT_SCANNED] * 10
        assert time.monotonic() - started < 3


def settings(**env: str) -> Settings:
    return Settings.from_env({f"BEEBOX_{name}": value for name, value in env.items()})


@pytest.mark.parametrize("place", ["/run/clamav/clamd.ctl", "127.0.0.1:3310", "localhost:3310", "[::1]:3310"])
def test_places_on_this_machine_are_taken(place: str):
    assert settings(CLAMD=place).clamd == place


@pytest.mark.parametrize(
    "place", ["scanner.example:3310", "10.0.0.7:3310", "127.0.0.1", "clamd.ctl", "http://x"]
)
def test_no_file_is_sent_to_another_machine(place: str):
    with pytest.raises(WrongSetting, match="BEEBOX_CLAMD"):
        settings(CLAMD=place)


def test_scanning_cannot_be_required_of_nobody():
    assert settings().scan_required is False
    with pytest.raises(WrongSetting, match="SCAN_REQUIRED"):
        settings(SCAN_REQUIRED="yes")


def test_the_doctor_tells_what_becomes_of_uploads(address: str, tmp_path: Path):
    def word(now: datetime = NOW, **env: str) -> tuple[Word, str]:
        (found,) = examine_scanner(settings(**env), now)
        return found.word, found.sentence

    assert word()[0] is Word.OK
    assert "不查病毒" in word()[1]
    assert word(MODE="production")[0] is Word.WARN
    found, sentence = word(CLAMD=str(tmp_path / "nobody.sock"))
    assert (found, "照收" in sentence) == (Word.FAIL, True)
    assert "不收" in word(CLAMD=str(tmp_path / "nobody.sock"), SCAN_REQUIRED="yes")[1]
    assert word(CLAMD=address)[0] is Word.OK
    assert "ClamAV" in word(CLAMD=address)[1]


def test_the_doctor_finds_old_signatures(tmp_path: Path):
    def answer(line: socket.socket, told: bytes) -> None:
        with line:
            conversation, _ = line.accept()
            with conversation:
                conversation.recv(100)
                conversation.sendall(told)

    for day, wanted in ((NOW - timedelta(days=3), Word.OK), (NOW - timedelta(days=40), Word.WARN)):
        line = socket.socket(socket.AF_UNIX)
        place = tmp_path / f"{day:%d}.sock"
        line.bind(str(place))
        line.listen()
        told = f"ClamAV 1.4.6/27500/{day:%a %b %d %H:%M:%S %Y}\0".encode()
        thread = threading.Thread(target=answer, args=(line, told))
        thread.start()
        (found,) = examine_scanner(settings(CLAMD=str(place)), NOW)
        thread.join()
        assert found.word is wanted
