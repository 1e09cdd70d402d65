"""What a message can be at."""

from enum import StrEnum

from beebox.accounts.roles import Role
from beebox.kernel.state_table import Move, StateTable


class MessageState(StrEnum):
    WAITING = "waiting"
    SENT = "sent"
    FAILED = "failed"
    """Certainly not sent the last time; it is tried again by itself."""


class MessageAction(StrEnum):
    SEND = "send"
    FAIL = "fail"


_S, _A = MessageState, MessageAction
# fmt: off
MESSAGE_TABLE = StateTable(
    Move(_S.WAITING, _A.SEND, _S.SENT,   Role.SYSTEM),
    Move(_S.FAILED,  _A.SEND, _S.SENT,   Role.SYSTEM),
    Move(_S.WAITING, _A.FAIL, _S.FAILED, Role.SYSTEM),
    Move(_S.FAILED,  _A.FAIL, _S.FAILED, Role.SYSTEM),
)
# fmt: on
