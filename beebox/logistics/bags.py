"""转件袋: from the sorting desk to one department, counted on both sides."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import func, select

from beebox.accounts.roles import Actor, Role
from beebox.catalog.models import Department
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import new_code
from beebox.logistics.insert_once import insert_once
from beebox.logistics.models import Bag, Envelope, Original, Scan
from beebox.logistics.scanning import Seen
from beebox.logistics.tables import BAG_TABLE, BagAction, BagState, EnvelopeState


class BagNotFound(BeeboxError):
    status = 404
    code = "bag_not_found"
    message = N_("没有找到这个转件袋，或者它不是给您部门的。请核对袋单上的编号。")


class BagIsEmpty(BeeboxError):
    code = "bag_is_empty"
    message = N_("这个袋里还没有信封，不用封袋。")


@dataclass(frozen=True)
class BagLine:
    """A bag as the list shows it."""

    bag: Bag
    department: Department
    count: int


def open_bag(work: Work, envelope: Envelope) -> Bag:
    """The open bag of this envelope's department; a new one when there is none.

    Two desks at once get the same bag, and nobody seals it before what they lay in is written.
    """
    mine = Bag.department_id == envelope.department_id
    opened = select(Bag).where(mine, Bag.state == BagState.OPEN).with_for_update()
    there = work.session.scalars(opened).one_or_none()
    if there is not None:
        return there
    insert_once(
        work,
        Bag,
        code=new_code(),
        round_id=envelope.round_id,
        department_id=envelope.department_id,
        opened_at=work.now(),
    )
    return work.session.scalars(opened).one()


def bag_for(work: Work, code: str, actor: Actor) -> Bag:
    """The bag of this code: of any department for collectors and supervisors, for a clerk only
    one of their own department that was closed; else BagNotFound."""
    wanted = select(Bag).where(Bag.code == code)
    if actor.role is Role.CLERK:
        mine = Bag.department_id == actor.department_id
        wanted = wanted.where(mine, Bag.state != BagState.OPEN)
    found = work.session.scalar(wanted)
    if found is None:
        raise BagNotFound
    return found


def close_bag(work: Work, bag: Bag, actor: Actor) -> None:
    """Seal it: what is inside is counted and written down. Closing twice changes nothing."""
    work.session.refresh(bag, with_for_update=True)
    if bag.state is not BagState.OPEN:
        return
    inside = work.session.scalar(select(func.count(Envelope.id)).where(Envelope.bag_id == bag.id)) or 0
    if not inside:
        raise BagIsEmpty
    BAG_TABLE.advance(bag, BagAction.CLOSE, actor.role)
    bag.closed_at, bag.closed_by = work.now(), actor.id
    bag.envelopes, bag.originals = inside, _originals_in(work, bag)


def envelopes_in(work: Work, bag: Bag) -> Sequence[Envelope]:
    """What should be in the bag, in the order of the codes."""
    wanted = select(Envelope).where(Envelope.bag_id == bag.id).order_by(Envelope.code)
    return work.session.scalars(wanted).all()


def ticked_in(work: Work, bag: Bag) -> dict[int, Scan]:
    """The first tick of each envelope the clerk scanned, by envelope id."""
    wanted = select(Scan).where(Scan.bag_id == bag.id, Scan.outcome == Seen.TICKED)
    found: dict[int, Scan] = {}
    for scan in work.session.scalars(wanted.order_by(Scan.id)):
        found.setdefault(scan.envelope_id or 0, scan)
    return found


def bags_for(work: Work, actor: Actor) -> list[BagLine]:
    """Open and closed bags, and those received last; a clerk sees those for their department."""
    wanted = select(Bag, Department).join(Department, Department.id == Bag.department_id)
    if actor.role is Role.CLERK:
        mine = Bag.department_id == actor.department_id
        wanted = wanted.where(mine, Bag.state != BagState.OPEN)
    rows = work.session.execute(wanted.order_by(Bag.id.desc()).limit(100))
    return [BagLine(bag, department, _count(work, bag)) for bag, department in rows]


def _originals_in(work: Work, bag: Bag) -> int:
    """In one question: a full bag has thousands of envelopes, and they close it while people wait."""
    total = select(func.sum(Original.count)).join(Envelope, Envelope.case_id == Original.case_id)
    return work.session.scalar(total.where(Envelope.bag_id == bag.id)) or 0


def _count(work: Work, bag: Bag) -> int:
    if bag.state is not BagState.OPEN:
        return bag.envelopes
    return sum(e.state is EnvelopeState.BAGGED for e in envelopes_in(work, bag))
