"""Printing an issued document: once, after the transaction, and what was printed is kept for good."""

from dataclasses import dataclass
from typing import Any

from beebox.cases.events import DocumentIssued
from beebox.cases.issuing.models import Document
from beebox.cases.issuing.ports import Press
from beebox.kernel.db import Office, Work
from beebox.kernel.files import FileStore, Stored
from beebox.kernel.outbox import Errand, Lane


@dataclass(frozen=True)
class Plan:
    template: str
    content: dict[str, Any]


def plan(work: Work, event: DocumentIssued) -> Plan | None:
    """What to print; None when it is printed already."""
    row = work.session.get_one(Document, event.document_id)
    return None if row.file_key else Plan(row.template, row.content)


def set_and_keep(office: Office, wanted: Plan) -> Stored:
    return office.use(FileStore).put(office.use(Press).press(wanted.template, wanted.content))


def note_printed(work: Work, event: DocumentIssued, _plan: Plan, kept: Stored) -> None:
    """Fill in the file. Where another worker was quicker its file stands, and ours is swept away."""
    row = work.session.get_one(Document, event.document_id, with_for_update=True, populate_existing=True)
    if row.file_key is None:
        row.file_key, row.file_sha256, row.file_size = kept.key, kept.sha256, kept.size
        row.printed_at = work.now()


PRINT = Errand("documents:print", Lane.PRINTING, plan, set_and_keep, note_printed)
