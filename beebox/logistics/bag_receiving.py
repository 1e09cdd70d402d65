"""The clerk takes a bag over: scan, compare with the sheet, sign."""

from beebox.accounts.roles import Actor
from beebox.cases.lifecycle import move
from beebox.cases.states import Action, State
from beebox.catalog.models import Department
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.bags import envelopes_in, ticked_in
from beebox.logistics.custody import hand_case_to
from beebox.logistics.discrepancies import note_discrepancy, settle_by_find
from beebox.logistics.envelopes import can, case_of, move_envelope
from beebox.logistics.models import Bag, Envelope, Holder, Scan, Wrong
from beebox.logistics.scanning import Seen, find_envelope, write_scan
from beebox.logistics.tables import BAG_TABLE, BagAction, BagState, EnvelopeAction, EnvelopeState


class NotAllScanned(BeeboxError):
    code = "not_all_scanned"
    message = N_(
        "还有 %(count)s 件没有扫到：%(codes)s。请再找一找；确实不在袋里，就勾选“袋里没有”再确认，"
        "少的由分拣台负责找。"
    )


class BagStillOpen(BeeboxError):
    code = "bag_still_open"
    message = N_("这个袋还没有封，不能签收。请分拣台先封袋并打印袋单。")


def scan_in_bag(work: Work, bag: Bag, text: str, actor: Actor) -> Scan:
    """Tick an envelope off, or say that it does not belong into this bag and what to do with it.

    In a bag that was signed for, an envelope that was missing is received there and then.
    """
    found = find_envelope(work, text)
    if isinstance(found, Seen):
        return write_scan(work, text, Seen.UNKNOWN, actor, bag_id=bag.id)
    seen = _look(work, bag, found, actor)
    return write_scan(work, text, seen, actor, found, bag_id=bag.id)


def receive_bag(work: Work, bag: Bag, actor: Actor, *, missing_confirmed: bool) -> list[Envelope]:
    """Sign for what was scanned; each of these cases is received, each original is ours to answer.

    What was not scanned stays in the sorting desk's name as a discrepancy; it is given back.
    Raises NotAllScanned unless it was confirmed that they are not in the bag, and BagStillOpen.
    """
    if bag.state is BagState.OPEN:
        raise BagStillOpen
    if bag.state is BagState.RECEIVED:
        return []
    ticked = ticked_in(work, bag)
    inside = [e for e in envelopes_in(work, bag) if e.state is EnvelopeState.BAGGED]
    missing = [envelope for envelope in inside if envelope.id not in ticked]
    if missing and not missing_confirmed:
        raise NotAllScanned(count=len(missing), codes="、".join(e.code for e in missing[:5]))
    BAG_TABLE.advance(bag, BagAction.RECEIVE, actor.role)
    bag.received_at, bag.received_by = work.now(), actor.id
    for envelope in inside:
        if envelope.id in ticked:
            _receive(work, envelope, actor)
        else:
            note_discrepancy(work, Wrong.NOT_IN_BAG, actor, bag_id=bag.id, envelope_id=envelope.id)
    return missing


def _look(work: Work, bag: Bag, envelope: Envelope, actor: Actor) -> Seen:
    if envelope.state is EnvelopeState.ASIDE:
        return Seen.ENDED
    if envelope.bag_id != bag.id or envelope.department_id != actor.department_id:
        return _turn_back(work, bag, envelope, actor)
    if envelope.state is EnvelopeState.RECEIVED:
        return Seen.ALREADY
    if bag.state is BagState.RECEIVED:
        _receive(work, envelope, actor)
        settle_by_find(work, envelope.id, actor, "后来在袋里找到，已签收")
        return Seen.TICKED
    return Seen.ALREADY if envelope.id in ticked_in(work, bag) else Seen.TICKED


def _turn_back(work: Work, bag: Bag, envelope: Envelope, actor: Actor) -> Seen:
    """It lies in the wrong bag: it goes back to the sorting desk unopened, on its own way."""
    if envelope.state is EnvelopeState.RECEIVED:
        return Seen.AT_DEPARTMENT
    note_discrepancy(work, Wrong.EXTRA_IN_BAG, actor, envelope.code, bag_id=bag.id, envelope_id=envelope.id)
    if can(envelope, EnvelopeAction.TURN_BACK, actor):
        move_envelope(work, envelope, EnvelopeAction.TURN_BACK, actor)
        envelope.bag_id = None
    return Seen.EXTRA


def _receive(work: Work, envelope: Envelope, actor: Actor) -> None:
    case = case_of(work, envelope)
    move_envelope(work, envelope, EnvelopeAction.RECEIVE, actor)
    department = work.session.get_one(Department, envelope.department_id)
    hand_case_to(work, case.id, Holder.DEPARTMENT, department.name, actor)
    if case.state is State.AWAITING_PAPER:
        move(work, case, Action.RECEIVE, actor)
