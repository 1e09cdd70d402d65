"""Is the database there, whole and up to date, and does anything in it wait for a person?"""

import sqlite3
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import func, make_url, select, text
from sqlalchemy.exc import SQLAlchemyError

from beebox.cases.clock.watch import open_jump
from beebox.cases.counts import differences
from beebox.cases.papers import MaterialVersion
from beebox.cases.scans import Scan
from beebox.doctor.findings import Finding, Word, fail, ok, warn
from beebox.kernel.db import Office, Work, build_engine
from beebox.kernel.outbox import MAX_TRIES, parked
from beebox.kernel.settings import ROOT, Settings
from beebox.workdays.queries import known_until, running_out

MIGRATIONS = ROOT / "migrations"


def examine_records(settings: Settings, now: datetime) -> Iterator[Finding]:
    url = make_url(settings.database_url)
    shown = url.render_as_string(hide_password=True)
    if url.get_backend_name() == "sqlite" and not Path(url.database or "").is_file():
        yield warn(
            "database",
            f"还没有数据库 / there is no database yet: {shown}",
            "第一次启动时自动建立 / it is made at the first start: make run",
        )
        return
    office = Office(build_engine(settings.database_url), {}, lambda _work, _event: ())
    try:
        with office.look() as work:
            work.session.connection()
            yield ok("database", f"数据库可用 / answers: {shown}")
            yield from _contents(work, now.astimezone(settings.zone))
    except (SQLAlchemyError, sqlite3.Error) as error:
        yield fail(
            "database",
            f"数据库不可用 / does not answer: {shown} ({type(error).__name__})",
            "检查 BEEBOX_DATABASE_URL，或从备份恢复 / check it, or restore the backup",
        )
    finally:
        office.engine.dispose()


def _contents(work: Work, now: datetime) -> Iterator[Finding]:
    yield _wholeness(work)
    version = _version(work)
    yield version
    if version.word is Word.OK:
        yield _outbox(work)
        yield from _scans(work)
        yield from _counts(work)
        yield _calendar(work, now)
        yield _time(work)


def _wholeness(work: Work) -> Finding:
    if work.session.connection().dialect.name != "sqlite":
        return ok("wholeness", "由 PostgreSQL 保证 / PostgreSQL sees to it")
    told = work.session.scalars(text("PRAGMA quick_check")).all()
    if told != ["ok"]:
        return fail(
            "wholeness",
            f"数据库文件有 {len(told)} 处损坏 / the database file is damaged in {len(told)} places",
            "停止服务，从备份恢复 / stop the service and restore the backup",
        )
    return ok("wholeness", "数据库文件完好 / the database file is whole")


def _version(work: Work) -> Finding:
    there = set(MigrationContext.configure(work.session.connection()).get_current_heads())
    wanted = set(ScriptDirectory(str(MIGRATIONS)).get_heads())
    if there == wanted:
        return ok("version", "数据库版本一致 / the tables are of this version")
    known = ", ".join(sorted(there)) or "—"
    return fail(
        "version",
        f"数据库版本（{known}）与程序不一致 / the tables are of another version than the program",
        "先备份，再运行 / back up, then: beebox migrate",
    )


def _outbox(work: Work) -> Finding:
    waiting = work.session.scalar(select(func.count()).select_from(parked().subquery())) or 0
    if not waiting:
        return ok("outbox", "没有搁置的任务 / nothing was given up")
    return warn(
        "outbox",
        f"{waiting} 个任务试了 {MAX_TRIES} 次仍未成功 / {waiting} deliveries were given up",
        "查看原因后重新投递 / look at why on the managers' page, then send them again",
    )


def _scans(work: Work) -> Iterator[Finding]:
    """Files nobody could look at for viruses, and files in which a virus was found later."""
    number = func.count().label("number")
    counted = select(MaterialVersion.scan, number).where(MaterialVersion.removed_at.is_(None))
    counts = {row.scan: row.number for row in work.session.execute(counted.group_by(MaterialVersion.scan))}
    if waiting := counts.get(Scan.NOT_SCANNED, 0):
        yield warn(
            "scans",
            f"{waiting} 个文件还没查病毒 / {waiting} files wait for the virus scanner",
            "启动 clamav-daemon，之后自动补查 / start it; they are scanned by themselves then",
        )
    if infected := counts.get(Scan.INFECTED, 0):
        yield warn(
            "scans",
            f"{infected} 个已收的文件查出病毒 / a virus was found in {infected} files that were taken",
            "看警报页，请申请人换一份 / see the alarms page and ask for another file",
        )


def _time(work: Work) -> Finding:
    jump = open_jump(work)
    if jump is None:
        return ok("time", "时间没有跳动 / the time did not leap")
    return fail(
        "time",
        f"时间跳动了 {jump.seconds} 秒，期限任务已暂停 / the time leapt, deadline duties wait",
        "核对机器的时间，再到 /deadlines/time 确认 / set the machine's time right, then confirm it there",
    )


def _counts(work: Work) -> Iterator[Finding]:
    """The sums that the queue shows, against the cases themselves."""
    wrong = len(differences(work))
    if wrong:
        yield warn(
            "counts",
            f"办件计数有 {wrong} 处与办件不符 / {wrong} sums of cases say something else than the cases",
            "重新清点 / count anew: beebox recount",
        )


def _calendar(work: Work, now: datetime) -> Finding:
    today = now.date()
    until = known_until(work, today)
    if running_out(work, today) is None:
        return ok("calendar", f"工作日历确认到 / confirmed until {until}")
    remedy = "录入放假安排并确认 / enter the holidays and confirm: /admin/calendar"
    if until >= today:
        return warn("calendar", f"工作日历只确认到 / is confirmed only until {until}", remedy)
    return fail("calendar", "今天不在已确认的工作日历内 / does not cover today", remedy)
