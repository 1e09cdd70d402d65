"""Where paper and books disagree: kept open until a person writes what was found out."""

from collections.abc import Iterable, Sequence

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.custody import hand_to
from beebox.logistics.models import Discrepancy, Holder, Wrong


class DiscrepancyNotFound(BeeboxError):
    status = 404
    code = "discrepancy_not_found"
    message = N_("没有找到这条差异。请回到警报页，看看最新的情况。")


class SayWhatWasFound(BeeboxError):
    status = 422
    code = "say_what_was_found"
    message = N_("请写明查到了什么、怎么处理的，再了结这条差异。")


def note_discrepancy(
    work: Work,
    kind: Wrong,
    actor: Actor,
    note: str = "",
    *,
    round_id: int | None = None,
    bag_id: int | None = None,
    envelope_id: int | None = None,
    original_id: int | None = None,
) -> Discrepancy:
    """Open a discrepancy; the same thing noted twice stays one."""
    about = {
        "kind": kind,
        "note": note,
        "round_id": round_id,
        "bag_id": bag_id,
        "envelope_id": envelope_id,
        "original_id": original_id,
    }
    same = select(Discrepancy).filter_by(**about, resolved_at=None)
    found = work.session.scalar(same.limit(1))
    if found is not None:
        return found
    made = Discrepancy(**about, made_at=work.now(), made_by=actor.id)
    work.session.add(made)
    work.session.flush()
    return made


def resolve(work: Work, discrepancy_id: int, actor: Actor, resolution: str) -> Discrepancy:
    """Close a discrepancy with the words of who looked into it; the words are kept for ever.

    A missing original that is given up passes to the holder `lost`, so that the rest may travel.
    """
    found = work.session.get(Discrepancy, discrepancy_id, with_for_update=True)
    if found is None:
        raise DiscrepancyNotFound
    if not resolution.strip():
        raise SayWhatWasFound
    if found.resolved_at is None:
        _close(work, found, actor, resolution.strip())
        if found.kind is Wrong.ORIGINAL_MISSING and found.original_id is not None:
            hand_to(work, [found.original_id], Holder.LOST, resolution.strip()[:80], actor)
    return found


def settle_by_find(work: Work, envelope_id: int, actor: Actor, resolution: str) -> None:
    """The missing envelope turned up: what was open about it closes by itself."""
    close_found(work, missed(work, [envelope_id]), actor, resolution)


def missed(work: Work, envelope_ids: Sequence[int]) -> Sequence[Discrepancy]:
    """What is open about these envelopes and closes when they turn up."""
    missing = select(Discrepancy).where(
        Discrepancy.envelope_id.in_(envelope_ids),
        Discrepancy.kind.in_([Wrong.NOT_IN_BOX, Wrong.NOT_IN_BAG, Wrong.EXTRA_IN_BAG]),
        Discrepancy.resolved_at.is_(None),
    )
    return work.session.scalars(missing).all()


def close_found(work: Work, open_ones: Iterable[Discrepancy], actor: Actor, resolution: str) -> None:
    for found in open_ones:
        _close(work, found, actor, resolution)


def settle_by_reissue(work: Work, number: str, actor: Actor, reference: str) -> None:
    """The parcel that came back is sent again: what was open about its return closes by itself."""
    back = select(Discrepancy).where(
        Discrepancy.kind == Wrong.PARCEL_RETURNED,
        Discrepancy.note == number,
        Discrepancy.resolved_at.is_(None),
    )
    for found in work.session.scalars(back):
        _close(work, found, actor, reference)


def open_discrepancies(work: Work) -> Sequence[Discrepancy]:
    wanted = select(Discrepancy).where(Discrepancy.resolved_at.is_(None))
    return work.session.scalars(wanted.order_by(Discrepancy.id)).all()


def _close(work: Work, found: Discrepancy, actor: Actor, resolution: str) -> None:
    found.resolved_at, found.resolved_by = work.now(), actor.id
    found.resolution = resolution
