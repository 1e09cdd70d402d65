"""What an examination says."""

from dataclasses import dataclass
from enum import StrEnum


class Word(StrEnum):
    OK = "ok"
    WARN = "warn"
    """It works, with something missing or something to do soon."""
    FAIL = "fail"
    """Part of the service does not work until this is mended."""


@dataclass(frozen=True)
class Finding:
    """One answer. Never holds a secret: it may be pasted into a message for help."""

    name: str
    word: Word
    sentence: str
    remedy: str = ""


def ok(name: str, sentence: str) -> Finding:
    return Finding(name, Word.OK, sentence)


def warn(name: str, sentence: str, remedy: str) -> Finding:
    return Finding(name, Word.WARN, sentence, remedy)


def fail(name: str, sentence: str, remedy: str) -> Finding:
    return Finding(name, Word.FAIL, sentence, remedy)
