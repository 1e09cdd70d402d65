"""The form of one reason as it came."""

from typing import cast

from flask import request, session

from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.forms import word
from beebox.preaudit.library.faults import LONGEST, TypedReason
from beebox.preaudit.library.pictures import keep_picture
from beebox.web.requests import office
from beebox.web.uploads import UploadRequest

_KEPT = "sample_pictures"
_MOST_KEPT = 5


class TooManyPictures(BeeboxError):
    status = 422
    code = "one_picture"
    message = N_("一个原因只放一张样图。请只选一张再传，写好的都在。")


def typed_reason(code: str) -> TypedReason:
    """What was typed; `code` is empty for a new one, whose form brings its own."""
    form = request.form
    texts = {name: _text(name, longest) for name, longest in LONGEST.items()}
    return TypedReason(
        code=code or word(form.get("code", "").strip()), **texts,
        documents=tuple(word(kind) for kind in form.getlist("documents")[:40]),
        rules=tuple(dict.fromkeys(word(rule) for rule in form.getlist("rules")[:120])),
        needs_note=bool(form.get("needs_note")), only_when_missing=bool(form.get("only_when_missing")),
        position=word(form.get("position", "")), picture=_picture(),
    )  # fmt: skip


def _text(name: str, longest: int) -> str:
    """Trimmed, and cut only far beyond what could be meant: a field says itself when it is too long."""
    found = request.form.get(name, "").strip()[: longest * 4]
    return "".join(sign for sign in found if not 0xD800 <= ord(sign) <= 0xDFFF)


def _picture() -> str:
    named = request.form.get("picture", "")[:200]
    return named if named.isprintable() else ""


def take_picture() -> str:
    """The picture that came with the form, kept; empty when none did."""
    arrived = [one for one in cast(UploadRequest, request).arrived("file") if one.name]
    if len(arrived) > 1:
        raise TooManyPictures
    if not arrived:
        return ""
    picture = keep_picture(office(), arrived[0].name, arrived[0].read())
    session[_KEPT] = [*session.get(_KEPT, []), picture.removeprefix("file:")][-_MOST_KEPT:]
    return picture


def pictures_of_this_visit() -> frozenset[str]:
    """Keys of the pictures this supervisor gave since signing in: they are theirs to name in a form."""
    return frozenset(session.get(_KEPT, []))
