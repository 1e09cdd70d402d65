"""A running service and a real browser: Debian's chromium, driven by Playwright.

Every page is watched: nothing may break its content security policy, ask another site for anything, or
write an error to the console.
"""

import logging
import os
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright
from werkzeug.serving import make_server

from beebox.app import create_app
from beebox.kernel.db import Office
from beebox.kernel.settings import ROOT
from beebox.web.limits import limiter
from beebox.wiring import HANDLERS
from beebox.worker import Worker

CHROMIUM = os.environ.get("BEEBOX_CHROMIUM", "/usr/bin/chromium")
ARGS = [
    "--no-sandbox",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-gpu",
    "--no-first-run",
    "--lang=zh-CN",
]
PHONE = {"width": 390, "height": 844}
DESK = {"width": 1440, "height": 900}
AXE = (ROOT / "tests" / "vendor" / "axe.min.js").read_text()
AXE_RUN = "axe.run(document,{runOnly:['wcag2a','wcag2aa','wcag21a','wcag21aa','wcag22aa']})"


@pytest.fixture
def live(office: Office) -> Iterator[str]:
    """The address of a whole running service: web threads and the worker, as `beebox serve` has them."""
    limiter.enabled = False
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    app = create_app(office)
    worker = Worker(office, HANDLERS, readers=1)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    worker.start()
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    worker.stop()
    thread.join(5)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        pytest.fail(f"no browser at {CHROMIUM}: run `make test`, which installs Debian's chromium")
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(
            executable_path=CHROMIUM, args=ARGS, env={**os.environ, "LANGUAGE": "zh_CN"}
        )
        yield started
        started.close()


@dataclass
class Watched:
    """A page of a browser together with what went wrong on it."""

    page: Page
    base: str
    faults: list[str] = field(default_factory=list)

    def goto(self, path: str) -> None:
        self.page.goto(self.base + path)

    def shot(self, name: str) -> None:
        """Keep a picture of the page as docs/screenshots/<name>.png when BEEBOX_SCREENSHOTS is set."""
        folder = os.environ.get("BEEBOX_SCREENSHOTS")
        if folder:
            self.page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)

    def must_be_accessible(self) -> None:
        self.page.evaluate(AXE)
        told: dict[str, Any] = self.page.evaluate(AXE_RUN)
        found = [
            (v["id"], [n["html"][:140] for n in v["nodes"]][:3], v["nodes"][0]["failureSummary"][:300])
            for v in told["violations"]
        ]
        assert found == [], f"{self.page.url}: {found}"


@pytest.fixture
def visit(live: str, browser: Browser) -> Iterator[Any]:
    """`visit()` opens a fresh browser profile on a phone; `visit(desk=True)` one on a desk."""
    opened: list[tuple[BrowserContext, Watched]] = []

    def enter(*, desk: bool = False, script: bool = True) -> Watched:
        context = browser.new_context(
            viewport=DESK if desk else PHONE,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            java_script_enabled=script,
        )
        watched = Watched(context.new_page(), live)
        _watch(watched)
        opened.append((context, watched))
        return watched

    yield enter
    for context, watched in opened:
        context.close()
        assert watched.faults == []


def _watch(watched: Watched) -> None:
    page = watched.page

    def ask(request: Any) -> None:
        if not request.url.startswith((watched.base, "data:", "blob:")):
            watched.faults.append(f"asked {request.url}")

    def say(message: Any) -> None:
        refused = "Failed to load resource" in message.text and "status of 4" in message.text
        if message.type == "error" and not refused:
            watched.faults.append(f"console: {message.text}")

    page.on("request", ask)
    page.on("console", say)
    page.on("pageerror", lambda error: watched.faults.append(f"script: {error}"))
