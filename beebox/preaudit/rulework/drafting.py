"""A draft of the next version: begun from what is in force, changed part by part, or dropped."""

from copy import deepcopy
from typing import Any

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.rulekeeping.content import book_from, hash_of, merged
from beebox.preaudit.rulekeeping.models import Origin, RuleEdit, RuleVersion
from beebox.preaudit.rulekeeping.versions import NoSuchVersion, in_force, next_number, open_drafts, version
from beebox.preaudit.rulework.problems import LEAST_WHY, WHY_NEEDED, CannotSave, Problem

Content = dict[str, Any]


class NotADraft(BeeboxError):
    code = "not_a_draft"
    message = N_("第 %(number)s 版不是草稿，不能再改。要改规则，请回到规则页另起一份草稿。")


class DraftMoved(BeeboxError):
    """Somebody else saved the draft after this form was opened."""

    code = "draft_moved"
    message = N_(
        "您写的时候，别人先存了这份草稿，所以还没有保存。您写的都在下面：对照看一遍，再存一次就以您写的为准。"
    )


def start_draft(work: Work, actor: Actor) -> RuleVersion:
    """A draft that says what is in force; one that was begun already is gone on with."""
    current = locked_in_force(work)
    begun = [one for one in open_drafts(work) if one.origin is Origin.FORM]
    if begun:
        return begun[-1]
    made = RuleVersion(
        number=next_number(work), base_id=current.id, origin=Origin.FORM, content=deepcopy(current.content),
        content_hash=current.content_hash, made_by=actor.id, made_at=work.now(), why="",
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    return made


def locked_in_force(work: Work) -> RuleVersion:
    """The version in force, held so that two people do not begin or publish at once."""
    current = in_force(work)
    if current is None:
        raise NoSuchVersion
    work.session.refresh(current, with_for_update=True)
    return current


def draft(work: Work, number: int) -> RuleVersion:
    found = version(work, number)
    if not found.is_draft:
        raise NotADraft(number=number)
    return found


def why_problems(why: str) -> list[Problem]:
    return [] if len(why) >= LEAST_WHY else [Problem("why", WHY_NEEDED, {"least": LEAST_WHY})]


def save(
    work: Work, row: RuleVersion, content: Content, part: str, why: str, actor: Actor, seen: str
) -> bool:
    """Keep a change of a draft; False where nothing is different. `seen` is the digest the form was made
    from: DraftMoved when somebody else saved meanwhile."""
    if seen != row.content_hash:
        raise DraftMoved
    digest = hash_of(content)
    if digest == row.content_hash:
        return False
    if problems := why_problems(why):
        raise CannotSave(problems)
    book_from(content, digest)
    row.content, row.content_hash = content, digest
    _write_down(work, row, part, why, actor)
    return True


def _write_down(work: Work, row: RuleVersion, part: str, why: str, actor: Actor) -> None:
    edit = RuleEdit(
        version_id=row.id, part=part, why=why, by=actor.id, at=work.now(), after_hash=row.content_hash
    )
    work.session.add(edit)
    work.session.flush()


def drop(work: Work, row: RuleVersion, actor: Actor) -> None:
    """It will not be published; what it said stays to be read."""
    row.dropped_at, row.dropped_by = work.now(), actor.id


def bring_up_to_date(work: Work, row: RuleVersion, actor: Actor) -> None:
    """Take over what was published since the draft was begun; what the draft itself changed stays."""
    current = in_force(work)
    base = work.session.get(RuleVersion, row.base_id) if row.base_id else None
    if current is None or base is None or base.id == current.id:
        return
    row.content = merged(base.content, row.content, current.content)
    row.content_hash, row.base_id = hash_of(row.content), current.id
    book_from(row.content, row.content_hash)
    _write_down(work, row, "base", f"#{current.number}", actor)


def edits_of(work: Work, version_id: int) -> list[RuleEdit]:
    edits = select(RuleEdit).where(RuleEdit.version_id == version_id)
    return list(work.session.scalars(edits.order_by(RuleEdit.id.desc())))


def authors_of(work: Work, row: RuleVersion) -> set[int]:
    """Everybody who wrote something in it."""
    wrote = {edit.by for edit in edits_of(work, row.id) if edit.by is not None}
    return wrote | ({row.made_by} if row.made_by is not None and not wrote else set())
