"""Which steps a clerk can take now, and of the others why not."""

from dataclasses import dataclass

from beebox.accounts.roles import Role
from beebox.cases.states import ENDED, Action, State
from beebox.cases.transitions import CASE_TABLE
from beebox.handling import words
from beebox.handling.rules import Way

STEPS = (Action.ACCEPT, Action.ASK_CORRECTION, Action.REFUSE, Action.DECIDE, Action.HAND_OUT)


@dataclass(frozen=True)
class Asked:
    """Whether the department's one correction is used."""

    once: bool


@dataclass(frozen=True)
class Option:
    action: Action
    why_not: str = ""
    """Empty when it can be done now; else a sentence for the translators."""


def options_for(state: State, asked: Asked, result_by: str | None) -> tuple[Option, ...]:
    """Each step in its order. Who asks again for a correction is told the one-time rule."""
    able = set(CASE_TABLE.open_to(state, Role.CLERK))
    if asked.once:
        able.discard(Action.ASK_CORRECTION)
    if result_by != Way.COLLECT.value:
        able.discard(Action.HAND_OUT)
    return tuple(Option(action, "" if action in able else _why_not(action, state, asked)) for action in STEPS)


def _why_not(action: Action, state: State, asked: Asked) -> str:
    if action is Action.ASK_CORRECTION and asked.once and state is State.RECEIVED:
        return words.ASKED_ONCE
    if state in ENDED:
        return words.ENDED_ALREADY
    if state in words.EARLY and action is not Action.HAND_OUT:
        return words.EARLY[state]
    if action in words.EVENTUAL and state in {State.RECEIVED, State.ACCEPTED}:
        return words.EVENTUAL[action]
    return words.LATE.get(state, words.EVENTUAL[Action.HAND_OUT])
