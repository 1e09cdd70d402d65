"""What an auditor confirms before a review may end: lines of an item, and lines for every item."""

from beebox.catalog.shapes import Code, Definition, Line, Text


class ChecklistLine(Text):
    """One thing to look at. Confirming it means: looked at, and either right or in the notice."""

    code: Code
    when: Line | None = None
    """Asked only where this holds, written as the conditions of materials are."""
    materials: tuple[Code, ...] = ()
    """The materials it is about; it is asked only while one of them is needed."""
    rules: tuple[Code, ...] = ()
    """Where all these rules pass on its materials, the machine vouches for it."""
    may_not_apply: bool = False
    """Whether “not applicable”, with a word why, is an answer too."""


class ChecklistFile(Definition):
    """catalogue/checklist.yaml: the lines asked of every case, after those of its item."""

    sample: bool
    note: Line
    lines: tuple[ChecklistLine, ...]
