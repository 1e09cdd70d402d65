"""Milliseconds from finishing one case to the picture of the next one on the screen, in a real browser.

A whole service runs with cases of six real pictures each. An auditor in Debian's chromium decides the
last material of a case after looking at it for a moment, and finishes by key; the clock runs from that
key until the next case's picture is drawn. Each way is taken with and without loading ahead, in one run,
on this machine and over a line as slow as an office may have.
"""

import logging
import os
import statistics
import sys
import tempfile
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import TYPE_CHECKING

import click
from werkzeug.serving import make_server

from beebox.accounts.models import LoginSession, Person
from beebox.accounts.roles import Actor, Role
from beebox.app import create_app
from beebox.cases.models import Case
from beebox.cases.papers import Material, MaterialVersion, ReadingState
from beebox.cases.states import State
from beebox.catalog.models import Department
from beebox.catalog.queries import current_item
from beebox.catalog.rules import materials_for
from beebox.kernel.db import Office, Work
from beebox.kernel.files import FileStore
from beebox.kernel.ids import new_code, new_secret
from beebox.kernel.settings import ROOT, Settings
from beebox.preaudit.checklist.lines import checklist_of
from beebox.preaudit.checklist.ticking import tick_next
from beebox.preaudit.models import MaterialDecision, Word
from beebox.schema import metadata
from beebox.starting import seed
from beebox.web.limits import limiter
from beebox.wiring import build_office
from bench.sample_reading import small_reading

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

CHROMIUM = os.environ.get("BEEBOX_CHROMIUM", "/usr/bin/chromium")
ARGS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
PICTURES = ROOT / "samples" / "cases" / "case06_elder-card-first"
ITEM, ANSWERS = "elder-card-first", {"applicant": "local", "agent": "no"}
FORM = {"applicant_name": "梁美玲", "id_number": "440105195207130585", "phone": "13900001489"}
GOAL_MS = 300.0
LINE = {"offline": False, "latency": 40, "downloadThroughput": 1_250_000, "uploadThroughput": 625_000}
"""The slower line: 40 ms there and back, 10 Mbit/s down, 5 up."""
WATCH = """document.addEventListener('keydown', (event) => {
  if (event.ctrlKey && event.key === 'Enter') window.began = performance.now();
}, true);
document.addEventListener('bench-shown', () => {
  window.shown = { at: performance.now(), on: location.pathname };
});"""
READY = "() => document.body.dataset.shown === location.pathname && !document.body.hasAttribute('aria-busy')"
TOOK = "() => window.shown.at - window.began"


@dataclass
class Way:
    """One row of the table."""

    name: str
    ahead: bool
    slow: bool
    times: list[float] = field(default_factory=list)

    @property
    def p95(self) -> float:
        return sorted(self.times)[min(len(self.times) - 1, round(len(self.times) * 0.95))]


def ways() -> list[Way]:
    return [
        Way("this machine, loaded ahead", ahead=True, slow=False),
        Way("this machine, fetched when asked for", ahead=False, slow=False),
        Way("40 ms and 10 Mbit/s, loaded ahead", ahead=True, slow=True),
        Way("40 ms and 10 Mbit/s, fetched when asked for", ahead=False, slow=True),
    ]


