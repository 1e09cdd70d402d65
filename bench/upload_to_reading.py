"""Seconds from sending a picture until its reading stands on the page, over HTTP, with real reading.

A whole service runs as `beebox serve` has it: web threads, worker, reading children. Citizens are
signed in and send the project's sample pictures through the page's own form, one after another and
several at once; then they ask how far reading is, as the page's script does, and fetch the page with
what was found. What of that time was not reading itself is a column of its own.
"""

import logging
import re
import statistics
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from itertools import cycle, islice
from pathlib import Path
from typing import Protocol

import click
import httpx
from werkzeug.serving import make_server

from beebox.accounts.models import LoginSession, Person
from beebox.accounts.roles import Role
from beebox.adapters.engines import NoEngine, chosen_engine
from beebox.app import create_app
from beebox.cases.papers import MaterialVersion
from beebox.kernel.db import Office
from beebox.kernel.ids import new_secret
from beebox.kernel.settings import ROOT, Settings
from beebox.schema import metadata
from beebox.starting import seed
from beebox.web.limits import limiter
from beebox.wiring import HANDLERS, build_office
from beebox.worker import Worker

SAMPLES = ROOT / "samples" / "cases"
ITEM = "elder-card-first"
ANSWERS = {"applicant": "local", "agent": "no"}
MATERIALS = ("id_front", "household_head", "id_back", "household_self", "form")
ENGINES = ("tesseract", "rapidocr")
AGAIN, PATIENCE = 0.08, 180.0
"""Seconds between two questions, as in static/js/watch.js, and until a picture counts as lost."""


class Bar(Protocol):
    def update(self, n_steps: int) -> None:
        """So many pictures more are through."""
        ...


@dataclass(frozen=True)
class Sent:
    answered: float
    """Seconds until the upload was accepted."""
    visible: float
    """Seconds until its reading was on the page."""
    reading: float
    """Seconds the machine spent on reading it."""


class Citizen:
    """A signed-in citizen at a case of their own."""

    def __init__(self, office: Office, base: str, number: int) -> None:
        secret = new_secret()
        with office.work() as work:
            person = Person(role=Role.CITIZEN, phone=f"1500000{number:04d}", created_at=work.now())
            work.session.add(person)
            work.session.flush()
            row = LoginSession(
                secret_hash=sha256(secret.encode()).hexdigest(), person_id=person.id, data={},
                created_at=work.now(), seen_at=work.now(),
            )  # fmt: skip
            work.session.add(row)
        self._office = office
        self._http = httpx.Client(base_url=base, cookies={"bee": secret}, timeout=PATIENCE, trust_env=False)
        self._case = self._start()

    def send(self, material: str, picture: Path) -> Sent:
        """Give one picture and wait until it was read. Each material is given once and then changed."""
        path = f"{self._case}/materials/{material}"
        page = self._http.get(path).raise_for_status().text
        fields = {name: _hidden(page, name) for name in ("csrf_token", "upload_key", "replaces")}
        began = time.monotonic()
        answer = self._http.post(
            path,
            data={k: v for k, v in fields.items() if v},
            files={"files": (picture.name, as_new(picture))},
            headers={"Accept": "application/json"},
        )
        answered = time.monotonic() - began
        if answer.status_code != 201:
            raise RuntimeError(f"{path} answered {answer.status_code}: {answer.text[:300]}")
        while self._http.get(f"{path}/state", params={"seen": 0}).raise_for_status().json()["busy"]:
            if time.monotonic() - began > PATIENCE:
                raise RuntimeError(f"{picture} was not read within {PATIENCE:.0f} s")
            time.sleep(AGAIN)
        self._http.get(path).raise_for_status()
        visible = time.monotonic() - began
        return Sent(answered, visible, self._seconds_of(answer.json()["uploads"][0]))

    def _seconds_of(self, upload_id: int) -> float:
        with self._office.look() as work:
            read = work.session.get_one(MaterialVersion, upload_id).reading
        return float(read["seconds"]) if read else 0.0

    def _start(self) -> str:
        page = self._http.get(f"/apply/{ITEM}", params=ANSWERS).raise_for_status().text
        data = {**ANSWERS, "csrf_token": _hidden(page, "csrf_token")}
        answer = self._http.post(f"/apply/{ITEM}", data=data)
        return httpx.URL(answer.headers["location"]).path


def _hidden(page: str, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]*)"', page)
    return found[1] if found else ""


