"""Versions of the rules, the version of each case, every check that was run, every verdict on a finding.

All but a draft's content is only ever added: nothing that was once in force or once found is changed.
"""

from datetime import date, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base


class Origin(StrEnum):
    """Where a version came from."""

    FILE = "file"
    """catalogue/rules.yaml of a release."""
    FORM = "form"


class RuleVersion(Base):
    """规则版本: one whole rule book. A draft until `published_at`; published ones never change."""

    __tablename__ = "rule_versions"
    id: Mapped[int] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(unique=True)
    base_id: Mapped[int | None] = mapped_column(ForeignKey("rule_versions.id"))
    """The version it was made from."""
    origin: Mapped[Origin]
    file_hash: Mapped[str | None] = mapped_column(index=True)
    """Of a version from a file: the digest of what the file said."""
    file_content: Mapped[dict[str, Any] | None]
    """What the file said, where the version is more than that: merged with changes of the office."""
    content: Mapped[dict[str, Any]]
    """What rules.yaml would say."""
    content_hash: Mapped[str]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    made_at: Mapped[datetime]
    why: Mapped[str] = mapped_column(default="")
    published_at: Mapped[datetime | None] = mapped_column(index=True)
    published_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    publish_why: Mapped[str] = mapped_column(default="")
    alone: Mapped[bool] = mapped_column(default=False)
    """Published by the one who wrote it, because there was nobody else."""
    dropped_at: Mapped[datetime | None]
    dropped_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    edition: Mapped[int] = mapped_column(default=1)
    __mapper_args__ = {"version_id_col": edition}

    @property
    def is_the_file(self) -> bool:
        """Whether it says just what a release said."""
        return self.file_hash is not None and self.file_hash == self.content_hash

    @property
    def is_draft(self) -> bool:
        return self.published_at is None and self.dropped_at is None


class RuleEdit(Base):
    """One saved change of a draft: who, when, at which part and why."""

    __tablename__ = "rule_edits"
    id: Mapped[int] = mapped_column(primary_key=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("rule_versions.id"), index=True)
    part: Mapped[str]
    """Code of the rule, `limits`, `release` or `base`."""
    why: Mapped[str]
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    after_hash: Mapped[str]


class CaseRules(Base):
    """Under which version a case runs, from when on; the last row counts."""

    __tablename__ = "case_rules"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    version_id: Mapped[int] = mapped_column(ForeignKey("rule_versions.id"))
    at: Mapped[datetime]
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    why: Mapped[str] = mapped_column(default="")


class CheckRun(Base):
    """机审记录: what one check of a whole case rested on and what it found."""

    __tablename__ = "check_runs"
    __table_args__ = (UniqueConstraint("case_id", "number"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    number: Mapped[int]
    version_id: Mapped[int] = mapped_column(ForeignKey("rule_versions.id"), index=True)
    rules_hash: Mapped[str]
    engine: Mapped[str]
    """Which editions read the files."""
    at: Mapped[datetime] = mapped_column(index=True)
    day: Mapped[date]
    """The day the rules took for today."""
    item: Mapped[str]
    """`code@version` of the service item."""
    form: Mapped[dict[str, Any]]
    """What was typed then."""
    files: Mapped[list[Any]]
    """Each needed material and its files: `{material, files: [{upload, sha256, engine}]}`."""
    findings: Mapped[list[Any]]
    verdict: Mapped[str]
    """complete, incomplete or cannot_tell, as `beebox check` would say."""


class Judgement(StrEnum):
    """What a person thinks of what a rule said."""

    RIGHT = "right"
    WRONG = "wrong"
    """It complained of something that is in order."""
    MISSED = "missed"
    """It had nothing to say of something that is not in order."""
    UNSURE_FAULT = "unsure_fault"
    """It could not tell, and there was a fault."""
    UNSURE_FINE = "unsure_fine"
    """It could not tell, and nothing was wrong."""
    AGREED = "agreed"
    """It said pass, and a person confirms that."""
    TAKEN_BACK = "taken_back"
    """The word given before does not count."""


class Source(StrEnum):
    BUTTON = "button"
    """Said of this very finding."""
    DECISION = "decision"
    """Follows from what was decided of the material."""


class FindingVerdict(Base):
    """裁定: a person's word on one finding, or on what should have been one. Rows are only added."""

    __tablename__ = "finding_verdicts"
    __table_args__ = (
        Index("ix_finding_verdicts_rule", "rule", "at"),
        Index("ix_finding_verdicts_at", "at", "rule", "version_id", "word", "overruled"),
        Index("ix_finding_verdicts_place", "case_id", "round", "material", "rule", "page"),
    )
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    run_id: Mapped[int | None] = mapped_column(ForeignKey("check_runs.id"))
    version_id: Mapped[int] = mapped_column(ForeignKey("rule_versions.id"))
    round: Mapped[int]
    material: Mapped[str]
    """Code of the material; empty for the case as a whole."""
    rule: Mapped[str]
    page: Mapped[str]
    """`Finding.place`: which upload and page; empty where no finding was."""
    answer: Mapped[str]
    """What the rule had said."""
    word: Mapped[Judgement]
    source: Mapped[Source]
    replaces_id: Mapped[int | None] = mapped_column(ForeignKey("finding_verdicts.id"), index=True)
    """The verdict that counted before this one was given."""
    overruled: Mapped[bool] = mapped_column(default=False)
    """Told by a decision where somebody had spoken outright: it never counted."""
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class ReplayKind(StrEnum):
    TRY = "try"
    """A draft beside the version in force."""
    LIMIT = "limit"
    """One limit at several places."""


class Replay(Base):
    """重放: rules run over stored readings in the background, and what came of it."""

    __tablename__ = "rule_replays"
    id: Mapped[int] = mapped_column(primary_key=True)
    kind: Mapped[ReplayKind]
    version_id: Mapped[int] = mapped_column(ForeignKey("rule_versions.id"), index=True)
    content_hash: Mapped[str]
    against_id: Mapped[int | None] = mapped_column(ForeignKey("rule_versions.id"))
    limit_name: Mapped[str] = mapped_column(default="")
    most: Mapped[int]
    """How many recent cases at most."""
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    total: Mapped[int] = mapped_column(default=0)
    done: Mapped[int] = mapped_column(default=0)
    finished_at: Mapped[datetime | None]
    result: Mapped[dict[str, Any] | None]


class SampleCase(Base):
    """样本: a case of the office on which every new version is tried."""

    __tablename__ = "sample_cases"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), unique=True)
    why: Mapped[str]
    by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
