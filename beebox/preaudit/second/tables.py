"""The life of one second reading."""

from enum import StrEnum

from beebox.accounts.roles import Role as R
from beebox.kernel.state_table import Move, StateTable


class SecondState(StrEnum):
    WAITING = "waiting"
    AGREED = "agreed"
    DIFFERENT = "different"
    HANDED_UP = "handed_up"
    SETTLED = "settled"
    DONE = "done"
    WENT_ON = "went_on"


class SecondAction(StrEnum):
    AGREE = "agree"
    DIFFER = "differ"
    HAND_UP = "hand_up"
    SETTLE = "settle"
    FINISH = "finish"
    GO_ON = "go_on"


S, A = SecondState, SecondAction
OPEN = (S.WAITING, S.DIFFERENT, S.HANDED_UP, S.SETTLED)
"""The case may not move on by the first reader's word alone."""

# fmt: off
SECOND_TABLE = StateTable(
    #    before        action      after         who
    Move(S.WAITING,    A.AGREE,    S.AGREED,     R.AUDITOR),
    Move(S.WAITING,    A.DIFFER,   S.DIFFERENT,  R.AUDITOR),
    Move(S.WAITING,    A.GO_ON,    S.WENT_ON,    R.SYSTEM),
    Move(S.DIFFERENT,  A.SETTLE,   S.SETTLED,    R.AUDITOR),
    Move(S.DIFFERENT,  A.HAND_UP,  S.HANDED_UP,  R.AUDITOR),
    Move(S.DIFFERENT,  A.SETTLE,   S.SETTLED,    R.SUPERVISOR),
    Move(S.HANDED_UP,  A.SETTLE,   S.SETTLED,    R.SUPERVISOR),
    Move(S.SETTLED,    A.FINISH,   S.DONE,       R.AUDITOR),
)
# fmt: on
