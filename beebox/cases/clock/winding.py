"""What an action means for the clocks of a case. Pure: the table of the legal clock.

Waiting for the citizen stops every clock of ours: sent back, passed and waiting for the paper, correcting,
a result that lies ready to be collected.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date

from beebox.cases.clock.folding import Clocks
from beebox.cases.clock.terms import CITIZENS, Reason, What, Which
from beebox.cases.states import Action
from beebox.catalog.definitions import LimitStart


@dataclass(frozen=True)
class Note:
    """An event to be written down; `day` None is today."""

    which: Which
    what: What
    reason: Reason | None = None
    day: date | None = None
    days: int = 0
    told: date | None = None
    note: str = ""
    basis: str = ""


@dataclass(frozen=True)
class Facts:
    """What of a case the table needs to know beside its clocks."""

    decision_start: LimitStart
    to_check: bool
    """After this action the pre-audit looks at it."""
    told: date | None
    """The citizen's last day, as the notice says it."""
    received_on: date | None
    collect: bool
    """The result is fetched in person."""


OURS = (Which.NOTICE, Which.DECISION)
Rule = Callable[[Clocks, Facts], Iterator[Note]]


def consequences(action: Action, clocks: Clocks, facts: Facts) -> list[Note]:
    rule = RULES.get(action)
    return list(rule(clocks, facts)) if rule else []


def _submit(clocks: Clocks, facts: Facts) -> Iterator[Note]:
    yield from _end(clocks, What.MET, Reason.SUBMITTED, Which.DRAFT, Which.CORRECTION)
    yield from _run(clocks, Which.NOTICE, Reason.SUBMITTED, begins=True)
    begins = facts.decision_start is LimitStart.SUBMIT
    yield from _run(clocks, Which.DECISION, Reason.SUBMITTED, begins=begins)
    if facts.to_check:
        yield Note(Which.CHECK, What.STARTED, Reason.SUBMITTED)


def _send_back(clocks: Clocks, facts: Facts) -> Iterator[Note]:
    yield from _end(clocks, What.MET, Reason.SENT_BACK, Which.CHECK)
    yield from _stop(clocks, Reason.SENT_BACK, *OURS)
    yield Note(Which.CORRECTION, What.STARTED, Reason.SENT_BACK, told=facts.told)


def _recall(clocks: Clocks, _facts: Facts) -> Iterator[Note]:
    """Back to the auditors; the days in which the citizen held the notice do not count."""
    yield from _end(clocks, What.CANCELLED, Reason.RECALLED, Which.CORRECTION)
    for which in OURS:
        yield from _run(clocks, which, Reason.RECALLED, begins=False)
    if Which.CHECK in clocks:
        yield Note(Which.CHECK, What.REOPENED, Reason.RECALLED)


def _pass(clocks: Clocks, _facts: Facts) -> Iterator[Note]:
    yield from _end(clocks, What.MET, Reason.PAPER, Which.CHECK)
    yield from _stop(clocks, Reason.PAPER, *OURS)


def _receive(clocks: Clocks, facts: Facts) -> Iterator[Note]:
    yield from _run(clocks, Which.NOTICE, Reason.RECEIVED, begins=True)
    begins = facts.decision_start is LimitStart.PAPER_RECEIVED
    yield from _run(clocks, Which.DECISION, Reason.RECEIVED, begins=begins)


def _ask_correction(clocks: Clocks, facts: Facts) -> Iterator[Note]:
    yield from _stop(clocks, Reason.CORRECTION, *OURS)
    yield Note(Which.CORRECTION, What.STARTED, Reason.CORRECTION, told=facts.told)


def _refuse(clocks: Clocks, _facts: Facts) -> Iterator[Note]:
    yield from _end(clocks, What.MET, Reason.REFUSED, Which.NOTICE)
    yield from _end(clocks, What.CANCELLED, Reason.REFUSED, Which.DECISION)


def _accept(clocks: Clocks, facts: Facts) -> Iterator[Note]:
    yield from _end(clocks, What.MET, Reason.ACCEPTED, Which.NOTICE)
    begins = facts.decision_start is LimitStart.ACCEPT
    yield from _run(clocks, Which.DECISION, Reason.ACCEPTED, begins=begins)


