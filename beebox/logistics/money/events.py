"""What happens to bills."""

from dataclasses import dataclass


@dataclass(frozen=True)
class BillArrived:
    """The file of a bill is kept and has to be read."""

    bill_id: int


@dataclass(frozen=True)
class BillRead:
    """All lines are in the books and have to be held against ours, now or once more."""

    bill_id: int
    by_name: str = ""
