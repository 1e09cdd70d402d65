"""Starting the service as a newcomer does: a real process, its words, its ends."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from beebox.kernel.settings import ROOT
from beebox.serving import CannotStart, serve
from tests.conftest import settings_in


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


@contextmanager
def started(folder: Path) -> Iterator[tuple[str, Path]]:
    """A running `beebox serve` and the file its words go to; ended politely."""
    port, words = free_port(), folder / "words.txt"
    env = {**os.environ, "BEEBOX_VAR": str(folder / "var"), "BEEBOX_PORT": str(port)}
    with words.open("w") as out:
        command = [sys.executable, "-c", "from beebox.cli import main; main()", "serve"]
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdout=out, stderr=subprocess.STDOUT)
    try:
        until = time.monotonic() + 90
        while not _answers(port):
            assert process.poll() is None, words.read_text()
            assert time.monotonic() < until, words.read_text()
            time.sleep(0.2)
        yield f"http://127.0.0.1:{port}", words
    finally:
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def _answers(port: int) -> bool:
    try:
        return httpx.get(f"http://127.0.0.1:{port}/healthz", trust_env=False).status_code == 200
    except httpx.TransportError:
        return False


def test_the_first_start_prints_passwords_that_work_and_the_second_prints_none(tmp_path: Path) -> None:
    with started(tmp_path) as (url, words):
        found = re.search(r"^  auditor +(\S+)$", words.read_text(), re.MULTILINE)
        assert found
        with httpx.Client(base_url=url, trust_env=False) as browser:
            page = browser.get("/staff/sign-in").text
            token = re.search(r'name="csrf_token" value="([^"]+)"', page)
            assert token
            form = {"csrf_token": token[1], "login": "auditor", "password": found[1]}
            assert browser.post("/staff/sign-in", data=form).headers["Location"] == "/review"
            assert browser.get("/review").headers["Location"] == "/staff/password"
    with started(tmp_path) as (_, words):
        assert "auditor" not in words.read_text()


def test_a_taken_port_is_told_in_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        settings = settings_in(tmp_path, PORT=str(taken.getsockname()[1]))
        with pytest.raises(CannotStart, match="BEEBOX_PORT="):
            serve(settings)


def test_a_place_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("not a folder")
    with pytest.raises(CannotStart, match="BEEBOX_VAR"):
        serve(settings_in(blocked / "var", PORT=str(free_port())))


def test_production_does_not_start_without_a_way_to_send_messages(tmp_path: Path) -> None:
    with pytest.raises(CannotStart, match="BEEBOX_SMS_COMMAND"):
        serve(settings_in(tmp_path, MODE="production", PORT=str(free_port())))