def _silence(clocks: Clocks, facts: Facts) -> Iterator[Note]:
    """Counted from the day the papers came (art. 32)."""
    if Which.NOTICE in clocks and clocks[Which.NOTICE].breached_on is None:
        yield Note(Which.NOTICE, What.BREACHED, Reason.SILENCE)
    yield from _end(clocks, What.MET, Reason.SILENCE, Which.NOTICE)
    begins = facts.decision_start is LimitStart.ACCEPT
    for note in _run(clocks, Which.DECISION, Reason.SILENCE, begins=begins):
        yield Note(note.which, note.what, note.reason, facts.received_on if begins else None)


def _decide(clocks: Clocks, facts: Facts) -> Iterator[Note]:
    yield from _end(clocks, What.MET, Reason.DECIDED, Which.DECISION)
    for which in (Which.DISPATCH, Which.DELIVERY):
        yield Note(which, What.STARTED, Reason.DECIDED)
        if facts.collect:
            yield Note(which, What.STOPPED, Reason.COLLECT)


def _post_back(clocks: Clocks, _facts: Facts) -> Iterator[Note]:
    yield from _end(clocks, What.MET, Reason.SENT, Which.DISPATCH)


def _handed_out(clocks: Clocks, _facts: Facts) -> Iterator[Note]:
    yield from _end(clocks, What.MET, Reason.HANDED_OUT, Which.DISPATCH, Which.DELIVERY)


def _delivered(clocks: Clocks, _facts: Facts) -> Iterator[Note]:
    yield from _end(clocks, What.MET, Reason.DELIVERED, Which.DELIVERY)


def _lost(clocks: Clocks, _facts: Facts) -> Iterator[Note]:
    yield from _end(clocks, What.CANCELLED, Reason.LOST, Which.DELIVERY)


def _reopen(clocks: Clocks, _facts: Facts) -> Iterator[Note]:
    if Which.DELIVERY in clocks:
        yield Note(Which.DELIVERY, What.REOPENED, Reason.DELIVERED)


def _withdraw(clocks: Clocks, _facts: Facts) -> Iterator[Note]:
    yield from _end(clocks, What.CANCELLED, Reason.WITHDRAWN, *Which)


def _lapse(clocks: Clocks, _facts: Facts) -> Iterator[Note]:
    for which in CITIZENS & clocks.keys():
        if clocks[which].open:
            yield Note(which, What.BREACHED, Reason.LAPSED)
    yield from _end(clocks, What.CANCELLED, Reason.LAPSED, *Which)


RULES: dict[Action, Rule] = {
    Action.SUBMIT: _submit,
    Action.SEND_BACK: _send_back,
    Action.RECALL: _recall,
    Action.PASS: _pass,
    Action.RECEIVE: _receive,
    Action.ASK_CORRECTION: _ask_correction,
    Action.REFUSE: _refuse,
    Action.ACCEPT: _accept,
    Action.ACCEPT_BY_SILENCE: _silence,
    Action.DECIDE: _decide,
    Action.POST_BACK: _post_back,
    Action.HAND_OUT: _handed_out,
    Action.FINISH_WITHOUT_PAPER: _handed_out,
    Action.CONFIRM_DELIVERY: _delivered,
    Action.END_AFTER_LOSS: _lost,
    Action.REOPEN: _reopen,
    Action.WITHDRAW: _withdraw,
    Action.LAPSE: _lapse,
}


def _run(clocks: Clocks, which: Which, why: Reason, *, begins: bool) -> Iterator[Note]:
    """Go on where it stood still, or begin where this event begins it."""
    found = clocks.get(which)
    if found is None:
        if begins:
            yield Note(which, What.STARTED, why)
    elif found.open and found.stopped_on is not None:
        yield Note(which, What.RESUMED, why)


def _stop(clocks: Clocks, why: Reason, *wanted: Which) -> Iterator[Note]:
    for which in wanted:
        if which in clocks and clocks[which].running:
            yield Note(which, What.STOPPED, why)


def _end(clocks: Clocks, what: What, why: Reason, *wanted: Which) -> Iterator[Note]:
    for which in wanted:
        if which in clocks and clocks[which].open:
            yield Note(which, what, why)
