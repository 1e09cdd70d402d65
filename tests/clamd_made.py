"""A real clamd with two signatures of our own, on a socket in a test's folder."""

import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import md5
from pathlib import Path

import pytest

from beebox.adapters.clamd import ClamdScanner, ScannerSilent

EICAR = "X5O!P%@AP[4\\PZX54(P^)7CC)7}$" + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!" + "$H+H*"
"""The harmless text every scanner must find (eicar.org), put together here so that this file is none."""
STARTS_WITHIN = 60


def clamd_command() -> tuple[str, dict[str, str]]:
    """The program and its environment: installed, or unpacked by `scripts/setup.sh --tests`."""
    if found := shutil.which("clamd"):
        return found, dict(os.environ)
    unpacked = Path(os.environ.get("BEEBOX_TEST_CLAMAV", str(Path(sys.prefix) / "clamav")))
    program = unpacked / "usr" / "sbin" / "clamd"
    if not program.is_file():
        pytest.skip(f"clamd is not installed, nor unpacked below {unpacked} (scripts/setup.sh --tests)")
    libraries = ":".join(str(path) for path in sorted((unpacked / "usr" / "lib").iterdir()))
    return str(program), {**os.environ, "LD_LIBRARY_PATH": libraries}


@contextmanager
def running_clamd(folder: Path, address: str | None = None, bad_file: bytes = b"") -> Iterator[str]:
    """Its address. It knows the EICAR text and this very file."""
    program, env = clamd_command()
    signatures = folder / "signatures"
    signatures.mkdir()
    (signatures / "own.ndb").write_text(f"Own.Test.Eicar:0:*:{EICAR.encode().hex()}\n")
    if bad_file:
        (signatures / "own.hdb").write_text(f"{md5(bad_file).hexdigest()}:{len(bad_file)}:Own.Test.File\n")
    address = address or str(folder / "clamd.sock")
    host, _, port = address.rpartition(":")
    place = [f"TCPAddr {host}", f"TCPSocket {port}"] if host else [f"LocalSocket {address}"]
    settings = [*place, f"DatabaseDirectory {signatures}", "Foreground yes", "StreamMaxLength 3M"]
    (folder / "clamd.conf").write_text("\n".join(settings) + "\n")
    log = (folder / "clamd.log").open("wb")
    process = subprocess.Popen(
        [program, f"--config-file={folder / 'clamd.conf'}"], env=env, stdout=log, stderr=subprocess.STDOUT
    )
    try:
        _wait_for(address, process, folder / "clamd.log")
        yield address
    finally:
        process.terminate()
        process.wait(30)
        log.close()


def _wait_for(address: str, process: "subprocess.Popen[bytes]", log: Path) -> None:
    until = time.monotonic() + STARTS_WITHIN
    while time.monotonic() < until:
        assert process.poll() is None, log.read_text()
        try:
            ClamdScanner(address).version()
        except ScannerSilent:
            time.sleep(0.1)
        else:
            return
    raise AssertionError(log.read_text())
