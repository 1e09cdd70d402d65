"""What a supervisor typed of a reason, and everything that is wrong with it, field by field. Pure."""

import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

from beebox.catalog.vocabulary import DocumentType
from beebox.kernel.errors import N_

LONGEST = {
    "short": 40, "short_en": 60, "text": 400, "text_en": 400, "how": 300, "how_en": 300, "law": 60,
    "article": 60,
}  # fmt: skip
RESERVED = frozenset({"new"})
MOST_POSITION = 9999


@dataclass(frozen=True)
class TypedReason:
    """The form as it was sent, whatever it is worth."""

    code: str
    short: str
    short_en: str
    text: str
    text_en: str
    how: str
    how_en: str
    law: str
    article: str
    documents: tuple[str, ...]
    rules: tuple[str, ...]
    needs_note: bool
    only_when_missing: bool
    position: str
    picture: str
    """As reasons.Reason keeps it; a file is already kept when it stands here."""


@dataclass(frozen=True)
class Known:
    """What a reason may refer to."""

    codes: Collection[str]
    rules: Collection[str]
    samples: Collection[str]
    files: Collection[str]
    """Keys of pictures that were given for this reason."""


@dataclass(frozen=True)
class Said:
    """A sentence for one field: a msgid and its places."""

    text: str
    places: Mapping[str, object]


def code_fault(code: str, known: Known) -> Said | None:
    """What is wrong with the code of a new reason."""
    if code in known.codes:
        return Said(N_("已经有一个原因叫“%(code)s”。请换一个代码，或去改那一个。"), {"code": code})
    if not re.fullmatch(r"[a-z][a-z0-9_]{0,39}", code) or code in RESERVED:
        return Said(N_("代码只能用小写字母、数字和下划线，以字母开头，最多 40 个字符，例如 not_signed。"), {})
    return None


def field_faults(typed: TypedReason, known: Known) -> Iterator[tuple[str, Said]]:
    """Every fault of the words, the choices and the place in the list."""
    yield from _missing(typed)
    for name, longest in LONGEST.items():
        text = getattr(typed, name)
        if len(text) > longest:
            places = {"longest": longest, "now": len(text)}
            yield name, Said(N_("太长了：最多 %(longest)d 个字，现在 %(now)d 个。请改短，别的都在。"), places)
        if any(ord(sign) < 32 for sign in text):
            yield name, Said(N_("这一栏只能写一行，请去掉换行和看不见的符号。"), {})
    unknown = [kind for kind in typed.documents if kind not in set(DocumentType)]
    if unknown:
        yield "documents", Said(N_("没有“%(what)s”这种材料。请从列表里勾选。"), {"what": unknown[0]})
    strange = [rule for rule in typed.rules if rule not in known.rules]
    if strange:
        yield "rules", Said(N_("没有“%(what)s”这条机审规则。请从列表里勾选。"), {"what": strange[0]})
    plain = typed.position.strip()
    if not (plain.isascii() and plain.isdigit() and 1 <= int(plain[:9] or 0) <= MOST_POSITION):
        yield "position", Said(N_("次序要写 1 到 9999 的整数，小的排前面。"), {})
    yield from _picture(typed.picture, known)


def _missing(typed: TypedReason) -> Iterator[tuple[str, Said]]:
    chinese = {
        "short": N_("请写短名：预审员按它来选，例如“没有签名”。"),
        "text": N_("请写一句申请人看得懂的话：这份材料怎么了。"),
        "law": N_("请写法律依据：退回要说得出依据，例如“中华人民共和国行政许可法”。"),
    }
    english = {"short_en": typed.short_en, "text_en": typed.text_en}
    if not typed.needs_note:
        chinese["how"] = N_("请写怎么改：申请人照着做就行的一句话。")
        english["how_en"] = typed.how_en
    elif typed.how:
        english["how_en"] = typed.how_en
    for name, sentence in chinese.items():
        if not getattr(typed, name):
            yield name, Said(sentence, {})
    for name, text in english.items():
        if not re.search(r"[A-Za-z]", text):
            yield name, Said(N_("还缺英文：有的申请人只看英文。请写一句通顺的英文。"), {})


def _picture(picture: str, known: Known) -> Iterator[tuple[str, Said]]:
    kind, _, name = picture.partition(":")
    there = {"": bool(not picture), "sample": name in known.samples, "file": name in known.files}
    if not there.get(kind):
        yield "picture", Said(N_("这张样图找不到了。请重新选一张，或重新上传。"), {})
