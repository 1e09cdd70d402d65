from enum import StrEnum


class State(StrEnum):
    DRAFT = "draft"
    CHECKING = "checking"
    REVIEWING = "reviewing"
    SENT_BACK = "sent_back"
    AWAITING_PAPER = "awaiting_paper"
    RECEIVED = "received"
    CORRECTING = "correcting"
    ACCEPTED = "accepted"
    DECIDED = "decided"
    RETURNING = "returning"
    CLOSED = "closed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"


ENDED = frozenset({State.CLOSED, State.REFUSED, State.WITHDRAWN, State.LAPSED})


class Action(StrEnum):
    SUBMIT = "submit"
    FINISH_CHECK = "finish_check"
    SEND_BACK = "send_back"
    RECALL = "recall"
    PASS = "pass"
    RECEIVE = "receive"
    ASK_CORRECTION = "ask_correction"
    REFUSE = "refuse"
    ACCEPT = "accept"
    ACCEPT_BY_SILENCE = "accept_by_silence"
    DECIDE = "decide"
    POST_BACK = "post_back"
    CONFIRM_DELIVERY = "confirm_delivery"
    END_AFTER_LOSS = "end_after_loss"
    REOPEN = "reopen"
    HAND_OUT = "hand_out"
    FINISH_WITHOUT_PAPER = "finish_without_paper"
    WITHDRAW = "withdraw"
    LAPSE = "lapse"
