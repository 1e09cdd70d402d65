"""The traffic light of a case on the desk: a shape and a word, the colour comes third.

For the notice: amber on day three, red on day four of five. For the decision: amber when at most one
working day or a fifth of the limit is left, red when it is over.
"""

from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum

from beebox.cases.clock.shades import Shade as Tone
from beebox.cases.clock.shades import Turning
from beebox.cases.legal_clock import NOTICE_DAYS
from beebox.cases.states import State
from beebox.workdays.calendar import Calendar


class Shade(StrEnum):
    """Named as the style sheet names them."""

    GOOD = "good"
    WAIT = "wait"
    STOP = "stop"
    NOTE = "note"
    PLAIN = "plain"


class Urgency(StrEnum):
    EASY = "easy"
    SOON = "soon"
    URGENT = "urgent"
    OVER = "over"
    STOPPED = "stopped"
    LEAVING = "leaving"
    NO_LIMIT = "no_limit"


SHADES = {
    Urgency.EASY: Shade.GOOD,
    Urgency.SOON: Shade.WAIT,
    Urgency.URGENT: Shade.STOP,
    Urgency.OVER: Shade.STOP,
    Urgency.STOPPED: Shade.PLAIN,
    Urgency.LEAVING: Shade.NOTE,
    Urgency.NO_LIMIT: Shade.PLAIN,
}


@dataclass(frozen=True)
class Light:
    urgency: Urgency
    due: date | None
    left: int = 0
    """Working days left after today; negative when the last day is past."""
    provisional: bool = False
    """The last day lies where the holidays are not announced yet, and may still move."""

    @property
    def shade(self) -> Shade:
        return SHADES[self.urgency]


@dataclass(frozen=True)
class Clocked:
    """What of a case a light needs to know."""

    state: State
    notice_due_on: date | None
    decide_due_on: date | None
    limit: int
    """The promised limit in working days; 0 when it is counted otherwise."""
    stopped: bool = False
    """A special procedure is under way, whose time is not counted."""
    turns: Turning | None = None
    """From which day on it is amber and red, as the ladder says; None where that was not counted."""


def light_of(days: Calendar, today: date, case: Clocked) -> Light:
    found = _light(days, today, case)
    if found.due is None:
        return found
    return replace(found, provisional=days.is_provisional_between(today, found.due))


def _light(days: Calendar, today: date, case: Clocked) -> Light:
    match case.state:
        case State.CORRECTING | State.AWAITING_PAPER:
            return Light(Urgency.STOPPED, None)
        case State.ACCEPTED if case.stopped:
            return Light(Urgency.STOPPED, None)
        case State.RECEIVED:
            return _notice(days, today, case)
        case State.ACCEPTED:
            return _decision(days, today, case)
        case State.DECIDED:
            return Light(Urgency.LEAVING, None)
        case _:
            return Light(Urgency.NO_LIMIT, None)


def _notice(days: Calendar, today: date, case: Clocked) -> Light:
    due = case.notice_due_on
    if due is None:
        return Light(Urgency.NO_LIMIT, None)
    left = _left(days, today, due)
    used = NOTICE_DAYS - left
    if case.turns is not None:
        return _turned(today, due, left, case.turns)
    urgency = Urgency.URGENT if used >= 4 else Urgency.SOON if used == 3 else Urgency.EASY
    return Light(Urgency.OVER if left < 0 else urgency, due, left)


def _decision(days: Calendar, today: date, case: Clocked) -> Light:
    due = case.decide_due_on
    if due is None:
        return Light(Urgency.NO_LIMIT, None)
    left = _left(days, today, due)
    if case.turns is not None:
        return _turned(today, due, left, case.turns)
    near = left <= max(1, case.limit // 5)
    return Light(Urgency.OVER if left < 0 else Urgency.SOON if near else Urgency.EASY, due, left)


def _turned(today: date, due: date, left: int, turns: Turning) -> Light:
    """Past its last day, red before it, amber, or easy."""
    if left < 0:
        return Light(Urgency.OVER, due, left)
    shade = {Tone.STOP: Urgency.URGENT, Tone.WAIT: Urgency.SOON}.get(turns.shade(today), Urgency.EASY)
    return Light(shade, due, left)


def _left(days: Calendar, today: date, due: date) -> int:
    left = days.workdays_between(today, due)
    return min(left, -1) if due < today else left
