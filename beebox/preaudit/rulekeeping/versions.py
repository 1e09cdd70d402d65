"""Which version of the rules is in force, and which a case keeps through all its rounds."""

from datetime import datetime
from pathlib import Path
from typing import Any

import yaml
from sqlalchemy import func, or_, select

from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings
from beebox.preaudit.rule_book import FILE_NAME, RuleBook, load_rule_book
from beebox.preaudit.rulekeeping.content import book_from, hash_of, merged
from beebox.preaudit.rulekeeping.models import CaseRules, Origin, RuleEdit, RuleVersion

_NEWEST_FIRST = (RuleVersion.published_at.desc(), RuleVersion.id.desc())


class NoSuchVersion(BeeboxError):
    status = 404
    code = "no_such_rule_version"
    message = N_("没有这一版规则。请回到规则页，从列表里选一版。")


def in_force(work: Work) -> RuleVersion | None:
    """The version published last; None only before the first start took in the file."""
    newest = select(RuleVersion).where(RuleVersion.published_at.is_not(None))
    return work.session.scalar(newest.order_by(*_NEWEST_FIRST).limit(1))


def version(work: Work, number: int) -> RuleVersion:
    found = work.session.scalar(select(RuleVersion).where(RuleVersion.number == number))
    if found is None:
        raise NoSuchVersion
    return found


def open_drafts(work: Work) -> list[RuleVersion]:
    drafts = select(RuleVersion).where(RuleVersion.published_at.is_(None), RuleVersion.dropped_at.is_(None))
    return list(work.session.scalars(drafts.order_by(RuleVersion.id)))


def book_in(version: RuleVersion) -> RuleBook:
    return book_from(version.content, version.content_hash)


def version_of(work: Work, case: Case) -> RuleVersion | None:
    """The version this case runs under: the one it was given, else the one in force when it was
    submitted; drafts run under the newest."""
    given = select(RuleVersion).join(CaseRules, CaseRules.version_id == RuleVersion.id)
    last = given.where(CaseRules.case_id == case.id).order_by(CaseRules.id.desc()).limit(1)
    if found := work.session.scalar(last):
        return found
    if case.state is State.DRAFT or case.submitted_at is None:
        return in_force(work)
    return _in_force_at(work, case.submitted_at)


def _in_force_at(work: Work, moment: datetime) -> RuleVersion | None:
    """Of cases older than the first version: the first one."""
    published = select(RuleVersion).where(RuleVersion.published_at.is_not(None))
    then = published.where(RuleVersion.published_at <= moment)
    newest = then.order_by(*_NEWEST_FIRST).limit(1)
    first = published.order_by(RuleVersion.published_at, RuleVersion.id).limit(1)
    return work.session.scalar(newest) or work.session.scalar(first)


def book_of(work: Work, case: Case | None = None) -> RuleBook:
    """The rules of this case; without one those in force now."""
    found = in_force(work) if case is None else version_of(work, case)
    return book_in(found) if found else load_rule_book(work.use(Settings).catalogue_dir)


def freeze(work: Work, case: Case) -> RuleVersion:
    """Write down under which version a submitted case runs; a second time changes nothing."""
    found = version_of(work, case)
    if found is None:
        keep_rule_file(work, work.use(Settings).catalogue_dir)
        found = version_of(work, case)
    if found is None:
        raise NoSuchVersion
    known = select(CaseRules.id).where(CaseRules.case_id == case.id).limit(1)
    if case.state is not State.DRAFT and work.session.scalar(known) is None:
        work.session.add(CaseRules(case_id=case.id, version_id=found.id, at=work.now(), why=""))
        work.session.flush()
    return found


def give_version(work: Work, case: Case, found: RuleVersion, actor: Actor, why: str) -> None:
    """From now on the case runs under this version."""
    work.session.add(CaseRules(case_id=case.id, version_id=found.id, at=work.now(), by=actor.id, why=why))
    work.session.flush()


def next_number(work: Work) -> int:
    return 1 + (work.session.scalar(select(func.max(RuleVersion.number))) or 0)


def keep_rule_file(work: Work, folder: Path) -> RuleVersion | None:
    """Take the file of this release in, once. It is in force at once where the office changed nothing;
    else it waits as a draft in which the office's changes and the release's stand together."""
    load_rule_book(folder)
    content = yaml.safe_load((folder / FILE_NAME).read_text(encoding="utf-8"))
    digest = hash_of(content)
    known = or_(RuleVersion.file_hash == digest, RuleVersion.content_hash == digest)
    if work.session.scalar(select(RuleVersion.id).where(known).limit(1)) is not None:
        return None
    now, current = work.now(), in_force(work)
    made = RuleVersion(
        number=next_number(work), base_id=current.id if current else None, origin=Origin.FILE,
        file_hash=digest, content=content, content_hash=digest, made_at=now, why=str(content["version"]),
    )  # fmt: skip
    if current is None or (current.is_the_file and not open_drafts(work)):
        made.published_at = now
    else:
        base = _last_file(work)
        made.file_content = content
        made.content = merged(base or current.content, current.content, content)
        made.content_hash = hash_of(made.content)
    work.session.add(made)
    work.session.flush()
    if made.published_at is None:
        work.session.add(
            RuleEdit(version_id=made.id, part="release", why=made.why, at=now, after_hash=made.content_hash)
        )
    return made


def _last_file(work: Work) -> dict[str, Any] | None:
    """What the file said on which the version in force rests."""
    files = select(RuleVersion).where(
        RuleVersion.origin == Origin.FILE, RuleVersion.published_at.is_not(None)
    )
    found = work.session.scalar(files.order_by(*_NEWEST_FIRST).limit(1))
    return (found.file_content or found.content) if found else None
