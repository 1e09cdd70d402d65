"""A person at a browser: opens pages, fills the forms that are there, presses their buttons.

Nothing is called behind the pages: what a person could not do, a visitor cannot do either.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

from beebox.demo.page import Form, Page

Files = Sequence[tuple[str, Path]]
_PATIENCE = 40
"""How often to come back when the site says it is asked too often."""
_NOTHING_KEPT = httpx.Limits(max_keepalive_connections=0)
"""Twenty people who wait hold no connection open meanwhile."""
_PAUSE = 3.0
"""Seconds before coming back."""


class Lost(Exception):
    """The page is not what its visitor expected; says who, where and what stood there."""


class Visitor:
    """One browser. `page` is the page it last saw, `at` its path."""

    def __init__(self, base_url: str, name: str, sign_in: Callable[["Visitor"], None] | None = None) -> None:
        self.name = name
        self._http = httpx.Client(
            base_url=base_url, follow_redirects=True, timeout=120, trust_env=False, limits=_NOTHING_KEPT
        )
        self._sign_in = sign_in
        self.page, self.at, self.status = Page(""), "/", 0
        self.source = ""
        self.last_seen = time.monotonic()

    def open(self, path: str) -> Page:
        """Go to a page; who was signed out meanwhile signs in again and comes back."""
        self._ask("GET", path)
        if self._sign_in is not None and self.at.endswith("/sign-in"):
            self._sign_in(self)
            self._ask("GET", path)
        self._must_be_well()
        return self.page

    def open_as_stranger(self, path: str) -> Page:
        """Go to a page without signing in on the way."""
        self._ask("GET", path)
        self._must_be_well()
        return self.page

    def fetch(self, path: str) -> bytes:
        """A file, such as a PDF, without leaving the page."""
        answer = self._http.get(path)
        if self._sign_in is not None and answer.url.path.endswith("/sign-in"):
            self._sign_in(self)
            answer = self._http.get(path)
        if answer.status_code != 200:
            raise Lost(f"{self.name}: {path} answered {answer.status_code}")
        return answer.content

    def follow(self, ending: str) -> Page:
        """Click the first link whose address ends so."""
        for link in self.page.links:
            if urlsplit(link.href).path.endswith(ending):
                return self.open(urljoin(self.at, link.href))
        raise Lost(f"{self.name}: no link to {ending!r} at {self.at}")

    def has_link(self, ending: str) -> bool:
        return any(urlsplit(link.href).path.endswith(ending) for link in self.page.links)

    def has_form(self, ending: str) -> bool:
        return next(self._forms(ending), None) is not None

    def form(self, ending: str) -> Form:
        """The first posting form whose address ends so ("" is the page's own)."""
        found = next(self._forms(ending), None)
        if found is None:
            told = [f"{form.method} {form.action or '.'}" for form in self.page.forms]
            raise Lost(f"{self.name}: no form for {ending!r} at {self.at} ({self.status}); there: {told}")
        return found

    def send(self, ending: str, files: Files = (), /, **filled: str | Sequence[str]) -> Page:
        """Fill a form of this page and press its button; Lost when the site complains."""
        self.attempt(ending, files, **filled)
        self._must_be_well()
        return self.page

    def attempt(self, ending: str, files: Files = (), /, **filled: str | Sequence[str]) -> Page:
        """The same, when a complaint is what is expected."""
        return self.send_form(self.form(ending), files, **filled)

    def send_form(self, form: Form, files: Files = (), /, **filled: str | Sequence[str]) -> Page:
        """Fill this very form; only what a person could type or choose there is sent."""
        data = {name: list(values) for name, values in form.fields.items()}
        for name, value in filled.items():
            data[name] = [value] if isinstance(value, str) else list(value)
            for one in data[name]:
                if not form.takes(name, one):
                    raise Lost(f"{self.name}: {name}={one!r} cannot be given at {self.at}: {form}")
        missing = {name for name, _ in files} - form.files
        if missing:
            raise Lost(f"{self.name}: no file can be given as {missing} at {self.at}")
        sent = [(name, (path.name, path.read_bytes())) for name, path in files]
        self._ask("POST", urljoin(self.at, form.action), data=data, files=sent or None)
        return self.page

    def must_see(self, text: str) -> None:
        if text not in self.page.words:
            raise Lost(f"{self.name}: expected {text!r} at {self.at} ({self.status}){self.said()}")

    def wait_to_see(self, path: str, seen: Callable[[Page], bool], seconds: float, what: str) -> Page:
        """Reload a page until it shows what is waited for; Lost after `seconds`."""
        until, pause = time.monotonic() + seconds, 0.3
        while not seen(self.open(path)):
            if time.monotonic() > until:
                raise Lost(f"{self.name}: waited {seconds:.0f} s at {path} for {what}, in vain")
            time.sleep(pause)
            pause = min(pause * 1.3, 2.0)
        return self.page

    def _forms(self, ending: str) -> Iterator[Form]:
        for form in self.page.forms:
            target = urlsplit(urljoin(self.at, form.action)).path
            if form.method == "post" and target.endswith(ending or self.at):
                yield form

    def _ask(self, method: str, path: str, **sent: object) -> None:
        for _ in range(_PATIENCE):
            answer = self._http.request(method, path, **sent)  # type: ignore[arg-type]  # data, files
            if answer.status_code != 429:
                break
            time.sleep(_PAUSE)
        self.at, self.status, self.source = answer.url.path, answer.status_code, answer.text
        self.page, self.last_seen = Page(answer.text), time.monotonic()
        if answer.status_code >= 500:
            raise Lost(f"{self.name}: {method} {self.at} answered {answer.status_code}")

    def _must_be_well(self) -> None:
        if self.status >= 400:
            raise Lost(f"{self.name}: {self.at} answered {self.status}{self.said()}")

    def said(self) -> str:
        """What the page complains of, to be put behind a sentence."""
        told = " ".join(" ".join(alert.split()) for alert in self.page.alerts if alert.strip())
        return f": {told}" if told else ""
