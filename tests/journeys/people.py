"""People at a browser: what each of them does at their pages, and what every new page must be."""

import os
import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, expect

from beebox import scheduler
from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.accounts.secrets import hash_password
from beebox.catalog.queries import department_by_code
from beebox.kernel.clock import Clock, StageClock
from beebox.kernel.db import Office
from beebox.kernel.settings import ROOT

SAMPLES = ROOT / "samples" / "cases"
PASSWORD = "letters-in-a-box-1949"
TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth + 1 ? [] :
  [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 120))"""
PATIENCE = 15_000
"""Milliseconds anybody waits for a page."""
READING = 90_000
"""Milliseconds anybody waits for pictures to be read."""
Visit = Callable[..., Any]


class Browsing:
    """Somebody with one browser."""

    def __init__(self, visit: Visit, office: Office, **how: bool) -> None:
        self._visit, self.office = visit, office
        self._script = how.get("script", True)
        self.seen = visit(**how)
        self.page: Page = self.seen.page
        self.page.set_default_timeout(PATIENCE)

    def look(self, name: str) -> None:
        """A page that is new: readable by everybody, no wider than the screen, kept as a picture.

        The look for barriers needs script; without it only the width is looked at. A page that fetched itself
        anew may still wait for its style.
        """
        self.page.wait_for_load_state()
        if "BEEBOX_SCREENSHOTS" in os.environ and self._script:
            self.page.evaluate("[...document.images].forEach(one => { one.loading = 'eager' })")
            self.page.wait_for_function("() => [...document.images].every(one => one.complete)")
        self.seen.shot(name if self._script else f"{name}-plain")
        wide = self.page.evaluate(TOO_WIDE)
        assert wide == [], f"{self.at} scrolls sideways because of {wide[:3]}"
        if self._script:
            self.seen.must_be_accessible()

    def press(self, name: str) -> None:
        """The button or link that is called so, and the page it leads to."""
        main = self.page.locator("main")
        found = main.get_by_role("button", name=name).or_(main.get_by_role("link", name=name))
        with self.page.expect_navigation():
            found.first.click()

    def must_see(self, text: str) -> None:
        expect(self.page.locator("body")).to_contain_text(text)

    @property
    def at(self) -> str:
        return self.page.url.removeprefix(self.seen.base)


class Citizen(Browsing):
    """A citizen with a phone number."""

    phone = "13900001489"
    code = ""

    def sign_in(self) -> None:
        """From the sign-in page on: the code stands on the page for developers."""
        if not self.at.startswith("/sign-in"):
            self.seen.goto("/sign-in?next=/cases")
        self.page.get_by_label("手机号码").fill(self.phone)
        self.press("获取验证码")
        self.page.get_by_label("短信里的 6 位数字").fill(self._code_sent())
        self.press("登录")

    def _code_sent(self) -> str:
        """What the newest short message to this phone says."""
        developers = self._visit(script=False)
        developers.goto("/dev/messages")
        newest = developers.page.locator("ul.rows li", has_text=self.phone).first.inner_text()
        found = re.search(r"\b(\d{6})\b", newest)
        assert found, newest
        return found[1]

    def case(self, rest: str = "") -> None:
        self.seen.goto(f"/cases/{self.code}{rest}")

    def give(self, material: str, picture: Path) -> None:
        """Choose a file; with script it goes by itself, without it takes the button."""
        self.case(f"/materials/{material}")
        with self.page.expect_navigation():
            self.page.locator("input[type=file]").set_input_files(picture)
            if self.page.locator("[data-send]").is_visible():
                self.page.locator("[data-send]").click()
        assert self.page.locator("[role=alert]").count() == 0, self.page.locator("[role=alert]").inner_text()

    def wait_until_read(self) -> None:
        """The task list says by itself when nothing is being looked at any more."""
        self.case()
        expect(self.page.locator(".state--busy")).to_have_count(0, timeout=READING)

    def fill(self, form: dict[str, str]) -> None:
        self.case("/form")
        for name, value in form.items():
            field = self.page.locator(f"[name={name}]")
            if field.count():
                field.fill(value)


class Staff(Browsing):
    """A member of staff, who signs in with a password."""

    def __init__(self, visit: Visit, office: Office, who: str, **how: bool) -> None:
        super().__init__(visit, office, **how)
        self.login = who

    def sign_in(self) -> None:
        self.seen.goto("/staff/sign-in")
        self.page.locator("[name=login]").fill(self.login)
        self.page.locator("[name=password]").fill(PASSWORD)
        with self.page.expect_navigation():
            self.page.locator("main form button").click()

    def key(self, key: str) -> None:
        """One key that leads to another page."""
        with self.page.expect_navigation():
            self.page.keyboard.press(key)

    def scan(self, path: str, **typed: str) -> None:
        """What a hand scanner does: types into the field that waits, then Enter."""
        if self.at.split("?")[0] != path:
            self.seen.goto(path)
        for name, value in typed.items():
            self.page.locator(f"input[name={name}]:visible").fill(value)
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")


def hire(office: Office, role: Role, department: str | None = None) -> str:
    """An account for this role; returns its sign-in name."""
    login = f"{role}-{department}" if department else str(role)
    with office.work() as work:
        work.session.add(
            Person(
                role=role,
                login=login,
                name={Role.AUDITOR: "预审员", Role.COLLECTOR: "收件员", Role.CLERK: "经办人"}[role],
                password_hash=hash_password(PASSWORD),
                created_at=work.now(),
                department_id=department_by_code(work, department).id if department else None,
            )
        )
    return login


def let_time_pass(office: Office, until: datetime) -> None:
    """Move the stage clock on and do what is due by then."""
    clock = office.use(Clock)
    assert isinstance(clock, StageClock)
    clock.move_to(until)
    scheduler.run_all(office)
