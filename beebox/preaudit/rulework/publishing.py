"""Publishing a draft: only what was tried just so, with a reason, by a second person where there is one."""

from dataclasses import dataclass

from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.rulekeeping.content import book_from
from beebox.preaudit.rulekeeping.models import Replay, ReplayKind, RuleVersion
from beebox.preaudit.rulekeeping.versions import in_force
from beebox.preaudit.rulework.drafting import authors_of, locked_in_force
from beebox.preaudit.rulework.problems import LEAST_WHY
from beebox.preaudit.rulework.replays import last_replay

EDITORS = (Role.SUPERVISOR, Role.ADMINISTRATOR)


class NotTried(BeeboxError):
    code = "not_tried"
    message = N_("这份草稿现在的样子还没有试完。请先在样本上试一遍，看过会变什么，再公布。")


class BrokenTry(BeeboxError):
    code = "broken_try"
    message = N_("试的时候有 %(count)s 件没能核对完，这一版不能公布。请看试的结果，改好后再试。")


class BaseMoved(BeeboxError):
    code = "base_moved"
    message = N_("您起草以后，别人公布了新的一版。请先把它合并进这份草稿，再试一遍。")


class ReasonMissing(BeeboxError):
    status = 422
    code = "reason_missing"
    message = N_("公布要有理由，以后会有人查。请用一句话写明（至少 %(least)s 个字）。")


class FourEyes(BeeboxError):
    code = "four_eyes"
    message = N_("这份草稿是您改的，要请另一位主管或管理员公布。他们在同一页上可以看到它。")


@dataclass(frozen=True)
class Readiness:
    """What stands between a draft and its publication."""

    tried: Replay | None
    """The finished try of this very content against the version in force."""
    base_moved: bool
    unchanged: bool
    own: bool
    """The actor wrote in it."""
    others: int
    """How many others could publish it."""


def readiness(work: Work, draft: RuleVersion, actor: Actor) -> Readiness:
    current, authors = in_force(work), authors_of(work, draft)
    others = select(func.count(Person.id)).where(
        Person.role.in_(EDITORS), Person.active, Person.id.not_in(authors or {0})
    )
    tried = last_replay(work, draft, ReplayKind.TRY)
    fresh = tried is not None and current is not None and tried.against_id == current.id
    return Readiness(
        tried=tried if fresh and tried is not None and tried.result is not None else None,
        base_moved=current is not None and draft.base_id != current.id,
        unchanged=current is not None and draft.content_hash == current.content_hash,
        own=actor.id in authors, others=work.session.scalar(others) or 0,
    )  # fmt: skip


def publish(work: Work, draft: RuleVersion, actor: Actor, why: str) -> None:
    """From now on new cases run under it; cases that were submitted keep theirs."""
    locked_in_force(work)
    ready = readiness(work, draft, actor)
    if ready.base_moved:
        raise BaseMoved
    if ready.tried is None:
        raise NotTried
    if broken := (ready.tried.result or {}).get("counts", {}).get("broken"):
        raise BrokenTry(count=broken)
    if len(why) < LEAST_WHY:
        raise ReasonMissing(least=LEAST_WHY)
    if ready.own and ready.others:
        raise FourEyes
    book_from(draft.content, draft.content_hash)
    draft.published_at, draft.published_by, draft.publish_why = work.now(), actor.id, why
    draft.alone = ready.own
    work.session.flush()
