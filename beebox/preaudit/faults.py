"""What a decision holds against a material, as the one-time rule counts it."""

from collections.abc import Iterator, Sequence
from hashlib import sha256

from beebox.preaudit.one_time_guard import Fault
from beebox.preaudit.reasons import ReasonBook

ONLY_A_NOTE = "other"
"""What a material is held against when there is nothing but a sentence of the auditor's."""
THE_FORM = Fault(0, "form")
"""The fault of the form itself, which is no material."""


def faults_in(book: ReasonBook, material: int, reasons: Sequence[str], note: str) -> Iterator[Fault]:
    """A reason that says nothing by itself is as new as the note with it: another sentence, another fault."""
    wordless = {reason.code for reason in book.named(reasons) if reason.needs_note} | {ONLY_A_NOTE}
    for reason in reasons or (ONLY_A_NOTE,):
        said = sha256(note.strip().encode()).hexdigest()[:8]
        yield Fault(material, f"{reason}:{said}" if reason in wordless else reason)
