"""What a scanned or typed code may mean at a box, on the sorting desk or over a bag."""

import re
import unicodedata
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import select

from beebox.accounts.roles import SYSTEM, Actor
from beebox.cases.access import BEFORE_PAPER, CaseNotFound, case_for
from beebox.cases.events import CasePassed
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.ids import read_code
from beebox.logistics.custody import hand_case_to
from beebox.logistics.envelopes import case_of, envelope_by_code, move_envelope
from beebox.logistics.expecting import expect_paper
from beebox.logistics.models import Bag, Envelope, Holder, Scan
from beebox.logistics.returning import take_in_after_end
from beebox.logistics.tables import EnvelopeAction, EnvelopeState

_BAG = re.compile(r"(?:LBB:BAG:)(.+)")
_TRAY = re.compile(r"(?:LBB:TRAY:)?([1-9]\d?)")


class Seen(StrEnum):
    """The answer to a scan; each has its words and its next physical step on the page."""

    COLLECTED = "collected"
    OTHER_BOX = "other_box"
    ALREADY = "already"
    TOO_EARLY = "too_early"
    UNKNOWN = "unknown"
    ENDED = "ended"
    PUT = "put"
    IN_BAG = "in_bag"
    WRONG_BAG = "wrong_bag"
    AT_DEPARTMENT = "at_department"
    TICKED = "ticked"
    EXTRA = "extra"


def plain(text: str) -> str:
    """What was scanned, without signs that cannot be printed and no longer than a code may be."""
    shown = unicodedata.normalize("NFKC", text[:64]).strip()
    return "".join(sign for sign in shown if sign.isprintable())


def find_envelope(work: Work, text: str) -> Envelope | Seen:
    """The envelope of this code, or why there is none."""
    code = read_code(text)
    if code is None:
        return Seen.UNKNOWN
    envelope = envelope_by_code(work, code)
    if envelope is not None:
        return envelope
    try:
        case = case_for(work, code, SYSTEM)
    except CaseNotFound:
        return Seen.UNKNOWN
    if case.state is State.AWAITING_PAPER:
        expect_paper(work, CasePassed(case.id))
        return envelope_by_code(work, code) or Seen.UNKNOWN
    return seen_without_envelope(case.state)


def seen_without_envelope(state: State) -> Seen:
    """The answer for a case whose paper is not expected."""
    return Seen.TOO_EARLY if state in BEFORE_PAPER else Seen.UNKNOWN


def is_after_end(envelope: Envelope) -> bool:
    """Its case ended: whatever is scanned, this paper goes back to the citizen."""
    return envelope.state in (EnvelopeState.CANCELLED, EnvelopeState.ASIDE)


def take_aside(work: Work, envelope: Envelope, holder: Holder, actor: Actor) -> Seen:
    """The case ended: the paper is ours to give back, and its way home is planned."""
    if envelope.state is EnvelopeState.CANCELLED:
        move_envelope(work, envelope, EnvelopeAction.SET_ASIDE, actor)
    hand_case_to(work, envelope.case_id, holder, actor.name, actor)
    take_in_after_end(work, case_of(work, envelope))
    return Seen.ENDED


def write_scan(
    work: Work,
    text: str,
    seen: Seen,
    actor: Actor,
    envelope: Envelope | None = None,
    *,
    round_id: int | None = None,
    bag_id: int | None = None,
) -> Scan:
    line = scan_line(text, seen, actor, work.now(), envelope)
    scan = Scan(**line, round_id=round_id, bag_id=bag_id)
    work.session.add(scan)
    work.session.flush()
    return scan


def scan_line(
    text: str, seen: Seen, actor: Actor, at: datetime, envelope: Envelope | None = None
) -> dict[str, Any]:
    """What is kept of every scan, wherever it was made."""
    return {
        "text": envelope.code if envelope else read_code(text) or plain(text),
        "outcome": seen,
        "envelope_id": envelope.id if envelope else None,
        "by": actor.id,
        "at": at,
    }


def read_bag(work: Work, text: str) -> Bag | None:
    """The bag of this code, typed or scanned."""
    shown = plain(text).upper()
    prefixed = _BAG.fullmatch(shown)
    code = read_code(prefixed[1] if prefixed else shown)
    return work.session.scalar(select(Bag).where(Bag.code == code)) if code else None


def read_tray(text: str) -> int | None:
    """The number of a tray (分拣格), typed or scanned."""
    found = _TRAY.fullmatch(plain(text).upper())
    return int(found[1]) if found else None
