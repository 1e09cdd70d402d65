"""What is announced about rules."""

from dataclasses import dataclass


@dataclass(frozen=True)
class ReplayAsked:
    """Rules are to be run over stored readings; the result lands in that replay."""

    replay_id: int
