"""Emptying a box: one scan, one answer."""

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.custody import hand_case_to
from beebox.logistics.discrepancies import settle_by_find
from beebox.logistics.envelopes import can, move_envelope
from beebox.logistics.models import Envelope, HandIn, Holder, Round, Scan
from beebox.logistics.scanning import Seen, find_envelope, take_aside, write_scan
from beebox.logistics.tables import EnvelopeAction, RoundState
from beebox.logistics.waybills import catch_up


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
    return write_scan(work, text, _take(work, batch, found, actor), actor, found, round_id=batch.id)


def _take(work: Work, batch: Round, envelope: Envelope, actor: Actor) -> Seen:
    if take_aside(work, envelope, Holder.COLLECTOR, actor):
        return Seen.ENDED
    if not can(envelope, EnvelopeAction.COLLECT, actor):
        return Seen.ALREADY
    elsewhere = envelope.hand_in is HandIn.BOX and envelope.box_id != batch.box_id
    if not elsewhere:
        envelope.hand_in, envelope.box_id = HandIn.BOX, batch.box_id
    move_envelope(work, envelope, EnvelopeAction.COLLECT, actor)
    envelope.round_id = batch.id
    hand_case_to(work, envelope.case_id, Holder.COLLECTOR, actor.name, actor)
    settle_by_find(work, envelope.id, actor, "后来在收件时找到")
    catch_up(work, envelope.case_id)
    return Seen.OTHER_BOX if elsewhere else Seen.COLLECTED
