"""Marks beside print: the red seal, ink on the signature lines, QR and bar codes."""

from collections.abc import Sequence

from beebox.preaudit.codes import find_codes
from beebox.preaudit.report import Line, Mark, MarkKind
from beebox.preaudit.seals import find_seal
from beebox.preaudit.sight import Sight
from beebox.preaudit.signatures import find_signature


def find_marks(sight: Sight, lines: Sequence[Line], signature_labels: Sequence[str]) -> tuple[Mark, ...]:
    """Every mark looked for on this page. A signature only where the paper has a line for it."""
    seal = find_seal(sight)
    marks = [Mark(MarkKind.SEAL, seal is not None, seal)]
    if signature_labels:
        marks.append(find_signature(sight, lines, signature_labels))
    return (*marks, *find_codes(sight))
