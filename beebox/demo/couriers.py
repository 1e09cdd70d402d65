"""Who carries the parcels of the day; here, two carriers on the wire."""

import json
import secrets
import subprocess
import sys
from collections.abc import Iterable, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol, Self

import httpx

from beebox.demo.telling import Step
from beebox.demo.visitor import Lost

STOP_SECONDS = 10
_START = "from beebox.cli import main; main()"
_PUSH_PATHS = {"ems": "/api/carriers/ems/events", "sf": "/api/carriers/sf/events?token={token}"}
"""Where the program takes what is pushed; SF signs nothing, so its address carries a token."""


class Couriers(Protocol):
    def take(self, references: Sequence[str]) -> None:
        """These parcels were handed over at the desk."""
        ...

    def arrive(self, references: Iterable[str], step: Step) -> None:
        """These parcels arrive. A reference may be cut short, as long as it names one parcel only."""
        ...


class CarrierProcess:
    """The carrier simulator as a process of its own: the program speaks to it as to EMS and SF."""

    def __init__(self, process: subprocess.Popen[str], told: dict[str, dict[str, str]]) -> None:
        self._process, self._told = process, told
        self._push_token = secrets.token_urlsafe(24)
        headers = {"Authorization": f"Bearer {told['control']['token']}"}
        self._line = httpx.Client(trust_env=False, timeout=30, headers=headers)

    @classmethod
    def start(cls, folder: Path) -> Self:
        """On a free port, with its journal in `folder`. Lost when it does not say that it listens."""
        process = subprocess.Popen(
            [
                *(sys.executable, "-c", _START, "carrier-sim", "--port", "0"),
                *("--journal", str(folder / "carrier-sim.db")),
            ],
            stdout=subprocess.PIPE,
            text=True,
        )
        assert process.stdout is not None
        line = process.stdout.readline()
        if not line:
            raise Lost(f"the carrier simulator did not start; it ended with {process.wait(STOP_SECONDS)}")
        return cls(process, json.loads(line))

    @property
    def settings(self) -> dict[str, str]:
        """What the program needs to know, without the BEEBOX_ in front.

        SF comes first and so fetches from the citizens; results go back by the post, which alone may.
        """
        told = {"CARRIERS": "sf,ems", "SF_PUSH_TOKEN": self._push_token}
        for carrier in ("ems", "sf"):
            told |= {f"{carrier}_{name}".upper(): value for name, value in self._told[carrier].items()}
        return told

    def push_to(self, url: str) -> None:
        """Both carriers push what happens to the program that listens at `url`, by themselves."""
        for carrier, path in _PUSH_PATHS.items():
            where = url + path.format(token=self._push_token)
            self._ask("POST", "/pushes", json={"carrier": carrier, "url": where, "auto": True})

    def take(self, references: Sequence[str]) -> None:
        numbers = [self._number_of(reference) for reference in references]
        self._ask("POST", "/hand-over", json={"numbers": numbers})

    def arrive(self, references: Iterable[str], step: Step) -> None:
        for reference in references:
            number = self._number_of(reference)
            scans = self._ask("GET", f"/parcels/{number}")["scans"]
            if all(scan["step"] != "PICKED_UP" for scan in scans):
                self._ask("POST", f"/parcels/{number}/step", json={"step": "PICKED_UP"})
            self._ask("POST", f"/parcels/{number}/step", json={"step": "SIGNED"})
            step()

    def move_to(self, moment: datetime) -> None:
        """The carriers' day goes on until `moment`, which carries its zone."""
        self._ask("POST", "/clock", json={"to": moment.isoformat()})

    def stop(self) -> None:
        """End the process that was started here, and only that."""
        self._line.close()
        self._process.terminate()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        if self._process.stdout is not None:
            self._process.stdout.close()

    def _number_of(self, reference: str) -> str:
        orders = self._ask("GET", "/orders")["orders"]
        known = [
            o["number"] for o in orders if o["state"] == "accepted" and o["reference"].startswith(reference)
        ]
        if len(known) != 1:
            raise Lost(f"the carriers know {len(known)} parcels of {reference}")
        return str(known[0])

    def _ask(self, method: str, path: str, **sent: Any) -> Any:
        answer = self._line.request(method, self._told["control"]["url"] + path, **sent)
        if answer.status_code >= 400:
            raise Lost(f"the carriers' control: {method} {path} answered {answer.status_code}: {answer.text}")
        return answer.json()
