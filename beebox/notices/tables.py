"""What a message and one attempt to send it can be at."""

from enum import StrEnum

from beebox.accounts.roles import Role
from beebox.kernel.state_table import Move, StateTable


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    """A provider has it."""
    DELIVERED = "delivered"
    """A provider says it arrived, or its person opened it in the inbox."""
    UNREACHED = "unreached"
    """No channel got through: somebody has to call."""
    REACHED = "reached"
    """Somebody did."""


class MessageAction(StrEnum):
    SEND = "send"
    DELIVER = "deliver"
    GIVE_UP = "give_up"
    SEND_AGAIN = "send_again"
    CALL = "call"


class AttemptState(StrEnum):
    PLANNED = "planned"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    UNKNOWN = "unknown"


class AttemptAction(StrEnum):
    SEND = "send"
    PUT_OFF = "put_off"
    CONFIRM = "confirm"
    FAIL = "fail"
    LOSE = "lose"
    FIND_UNSENT = "find_unsent"


_S, _A = MessageState, MessageAction
_T, _B = AttemptState, AttemptAction
# fmt: off
MESSAGE_TABLE = StateTable(
    Move(_S.WAITING,   _A.SEND,       _S.SENT,      Role.SYSTEM),
    Move(_S.SENT,      _A.SEND,       _S.SENT,      Role.SYSTEM),
    Move(_S.WAITING,   _A.DELIVER,    _S.DELIVERED, Role.SYSTEM),
    Move(_S.SENT,      _A.DELIVER,    _S.DELIVERED, Role.SYSTEM),
    Move(_S.UNREACHED, _A.DELIVER,    _S.DELIVERED, Role.SYSTEM),
    Move(_S.WAITING,   _A.GIVE_UP,    _S.UNREACHED, Role.SYSTEM),
    Move(_S.SENT,      _A.GIVE_UP,    _S.UNREACHED, Role.SYSTEM),
    Move(_S.UNREACHED, _A.SEND_AGAIN, _S.WAITING,   Role.SUPERVISOR),
    Move(_S.UNREACHED, _A.SEND_AGAIN, _S.WAITING,   Role.CLERK),
    Move(_S.UNREACHED, _A.CALL,       _S.REACHED,   Role.SUPERVISOR),
    Move(_S.UNREACHED, _A.CALL,       _S.REACHED,   Role.CLERK),
)
ATTEMPT_TABLE = StateTable(
    Move(_T.PLANNED,   _B.SEND,        _T.SENT,      Role.SYSTEM),
    Move(_T.PLANNED,   _B.PUT_OFF,     _T.PLANNED,   Role.SYSTEM),
    Move(_T.PLANNED,   _B.CONFIRM,     _T.DELIVERED, Role.SYSTEM),
    Move(_T.PLANNED,   _B.FAIL,        _T.FAILED,    Role.SYSTEM),
    Move(_T.PLANNED,   _B.LOSE,        _T.UNKNOWN,   Role.SYSTEM),
    Move(_T.SENT,      _B.CONFIRM,     _T.DELIVERED, Role.SYSTEM),
    Move(_T.SENT,      _B.FAIL,        _T.FAILED,    Role.SYSTEM),
    Move(_T.SENT,      _B.LOSE,        _T.UNKNOWN,   Role.SYSTEM),
    Move(_T.UNKNOWN,   _B.SEND,        _T.SENT,      Role.SYSTEM),
    Move(_T.UNKNOWN,   _B.FIND_UNSENT, _T.PLANNED,   Role.SYSTEM),
    Move(_T.UNKNOWN,   _B.CONFIRM,     _T.DELIVERED, Role.SYSTEM),
    Move(_T.UNKNOWN,   _B.FAIL,        _T.FAILED,    Role.SYSTEM),
    Move(_T.FAILED,    _B.CONFIRM,     _T.DELIVERED, Role.SYSTEM),
)
# fmt: on
