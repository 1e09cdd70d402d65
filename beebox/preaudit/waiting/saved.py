"""Views of the queue that people save under a name; a supervisor may share one with all."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import delete, or_, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.waiting.filters import Filters
from beebox.preaudit.waiting.models import DefaultView, SavedView

LONGEST = 20
MOST = 30


class ViewRefused(BeeboxError):
    status = 422
    code = "view_refused"
    message = N_("视图要有 1 到 20 个字的名字，每人最多 30 个。请改个名字，或先删掉不用的；筛选条件都还在。")


class NoSuchView(BeeboxError):
    status = 404
    code = "no_such_view"
    message = N_("没有这个视图：可能已被删掉，或不再共享。请从队列里另选一个。")


class OnlySupervisorsShare(BeeboxError):
    status = 403
    code = "only_supervisors_share"
    message = N_("视图只有主管能共享给所有人。您可以请主管保存并共享一个。")


@dataclass(frozen=True)
class ViewLine:
    """A view as the queue offers it."""

    id: int
    name: str
    mine: bool
    owner: str
    shared: bool
    default: bool


def views_for(work: Work, actor: Actor) -> Sequence[ViewLine]:
    """One's own views, then those that are shared."""
    usual = default_id(work, actor)
    wanted = (
        select(SavedView, Person)
        .join(Person, Person.id == SavedView.owner_id)
        .where(or_(SavedView.owner_id == actor.id, SavedView.shared))
        .order_by(SavedView.owner_id != actor.id, SavedView.name)
    )
    return [
        ViewLine(view.id, view.name, view.owner_id == actor.id, owner.name or owner.login or "", view.shared,
                 view.id == usual)
        for view, owner in work.session.execute(wanted)
    ]  # fmt: skip


def view_for(work: Work, view_id: int, actor: Actor) -> SavedView:
    """A view this person may choose."""
    found = work.session.get(SavedView, view_id) if view_id < 2**31 else None
    if found is None or not (found.shared or found.owner_id == actor.id):
        raise NoSuchView
    return found


def default_id(work: Work, actor: Actor) -> int | None:
    """The view somebody's queue opens with; none when it is no longer theirs to choose."""
    wanted = (
        select(DefaultView.view_id)
        .join(SavedView, SavedView.id == DefaultView.view_id)
        .where(DefaultView.person_id == actor.id, or_(SavedView.owner_id == actor.id, SavedView.shared))
    )
    return work.session.scalar(wanted)


def save_view(work: Work, actor: Actor, name: str, filters: Filters) -> SavedView:
    """Keep this under a name; the same name again replaces what it meant."""
    mine = work.session.scalars(select(SavedView).where(SavedView.owner_id == actor.id)).all()
    same = next((view for view in mine if view.name == name), None)
    if not 1 <= len(name) <= LONGEST or not name.isprintable() or (same is None and len(mine) >= MOST):
        raise ViewRefused
    if same is None:
        assert actor.id is not None
        same = SavedView(owner_id=actor.id, name=name, made_at=work.now())
        work.session.add(same)
    same.asked = filters.asked()
    work.session.flush()
    return same


def make_default(work: Work, view_id: int, actor: Actor) -> None:
    view_for(work, view_id, actor)
    work.session.merge(DefaultView(person_id=actor.id, view_id=view_id))


def no_default(work: Work, actor: Actor) -> None:
    work.session.execute(delete(DefaultView).where(DefaultView.person_id == actor.id))


def share(work: Work, view_id: int, actor: Actor, wanted: str) -> None:
    """Share one's own view with everybody, or no longer (`wanted` is empty)."""
    if actor.role is not Role.SUPERVISOR:
        raise OnlySupervisorsShare
    _own(work, view_id, actor).shared = bool(wanted)


def drop_view(work: Work, view_id: int, actor: Actor) -> str:
    """Delete one's own view; whoever opened with it opens with the plain queue."""
    view = _own(work, view_id, actor)
    work.session.execute(delete(DefaultView).where(DefaultView.view_id == view.id))
    work.session.delete(view)
    return view.name


def _own(work: Work, view_id: int, actor: Actor) -> SavedView:
    view = view_for(work, view_id, actor)
    if view.owner_id != actor.id:
        raise NoSuchView
    return view
