"""The virus scanner of ClamAV, asked over its own socket on this machine (clamd(8), INSTREAM)."""

import socket
import struct
import time
from pathlib import Path
from threading import Lock

from beebox.cases.scans import Scan

CONNECT_SECONDS = 2.0
ANSWER_SECONDS = 20.0
"""For one file of the largest size on a busy machine."""
REST_SECONDS = 30.0
"""After a silence nobody waits for the scanner again so soon."""
_CHUNK = 1 << 18
_LONGEST_ANSWER = 4096


class ScannerSilent(Exception):
    """The scanner is not there, does not answer, or could not look."""


class ClamdScanner:
    """Asks clamd at a path or at `host:port`. Safe to use from many threads."""

    def __init__(self, address: str, answer_seconds: float = ANSWER_SECONDS) -> None:
        self._address = address
        self._answer_seconds = answer_seconds
        self._rest_until = 0.0
        self._lock = Lock()

    def scan(self, data: bytes) -> Scan:
        """CLEAN or INFECTED; NOT_SCANNED when nobody could look."""
        if time.monotonic() < self._rest_until:
            return Scan.NOT_SCANNED
        try:
            answer = self._asked(b"zINSTREAM\0", data)
        except ScannerSilent:
            with self._lock:
                self._rest_until = time.monotonic() + REST_SECONDS
            return Scan.NOT_SCANNED
        if answer == "stream: OK":
            return Scan.CLEAN
        return Scan.INFECTED if answer.endswith(" FOUND") else Scan.NOT_SCANNED

    def version(self) -> str:
        """What it says of itself, such as `ClamAV 1.4.6/27500/Mon Nov 30 08:00:00 2026`; ScannerSilent."""
        return self._asked(b"zVERSION\0")

    def _asked(self, command: bytes, stream: bytes | None = None) -> str:
        try:
            with self._connected() as line:
                line.settimeout(self._answer_seconds)
                line.sendall(command)
                if stream is not None:
                    _send(line, stream)
                return _answer(line)
        except OSError as error:
            raise ScannerSilent(str(error)) from error

    def _connected(self) -> socket.socket:
        if self._address.startswith("/"):
            line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
            line.settimeout(CONNECT_SECONDS)
            try:
                line.connect(str(Path(self._address)))
            except OSError:
                line.close()
                raise
            return line
        host, _, port = self._address.rpartition(":")
        return socket.create_connection((host.strip("[]"), int(port)), CONNECT_SECONDS)


class NoScanner:
    """An installation without a scanner."""

    def scan(self, _data: bytes) -> Scan:
        return Scan.OFF


def _send(line: socket.socket, data: bytes) -> None:
    """The file in pieces, each with its length, and an empty one at the end.

    Where the scanner has its answer early (too large for it), it stops listening; the answer counts.
    """
    try:
        for at in range(0, len(data), _CHUNK):
            piece = data[at : at + _CHUNK]
            line.sendall(struct.pack(">I", len(piece)) + piece)
        line.sendall(struct.pack(">I", 0))
    except (BrokenPipeError, ConnectionResetError):
        return


def _answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < _LONGEST_ANSWER:
        part = line.recv(_LONGEST_ANSWER)
        if not part:
            break
        answer += part
    if not answer:
        raise ScannerSilent("no answer")
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")
