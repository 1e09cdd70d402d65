"""What happens to messages; heard in this room only."""

from dataclasses import dataclass


@dataclass(frozen=True)
class AttemptPlanned:
    """A message is to be handed to a channel, now or when its time has come."""

    attempt_id: int
