"""Whether the time can be believed. Pure.

Since one start of the machine a steady clock counts the seconds, so the time must have gone on by as much:
more or less than that is a leap, whoever made it and while this program ran or not. After another start only
the time itself is left to compare: it must not lie before what was seen, nor so far after it that no ordinary
night, weekend or holiday explains it.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from beebox.kernel.clock import Reading

TOLERANCE = timedelta(minutes=2)
"""What setting a machine's time right may move it by."""
LONGEST_OUTAGE = timedelta(days=14)
"""The longest holiday has nine days; a machine that was off for longer is looked at by a person."""


class Leap(NamedTuple):
    expected: datetime
    off: timedelta
    """By how much the time is ahead; negative when it went back."""


def leap(seen: Reading, now: Reading, doubted: datetime | None = None) -> Leap | None:
    """How far the time is from what it should be; None when it can be believed.

    `doubted` is a time that was ahead when it was last looked at. Starting the machine anew does not make it
    right: as long as the time was not set back before it, it stays doubted.
    """
    same_start = now.boot == seen.boot != "" and now.steady >= seen.steady
    if same_start:
        expected = seen.wall + timedelta(seconds=now.steady - seen.steady)
        off = now.wall - expected
        return Leap(expected, off) if abs(off) > TOLERANCE else None
    off = now.wall - seen.wall
    if doubted is not None and now.wall >= doubted:
        return Leap(seen.wall, off)
    return Leap(seen.wall, off) if off < -TOLERANCE or off > LONGEST_OUTAGE else None
