"""What catalogue/reasons.yaml brings: new reasons, and new words for those nobody edited."""

from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.preaudit.library import keeping
from beebox.preaudit.library.book import content_of, reason_book
from beebox.preaudit.library.models import LibraryReason
from beebox.preaudit.reasons import Reason, crowded, reasons_in


@dataclass(frozen=True)
class ReasonsLoaded:
    added: tuple[str, ...] = ()
    updated: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    """Edited by a supervisor and different in the file: left as they are."""
    resting: tuple[str, ...] = ()
    """New, but there was no digit key left for them: retired until a supervisor makes room."""

    def __str__(self) -> str:
        told = [
            ("新加退回原因", self.added),
            ("更新退回原因", self.updated),
            ("主管改过、没有覆盖的退回原因", self.kept),
            ("超过九条、先停用的退回原因", self.resting),
        ]
        return "\n".join(f"{what}：{'、'.join(codes)}" for what, codes in told if codes)


def load_reasons(work: Work, folder: Path) -> ReasonsLoaded:
    """Bring the file into the library; safe to repeat. What a supervisor wrote is never overwritten."""
    rows = {row.code: row for row in work.session.scalars(select(LibraryReason))}
    found: dict[str, list[str]] = {"added": [], "updated": [], "kept": [], "resting": []}
    for number, reason in enumerate(reasons_in(folder).reasons, start=1):
        row = rows.get(reason.code)
        if row is None:
            found[_add(work, reason, number * keeping.STEP if not rows else 0)].append(reason.code)
        elif row.edited:
            if row.content != content_of(reason):
                found["kept"].append(reason.code)
        elif keeping.change(work, row, _as_before(reason, row), row.position, None):
            found["updated"].append(reason.code)
    return ReasonsLoaded(**{what: tuple(codes) for what, codes in found.items()})


def _as_before(reason: Reason, row: LibraryReason) -> Reason:
    """New words never bring a retired reason back."""
    return reason.model_copy(update={"active": row.active})


def _add(work: Work, reason: Reason, position: int) -> str:
    resting = bool(crowded([*reason_book(work).reasons, reason]))
    wanted = reason.model_copy(update={"active": not resting})
    keeping.add(work, wanted, position or keeping.last_position(work) + keeping.STEP, None)
    return "resting" if resting else "added"
