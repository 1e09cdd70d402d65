"""Are issued documents still what was issued: words, files, and the triggers that keep them so?"""

import hashlib
import sqlite3
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from secrets import SystemRandom

from sqlalchemy import Row, func, inspect, make_url, select
from sqlalchemy.exc import SQLAlchemyError

from beebox.adapters.disk_files import DiskFiles
from beebox.cases.issuing.contents import digest_of
from beebox.cases.issuing.freezing import NAMES, triggers_there
from beebox.cases.issuing.models import Document
from beebox.doctor.findings import Finding, fail, ok, warn
from beebox.kernel.db import Office, Work, build_engine
from beebox.kernel.files import FileGone
from beebox.kernel.keys import read_keys
from beebox.kernel.settings import Settings

NEWEST, DRAWN = 100, 200
"""So many are looked at: the newest, and some drawn from all others, another draw each time."""
LATE = timedelta(minutes=10)
_NAME = "documents"


def examine_documents(settings: Settings, now: datetime) -> Iterator[Finding]:
    """Nothing where there is no database, or none of this version: others tell that."""
    url = make_url(settings.database_url)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        return
    office = Office(build_engine(settings.database_url), {}, lambda _work, _event: ())
    try:
        with office.look() as work:
            if inspect(work.session.connection()).has_table(Document.__tablename__):
                yield from _look(work, settings, now)
    except (SQLAlchemyError, sqlite3.Error):
        return
    finally:
        office.engine.dispose()


def _look(work: Work, settings: Settings, now: datetime) -> Iterator[Finding]:
    if missing := set(NAMES) - triggers_there(work.session.connection()):
        yield fail(
            _NAME,
            f"数据库少了保护文书的触发器 / triggers are missing: {', '.join(sorted(missing))}",
            "从备份恢复，或请开发者补上 / restore the backup, or have them made again: docs/documents.md",
        )
    overdue = select(func.count()).where(Document.file_key.is_(None), Document.issued_at < now - LATE)
    if late := work.session.scalar(overdue):
        yield warn(
            _NAME,
            f"{late} 份文书的 PDF 还没有生成 / {late} documents are not printed yet",
            "看警报页停住的任务，修好后再试 / see what is parked on the alarms page, then try again",
        )
    rows = _drawn(work)
    if wrong := [row.number for row in rows if not _whole(settings, row)]:
        yield fail(
            _NAME,
            f"{len(wrong)} 份文书和发出时不一样 / are not what was issued: {', '.join(wrong[:5])}",
            "保留现场，从备份核对 / touch nothing, and compare with the backup",
        )
    elif not missing:
        told = f"抽查 {len(rows)} 份文书，和发出时一样 / {len(rows)} documents are what was issued"
        yield ok(_NAME, told)


def _drawn(work: Work) -> Sequence[Row[tuple[str, dict[str, object], str, str | None, str | None]]]:
    ids = list(work.session.scalars(select(Document.id).order_by(Document.id.desc())))
    older = ids[NEWEST:]
    chosen = ids[:NEWEST] + SystemRandom().sample(older, min(DRAWN, len(older)))
    return work.session.execute(
        select(
            Document.number, Document.content, Document.content_sha256, Document.file_key,
            Document.file_sha256,
        ).where(Document.id.in_(chosen))
    ).all()  # fmt: skip


def _whole(settings: Settings, row: Row[tuple[str, dict[str, object], str, str | None, str | None]]) -> bool:
    if digest_of(row.content) != row.content_sha256 or row.content.get("number") != row.number:
        return False
    if row.file_key is None:
        return True
    if not (settings.var_dir / "keys.json").exists():
        return False
    try:
        data = DiskFiles(settings.var_dir / "files", read_keys(settings.var_dir).files).read(row.file_key)
    except FileGone:
        return False
    return hashlib.sha256(data).hexdigest() == str(row.file_sha256)
