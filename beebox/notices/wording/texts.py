"""Which words count now: the newest version a supervisor wrote, else the catalogue's."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError
from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.catalog.queries import current_items
from beebox.catalog.wording import said_plainly
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings
from beebox.notices.models import MessageText
from beebox.notices.templates import MessageBook, Template, Words, messages_in

FIELDS = tuple(Words.model_fields)
NAMES = {"text": "短信（中文）", "text_en": "短信（英文）"}
"""Fields that have to be filled, as the page calls them."""


class NoSuchText(BeeboxError):
    status = 404
    code = "no_such_text"
    message = N_("没有这条消息的模板。请回到模板列表再选。")


class TextNotUsable(BeeboxError):
    """The words cannot be used; the sentence says why."""

    status = 422
    code = "text_not_usable"


@dataclass(frozen=True)
class Key:
    """Which words: event, way of the result, item (empty: every item)."""

    on: str
    way: str = ""
    item: str = ""


@dataclass(frozen=True)
class Chosen:
    template: Template
    text_id: int | None
    """None: as the catalogue has it."""


def book(work: Work) -> MessageBook:
    return messages_in(work.use(Settings).catalogue_dir)


def chosen(work: Work, kind: str, way: str | None, item: str) -> Chosen | None:
    """The words for an event of this item; None when nothing is to be said.

    From the most special to the most general; at each step an edited version goes before the catalogue.
    """
    for at in (Key(kind, way or "", item), Key(kind, "", item), Key(kind, way or ""), Key(kind)):
        found = at_key(work, at)
        if found is not None:
            return found
    return None


def at_key(work: Work, key: Key) -> Chosen | None:
    """The words written for just this key."""
    newest = versions(work, key)[:1]
    if newest and newest[0].words:
        return Chosen(_template(work, key, newest[0].words), newest[0].id)
    found = book(work).exactly(key.on, key.way, key.item)
    return Chosen(found, None) if found else None


def versions(work: Work, key: Key) -> Sequence[MessageText]:
    """Every edited version, the newest first."""
    wanted = select(MessageText).where(
        MessageText.on == key.on, MessageText.way == key.way, MessageText.item == key.item
    )
    return work.session.scalars(wanted.order_by(MessageText.version.desc())).all()


def keys(work: Work) -> list[Key]:
    """Every key that has words, in the order of the catalogue, then those of items."""
    known = book(work)
    found = [Key(told.on, told.way) for told in known.messages]
    found += [Key(told.on, told.way, item) for item, listed in known.items.items() for told in listed]
    edited = select(MessageText.on, MessageText.way, MessageText.item).where(MessageText.item != "")
    for on, way, item in work.session.execute(edited.distinct().order_by(MessageText.item, MessageText.on)):
        if Key(on, way, item) not in found and at_key(work, Key(on, way, item)):
            found.append(Key(on, way, item))
    return found


def save(work: Work, key: Key, words: dict[str, str], actor: Actor) -> MessageText:
    """A new version of the words for this key. Raises NoSuchText, TextNotUsable."""
    _check_key(work, key)
    kept = {name: text for name, text in words.items() if name in FIELDS and text}
    _template(work, key, kept)
    return _add(work, key, kept, actor)


def tried(work: Work, key: Key, words: dict[str, str]) -> Template:
    """The words checked and kept nowhere. Raises NoSuchText, TextNotUsable."""
    _check_key(work, key)
    return _template(work, key, {name: text for name, text in words.items() if name in FIELDS and text})


def reset(work: Work, key: Key, actor: Actor) -> None:
    """Back to the catalogue, as one more version."""
    _check_key(work, key)
    if at_key(work, key) is not None:
        _add(work, key, {}, actor)


def _add(work: Work, key: Key, words: dict[str, str], actor: Actor) -> MessageText:
    newest = select(func.max(MessageText.version)).where(
        MessageText.on == key.on, MessageText.way == key.way, MessageText.item == key.item
    )
    made = MessageText(
        on=key.on,
        way=key.way,
        item=key.item,
        version=(work.session.scalar(newest) or 0) + 1,
        words=words,
        made_at=work.now(),
        made_by=actor.id,
    )
    work.session.add(made)
    work.session.flush()
    return made


def _check_key(work: Work, key: Key) -> None:
    known = book(work).exactly(key.on, key.way, "")
    offered = not key.item or any(item.code == key.item for item in current_items(work))
    if known is None or not offered:
        raise NoSuchText


def _template(work: Work, key: Key, words: dict[str, str]) -> Template:
    """The words as a template: what is legal or urgent is the catalogue's to say."""
    general = book(work).exactly(key.on, key.way, "")
    if general is None:
        raise NoSuchText
    fixed = {"on": key.on, "way": key.way, "legal": general.legal, "urgent": general.urgent}
    told = {"text": "", "text_en": "", **words, **fixed}
    try:
        return Template.model_validate_json(json.dumps(told))
    except ValidationError as error:
        why = "；".join(_fault(fault) for fault in error.errors())
        raise TextNotUsable(N_("没有保存：%(why)s。请改好再保存，您写的都在。"), why=why) from None


def _fault(told: Mapping[str, Any]) -> str:
    """What is wrong, after the name of the field where it is one field's fault."""
    name = NAMES.get(str(told["loc"][0])) if told["loc"] else None
    said = str(told["ctx"]["error"]) if "error" in told.get("ctx", {}) else said_plainly(told)
    return f"“{name}”{said}" if name else said
