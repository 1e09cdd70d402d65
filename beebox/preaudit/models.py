"""What pre-auditors write down: a word on each material, each finished review, each asked-for exception."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from beebox.kernel.db import Base


class Word(StrEnum):
    """An auditor's word on one material."""

    PASS = "pass"
    MEND = "mend"


class Outcome(StrEnum):
    """How a review ended."""

    PASSED = "passed"
    SENT_BACK = "sent_back"


class MaterialDecision(Base):
    """预审决定: the word on one material in one round of review; changeable until the round ends."""

    __tablename__ = "material_decisions"
    __table_args__ = (UniqueConstraint("case_id", "round", "material_id"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    round: Mapped[int]
    """1 for the first review of a case; one more after each notice."""
    material_id: Mapped[int] = mapped_column(ForeignKey("materials.id"))
    word: Mapped[Word]
    reasons: Mapped[list[Any]] = mapped_column(default=list)
    """Codes of the library of reasons."""
    note: Mapped[str] = mapped_column(default="")
    """What the citizen reads beside the reasons."""
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]


class Review(Base):
    """One finished review: who ended it, how and when. Rows are added and never changed."""

    __tablename__ = "reviews"
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    round: Mapped[int]
    outcome: Mapped[Outcome]
    auditor_id: Mapped[int] = mapped_column(ForeignKey("people.id"))
    second_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    """The second reader, where there was one."""
    drawn: Mapped[float | None]
    """Where the lot for a second reader fell (0 to 1), and the share it was held against."""
    percent: Mapped[float | None]
    at: Mapped[datetime] = mapped_column(index=True)


class NoticeApproval(Base):
    """A supervisor's word that a further notice may name more than the one-time rule allows.

    Asked for by an auditor, answered with a reason; each one counts as a second request.
    """

    __tablename__ = "notice_approvals"
    __table_args__ = (UniqueConstraint("case_id", "round"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    round: Mapped[int]
    asked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    asked_at: Mapped[datetime]
    covers: Mapped[list[Any]] = mapped_column(default=list)
    """`[material id, reason code]` pairs that were approved; anything beyond needs a new word."""
    reason: Mapped[str] = mapped_column(default="")
    approved_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    approved_at: Mapped[datetime | None]


class Reading(Base):
    """机读结果: what one edition of the machine read in one file, shared by every upload of these bytes.

    While somebody is reading, `reading` is empty and `claim` says who; a claim that was not renewed in
    time belongs to nobody. A row goes when no present upload has these bytes (read_once.sweep_readings).
    """

    __tablename__ = "readings"
    __table_args__ = (UniqueConstraint("sha256", "kind", "edition"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    sha256: Mapped[str]
    kind: Mapped[str]
    edition: Mapped[str]
    """`PageReader.edition`: one word for the engine, its version and the data it reads with."""
    reading: Mapped[dict[str, Any] | None]
    """MaterialReading.to_json(), once read."""
    previews: Mapped[list[Any]] = mapped_column(default=list)
    """File keys of the page pictures of the upload that was read first; the others get copies."""
    claim: Mapped[str | None]
    claimed_until: Mapped[datetime | None]
    read_at: Mapped[datetime | None]


class PictureKey(Base):
    """One of the eight parts of a page's picture print (likeness.py): pictures nearly the same share one.

    Rows are written once with the reading of an upload and never changed.
    """

    __tablename__ = "picture_keys"
    id: Mapped[int] = mapped_column(primary_key=True)
    upload_id: Mapped[int] = mapped_column(ForeignKey("material_versions.id"), index=True)
    page: Mapped[int]
    key: Mapped[str] = mapped_column(index=True)
    picture: Mapped[str]
    """The whole print, to tell how near another one is."""


class FormNote(Base):
    """What the notice will say of the form itself, until it is sent; empty leaves the form locked."""

    __tablename__ = "form_notes"
    __table_args__ = (UniqueConstraint("case_id", "round"),)
    id: Mapped[int] = mapped_column(primary_key=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    round: Mapped[int]
    note: Mapped[str]
    by: Mapped[int] = mapped_column(ForeignKey("people.id"))
    at: Mapped[datetime]