@contextmanager
def service(engine: str, readers: int) -> Iterator[tuple[Office, str]]:
    """A running service on a fresh database in a folder of its own."""
    limiter.enabled = False
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="beebox-bench-") as folder:
        env = {"BEEBOX_VAR": folder, "BEEBOX_OCR_ENGINE": engine, "BEEBOX_READERS": str(readers)}
        office = build_office(Settings.from_env(env))
        metadata.create_all(office.engine)
        seed(office)
        worker = Worker(office, HANDLERS, readers)
        server = make_server("127.0.0.1", 0, create_app(office), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        worker.start()
        try:
            yield office, f"http://127.0.0.1:{server.server_port}"
        finally:
            server.shutdown()
            worker.stop()
            office.close()


def pictures(wanted: int) -> list[tuple[str, Path]]:
    """So many sample pictures with the material each is for, always the same ones."""
    folders = sorted(SAMPLES.glob(f"*_{ITEM}"))
    found = [(material, folder / f"{material}.jpg") for folder in folders for material in MATERIALS]
    return list(islice(cycle([one for one in found if one[1].exists()]), wanted))


def as_new(picture: Path) -> bytes:
    """The picture as a file nobody gave before (with a comment of its own): it must be read anew."""
    data, note = picture.read_bytes(), new_secret().encode()
    return data[:2] + b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note + data[2:]


def measure(engine: str, wanted: int, at_once: int, readers: int) -> tuple[Sent, list[Sent], list[Sent]]:
    """The first picture after a cold start, then `wanted` one by one, then `wanted` by several people."""
    with service(engine, readers) as (office, base):
        chosen, alone = pictures(wanted + 1), Citizen(office, base, 0)
        with click.progressbar(length=2 * wanted + 1, label=engine, file=sys.stderr) as bar:
            first = _send(alone, chosen[0], bar)
            single = [_send(alone, one, bar) for one in chosen[1:]]
            crowd = [Citizen(office, base, number) for number in range(1, at_once + 1)]
            with ThreadPoolExecutor(at_once) as pool:
                shares = [chosen[1:][number::at_once] for number in range(at_once)]
                told = pool.map(
                    lambda pair: [_send(pair[0], one, bar) for one in pair[1]],
                    zip(crowd, shares, strict=True),
                )
                together = [sent for share in told for sent in share]
    return first, single, together


def _send(citizen: Citizen, one: tuple[str, Path], bar: Bar) -> Sent:
    sent = citizen.send(*one)
    bar.update(1)
    return sent


def line(name: str, sent: Sequence[Sent]) -> str:
    visible = sorted(one.visible for one in sent)
    p95 = visible[min(len(visible) - 1, round(len(visible) * 0.95))]
    answered = statistics.median(one.answered for one in sent)
    waited = statistics.median(one.visible - one.reading for one in sent)
    return (
        f"| {name} | {len(sent)} | {answered:.2f} s | {statistics.median(visible):.2f} s | {p95:.2f} s "
        f"| {waited:.2f} s |"
    )


def report(engines: Sequence[str], wanted: int, at_once: int, readers: int) -> Iterator[str]:
    yield "| engine, how | pictures | accepted after | reading visible: median | p95 | not reading |"
    yield "|---|---|---|---|---|---|"
    medians = {}
    for engine in engines:
        try:
            chosen_engine(engine)
        except NoEngine as missing:
            yield f"| {engine}: {missing} | - | - | - | - | - |"
            continue
        first, single, together = measure(engine, wanted, at_once, readers)
        medians[engine] = statistics.median(one.visible for one in single)
        yield line(f"{engine}, the very first", [first])
        yield line(f"{engine}, one after another", single)
        yield line(f"{engine}, {at_once} people at once", together)
    if len(medians) == 2:
        slow, quick = max(medians, key=medians.__getitem__), min(medians, key=medians.__getitem__)
        yield f"\n{slow} : {quick} = {medians[slow] / medians[quick]:.1f} (medians, one after another)"


@click.command(help=__doc__)
@click.option(
    "--engine", "engines", multiple=True, type=click.Choice(ENGINES), help="Which engine; default both."
)
@click.option("--pictures", "wanted", default=12, show_default=True, help="Pictures each way.")
@click.option("--at-once", default=4, show_default=True, help="How many people send at the same time.")
@click.option("--readers", default=1, show_default=True, help="Reading children, as BEEBOX_READERS.")
def main(engines: tuple[str, ...], wanted: int, at_once: int, readers: int) -> None:
    for told in report(engines or ENGINES, wanted, at_once, readers):
        print(told, flush=True)


if __name__ == "__main__":
    main()
