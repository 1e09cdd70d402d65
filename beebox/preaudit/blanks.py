"""Lines of a form that nobody has filled: a printed label, and no ink where its value belongs."""

from collections.abc import Collection, Sequence

from beebox.preaudit.document_types import TypeRule
from beebox.preaudit.places import Gap, spot_at
from beebox.preaudit.report import Blank, Line
from beebox.preaudit.sight import Sight
from beebox.preaudit.signatures import unsigned
from beebox.preaudit.thresholds import load_thresholds


def blanks_in(
    sight: Sight, rule: TypeRule, lines: Sequence[Line], gaps: Sequence[Gap], hidden: Collection[str]
) -> tuple[Blank, ...]:
    """The unfilled lines of a paper that is signed by hand, the signature's too; none on other papers.

    `hidden`: names of values the picture spoils, of which nobody can say whether they were filled in.
    """
    if not rule.signature_lines:
        return ()
    limits = load_thresholds()
    found = {
        piece.label or piece.text: Blank(piece.label or piece.text, piece.box)
        for piece in unsigned(sight, lines, rule.signature_lines)
    }
    for gap in gaps:
        seen = spot_at(gap.place, sight.page, limits.glare.white)
        bare = seen.ink <= limits.blanks.ink and seen.strongest < limits.blanks.strongest
        if gap.name not in hidden and bare:
            found[gap.label] = Blank(gap.label, gap.label_box)
    return tuple(found.values())
