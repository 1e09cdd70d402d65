"""Finding an item by whatever people call it.

A phrase is compared in four spellings: as written, as pinyin (`laorenka`), as pinyin initials
(`lrk`), and as English words. Spaces, width and case do not matter; a wrong sign of the same sound
is still found by its pinyin.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from pypinyin import Style, lazy_pinyin

from beebox.catalog.definitions import Item

MAX_QUERY = 60
_CHINESE = re.compile(r"[\u3400-\u9fff]")
_NOISE = re.compile(r"我想|我要|怎么|如何|去哪|在哪|办理|申请|请问|[\W_]+")
_SILENT = frozenset(
    {"to", "for", "the", "and", "how", "get", "new", "apply"} | {"card", "licence", "license", "certificate"}
)
"""English words too common here to tell one item from another."""


@dataclass(frozen=True)
class Phrase:
    written: str
    pinyin: str
    initials: str
    weight: int
    """100 for the official name, a little less for an everyday word."""


def rank(items: Iterable[Item], text: str) -> list[Item]:
    """The items that fit `text`, best first; an empty text fits nothing."""
    wanted = folded(text)
    if not wanted:
        return []
    scored = [(_score(item, wanted, _words(text)), item) for item in items]
    scored = [pair for pair in scored if pair[0] > 0]
    scored.sort(key=lambda pair: (-pair[0], pair[1].home_order or 99, pair[1].code))
    return [item for _, item in scored]


def folded(text: str) -> str:
    """`text` in one width and case, without spaces, punctuation and polite beginnings."""
    plain = unicodedata.normalize("NFKC", text[:MAX_QUERY]).casefold()
    return _NOISE.sub("", plain) or re.sub(r"[\W_]+", "", plain)


def _score(item: Item, wanted: str, words: frozenset[str]) -> float:
    phrases = _phrases(item.name, item.everyday_words)
    best = max(_fit(phrase, wanted) * phrase.weight for phrase in phrases)
    english = _words(" ".join((item.name_en, item.code.replace("-", " "), *item.everyday_words)))
    return max(best, _english_fit(english, words))


def _fit(phrase: Phrase, wanted: str) -> float:
    """How well one phrase fits, from 0 to 1."""
    if _CHINESE.search(wanted):
        return max(_chinese_fit(phrase, wanted), _sound_fit(phrase, wanted))
    if len(wanted) < 2:
        return 0
    spellings = ((phrase.written, 1.0), (phrase.initials, 0.9), (phrase.pinyin, 0.85))
    return max(share * _letter_fit(spelled, wanted) for spelled, share in spellings)


def _chinese_fit(phrase: Phrase, wanted: str) -> float:
    if wanted == phrase.written:
        return 1
    if wanted in phrase.written:
        return 0.9 if phrase.written.startswith(wanted) else 0.8
    if len(phrase.written) > 1 and phrase.written in wanted:
        return 0.75
    pairs = {wanted[i : i + 2] for i in range(len(wanted) - 1)}
    shared = sum(pair in phrase.written for pair in pairs)
    return 0.6 * shared / len(pairs) if shared * 2 > len(pairs) else 0


def _sound_fit(phrase: Phrase, wanted: str) -> float:
    sound = _pinyin(wanted)
    return 0.55 if len(wanted) > 1 and sound in phrase.pinyin else 0


def _letter_fit(spelled: str, wanted: str) -> float:
    if spelled == wanted:
        return 1
    if spelled.startswith(wanted):
        return 0.9
    return 0.7 if wanted in spelled and len(wanted) > 2 else 0


def _english_fit(offered: frozenset[str], words: frozenset[str]) -> float:
    telling = words - _SILENT or words
    if not telling:
        return 0
    found = sum(any(_same_word(word, other) for other in offered) for word in telling)
    return 60 * found / len(telling) if found * 2 >= len(telling) else 0


def _same_word(word: str, other: str) -> bool:
    return word == other or (len(word) > 3 and other.startswith(word))


def _words(text: str) -> frozenset[str]:
    plain = unicodedata.normalize("NFKC", text[:2000]).casefold()
    return frozenset(re.findall(r"[a-z]{2,}", plain))


@lru_cache(maxsize=1024)
def _phrases(name: str, everyday: tuple[str, ...]) -> tuple[Phrase, ...]:
    official = _phrase(name, 100)
    return (official, *(_phrase(word, 95) for word in everyday))


def _phrase(text: str, weight: int) -> Phrase:
    plain = re.sub(r"[\W_]+", "", unicodedata.normalize("NFKC", text).casefold())
    if not _CHINESE.search(plain):
        return Phrase(plain, plain, "", weight)
    return Phrase(plain, _pinyin(plain), _initials(plain), weight)


def _pinyin(text: str) -> str:
    return "".join(lazy_pinyin(text))


def _initials(text: str) -> str:
    return "".join(lazy_pinyin(text, style=Style.FIRST_LETTER))
