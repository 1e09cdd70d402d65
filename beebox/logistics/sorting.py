"""The sorting desk: each envelope goes to the bag of its department, and to no other."""

from dataclasses import dataclass

from beebox.accounts.roles import Actor
from beebox.catalog.models import Department
from beebox.catalog.queries import departments
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.at_hand import AtHand, at_hand
from beebox.logistics.bags import open_bag
from beebox.logistics.envelopes import can, envelope_by_code
from beebox.logistics.models import Bag, Envelope, Holder, Scan
from beebox.logistics.pen import Pen
from beebox.logistics.scanning import (
    Seen,
    find_envelope,
    is_after_end,
    read_bag,
    read_tray,
    take_aside,
    write_scan,
)
from beebox.logistics.tables import BagState, EnvelopeAction, EnvelopeState


class NoSuchTray(BeeboxError):
    status = 422
    code = "no_such_tray"
    message = N_("“%(text)s”不是格子或转件袋的码，信封还没有记入任何一袋。请再扫一次格子上的码。")


class ScanEnvelopeFirst(BeeboxError):
    code = "scan_envelope_first"
    message = N_("这个信封还没有在分拣台扫过，或者已经在袋里。请先扫信封，再扫格子。")


@dataclass(frozen=True)
class Tray:
    """分拣格: the place of one department on the rack."""

    number: int
    department: Department


def trays(work: Work) -> list[Tray]:
    return [Tray(number, found) for number, found in enumerate(departments(work), 1)]


def tray_of(work: Work, department_id: int) -> Tray:
    return next(tray for tray in trays(work) if tray.department.id == department_id)


def arrive(work: Work, text: str, actor: Actor) -> Scan:
    """An envelope is held before the scanner of the desk, from a collector or from a courier."""
    found = find_envelope(work, text)
    if isinstance(found, Seen):
        return write_scan(work, text, found, actor)
    pen, seen = Pen(work, actor), seen_at_desk(work, found, actor)
    if seen is Seen.ENDED:
        take_aside(work, found, Holder.SORTING, actor)
    elif seen is Seen.PUT and found.state is not EnvelopeState.SORTING:
        lay_on_desk(at_hand(work, [found])[found.id], pen)
    scan = write_scan(work, text, seen, actor, found)
    pen.write()
    return scan


def put_in_bag(work: Work, code: str, text: str, actor: Actor) -> Scan:
    """Book the envelope into the bag whose tray or code was scanned, if it is its department's.

    A wrong one books nothing. Raises NoSuchTray, and ScanEnvelopeFirst when the envelope is not on
    the desk.
    """
    envelope = envelope_by_code(work, code)
    if envelope is None:
        raise ScanEnvelopeFirst
    if envelope.state is EnvelopeState.BAGGED and envelope.bag_id is not None:
        return write_scan(work, code, Seen.IN_BAG, actor, envelope, bag_id=envelope.bag_id)
    if envelope.state is not EnvelopeState.SORTING:
        raise ScanEnvelopeFirst
    chosen = _department_at(work, text)
    if chosen != envelope.department_id:
        return write_scan(work, code, Seen.WRONG_BAG, actor, envelope)
    pen = Pen(work, actor)
    lay_in_bag(envelope, open_bag(work, envelope), pen)
    scan = write_scan(work, code, Seen.IN_BAG, actor, envelope)
    pen.write()
    return scan


def seen_at_desk(work: Work, envelope: Envelope, actor: Actor) -> Seen:
    """What an envelope held before the scanner of the desk is; PUT goes into the tray of its department."""
    if is_after_end(envelope):
        return Seen.ENDED
    if envelope.state is EnvelopeState.SORTING:
        return Seen.PUT
    if envelope.state is EnvelopeState.BAGGED and _lies_in_open_bag(work, envelope):
        return Seen.IN_BAG
    return Seen.PUT if can(envelope, EnvelopeAction.ARRIVE, actor) else Seen.AT_DEPARTMENT


def lay_on_desk(it: AtHand, pen: Pen) -> None:
    """Book what is PUT and was not on the desk before."""
    pen.move(it.envelope, EnvelopeAction.ARRIVE)
    it.envelope.bag_id = None
    pen.take_over(it, Holder.SORTING, "后来在分拣台找到")


def lay_in_bag(envelope: Envelope, bag: Bag, pen: Pen) -> None:
    """Book what lies on the desk into the open bag of its department."""
    pen.move(envelope, EnvelopeAction.BAG)
    envelope.bag_id = bag.id


def _lies_in_open_bag(work: Work, envelope: Envelope) -> bool:
    bag = work.session.get(Bag, envelope.bag_id) if envelope.bag_id else None
    return bag is not None and bag.state is BagState.OPEN


def _department_at(work: Work, text: str) -> int:
    number = read_tray(text)
    for tray in trays(work):
        if tray.number == number:
            return tray.department.id
    bag = read_bag(work, text)
    if bag is None:
        raise NoSuchTray(text=text.strip()[:40])
    return bag.department_id
