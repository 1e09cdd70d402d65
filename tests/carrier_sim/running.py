"""The simulator for tests: as a real process, or in a thread, with a hand on its control."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx

from beebox.carrier_sim.accounts import Accounts
from beebox.carrier_sim.journal import Journal
from beebox.carrier_sim.serving import in_thread
from beebox.kernel.clock import Clock, SystemClock

_START = "from beebox.cli import main; main()"


@dataclass(frozen=True)
class Running:
    """A simulator that listens. `told` is its line of JSON: told["ems"]["url"] and so on."""

    told: dict[str, dict[str, str]]
    client: httpx.Client
    process: subprocess.Popen[str] | None = None

    @property
    def ems(self) -> dict[str, str]:
        return self.told["ems"]

    @property
    def sf(self) -> dict[str, str]:
        return self.told["sf"]

    def environment(self) -> dict[str, str]:
        """Settings of a program that is to use both carriers, for `Settings.from_env`."""
        ems = {f"BEEBOX_EMS_{name.upper()}": value for name, value in self.ems.items()}
        return ems | {f"BEEBOX_SF_{name.upper()}": value for name, value in self.sf.items()}

    def orders(self, reference: str = "", carrier: str = "") -> list[dict[str, Any]]:
        """What a carrier accepted, the newest first: one row for each parcel it will carry."""
        wanted = {"reference": reference, "carrier": carrier}
        return self.ask("GET", "/orders", params=wanted)["orders"]  # type: ignore[no-any-return]

    def accepted(self, reference: str) -> int:
        """How many parcels were accepted under this reference: what must be 1."""
        return len(self.orders(reference))

    def calls(self, **wanted: str) -> list[dict[str, Any]]:
        """Calls received and how each ended; `carrier`, `operation`, `reference` narrow it."""
        return self.ask("GET", "/calls", params=wanted)["calls"]  # type: ignore[no-any-return]

    def now(self) -> datetime:
        return datetime.fromisoformat(self.ask("GET", "/clock")["now"])

    def move_clock(self, *, hours: float = 0, to: datetime | None = None) -> datetime:
        told = {"to": to.isoformat()} if to else {"seconds": hours * 3600}
        return datetime.fromisoformat(self.ask("POST", "/clock", json=told)["now"])

    def choose(self, **settings: Any) -> None:
        """Change settings of docs/carrier-simulator.md, such as `sf_data="object"`."""
        self.ask("POST", "/settings", json=settings)

    def faults(self, *kinds: str, carrier: str = "*", operation: str = "*") -> None:
        """These for the next calls, one each: `ok`, `timeout_after_accept`, `drop_before_accept`, ..."""
        self.ask("POST", "/faults", json={"kinds": kinds, "carrier": carrier, "operation": operation})

    def lift_faults(self) -> None:
        self.ask("DELETE", "/faults")

    def step(self, number: str, step: str, at: datetime | None = None, **details: str) -> None:
        """Let this happen to a parcel: PICKED_UP, OUT, SIGNED, ...; what follows comes by itself."""
        told: dict[str, Any] = {"step": step, "details": details}
        self.ask("POST", f"/parcels/{number}/step", json=told | ({"at": at.isoformat()} if at else {}))

    def hand_over(self, *numbers: str) -> None:
        """The courier takes these parcels now, and they begin to travel."""
        self.ask("POST", "/hand-over", json={"numbers": numbers})

    def journey(self, number: str, journey: str) -> None:
        self.ask("POST", f"/parcels/{number}/journey", json={"journey": journey})

    def push_mode(self, carrier: str, url: str = "", mode: str = "in_order", **more: Any) -> None:
        """Where a carrier pushes to, and how: in_order, doubled, reordered, delayed, forged, lost."""
        self.ask("POST", "/pushes", json={"carrier": carrier, "url": url, "mode": mode, **more})

    def fire_pushes(self, carrier: str = "") -> list[dict[str, Any]]:
        """Push what has happened and was not pushed yet, now; what was sent and what came back."""
        return self.ask("POST", "/pushes/fire", json={"carrier": carrier})["sent"]  # type: ignore[no-any-return]

    def reset(self) -> None:
        self.ask("POST", "/reset")

    def ask(self, method: str, path: str, **more: Any) -> Any:
        """One call to the control; fails loudly."""
        answer = self.client.request(method, self.told["control"]["url"] + path, **more)
        assert answer.status_code < 400, (method, path, answer.text)
        return answer.json()


def client_for(told: dict[str, dict[str, str]]) -> httpx.Client:
    token = told["control"]["token"]
    return httpx.Client(trust_env=False, timeout=20, headers={"Authorization": f"Bearer {token}"})


@contextmanager
def running_simulator(folder: Path, *options: str) -> Iterator[Running]:
    """The real process on a free port, with its journal and keys in `folder`; stopped at the end."""
    command = [sys.executable, "-c", _START, "carrier-sim", "--port", "0"]
    command += ["--journal", str(folder / "carrier-sim.db"), "--keys", str(folder / "carrier-sim.keys")]
    with subprocess.Popen([*command, *options], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            told = json.loads(process.stdout.readline())
            with client_for(told) as client:
                yield Running(told, client, process)
        finally:
            process.terminate()
            process.wait(10)


@contextmanager
def threaded_simulator(
    folder: Path, clock: Clock | None = None, accounts: Accounts | None = None
) -> Iterator[Running]:
    """The same in a thread of this process, quick and with no thought of power cuts."""
    journal = Journal(folder / "carrier-sim.db", clock or SystemClock(), fast=True)
    with (
        closing(journal),
        in_thread(journal, accounts) as simulator,
        client_for(simulator.told()) as client,
    ):
        yield Running(simulator.told(), client)


def numbers_of(orders: Sequence[dict[str, Any]]) -> list[str]:
    return [order["number"] for order in orders]