@contextmanager
def service(cases: int, auditors: int) -> Iterator[tuple[str, list[str]]]:
    """A running service with so many cases in the queue; also the secrets of the auditors' sessions."""
    limiter.enabled = False
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    with tempfile.TemporaryDirectory(prefix="beebox-bench-") as folder:
        office = build_office(Settings.from_env({"BEEBOX_VAR": folder}))
        metadata.create_all(office.engine)
        seed(office)
        secrets = _people(office, auditors)
        keys = _stored(office)
        for _ in range(cases):
            with office.work() as work:
                _case(work, keys)
        server = make_server("127.0.0.1", 0, create_app(office), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://127.0.0.1:{server.server_port}", secrets
        finally:
            server.shutdown()
            office.close()


def _people(office: Office, auditors: int) -> list[str]:
    """A citizen with number 1 and auditors from number 2 on, who are signed in."""
    secrets = [new_secret() for _ in range(auditors)]
    with office.work() as work:
        now = work.now()
        work.session.add(Person(id=1, role=Role.CITIZEN, phone="15000000001", created_at=now))
        for number, secret in enumerate(secrets, start=2):
            auditor = Person(id=number, role=Role.AUDITOR, login=f"auditor{number}", created_at=now)
            work.session.add(auditor)
            work.session.flush()
            hashed = sha256(secret.encode()).hexdigest()
            work.session.add(
                LoginSession(secret_hash=hashed, person_id=number, data={}, created_at=now, seen_at=now)
            )
    return secrets


def _stored(office: Office) -> dict[str, str]:
    """Each picture kept once; every case shows the same six."""
    files = office.use(FileStore)
    return {path.stem: files.put(path.read_bytes()).key for path in sorted(PICTURES.glob("*.jpg"))}


def _case(work: Work, keys: dict[str, str]) -> None:
    """A case in review, every material but the last passed and the checklist ticked by the auditor."""
    item = current_item(work, ITEM)
    department = work.session.query(Department).filter_by(code=item.department).one()
    case = Case(
        code=new_code(), citizen_id=1, department_id=department.id, item_code=item.code,
        item_version=item.version, answers=dict(ANSWERS), form=dict(FORM), state=State.REVIEWING,
        created_at=work.now(), submitted_at=work.now(), notice_due_on=date(2099, 12, 4),
    )  # fmt: skip
    work.session.add(case)
    work.session.flush()
    wanted = list(materials_for(item, ANSWERS))
    for position, entry in enumerate(wanted):
        row = Material(case_id=case.id, code=entry.code, position=position, open=False)
        work.session.add(row)
        work.session.flush()
        _upload(work, row, keys[entry.code], str(next(iter(entry.document_types), "other")))
        if position < len(wanted) - 1:
            work.session.add(
                MaterialDecision(
                    case_id=case.id, round=1, material_id=row.id, word=Word.PASS, by=2, at=work.now()
                )
            )
    while checklist_of(work, case).open_lines:
        tick_next(work, case, Actor(2, Role.AUDITOR))


def _upload(work: Work, row: Material, key: str, kind: str) -> None:
    work.session.add(
        MaterialVersion(
            material_id=row.id, case_id=row.case_id, position=0, upload_key=new_secret(), file_key=key,
            file_name="a.jpg", kind="jpeg", mime="image/jpeg", sha256=key, size=1, pages=1, given_by=1,
            given_at=work.now(), reading=small_reading(kind), reading_state=ReadingState.READ, previews=[key],
            read_at=work.now(),
        )
    )  # fmt: skip


def measure(found: Sequence[Way], runs: int, think: float) -> None:
    """Fill in the times; the ways take turns, so that what else the machine does meets all of them."""
    try:
        from playwright.sync_api import sync_playwright
    except ImportError as missing:
        raise click.ClickException("playwright is not installed: `make test` installs it") from missing
    if not Path(CHROMIUM).exists():
        raise click.ClickException(f"no browser at {CHROMIUM}: set BEEBOX_CHROMIUM")
    with (
        service(len(found) * (runs + 3), len(found)) as (base, secrets),
        sync_playwright() as playwright,
        click.progressbar(length=len(found) * (runs + 1), label="next case", file=sys.stderr) as bar,
    ):
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGS)
        pages = [_seat(browser, base, secret, way) for secret, way in zip(secrets, found, strict=True)]
        for run in range(runs + 1):
            for page, way in zip(pages, found, strict=True):
                page.bring_to_front()
                took = _finish(page, think)
                if run:
                    way.times.append(took)
                bar.update(1)
        browser.close()


def _seat(browser: "Browser", base: str, secret: str, way: Way) -> "Page":
    """An auditor at the bench with a case in hand."""
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": "bee", "value": secret, "url": base}])
    context.add_init_script(WATCH)
    page = context.new_page()
    _prepare(page, way)
    page.goto(f"{base}/review")
    page.locator("form[action='/review/next'] button").first.click()
    return page


def _prepare(page: "Page", way: Way) -> None:
    if not way.ahead:
        page.route("**/review/ahead", lambda route: route.abort())
    if way.slow:
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send("Network.emulateNetworkConditions", LINE)


def _finish(page: "Page", think: float) -> float:
    """Pass the last material after a look at it, finish by key, and wait for the next case."""
    page.wait_for_function(READY)
    page.wait_for_timeout(think * 1000)
    page.keyboard.press("1")
    page.locator("[data-finish]").wait_for()
    page.wait_for_function(READY)
    here = page.evaluate("() => { window.shown = null; return location.pathname }")
    page.keyboard.press("Control+Enter")
    page.wait_for_function("(from) => window.shown && window.shown.on !== from", arg=here)
    took: float = page.evaluate(TOOK)
    return took


def table(found: Sequence[Way]) -> Iterator[str]:
    yield "| finish one case, see the next | cases | median | p95 | longest |"
    yield "|---|---|---|---|---|"
    for way in found:
        figures = (statistics.median(way.times), way.p95, max(way.times))
        yield f"| {way.name} | {len(way.times)} | {' | '.join(f'{one:.0f} ms' for one in figures)} |"
    yield ""
    for loaded, fetched in zip(found[::2], found[1::2], strict=True):
        ratio = statistics.median(fetched.times) / statistics.median(loaded.times)
        verdict = "within" if loaded.p95 <= GOAL_MS else "NOT within"
        yield f"{loaded.name}: {ratio:.1f} times quicker (medians); p95 {verdict} {GOAL_MS:.0f} ms"


@click.command(help=__doc__)
@click.option("--runs", default=15, show_default=True, help="Cases finished each way.")
@click.option("--think", default=1.0, show_default=True, help="Seconds the last material is looked at.")
def main(runs: int, think: float) -> None:
    found = ways()
    measure(found, runs, think)
    for told in table(found):
        print(told, flush=True)


if __name__ == "__main__":
    main()
