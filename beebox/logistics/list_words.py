"""What a list of codes came to, in piles: those with the same answer go the same way."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from beebox.kernel.errors import N_
from beebox.logistics.scanning import Seen
from beebox.logistics.scanning_many import Handed
from beebox.logistics.words import ANSWERS, DESK_ANSWERS, Answer
from beebox.web.errors import sentence_of

TAKEN = frozenset({Seen.COLLECTED, Seen.OTHER_BOX, Seen.IN_BAG})
_ONE_BY_ONE = N_("把这几封找出来，一封一封再扫；还是查不到，就贴黄签、放进红色问题袋。")
NEXT_AT_BOX = {
    Seen.COLLECTED: N_("都放进绿色转运袋。"),
    Seen.OTHER_BOX: N_("照样带走，都放进绿色转运袋。"),
    Seen.ALREADY: N_("不用再扫，和其他信封放在一起。"),
    Seen.UNKNOWN: _ONE_BY_ONE,
}
NEXT_AT_DESK = {
    Seen.IN_BAG: N_("数一数每一格的信封，件数要和下面的表一样。"),
    Seen.TOO_EARLY: N_("把这几封放到代管格，通过后再扫一次。"),
    Seen.UNKNOWN: _ONE_BY_ONE,
}
LEFT_OUT = Answer(
    "stop", N_("没有登记"), "", N_("把这几封放进红色问题袋。处理好以后再交一次，编号留在下面的框里。")
)


@dataclass(frozen=True)
class Pile:
    answer: Answer
    codes: list[str]
    sentence: str = ""
    """Why nothing could be written, where that is so."""


def piles_at_box(handed: Iterable[Handed]) -> list[Pile]:
    return _piles(handed, {seen: _next(answer, NEXT_AT_BOX.get(seen)) for seen, answer in ANSWERS.items()})


def piles_at_desk(handed: Iterable[Handed]) -> list[Pile]:
    words = {**ANSWERS, **DESK_ANSWERS}
    return _piles(handed, {seen: _next(answer, NEXT_AT_DESK.get(seen)) for seen, answer in words.items()})


def taken_in(handed: Iterable[Handed]) -> int:
    """How many envelopes were taken; the same one twice counts once."""
    return len({one.code for one in handed if one.seen in TAKEN})


def left_out(handed: Iterable[Handed]) -> list[str]:
    return list(dict.fromkeys(one.code for one in handed if one.trouble))


def _next(answer: Answer, step: str | None) -> Answer:
    return answer._replace(next=step) if step else answer


def _piles(handed: Iterable[Handed], words: Mapping[Seen, Answer]) -> list[Pile]:
    """What needs a hand first; of one code read twice each answer is told once."""
    found: dict[tuple[Seen | None, str], dict[str, None]] = {}
    for one in handed:
        why = sentence_of(one.trouble) if one.trouble else ""
        found.setdefault((one.seen, why), {})[one.code or "—"] = None
    piles = [
        Pile(words[seen] if seen else LEFT_OUT, list(codes), why) for (seen, why), codes in found.items()
    ]
    return sorted(piles, key=lambda pile: _URGENCY.index(pile.answer.tone))


_URGENCY: Sequence[str] = ("stop", "wait", "note", "good")
