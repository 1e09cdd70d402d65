"""What becomes of a bill and of a line we do not accept: one row a move."""

from enum import StrEnum

from beebox.accounts.roles import Role as R
from beebox.kernel.state_table import Move, StateTable


class BillState(StrEnum):
    ARRIVED = "arrived"
    """The file is kept; its lines are not read yet."""
    READ = "read"
    """Every line is in the books; they are being held against ours."""
    UNREADABLE = "unreadable"
    MATCHED = "matched"


class BillAction(StrEnum):
    READ = "read"
    REFUSE = "refuse"
    TRY_AGAIN = "try_again"
    MATCH = "match"


class DisputeState(StrEnum):
    OPEN = "open"
    CREDITED = "credited"
    DROPPED = "dropped"
    """We were wrong, or let it be."""


class DisputeAction(StrEnum):
    CREDIT = "credit"
    DROP = "drop"


_B, _A = BillState, BillAction
# fmt: off
BILL_TABLE = StateTable(
    Move(_B.ARRIVED,    _A.READ,      _B.READ,       R.SYSTEM),
    Move(_B.ARRIVED,    _A.REFUSE,    _B.UNREADABLE, R.SYSTEM),
    Move(_B.UNREADABLE, _A.TRY_AGAIN, _B.ARRIVED,    R.SUPERVISOR),
    Move(_B.READ,       _A.MATCH,     _B.MATCHED,    R.SYSTEM),
    Move(_B.MATCHED,    _A.MATCH,     _B.MATCHED,    R.SYSTEM),
)

DISPUTE_TABLE = StateTable(
    Move(DisputeState.OPEN, DisputeAction.CREDIT, DisputeState.CREDITED, R.SYSTEM),
    Move(DisputeState.OPEN, DisputeAction.DROP,   DisputeState.DROPPED,  R.SUPERVISOR),
)
# fmt: on
