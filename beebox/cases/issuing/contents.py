"""Every word of a document, as it is frozen."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Point:
    """One thing the document names, with what is said of it."""

    name: str
    lines: tuple[str, ...] = ()


@dataclass(frozen=True)
class Filed:
    """One material that was given."""

    name: str
    files: int
    pages: int


@dataclass(frozen=True)
class Link:
    """Where to go on, as an address and what is there."""

    address: str
    words: str


@dataclass(frozen=True)
class Body:
    """What one document says beside its head and foot. Chinese alone: the paper of the authority."""

    opening: tuple[str, ...]
    points: tuple[Point, ...] = ()
    filed: tuple[Filed, ...] = ()
    closing: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    """Beside those of its kind."""
    remedy: str = ""
    link: Link | None = None


@dataclass(frozen=True)
class Earlier:
    """The document that this one corrects or revokes."""

    title: str
    number: str
    issued_on: str

    @property
    def day(self) -> date:
        return date.fromisoformat(self.issued_on)


@dataclass(frozen=True)
class Content:
    """The whole document. Days as `2026-11-30`."""

    kind: str
    title: str
    title_en: str
    number: str
    mark: str
    verify_at: str
    authority: str
    applicant: str
    """Whole: it is the applicant's own paper."""
    item: str
    case_code: str
    case_number: str
    issued_on: str
    body: Body
    articles: tuple[str, ...]
    contact: str
    earlier: Earlier | None = None

    @property
    def day(self) -> date:
        return date.fromisoformat(self.issued_on)

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "Content":
        body, earlier = told["body"], told.get("earlier")
        lists = {name: tuple(body[name]) for name in ("opening", "closing", "articles")}
        points = tuple(Point(one["name"], tuple(one["lines"])) for one in body["points"])
        filed = tuple(Filed(**one) for one in body["filed"])
        link = Link(**body["link"]) if body["link"] else None
        made = Body(points=points, filed=filed, remedy=body["remedy"], link=link, **lists)
        plain = {field.name for field in fields(cls)} - {"body", "articles", "earlier"}
        return cls(
            body=made,
            articles=tuple(told["articles"]),
            earlier=Earlier(**earlier) if earlier else None,
            **{name: told[name] for name in plain},
        )


def digest_of(content: dict[str, Any]) -> str:
    """SHA-256 of the words, however a database orders them."""
    plain = json.dumps(content, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hashlib.sha256(plain.encode()).hexdigest()


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
