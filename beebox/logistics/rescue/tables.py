"""What becomes of an interception and of a claim: one row a move."""

from enum import StrEnum

from beebox.accounts.roles import Role as R
from beebox.kernel.state_table import Move, StateTable


class InterceptionState(StrEnum):
    PLANNED = "planned"
    """Written down; nothing was sent, or the carrier was not reached."""
    SENT = "sent"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    """Sent, and no answer came back: never sent again, a scan or a person tells."""


class InterceptionAction(StrEnum):
    SEND = "send"
    CONFIRM = "confirm"
    REJECT = "reject"
    LOSE = "lose"
    PLAN_AGAIN = "plan_again"


class ClaimState(StrEnum):
    OPEN = "open"
    """Searched for."""
    FOUND = "found"
    REPLACED = "replaced"
    """Given up; the department makes the papers again."""
    COMPENSATED = "compensated"
    """Given up; the carrier pays."""


class ClaimAction(StrEnum):
    FIND = "find"
    REPLACE = "replace"
    COMPENSATE = "compensate"


_I, _A = InterceptionState, InterceptionAction
_C, _D = ClaimState, ClaimAction
# fmt: off
INTERCEPTION_TABLE = StateTable(
    Move(_I.PLANNED, _A.SEND,       _I.SENT,      R.SYSTEM),
    Move(_I.SENT,    _A.CONFIRM,    _I.CONFIRMED, R.SYSTEM),
    Move(_I.SENT,    _A.REJECT,     _I.REJECTED,  R.SYSTEM),
    Move(_I.SENT,    _A.LOSE,       _I.UNKNOWN,   R.SYSTEM),
    Move(_I.SENT,    _A.PLAN_AGAIN, _I.PLANNED,   R.SYSTEM),
    # the parcel's own scans tell, or a person who called the carrier
    Move(_I.UNKNOWN, _A.CONFIRM,    _I.CONFIRMED, R.SYSTEM),
    Move(_I.UNKNOWN, _A.CONFIRM,    _I.CONFIRMED, R.SUPERVISOR),
    Move(_I.UNKNOWN, _A.REJECT,     _I.REJECTED,  R.SUPERVISOR),
    Move(_I.PLANNED, _A.REJECT,     _I.REJECTED,  R.SUPERVISOR),
)

CLAIM_TABLE = StateTable(
    Move(_C.OPEN,        _D.FIND,       _C.FOUND,       R.SUPERVISOR),
    Move(_C.OPEN,        _D.REPLACE,    _C.REPLACED,    R.SUPERVISOR),
    Move(_C.OPEN,        _D.COMPENSATE, _C.COMPENSATED, R.SUPERVISOR),
    # it turned up after it was given up
    Move(_C.REPLACED,    _D.FIND,       _C.FOUND,       R.SUPERVISOR),
    Move(_C.COMPENSATED, _D.FIND,       _C.FOUND,       R.SUPERVISOR),
)
# fmt: on
GIVEN_UP = frozenset({ClaimState.REPLACED, ClaimState.COMPENSATED})
OPEN_INTERCEPTIONS = (InterceptionState.PLANNED, InterceptionState.SENT, InterceptionState.UNKNOWN)
