"""How a text that was read is held against the truth: the same for every column of the table."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

_SAME_SIGN = str.maketrans("‘’‚“”„–—。、", "'''\"\"\"--.,")
_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_THOUSANDS = re.compile(r"(?<=\d),(?=\d{3}(?!\d))")
SHORTEST = 2
"""Signs; a single one is found in any text."""
SHORTEST_WORD = 3


def plain(text: str) -> str:
    """One spelling for full and half width (NFKC), no white space."""
    return "".join(unicodedata.normalize("NFKC", "".join(text.split())).split())


def printed(text: str) -> str:
    """`plain`, with quotes, dashes and Chinese stops in their half-width form as well."""
    return plain(text).translate(_SAME_SIGN)


def spellings(value: str) -> tuple[str, ...]:
    """The ways in which a value of the truth may stand in print: dates are ISO there, not on paper."""
    if value == "long_term":
        return ("长期",)
    found = _DATE.fullmatch(value)
    if found is None:
        return (printed(value),)
    year, month, day = found.groups()
    short = (str(int(month)), str(int(day)))
    dates = [f"{year}年{m}月{d}日" for m, d in ((month, day), short)]
    dates += [sign.join((year, m, d)) for sign in ".-/" for m, d in ((month, day), short)]
    return (*dates, f"{year}{month}{day}")


def whole_values_found(values: Iterable[str], text: str) -> tuple[int, int]:
    """How many of the values stand whole in the text, and how many were looked for.

    Values of one sign are not looked for; commas between thousands do not matter.
    """
    page = _THOUSANDS.sub("", printed(text))
    wanted = [spelt for value in values if len((spelt := spellings(value))[0]) >= SHORTEST]
    return sum(any(form in page for form in spelt) for spelt in wanted), len(wanted)


def signs_in_place(line: str, text: str) -> int:
    """Signs of the line that line up with the best place of the text: length less edit distance.

    Both are normalised already. The distance of a pattern to the nearest part of a text, computed with
    one machine word a row (Myers 1999), here an integer of any length.
    """
    length = len(line)
    if not length:
        return 0
    whole, top = (1 << length) - 1, 1 << (length - 1)
    where: dict[str, int] = {}
    for at, sign in enumerate(line):
        where[sign] = where.get(sign, 0) | 1 << at
    up, down, distance, best = whole, 0, length, length
    for sign in text:
        same = where.get(sign, 0)
        diagonal = (((same & up) + up) ^ up) | same | down
        more, less = (down | ~(diagonal | up)) & whole, diagonal & up
        distance += bool(more & top) - bool(less & top)
        best = min(best, distance)
        more, less = more << 1 & whole, less << 1 & whole
        up, down = (less | ~(diagonal | more)) & whole, more & diagonal
    return length - best


def signs_found(lines: Iterable[str], text: str) -> tuple[int, int]:
    """Signs of the true lines found, each line wherever it fits best, and signs there are."""
    page = printed(text)
    wanted = [printed(line) for line in lines]
    return sum(signs_in_place(line, page) for line in wanted), sum(map(len, wanted))


def words_found(words: Iterable[str], text: str) -> tuple[int, int]:
    """The same in signs of whole words, in any order, upper and lower case alike.

    A word counts as often as it is found; gaps do not matter, for some readers leave them out. Words
    of fewer than three signs are left out: they are found in any text.
    """
    page = printed(text).casefold()
    wanted = Counter(word for given in words if len(word := printed(given).casefold()) >= SHORTEST_WORD)
    found = sum(len(word) * min(times, page.count(word)) for word, times in wanted.items())
    return found, sum(len(word) * times for word, times in wanted.items())


def phrases_found(phrases: Iterable[str], text: str) -> tuple[int, int]:
    """The same in signs of phrases that are found whole."""
    page = printed(text)
    wanted = [printed(phrase) for phrase in phrases]
    return sum(len(phrase) for phrase in wanted if phrase in page), sum(map(len, wanted))
