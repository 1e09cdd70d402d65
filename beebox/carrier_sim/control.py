"""The control: what a test or a rehearsal may look at and turn. Every call carries the token."""

import json
import secrets
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from flask import Blueprint, Response, jsonify, request

from beebox.carrier_sim import pushes, troubles
from beebox.carrier_sim.company import Company
from beebox.carrier_sim.journal import Entry, Journal
from beebox.carrier_sim.journeys import Journey, Step
from beebox.carrier_sim.parcels import Fate, Refused
from beebox.carrier_sim.simulator import Simulator

Answer = Response | tuple[Response, int]


def blueprint(simulator: Simulator) -> Blueprint:
    """All routes below /control."""
    bp = Blueprint("control", __name__)
    desk = _Desk(simulator)
    bp.before_request(lambda: _refuse_strangers(simulator.accounts.control_token))
    routes: list[tuple[str, str, Callable[..., Any]]] = [
        ("GET", "/keys", desk.keys),
        ("GET", "/clock", desk.clock),
        ("POST", "/clock", desk.move_clock),
        ("GET", "/settings", desk.settings),
        ("POST", "/settings", desk.choose),
        ("GET", "/orders", desk.orders),
        ("GET", "/calls", desk.calls),
        ("GET", "/parcels/<number>", desk.parcel),
        ("POST", "/parcels/<number>/step", desk.step),
        ("POST", "/parcels/<number>/journey", desk.journey),
        ("POST", "/hand-over", desk.hand_over),
        ("GET", "/faults", desk.faults),
        ("POST", "/faults", desk.lay_faults),
        ("DELETE", "/faults", desk.lift_faults),
        ("GET", "/pushes", desk.pushed),
        ("POST", "/pushes", desk.choose_pushes),
        ("POST", "/pushes/fire", desk.fire),
        ("POST", "/reset", desk.reset),
    ]
    for method, path, view in routes:
        bp.add_url_rule(path, f"{method} {path}", view, methods=[method])
    for mistake in (ValueError, KeyError, Refused):
        bp.register_error_handler(mistake, _told_wrong)
    return bp


