"""What is to be told to a carrier about a parcel that shall not go on as ordered."""

from dataclasses import dataclass


@dataclass(frozen=True)
class InterceptionPlanned:
    """A parcel on its way is to be stopped, sent back or sent elsewhere."""

    interception_id: int
