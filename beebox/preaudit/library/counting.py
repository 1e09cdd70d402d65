"""How often each reason was held against a material."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import func, select

from beebox.cases.models import Case
from beebox.cases.papers import Correction
from beebox.kernel.db import Work
from beebox.preaudit.library.models import ReasonUse

DAYS = 90


def note_uses(work: Work, case: Case, sent: Correction, used: Mapping[str, Sequence[str]]) -> None:
    """Write down the reasons of a notice that is sent now, by material."""
    work.session.add_all(
        ReasonUse(
            correction_id=sent.id,
            code=code,
            item_code=case.item_code,
            material_code=material,
            at=sent.asked_at,
        )
        for material, codes in used.items()
        for code in codes
    )


def uses_by_code(work: Work, days: int = DAYS) -> dict[str, int]:
    """How often each reason was sent to a citizen in the last days, and the notice holds."""
    since = work.now() - timedelta(days=days)
    counted = (
        select(ReasonUse.code, func.count())
        .join(Correction, Correction.id == ReasonUse.correction_id)
        .where(ReasonUse.at >= since, Correction.recalled_at.is_(None))
        .group_by(ReasonUse.code)
    )
    return {row[0]: row[1] for row in work.session.execute(counted)}
