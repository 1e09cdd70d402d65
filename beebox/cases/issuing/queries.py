"""Reading what was issued."""

from collections.abc import Sequence

from sqlalchemy import select

from beebox.cases.issuing.models import Document
from beebox.kernel.db import Work


def documents_of(work: Work, case_id: int) -> Sequence[Document]:
    """All documents of a case, oldest first."""
    wanted = select(Document).where(Document.case_id == case_id)
    return work.session.scalars(wanted.order_by(Document.id)).all()


DECISIONS = ("grant", "denial", "decision")


def newest_of(work: Work, case_id: int, kind: str) -> Document | None:
    """The newest document of this kind; `decision` is whichever decision was made."""
    kinds = DECISIONS if kind == "decision" else (kind,)
    wanted = select(Document).where(Document.case_id == case_id, Document.kind.in_(kinds))
    return work.session.scalar(wanted.order_by(Document.id.desc()).limit(1))


def issued_for(work: Work, case_id: int, kind: str, occasion: object) -> Document | None:
    """The document of this kind that was issued for this occasion."""
    return work.session.scalar(select(Document).where(Document.occasion == f"{kind}-{case_id}-{occasion}"))


def marked(work: Work, mark: str) -> Document | None:
    """The document with this check code."""
    return work.session.scalar(select(Document).where(Document.mark == mark))


def later_of(work: Work, document: Document) -> Sequence[Document]:
    """What corrected or revoked it, oldest first."""
    wanted = select(Document).where(Document.replaces_id == document.id)
    return work.session.scalars(wanted.order_by(Document.id)).all()
