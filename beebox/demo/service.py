"""The program itself, started as `make run` would start it, with a fresh folder and the stage clock."""

import re
import shutil
import socket
import subprocess
import sys
import threading
import time
from collections import deque
from datetime import datetime
from pathlib import Path
from typing import Self

import httpx

from beebox.demo.couriers import CarrierProcess
from beebox.demo.visitor import Lost, Visitor
from beebox.kernel.errors import BeeboxError

START_SECONDS = 120
STOP_SECONDS = 20
_PASSWORD = re.compile(r"^ {2}([a-z][a-z-]+) +(\S{12,})$")
_CODE = re.compile(r"验证码 (\d{6})")
_START = "from beebox.cli import main; main()"


class DidNotStart(BeeboxError):
    """The program did not come up; the message ends with its last words."""


class Service:
    """A running program. `passwords` are the one-time passwords it printed at its very first start."""

    def __init__(self, url: str, told: Path, carriers: CarrierProcess | None = None) -> None:
        self.url, self._told, self.carriers = url, told, carriers
        self._process: subprocess.Popen[str] | None = None
        self._ear: threading.Thread | None = None
        self._last: deque[str] = deque(maxlen=8)

    @classmethod
    def start(cls, folder: Path, *, readers: int, wire: bool = False) -> Self:
        """A process of its own on a free port, with everything it keeps in `folder`, emptied before.

        With `wire` a second process plays EMS and SF, and the program orders from them.
        """
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir(parents=True)
        port = _free_port()
        carriers = CarrierProcess.start(folder) if wire else None
        service = cls(f"http://127.0.0.1:{port}", folder / "output.log", carriers)
        chosen = {"VAR": str(folder), "MODE": "development", "READERS": str(readers)}
        chosen |= {"PUBLIC_URL": service.url, "DATABASE_URL": f"sqlite:///{folder}/beebox.db"}
        chosen |= carriers.settings if carriers else {}
        settings = [f"BEEBOX_{name}={value}" for name, value in chosen.items()]
        service._process = subprocess.Popen(
            [
                "env",
                "PYTHONUNBUFFERED=1",
                *settings,
                sys.executable,
                "-c",
                _START,
                "serve",
                "--port",
                str(port),
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        service._ear = threading.Thread(target=service._listen, daemon=True)
        service._ear.start()
        service._wait()
        if carriers is not None:
            carriers.push_to(service.url)
        return service

    def stop(self) -> None:
        """End the processes that were started here, and only those."""
        if self.carriers is not None:
            self.carriers.stop()
        if self._process is None:
            return
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._ear is not None:
            self._ear.join(STOP_SECONDS)

    @property
    def passwords(self) -> dict[str, str]:
        lines = self._told.read_text("utf-8").splitlines()
        return {found[1]: found[2] for line in lines if (found := _PASSWORD.match(line))}

    def complaints(self) -> list[str]:
        """What the program itself wrote down as an error, trace for trace."""
        lines = self._told.read_text("utf-8").splitlines()
        return [line for line in lines if " ERROR " in line]

    def _listen(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        with self._told.open("w", encoding="utf-8") as out, self._process.stdout as said:
            for line in said:
                self._last.append(line.strip())
                out.write(line)
                out.flush()

    def _wait(self) -> None:
        assert self._process is not None
        until = time.monotonic() + START_SECONDS
        while time.monotonic() < until and self._process.poll() is None:
            try:
                if httpx.get(f"{self.url}/healthz", trust_env=False, timeout=5).status_code == 200:
                    return
            except httpx.HTTPError:
                time.sleep(0.2)
        self.stop()
        raise DidNotStart("程序没有启动 / The program did not start: " + " | ".join(self._last))


class Stage:
    """What only a rehearsal has: a clock to move and a page that shows every short message."""

    def __init__(self, url: str, carriers: CarrierProcess | None = None) -> None:
        self._hand, self._carriers = Visitor(url, "stage"), carriers

    def move_to(self, moment: datetime) -> None:
        """Let the time pass until `moment`, which carries its zone; for the carriers too."""
        if self._carriers is not None:
            self._carriers.move_to(moment)
        self._hand.open("/dev/clock")
        self._hand.send("/dev/clock", to=moment.replace(tzinfo=None).isoformat(timespec="minutes"))

    def sign_in_code(self, phone: str) -> str:
        """The newest code sent to this phone."""
        code = self.message(phone, _CODE)
        if code is None:
            raise Lost(f"no sign-in code for {phone} on the page of messages")
        return code

    def message(self, phone: str, wanted: re.Pattern[str]) -> str | None:
        """What `wanted` finds in the newest message to this phone that it fits."""
        page = self._hand.open("/dev/messages")
        for line in page.words.splitlines():
            if phone in line and (found := wanted.search(line)):
                return found[1]
        return None


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
