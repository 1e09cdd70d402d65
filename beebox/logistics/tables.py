"""Who holds the paper, what a round and a bag are at, what the courier says: one row a move."""

from enum import StrEnum

from beebox.accounts.roles import Role as R
from beebox.kernel.state_table import Move, StateTable


class EnvelopeState(StrEnum):
    WAITING = "waiting"
    """With the citizen, who may hand it in."""
    DROPPED = "dropped"
    """In a box, says its citizen."""
    CARRIED = "carried"
    """With the courier who fetched it at the door."""
    COLLECTED = "collected"
    """With the collector, or on its way back to the sorting desk."""
    SORTING = "sorting"
    """On the sorting desk, in no bag yet."""
    BAGGED = "bagged"
    RECEIVED = "received"
    """With the department."""
    CANCELLED = "cancelled"
    """Its case ended before we had the paper."""
    ASIDE = "aside"
    """Its case ended and we have the paper: it waits for its return parcel."""


class EnvelopeAction(StrEnum):
    DECLARE_DROPPED = "declare_dropped"
    CARRY = "carry"
    COLLECT = "collect"
    ARRIVE = "arrive"
    BAG = "bag"
    RECEIVE = "receive"
    TURN_BACK = "turn_back"
    CANCEL = "cancel"
    SET_ASIDE = "set_aside"


class RoundState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"


class RoundAction(StrEnum):
    CLOSE = "close"


class BagState(StrEnum):
    OPEN = "open"
    CLOSED = "closed"
    RECEIVED = "received"


class BagAction(StrEnum):
    CLOSE = "close"
    RECEIVE = "receive"


class WaybillState(StrEnum):
    PLANNED = "planned"
    """Written down; the carrier has not confirmed it."""
    BOOKED = "booked"
    REFUSED = "refused"
    """The carrier does not take this parcel as it was ordered."""
    HANDED_OVER = "handed_over"
    IN_TRANSIT = "in_transit"
    FAILED = "failed"
    """It could not be delivered; a person looks after it."""
    READY = "ready"
    """In a locker or at a counter: its receiver has to fetch it."""
    DELIVERED = "delivered"
    """Says the carrier, asked for it. A reversal or a return takes it back."""
    RETURNING = "returning"
    """On its way back to its sender."""
    RETURNED = "returned"
    """With its sender again; it may be issued anew."""
    LOST = "lost"
    CANCELLED = "cancelled"
    """Its envelope never travels."""


class WaybillAction(StrEnum):
    BOOK = "book"
    REFUSE = "refuse"
    PLAN_AGAIN = "plan_again"
    COLLECT = "collect"
    CARRY_ON = "carry_on"
    FAIL = "fail"
    AWAIT = "await"
    DELIVER = "deliver"
    TURN_BACK = "turn_back"
    COME_BACK = "come_back"
    LOSE = "lose"
    CANCEL = "cancel"


class CallState(StrEnum):
    PLANNED = "planned"
    SENT = "sent"
    """On its way, or the process ended before the answer: ask before anything else."""
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    UNKNOWN = "unknown"
    """Sent, and no answer came back."""
    WITHDRAWN = "withdrawn"
    """Never sent, or taken back with the carrier's word for it: nothing stands for it any more."""


class CallAction(StrEnum):
    SEND = "send"
    CONFIRM = "confirm"
    REJECT = "reject"
    LOSE = "lose"
    PLAN_AGAIN = "plan_again"
    WITHDRAW = "withdraw"


_E, _A = EnvelopeState, EnvelopeAction
# fmt: off
ENVELOPE_TABLE = StateTable(
    # by the box
    Move(_E.WAITING,   _A.DECLARE_DROPPED, _E.DROPPED,   R.CITIZEN),
    Move(_E.DROPPED,   _A.COLLECT,         _E.COLLECTED, R.COLLECTOR),
    Move(_E.WAITING,   _A.COLLECT,         _E.COLLECTED, R.COLLECTOR),
    # by the courier at the door
    Move(_E.WAITING,   _A.CARRY,           _E.CARRIED,   R.SYSTEM),
    Move(_E.CARRIED,   _A.COLLECT,         _E.COLLECTED, R.COLLECTOR),
    # to the department
    Move(_E.WAITING,   _A.ARRIVE,          _E.SORTING,   R.COLLECTOR),
    Move(_E.DROPPED,   _A.ARRIVE,          _E.SORTING,   R.COLLECTOR),
    Move(_E.CARRIED,   _A.ARRIVE,          _E.SORTING,   R.COLLECTOR),
    Move(_E.COLLECTED, _A.ARRIVE,          _E.SORTING,   R.COLLECTOR),
    Move(_E.BAGGED,    _A.ARRIVE,          _E.SORTING,   R.COLLECTOR),
    Move(_E.SORTING,   _A.BAG,             _E.BAGGED,    R.COLLECTOR),
    Move(_E.BAGGED,    _A.RECEIVE,         _E.RECEIVED,  R.CLERK),
    Move(_E.BAGGED,    _A.TURN_BACK,       _E.COLLECTED, R.CLERK),
    # the case ended meanwhile
    Move(_E.WAITING,   _A.CANCEL,          _E.CANCELLED, R.SYSTEM),
    Move(_E.DROPPED,   _A.CANCEL,          _E.CANCELLED, R.SYSTEM),
    Move(_E.CARRIED,   _A.CANCEL,          _E.CANCELLED, R.SYSTEM),
    Move(_E.CANCELLED, _A.SET_ASIDE,       _E.ASIDE,     R.COLLECTOR),
    Move(_E.COLLECTED, _A.SET_ASIDE,       _E.ASIDE,     R.SYSTEM),
    Move(_E.SORTING,   _A.SET_ASIDE,       _E.ASIDE,     R.SYSTEM),
    Move(_E.BAGGED,    _A.SET_ASIDE,       _E.ASIDE,     R.SYSTEM),
    Move(_E.RECEIVED,  _A.SET_ASIDE,       _E.ASIDE,     R.SYSTEM),
)

