"""The feed of changes: places given one after the other, read by an opaque cursor."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error as NotBase64
from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select

from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.api.messages import write_messages
from beebox.logistics.changes import Change, FeedHead
from beebox.logistics.insert_once import insert_once

AT_ONCE = 500


class WrongCursor(BeeboxError):
    status = 400
    code = "wrong_cursor"
    message = N_("cursor 读不懂。请原样使用上一次答复里的 next_cursor，不要改动。")


class CursorTooOld(BeeboxError):
    status = 410
    code = "cursor_too_old"
    message = N_("这个 cursor 之后的变化有一部分已经过了保存期。请先重新取一遍全部运单，再从头跟进。")


@dataclass(frozen=True)
class Page:
    rows: Sequence[Change]
    next_cursor: str
    has_more: bool


def sequence_changes(office: Office) -> int:
    """Give every waiting change its place, and write the messages that tell of it; how many."""
    done = 0
    while _any_waiting(office):
        with office.work() as work:
            placed = _place_some(work)
        done += placed
        if placed < AT_ONCE:
            break
    return done


def read_feed(work: Work, after: str, limit: int, carrier: str) -> Page:
    """The next changes after a cursor, the oldest first. Raises WrongCursor, CursorTooOld.

    The head is read before the rows, so that every number up to it is among them.
    An empty cursor begins at the beginning. A page that is limited to one company still moves its
    cursor past what it left out, so that nobody waits for changes that are not theirs.
    """
    begin = read_cursor(after, "c") if after else 0
    head = work.session.get(FeedHead, 1)
    if head is not None and begin < head.forgotten and after:
        raise CursorTooOld
    wanted = select(Change).where(Change.seq > begin)
    if carrier:
        wanted = wanted.where(Change.carrier == carrier)
    found = work.session.scalars(wanted.order_by(Change.seq).limit(limit + 1)).all()
    rows, more = found[:limit], len(found) > limit
    reached = rows[-1].seq or 0 if rows else begin
    if not more:
        reached = max(begin, reached, head.last if head else 0)
    return Page(rows, cursor_of("c", reached), more)


def cursor_of(kind: str, place: int) -> str:
    return urlsafe_b64encode(f"{kind}1:{place}".encode()).decode().rstrip("=")


def read_cursor(text: str, kind: str) -> int:
    """The place a cursor of this kind stands for; else WrongCursor."""
    try:
        told = urlsafe_b64decode(text[:60] + "=" * (-len(text[:60]) % 4)).decode("ascii")
    except (NotBase64, ValueError):
        raise WrongCursor from None
    head, _, place = told.partition(":")
    if head != f"{kind}1" or not place.isdecimal() or len(place) > 15:
        raise WrongCursor
    return int(place)


def _any_waiting(office: Office) -> bool:
    with office.look() as work:
        return work.session.scalar(select(Change.id).where(Change.seq.is_(None)).limit(1)) is not None


def _place_some(work: Work) -> int:
    insert_once(work, FeedHead, id=1, last=0, forgotten=0)
    head = work.session.get_one(FeedHead, 1, with_for_update=True, populate_existing=True)
    waiting = select(Change).where(Change.seq.is_(None)).order_by(Change.id).limit(AT_ONCE)
    rows = work.session.scalars(waiting).all()
    for row in rows:
        head.last += 1
        row.seq, row.at = head.last, work.now()
    write_messages(work, rows)
    return len(rows)
