"""What a person sees of a page: its words, its links and its forms."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from html.parser import HTMLParser

_SILENT = {"script", "style", "template", "head", "title"}
_BREAKS = {
    "p",
    "li",
    "tr",
    "td",
    "th",
    "dt",
    "dd",
    "div",
    "h1",
    "h2",
    "h3",
    "section",
    "article",
    "option",
}
_NOT_TYPED = {"file", "submit", "button", "reset", "image"}


@dataclass
class Form:
    """A form as it stands on a page: `fields` is what would be sent if nothing were touched."""

    action: str
    method: str
    key: str = ""
    fields: dict[str, list[str]] = field(default_factory=dict)
    choices: dict[str, set[str]] = field(default_factory=dict)
    """What can be chosen in radio buttons, tick boxes and lists."""
    files: set[str] = field(default_factory=set)
    buttons: dict[str, set[str]] = field(default_factory=dict)

    def takes(self, name: str, value: str) -> bool:
        """Whether a person could send this value under this name."""
        if name in self.choices:
            return value in self.choices[name]
        return name in self.fields or value in self.buttons.get(name, set())


@dataclass
class Link:
    href: str
    words: str = ""


class Page(HTMLParser):
    """One page, read once."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.links: list[Link] = []
        self.lines: list[str] = [""]
        self.alerts: list[str] = []
        self._form: Form | None = None
        self._link: Link | None = None
        self._select = self._area = ""
        self._silent = 0
        self._alert: str | None = None
        self._strays: list[tuple[str, str, dict[str, str]]] = []
        self.feed(text)
        self._bring_strays_home()

    @property
    def words(self) -> str:
        """All visible words, a line for each block."""
        blocks = (" ".join(line.split()) for line in self.lines)
        return "\n".join(block for block in blocks if block)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = {name: value or "" for name, value in attrs}
        if tag in _BREAKS:
            self.lines.append("")
        self._silent += tag in _SILENT
        if at.get("role") == "alert":
            self._alert = tag
            self.alerts.append("")
        if tag == "a" and "href" in at:
            self._link = Link(at["href"])
            self.links.append(self._link)
        elif tag == "form":
            method = at.get("method", "get").lower()
            self._form = Form(at.get("action", ""), method, at.get("id", ""))
            self.forms.append(self._form)
        else:
            self._field(tag, at)

    def handle_data(self, data: str) -> None:
        if self._silent:
            return
        if self._area and self._form is not None:
            self._form.fields[self._area][0] += data
        self.lines[-1] += data
        if self._link is not None:
            self._link.words += data
        if self._alert:
            self.alerts[-1] += data

    def handle_endtag(self, tag: str) -> None:
        if tag in _BREAKS:
            self.lines.append("")
        self._silent -= tag in _SILENT
        if tag == self._alert:
            self._alert = None
        if tag == "a":
            self._link = None
        elif tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def _field(self, tag: str, at: Mapping[str, str]) -> None:
        name = at.get("name", "")
        if at.get("form"):
            self._strays.append((at["form"], tag, dict(at)))
        elif self._form is not None:
            if tag == "select":
                self._select = name
            elif tag == "textarea":
                self._area = name
            self._put(self._form, tag, at)

    def _put(self, form: Form, tag: str, at: Mapping[str, str]) -> None:
        name, value = at.get("name", ""), at.get("value", "")
        if "disabled" in at:
            return
        if tag == "option" and self._select:
            form.choices.setdefault(self._select, set()).add(value)
            if "selected" in at or self._select not in form.fields:
                form.fields[self._select] = [value]
        elif tag == "button" and name:
            form.buttons.setdefault(name, set()).add(value)
        elif tag == "textarea" and name:
            form.fields[name] = [""]
        elif tag == "input" and name:
            _put_input(form, name, at)

    def _bring_strays_home(self) -> None:
        """Fields that stand elsewhere on the page and name their form."""
        for key, tag, at in self._strays:
            for form in self.forms:
                if form.key == key:
                    self._put(form, tag, at)


def _put_input(form: Form, name: str, at: Mapping[str, str]) -> None:
    kind, value = at.get("type", "text"), at.get("value", "")
    if kind == "file":
        form.files.add(name)
    elif kind in {"radio", "checkbox"}:
        form.choices.setdefault(name, set()).add(value or "on")
        if "checked" in at:
            form.fields.setdefault(name, []).append(value or "on")
    elif kind not in _NOT_TYPED:
        form.fields.setdefault(name, []).append(value)