ROUND_TABLE = StateTable(
    Move(RoundState.OPEN, RoundAction.CLOSE, RoundState.CLOSED, R.COLLECTOR),
)

BAG_TABLE = StateTable(
    Move(BagState.OPEN,   BagAction.CLOSE,   BagState.CLOSED,   R.COLLECTOR),
    Move(BagState.CLOSED, BagAction.RECEIVE, BagState.RECEIVED, R.CLERK),
)

_W, _X = WaybillState, WaybillAction
_FOLLOWED = {
    _X.CARRY_ON:  _W.IN_TRANSIT,
    _X.FAIL:      _W.FAILED,
    _X.AWAIT:     _W.READY,
    _X.DELIVER:   _W.DELIVERED,
    _X.TURN_BACK: _W.RETURNING,
    _X.COME_BACK: _W.RETURNED,
    _X.LOSE:      _W.LOST,
}
_UNDER_WAY = (_W.BOOKED, _W.HANDED_OVER, *_FOLLOWED.values())
WAYBILL_TABLE = StateTable(
    Move(_W.PLANNED,     _X.BOOK,       _W.BOOKED,      R.SYSTEM),
    Move(_W.PLANNED,     _X.REFUSE,     _W.REFUSED,     R.SYSTEM),
    Move(_W.REFUSED,     _X.PLAN_AGAIN, _W.PLANNED,     R.CITIZEN),
    Move(_W.REFUSED,     _X.PLAN_AGAIN, _W.PLANNED,     R.COLLECTOR),
    Move(_W.REFUSED,     _X.PLAN_AGAIN, _W.PLANNED,     R.SUPERVISOR),
    Move(_W.REFUSED,     _X.PLAN_AGAIN, _W.PLANNED,     R.SYSTEM),
    Move(_W.BOOKED,      _X.PLAN_AGAIN, _W.PLANNED,     R.SYSTEM),
    Move(_W.PLANNED,     _X.CANCEL,     _W.CANCELLED,   R.SYSTEM),
    Move(_W.BOOKED,      _X.CANCEL,     _W.CANCELLED,   R.SYSTEM),
    Move(_W.REFUSED,     _X.CANCEL,     _W.CANCELLED,   R.SYSTEM),
    Move(_W.BOOKED,      _X.COLLECT,    _W.HANDED_OVER, R.COLLECTOR),
    Move(_W.BOOKED,      _X.COLLECT,    _W.HANDED_OVER, R.SYSTEM),
    # a courier has it: the state follows the fold of all scans, forward and back
    *(
        Move(before, action, after, R.SYSTEM)
        for before in _UNDER_WAY
        for action, after in _FOLLOWED.items()
        if before is not after
    ),
)

_C, _D = CallState, CallAction
CALL_TABLE = StateTable(
    Move(_C.PLANNED,  _D.SEND,       _C.SENT,      R.SYSTEM),
    Move(_C.SENT,     _D.CONFIRM,    _C.CONFIRMED, R.SYSTEM),
    Move(_C.SENT,     _D.REJECT,     _C.REJECTED,  R.SYSTEM),
    Move(_C.SENT,     _D.LOSE,       _C.UNKNOWN,   R.SYSTEM),
    Move(_C.SENT,     _D.PLAN_AGAIN, _C.PLANNED,   R.SYSTEM),
    Move(_C.UNKNOWN,  _D.CONFIRM,    _C.CONFIRMED, R.SYSTEM),
    Move(_C.UNKNOWN,  _D.REJECT,     _C.REJECTED,  R.SYSTEM),
    # an answer that comes late, after a later try found the carrier away
    Move(_C.PLANNED,  _D.CONFIRM,    _C.CONFIRMED, R.SYSTEM),
    # a person settles what cannot be asked for
    Move(_C.UNKNOWN,  _D.CONFIRM,    _C.CONFIRMED, R.SUPERVISOR),
    # nobody wants it any more
    Move(_C.PLANNED,   _D.WITHDRAW,  _C.WITHDRAWN, R.SYSTEM),
    Move(_C.UNKNOWN,   _D.WITHDRAW,  _C.WITHDRAWN, R.SYSTEM),
    Move(_C.CONFIRMED, _D.WITHDRAW,  _C.WITHDRAWN, R.SYSTEM),
)
# fmt: on
