"""What the virus scanner says of a file."""

from enum import StrEnum


class Scan(StrEnum):
    OFF = "off"
    """There is no scanner."""
    CLEAN = "clean"
    NOT_SCANNED = "not_scanned"
    """The scanner did not answer; it is asked again later."""
    INFECTED = "infected"
