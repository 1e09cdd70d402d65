"""Files are kept whole, sealed, and are never served wrong."""

import hashlib
import os
import signal
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beebox.adapters.disk_files import PIECE, DiskFiles
from beebox.kernel.files import FileGone, TooLarge
from beebox.kernel.settings import ROOT

KEY = bytes(range(32))


@pytest.fixture
def store(tmp_path: Path) -> DiskFiles:
    return DiskFiles(tmp_path, KEY)


@pytest.mark.parametrize("size", [0, 1, PIECE - 1, PIECE, PIECE + 1, 3 * PIECE, 5 * PIECE + 17])
def test_what_was_given_comes_back(store: DiskFiles, size: int) -> None:
    data = os.urandom(size)
    kept = store.put(data)
    assert store.read(kept.key) == data
    assert (kept.size, kept.sha256) == (size, hashlib.sha256(data).hexdigest())


@settings(max_examples=25, deadline=None)
@given(st.lists(st.binary(max_size=2 * PIECE), max_size=6))
def test_however_it_arrives(tmp_path_factory: pytest.TempPathFactory, parts: list[bytes]) -> None:
    store = DiskFiles(tmp_path_factory.mktemp("files"), KEY)
    arriving = store.incoming(50 * PIECE)
    for part in parts:
        arriving.write(part)
    assert store.read(arriving.keep().key) == b"".join(parts)


def on_disk(folder: Path) -> list[Path]:
    return [p for p in folder.rglob("*") if p.is_file()]


def test_nothing_readable_lies_on_the_disk(store: DiskFiles, tmp_path: Path) -> None:
    store.put("公民身份号码440105199001011234".encode() * 5000)
    [file] = on_disk(tmp_path)
    assert "公民身份号码".encode() not in file.read_bytes()
    assert file.stat().st_mode & 0o077 == 0


def test_too_much_is_refused_and_leaves_nothing(store: DiskFiles, tmp_path: Path) -> None:
    arriving = store.incoming(1024 * 1024)
    with pytest.raises(TooLarge, match="1 MB"):
        arriving.write(b"x" * (1024 * 1024 + 1))
    assert on_disk(tmp_path) == []


def test_what_is_not_kept_is_forgotten(store: DiskFiles, tmp_path: Path) -> None:
    arriving = store.incoming(100)
    arriving.write(b"half")
    arriving.close()
    assert on_disk(tmp_path) == []


@pytest.mark.parametrize("where", ["head", "middle", "tail", "cut", "swapped"])
def test_a_changed_file_is_never_served(store: DiskFiles, tmp_path: Path, where: str) -> None:
    kept = store.put(os.urandom(3 * PIECE))
    file = tmp_path / "blobs" / kept.key[:2] / kept.key
    data = bytearray(file.read_bytes())
    step = PIECE + 16
    if where == "cut":
        data = data[: len(data) - step]
    elif where == "swapped":
        head = len(data) - 3 * step
        data[head : head + step], data[head + step : head + 2 * step] = (
            data[head + step : head + 2 * step],
            data[head : head + step],
        )
    else:
        data[{"head": 20, "middle": len(data) // 2, "tail": len(data) - 1}[where]] ^= 1
    file.write_bytes(data)
    with pytest.raises(FileGone):
        store.read(kept.key)


@pytest.mark.parametrize("key", ["../../etc/passwd", "", "a" * 31, "G" * 32, "0" * 32])
def test_a_key_is_only_ever_a_key(store: DiskFiles, key: str) -> None:
    with pytest.raises(FileGone):
        store.read(key)


def test_killed_while_receiving_nothing_is_visible(tmp_path: Path) -> None:
    """A process killed before `keep` returns leaves no file in the store, only a part to sweep."""
    program = (
        "import os, signal, pathlib;from beebox.adapters.disk_files import DiskFiles;"
        f"a = DiskFiles(pathlib.Path({str(tmp_path)!r}), bytes(range(32))).incoming(10**6);"
        "a.write(b'x' * 500000); os.kill(os.getpid(), signal.SIGKILL)"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT, check=False)
    assert done.returncode == -signal.SIGKILL
    store = DiskFiles(tmp_path, KEY)
    assert list(store.keys()) == []
    assert store.forget_unfinished(timedelta()) == 1
    assert on_disk(tmp_path) == []
