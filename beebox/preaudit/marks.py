"""Marks beside print: the red seal, ink on the signature lines, the holder's photo, QR and bar codes."""

from collections.abc import Sequence

from beebox.preaudit.codes import find_codes
from beebox.preaudit.document_types import TypeRule
from beebox.preaudit.photos import find_photo
from beebox.preaudit.report import Line, Mark, MarkKind
from beebox.preaudit.seals import find_seal
from beebox.preaudit.sight import Sight
from beebox.preaudit.signatures import find_signature


def find_marks(sight: Sight, lines: Sequence[Line], rule: TypeRule) -> tuple[Mark, ...]:
    """Every mark looked for on a paper of this type: a signature where it has a line for one, a photo where
    it carries its holder's."""
    seal = find_seal(sight)
    marks = [Mark(MarkKind.SEAL, seal is not None, seal)]
    if rule.signature_lines:
        marks.append(find_signature(sight, lines, rule.signature_lines))
    if rule.photo:
        marks.append(find_photo(sight, lines))
    return (*marks, *find_codes(sight))