class _Desk:
    def __init__(self, simulator: Simulator) -> None:
        self._simulator = simulator
        self._journal: Journal = simulator.journal

    def keys(self) -> Answer:
        more = {"ems_test_authorization": self._simulator.accounts.ems_test_authorization}
        return jsonify(self._simulator.told() | more)

    def clock(self) -> Answer:
        return jsonify(now=self._journal.now().isoformat())

    def move_clock(self) -> Answer:
        """`to` a moment with its zone, or `seconds` ahead; it never runs back."""
        told = _told()
        if "to" in told:
            moment = datetime.fromisoformat(told["to"])
            if moment.tzinfo is None:
                raise ValueError("`to` needs a zone, such as +08:00")
        else:
            moment = self._journal.now() + timedelta(seconds=float(told["seconds"]))
        return jsonify(now=self._journal.move_to(moment).isoformat())

    def settings(self) -> Answer:
        with self._journal.look() as entry:
            return jsonify(entry.habits.told())

    def choose(self) -> Answer:
        with self._journal.look() as entry:
            chosen = entry.habits.changed(_told())
        self._journal.choose(chosen)
        return jsonify(chosen.told())

    def orders(self) -> Answer:
        """What was accepted, the newest first; `reference` narrows it to one."""
        wanted = request.args.get("carrier", "")
        companies = [c for name, c in self._simulator.companies.items() if wanted in {"", name}]
        reference = request.args.get("reference", "")
        rows = [row for company in companies for row in _orders(company, reference)]
        return jsonify(orders=rows)

    def calls(self) -> Answer:
        """Every call that came in and how it ended, the oldest first."""
        with self._journal.look() as entry:
            rows = entry.db.execute(
                "SELECT * FROM calls WHERE ? IN ('', carrier) AND ? IN ('', operation)"
                " AND ? IN ('', reference) ORDER BY id",
                [request.args.get(name, "") for name in ("carrier", "operation", "reference")],
            ).fetchall()
        return jsonify(calls=[dict(row) for row in rows])

    def parcel(self, number: str) -> Answer:
        """One parcel with everything that happened to it and, in `foreseen`, what will."""
        company = self._company_of(number)
        with self._journal.look() as entry:
            scans = _all_scans(entry, number)
            past = [scan for scan in scans if scan["at"] <= entry.moment]
        return jsonify(number=number, carrier=company.carrier, scans=past, foreseen=scans[len(past) :])

    def step(self, number: str) -> Answer:
        """Let `step` happen now or at `at`; `details` go with the scan."""
        told = _told()
        at = datetime.fromisoformat(told["at"]) if "at" in told else None
        details = {str(k): str(v) for k, v in told.get("details", {}).items()}
        self._company_of(number).happen(number, Step(told["step"]), at, **details)
        return self.parcel(number)

    def journey(self, number: str) -> Answer:
        self._company_of(number).send_on(number, Journey(_told()["journey"]))
        return self.parcel(number)

    def hand_over(self) -> Answer:
        """The courier takes these `numbers`, now or at `at`."""
        told = _told()
        at = datetime.fromisoformat(told["at"]) if "at" in told else self._journal.now()
        key = str(told.get("key") or secrets.token_hex(8))
        for company in self._simulator.companies.values():
            company.hand_over(key, told["numbers"], at)
        return jsonify(key=key)

    def faults(self) -> Answer:
        with self._journal.look() as entry:
            rows = entry.db.execute("SELECT carrier, operation, kind FROM faults ORDER BY id").fetchall()
        return jsonify(faults=[dict(row) for row in rows])

    def lay_faults(self) -> Answer:
        """`kinds` for the next calls, one each, of `carrier` and `operation` (`*`: any)."""
        told = _told()
        kinds = [troubles.Fault(kind) for kind in told["kinds"]]
        with self._journal.open() as entry:
            troubles.lay_ready(entry, told.get("carrier", "*"), told.get("operation", "*"), kinds)
        return self.faults()

    def lift_faults(self) -> Answer:
        with self._journal.open() as entry:
            entry.db.execute("DELETE FROM faults")
        return self.faults()

    def pushed(self) -> Answer:
        """Everything that was pushed, and what came back."""
        with self._journal.look() as entry:
            rows = entry.db.execute("SELECT * FROM pushes ORDER BY id").fetchall()
        return jsonify(pushes=[dict(row) for row in rows])

    def choose_pushes(self) -> Answer:
        """Where and how one `carrier` pushes."""
        told = _told()
        carrier = self._simulator.companies[told.pop("carrier")].carrier
        with self._journal.open() as entry:
            manner = pushes.manner_of(entry, carrier).changed(told)
            pushes.choose(entry, carrier, manner)
        return jsonify(asdict(manner))

    def fire(self) -> Answer:
        """Push what is due, now; of one `carrier`, or of all."""
        wanted = _told().get("carrier") or ""
        carriers = [name for name in self._simulator.companies if wanted in {"", name}]
        return jsonify(sent=[row for name in carriers for row in pushes.fire(self._simulator, name)])

    def reset(self) -> Answer:
        self._journal.reset()
        return jsonify(ok=True)

    def _company_of(self, number: str) -> Company:
        for company in self._simulator.companies.values():
            with self._journal.look() as entry:
                row = entry.db.execute(
                    "SELECT 1 FROM orders WHERE carrier = ? AND number = ?", (company.carrier, number)
                ).fetchone()
            if row is not None:
                return company
        raise KeyError(number)


def _orders(company: Company, reference: str) -> list[dict[str, Any]]:
    return [
        {
            "carrier": parcel.carrier,
            "reference": parcel.reference,
            "number": parcel.number,
            "at": parcel.at.isoformat(),
            "state": parcel.fate,
            "journey": parcel.journey,
            "predecessor": parcel.predecessor,
            "sender": parcel.ordered.sender.name,
            "receiver": parcel.ordered.receiver.name,
            "payer": parcel.ordered.payer,
        }
        for parcel in company.parcels(reference, most=100_000)
        if parcel.fate is not Fate.FORWARDED or not reference
    ]


def _all_scans(entry: Entry, number: str) -> list[dict[str, Any]]:
    rows = entry.db.execute(
        "SELECT step, at, details, pushed FROM scans WHERE number = ? ORDER BY at, id", (number,)
    ).fetchall()
    return [dict(row) | {"details": json.loads(row["details"])} for row in rows]


def _told() -> dict[str, Any]:
    told = request.get_json(silent=True)
    if not isinstance(told, dict):
        raise ValueError("a JSON object is needed")
    return told


def _refuse_strangers(token: str) -> Answer | None:
    told = request.headers.get("Authorization", "")
    if secrets.compare_digest(told.encode(), f"Bearer {token}".encode()):
        return None
    return jsonify(error="the control's token is needed"), 401


def _told_wrong(mistake: Exception) -> Answer:
    if isinstance(mistake, KeyError | Refused):
        return jsonify(error=f"not known or missing: {mistake}"), 404
    return jsonify(error=str(mistake)), 400
