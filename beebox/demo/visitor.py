"""A person at a browser: opens pages, fills the forms that are there, presses their buttons.

Nothing is called behind the pages: what a person could not do, a visitor cannot do either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import httpx

Files = Sequence[tuple[str, Path]]


class Lost(Exception):
    """The page is not what its visitor expected; says where and what stood there."""


@dataclass
class Form:
    """A form as it stands on a page."""

    action: str
    method: str
    fields: dict[str, list[str]] = field(default_factory=dict)
    buttons: list[str] = field(default_factory=list)


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._open: Form | None = None
        self._select: str | None = None
        self._area: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._open = Form(at.get("action", ""), at.get("method", "get").lower())
            self.forms.append(self._open)
        if self._open is None:
            return
        if tag == "input":
            self._input(self._open, at)
        elif tag == "button" and at.get("name"):
            self._open.buttons.append(f"{at['name']}={at.get('value', '')}")
        elif tag == "select":
            self._select = at.get("name")
        elif tag == "option" and self._select and ("selected" in at or self._select not in self._open.fields):
            self._open.fields[self._select] = [at.get("value", "")]
        elif tag == "textarea" and at.get("name"):
            self._area = at["name"]
            self._open.fields[self._area] = [""]

    @staticmethod
    def _input(form: Form, at: Mapping[str, str]) -> None:
        kind, name = at.get("type", "text"), at.get("name")
        if not name or kind in {"file", "submit", "button"}:
            return
        if kind in {"radio", "checkbox"} and "checked" not in at:
            return
        form.fields.setdefault(name, []).append(at.get("value", "on" if kind == "checkbox" else ""))

    def handle_data(self, data: str) -> None:
        if self._open is not None and self._area:
            self._open.fields[self._area][0] += data

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None
        elif tag == "select":
            self._select = None
        elif tag == "textarea":
            self._area = None


class Visitor:
    """One browser. `page` is the text of the page it last saw, `at` its path."""

    def __init__(self, base_url: str, name: str) -> None:
        self.name = name
        self._http = httpx.Client(base_url=base_url, follow_redirects=True, timeout=120, trust_env=False)
        self.page, self.at, self.status = "", "/", 0

    def open(self, path: str) -> str:
        self._take(self._http.get(path))
        return self.page

    def fetch(self, path: str) -> bytes:
        """A file, such as a PDF, without leaving the page."""
        answer = self._http.get(path)
        if answer.status_code != 200:
            raise Lost(f"{self.name}: {path} answered {answer.status_code}")
        return answer.content

    def forms(self) -> list[Form]:
        reader = _Forms()
        reader.feed(self.page)
        return reader.forms

    def form(self, action: str) -> Form:
        """The first posting form whose action ends with `action` ("" is the page itself)."""
        for form in self.forms():
            target = urlsplit(urljoin(self.at, form.action)).path
            if form.method == "post" and target.endswith(action or self.at):
                return form
        told = [f"{f.method} {f.action}" for f in self.forms()]
        raise Lost(f"{self.name}: no form for {action!r} at {self.at} (status {self.status}); forms: {told}")

    def send(self, action: str, files: Files = (), /, **filled: str | Sequence[str]) -> str:
        """Fill the form for `action` on this page and press its button."""
        form = self.form(action)
        data: dict[str, list[str]] = dict(form.fields)
        for name, value in filled.items():
            data[name] = [value] if isinstance(value, str) else list(value)
        sent = [(name, (path.name, path.read_bytes())) for name, path in files]
        self._take(self._http.post(urljoin(self.at, form.action), data=data, files=sent or None))
        return self.page

    def must_see(self, text: str) -> None:
        if text not in self.page:
            raise Lost(f"{self.name}: expected {text!r} at {self.at} (status {self.status})")

    def _take(self, answer: httpx.Response) -> None:
        self.page, self.at, self.status = answer.text, answer.url.path, answer.status_code
        if answer.status_code >= 500:
            raise Lost(f"{self.name}: {self.at} answered {answer.status_code}")
