"""A list of codes from a memory scanner: the answers and the rows of so many scans, in few questions."""

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.kernel.ids import read_code
from beebox.logistics.at_hand import AtHand, at_hand
from beebox.logistics.bags import open_bag
from beebox.logistics.collecting import RoundIsClosed, seen_at_box, take_out
from beebox.logistics.envelopes import envelopes_by_code
from beebox.logistics.in_pieces import in_pieces
from beebox.logistics.models import Bag, Envelope, Holder, Round
from beebox.logistics.pen import Pen
from beebox.logistics.scanning import Seen, find_envelope, plain, seen_without_envelope, take_aside
from beebox.logistics.sorting import lay_in_bag, lay_on_desk, seen_at_desk
from beebox.logistics.tables import EnvelopeState, RoundState


class Handed(NamedTuple):
    """One code of the list and its answer; where a single scan would raise, `trouble` and no answer."""

    code: str
    seen: Seen | None
    trouble: BeeboxError | None = None
    department_id: int | None = None
    """Whose paper it is, where there is an envelope."""


def collect_many(work: Work, batch: Round, codes: Sequence[str], actor: Actor) -> list[Handed]:
    """`collect` for each of these codes, in their order.

    One code in trouble (say, its return has no address) changes nothing and holds nobody up.
    Raises RoundIsClosed. When somebody else changes one of the envelopes meanwhile the whole list is
    Overtaken and nothing of it is written.
    """
    if batch.state is RoundState.CLOSED:
        raise RoundIsClosed
    pen, listed = Pen(work, actor), _Listed(work, codes)
    hands = _Hands(
        work,
        [e for e in listed.envelopes if seen_at_box(e, batch, actor) in (Seen.COLLECTED, Seen.OTHER_BOX)],
    )

    def step(text: str, found: Envelope) -> Seen:
        seen = seen_at_box(found, batch, actor)
        if seen is Seen.ENDED:
            _set_aside(work, found, Holder.COLLECTOR, actor)
        elif seen is not Seen.ALREADY:
            take_out(hands.of(found), batch, seen, pen)
        pen.scan(text, seen, found, round_id=batch.id)
        return seen

    def strange(text: str, seen: Seen) -> None:
        pen.scan(text, seen, round_id=batch.id)

    handed = [_answer(listed, text, step, strange) for text in codes]
    pen.write()
    return handed


def sort_many(work: Work, codes: Sequence[str], actor: Actor) -> list[Handed]:
    """`arrive` for each of these codes, and `put_in_bag` at the tray of its department.

    Trouble and Overtaken as in `collect_many`.
    """
    pen, listed = Pen(work, actor), _Listed(work, codes)
    _kept = _bags_of(work, listed.envelopes)
    coming = [e for e in listed.envelopes if seen_at_desk(work, e, actor) is Seen.PUT]
    hands = _Hands(work, [e for e in coming if e.state is not EnvelopeState.SORTING])
    bags = _open_bags(work, coming)

    def step(text: str, found: Envelope) -> Seen:
        seen = seen_at_desk(work, found, actor)
        if seen is Seen.ENDED:
            _set_aside(work, found, Holder.SORTING, actor)
        if seen is not Seen.PUT:
            pen.scan(text, seen, found)
            return seen
        if found.state is not EnvelopeState.SORTING:
            lay_on_desk(hands.of(found), pen)
        pen.scan(text, seen, found)
        if found.department_id not in bags:
            bags[found.department_id] = open_bag(work, found)
        lay_in_bag(found, bags[found.department_id], pen)
        pen.scan(text, Seen.IN_BAG, found)
        return Seen.IN_BAG

    handed = [_answer(listed, text, step, pen.scan) for text in codes]
    pen.write()
    return handed


class _Listed:
    """The envelopes of a list, and the cases of those codes that have none."""

    def __init__(self, work: Work, texts: Sequence[str]) -> None:
        self.work = work
        self._codes = {text: read_code(text) for text in texts}
        codes = list(dict.fromkeys(code for code in self._codes.values() if code))
        there = envelopes_by_code(work, codes)
        self._by_code = {code: there[code] for code in codes if code in there}
        self._states = _states_of(work, [code for code in codes if code not in there])

    @property
    def envelopes(self) -> list[Envelope]:
        """Each once, in the order of the list."""
        return list(self._by_code.values())

    def find(self, text: str) -> Envelope | Seen:
        """The same as `find_envelope`."""
        code = self._codes[text]
        if code is None or (code not in self._by_code and code not in self._states):
            return Seen.UNKNOWN
        if code not in self._by_code and self._states[code] is State.AWAITING_PAPER:
            return self._expected_now(code)
        return self._by_code.get(code) or seen_without_envelope(self._states[code])

    def shown(self, text: str) -> str:
        return self._codes[text] or plain(text)

    def _expected_now(self, code: str) -> Envelope | Seen:
        """It passed a second ago."""
        with self.work.session.begin_nested():
            found = find_envelope(self.work, code)
        if isinstance(found, Envelope):
            self._by_code[code] = found
        return found


class _Hands:
    def __init__(self, work: Work, envelopes: Sequence[Envelope]) -> None:
        self._work, self._loaded = work, at_hand(work, envelopes)

    def of(self, envelope: Envelope) -> AtHand:
        if envelope.id not in self._loaded:
            self._loaded |= at_hand(self._work, [envelope])
        return self._loaded[envelope.id]


def _answer(
    listed: _Listed,
    text: str,
    step: Callable[[str, Envelope], Seen],
    strange: Callable[[str, Seen], None],
) -> Handed:
    try:
        found = listed.find(text)
        if isinstance(found, Seen):
            strange(text, found)
            return Handed(listed.shown(text), found)
        return Handed(found.code, step(text, found), None, found.department_id)
    except BeeboxError as trouble:
        return Handed(listed.shown(text), None, trouble)


def _set_aside(work: Work, envelope: Envelope, holder: Holder, actor: Actor) -> None:
    with work.session.begin_nested():
        take_aside(work, envelope, holder, actor)


def _states_of(work: Work, codes: Sequence[str]) -> dict[str, State]:
    found: dict[str, State] = {}
    for some in in_pieces(codes):
        rows = work.session.execute(select(Case.code, Case.state).where(Case.code.in_(some)))
        found |= dict(rows.all())
    return found


def _bags_of(work: Work, envelopes: Sequence[Envelope]) -> list[Bag]:
    """The bags these lie in; as long as they are held, asking for one of them costs no question."""
    inside = list({envelope.bag_id for envelope in envelopes if envelope.bag_id})
    return [
        bag for some in in_pieces(inside) for bag in work.session.scalars(select(Bag).where(Bag.id.in_(some)))
    ]


def _open_bags(work: Work, coming: Sequence[Envelope]) -> dict[int, Bag]:
    """By department, the bag for those that come.

    Always in the same order, so that two desks never wait for each other in a ring.
    """
    first: dict[int, Envelope] = {}
    for envelope in coming:
        first.setdefault(envelope.department_id, envelope)
    return {department: open_bag(work, first[department]) for department in sorted(first)}
