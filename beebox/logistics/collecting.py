"""Emptying a box: one scan, one answer. The rules serve a list of codes as well: scanning_many.py."""

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.at_hand import AtHand, at_hand
from beebox.logistics.envelopes import can
from beebox.logistics.models import Envelope, HandIn, Holder, Round, Scan
from beebox.logistics.pen import Pen
from beebox.logistics.scanning import Seen, find_envelope, is_after_end, take_aside, write_scan
from beebox.logistics.tables import EnvelopeAction, RoundState


class RoundIsClosed(BeeboxError):
    code = "round_is_closed"
    message = N_("这一批已经关箱。手里还有信封的话，请到分拣台直接扫码，或在下一批里扫。")


def collect(work: Work, batch: Round, text: str, actor: Actor) -> Scan:
    """Take the envelope with this code out of the box, and say what to do with it.

    Every answer is kept, and the same scan again is answered without doing anything twice. Raises
    RoundIsClosed.
    """
    if batch.state is RoundState.CLOSED:
        raise RoundIsClosed
    found = find_envelope(work, text)
    if isinstance(found, Seen):
        return write_scan(work, text, found, actor, round_id=batch.id)
    pen, seen = Pen(work, actor), seen_at_box(found, batch, actor)
    if seen is Seen.ENDED:
        take_aside(work, found, Holder.COLLECTOR, actor)
    elif seen is not Seen.ALREADY:
        take_out(at_hand(work, [found])[found.id], batch, seen, pen)
    scan = write_scan(work, text, seen, actor, found, round_id=batch.id)
    pen.write()
    return scan


def seen_at_box(envelope: Envelope, batch: Round, actor: Actor) -> Seen:
    """What an envelope found in the box of this round is."""
    if is_after_end(envelope):
        return Seen.ENDED
    if not can(envelope, EnvelopeAction.COLLECT, actor):
        return Seen.ALREADY
    elsewhere = envelope.hand_in is HandIn.BOX and envelope.box_id != batch.box_id
    return Seen.OTHER_BOX if elsewhere else Seen.COLLECTED


def take_out(it: AtHand, batch: Round, seen: Seen, pen: Pen) -> None:
    """Book what is COLLECTED or from OTHER_BOX; the box its citizen chose stays written down."""
    if seen is Seen.COLLECTED:
        it.envelope.hand_in, it.envelope.box_id = HandIn.BOX, batch.box_id
    pen.move(it.envelope, EnvelopeAction.COLLECT)
    it.envelope.round_id = batch.id
    pen.take_over(it, Holder.COLLECTOR, "后来在收件时找到")
