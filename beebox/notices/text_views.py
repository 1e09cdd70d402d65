"""The supervisor's pages of templates: what is said on which event, tried on a sample before it counts."""

from dataclasses import dataclass
from datetime import date

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.catalog.queries import current_items
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.notices import words
from beebox.notices.blueprint import bp
from beebox.notices.contexts import OPEN_PLACES, OWN_PLACES, OwnContext
from beebox.notices.templates import Template
from beebox.notices.wording import texts
from beebox.notices.wording.filling import Filled, filled, parts_of, signs_in
from beebox.notices.wording.texts import Key, NoSuchText
from beebox.web.errors import sentence_of
from beebox.web.requests import office, settings, text_field

LONGEST = {"text": 400, "text_en": 400, "until": 200, "until_en": 200, "what": 20, "what_en": 20}
USUAL_LONGEST = 2000
SAMPLE = {"zh": ("老年人优待证", "民政局"), "en": ("Senior card", "Civil Affairs")}
"""Item and department of the sample case."""
Answer = Response | str | tuple[str, int]


@dataclass(frozen=True)
class Preview:
    """The words with a sample case in one language, and what the short message costs."""

    language: str
    said: Filled
    signs: int
    parts: int


@bp.get("/admin/messages")
@allow(Role.SUPERVISOR)
def message_texts() -> str:
    with office().look() as work:
        listed = [(key, texts.at_key(work, key)) for key in texts.keys(work)]
        return render_template(
            "notices/texts.html", listed=listed, words=words, items=current_items(work), parts_of=parts_of
        )


@bp.get("/admin/messages/edit")
@allow(Role.SUPERVISOR)
def edit_text() -> str:
    """`on`, `way`, `item` say which; an item without words of its own begins with the general ones."""
    return _page(_key())


@bp.post("/admin/messages/edit")
@allow(Role.SUPERVISOR)
def save_text() -> Answer:
    """`do` is `preview` or `save`; what is typed stays in the form either way."""
    key = _key()
    try:
        typed = {name: text_field(name, LONGEST.get(name, USUAL_LONGEST)) for name in texts.FIELDS}
        if request.form.get("do") != "save":
            with office().look() as work:
                shown = texts.tried(work, key, typed)
            return _page(key, typed=typed, shown=shown)
        with office().work() as work:
            texts.save(work, key, typed, current_actor())
    except NoSuchText:
        raise
    except BeeboxError as error:
        return _page(key, sentence_of(error), dict(request.form)), error.status
    flash(_("已保存，从下一条消息起用新的写法。"))
    return redirect(url_for(".edit_text", on=key.on, way=key.way, item=key.item), 303)


@bp.post("/admin/messages/reset")
@allow(Role.SUPERVISOR)
def reset_text() -> Response:
    key = _key()
    with office().work() as work:
        texts.reset(work, key, current_actor())
    flash(_("已恢复成目录里的写法；以前的写法留在版本里。"))
    return redirect(url_for(".edit_text", on=key.on, way=key.way, item=key.item), 303)


def _key() -> Key:
    """`on` may carry the way behind a colon, as the list of the form has it."""
    values = request.values
    on, _, way = values.get("on", "")[:80].partition(":")
    return Key(on, values.get("way", way)[:20], values.get("item", "")[:60])


def _page(
    key: Key, error: str | None = None, typed: dict[str, str] | None = None, shown: Template | None = None
) -> str:
    with office().look() as work:
        found = texts.at_key(work, key) or texts.chosen(work, key.on, key.way, key.item)
        if found is None:
            raise NoSuchText
        current = {name: getattr(found.template, name) for name in texts.FIELDS}
        item = next((item for item in current_items(work) if item.code == key.item), None)
        return render_template(
            "notices/text.html",
            key=key,
            item=item,
            own=texts.at_key(work, key) is not None,
            found=found,
            typed=typed or current,
            previews=_previews(work, shown or found.template),
            versions=texts.versions(work, key),
            open_places=sorted(OPEN_PLACES),
            own_places=sorted(OWN_PLACES),
            error=error,
            words=words,
        )


def _previews(work: Work, template: Template) -> list[Preview]:
    """A sample case that nobody has, in both languages."""
    code = "7K3Q-9M2X"
    url = f"{settings().public_url}/track/{code}"
    names, made = texts.book(work).wechat, []
    for language, (item, department) in SAMPLE.items():
        sample = OwnContext(code, 3, url, "", date(2026, 12, 7), item, department)
        said = filled(template, language, sample, names)
        made.append(Preview(language, said, signs_in(said.sms), parts_of(said.sms)))
    return made
