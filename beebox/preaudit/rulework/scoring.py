"""How often each rule was right, by version: counted from the verdicts of persons."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import func, select

from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.preaudit.rulekeeping.models import FindingVerdict, Judgement, RuleVersion
from beebox.preaudit.rulework.verdicts import counts

FEW = 5
"""Below so many a share says nothing and is not told."""
DAYS = 90
POOR = 0.8
MANY_MISSED = 0.9
MOST_CASES = 200


@dataclass(frozen=True)
class Score:
    """One rule under one version (`version` 0: all of them)."""

    rule: str
    version: int
    right: int = 0
    wrong: int = 0
    missed: int = 0
    unsure_fault: int = 0
    unsure_fine: int = 0
    agreed: int = 0

    @property
    def unsure(self) -> int:
        return self.unsure_fault + self.unsure_fine

    @property
    def judged(self) -> int:
        """Every verdict."""
        return self.right + self.wrong + self.missed + self.unsure + self.agreed

    @property
    def precision(self) -> float | None:
        """Of its complaints those that were right; None where there were too few."""
        return _share(self.right, self.right + self.wrong)

    @property
    def recall(self) -> float | None:
        """Of the faults it should find those it found, doubts included; None where there were too few."""
        found = self.right + self.unsure_fault
        return _share(found, found + self.missed)

    @property
    def word(self) -> str:
        """few, misses, bothers or good."""
        shares = [share for share in (self.precision, self.recall) if share is not None]
        if not shares:
            return "few"
        if self.recall is not None and self.recall < MANY_MISSED:
            return "misses"
        return "bothers" if self.precision is not None and self.precision < POOR else "good"


def _share(part: int, whole: int) -> float | None:
    return part / whole if whole >= FEW else None


def since_days(work: Work, days: int) -> datetime:
    return work.now() - timedelta(days=days)


def scores(work: Work, since: datetime, *, by_version: bool = False) -> list[Score]:
    """Every rule that was judged since then; those with most wrong and missed first."""
    counted = (
        select(FindingVerdict.rule, FindingVerdict.version_id, FindingVerdict.word, func.count())
        .where(FindingVerdict.at >= since, counts())
        .group_by(FindingVerdict.rule, FindingVerdict.version_id, FindingVerdict.word)
    )
    rows = work.session.execute(counted).all()
    wanted = select(RuleVersion.id, RuleVersion.number).where(RuleVersion.id.in_({row[1] for row in rows}))
    numbers = {row[0]: row[1] for row in work.session.execute(wanted)}
    found: dict[tuple[str, int], Counter[str]] = {}
    for rule, version_id, word, count in rows:
        key = (rule, numbers[version_id] if by_version else 0)
        found.setdefault(key, Counter())[Judgement(word).value] += count
    made = [Score(rule, version, **counts) for (rule, version), counts in found.items()]
    return sorted(made, key=lambda one: (-(one.wrong + one.missed), one.rule, -one.version))


@dataclass(frozen=True)
class JudgedCase:
    """One verdict with the case it is about."""

    row: FindingVerdict
    code: str
    version: int


def judged_cases(work: Work, rule: str, words: Sequence[Judgement], since: datetime) -> list[JudgedCase]:
    """The very cases behind a number, newest first."""
    found = (
        select(FindingVerdict, Case.code, RuleVersion.number)
        .join(Case, Case.id == FindingVerdict.case_id)
        .join(RuleVersion, RuleVersion.id == FindingVerdict.version_id)
        .where(
            FindingVerdict.rule == rule,
            FindingVerdict.word.in_(words),
            FindingVerdict.at >= since,
            counts(),
        )
        .order_by(FindingVerdict.id.desc())
        .limit(MOST_CASES)
    )
    return [JudgedCase(row[0], row[1], row[2]) for row in work.session.execute(found)]


def as_dict(score: Score) -> dict[str, Any]:
    """For programs; a share of too few is null."""
    return {
        "rule": score.rule, "version": score.version or None, "right": score.right, "wrong": score.wrong,
        "missed": score.missed, "unsure": score.unsure, "unsure_with_fault": score.unsure_fault,
        "agreed": score.agreed, "precision": score.precision, "recall": score.recall,
    }  # fmt: skip
