"""The watch on the time: a leap nobody announced stops the deadline duties, it never shifts a deadline.

What was last believed is one row. While a leap is open that row stays as it is, so a time that comes back
into line is believed again by itself; else a person looks at the machine and confirms the time.
"""

import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from beebox.accounts.roles import Actor
from beebox.cases.clock.leaping import Leap, leap
from beebox.cases.clock.models import ClockJump, ClockWatch
from beebox.kernel.clock import Clock, Reading
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_, BeeboxError

log = logging.getLogger(__name__)
KEEP_EVERY = timedelta(minutes=1)
THE_ROW = 1
CAME_BACK = "时间自己回到了正常，没有人动过 / came back into line by itself"


class TimeIsTrusted(BeeboxError):
    code = "time_is_trusted"
    message = N_("时间现在没有异常，不用确认。请刷新页面看看最新的情况。")


class SayWhatYouFound(BeeboxError):
    status = 422
    code = "say_what_you_found"
    message = N_("请写一句：查到时间为什么变了，现在的时间核对过没有。")


def trusted(office: Office) -> bool:
    """Look at the time; whether deadlines may be worked on now. Cheap: it writes once a minute."""
    now = office.use(Clock).reading()
    with office.look() as work:
        seen, jump = _seen(work), open_jump(work)
        found = leap(seen, now, _doubted(jump)) if seen else None
    settled = (found is None) == (jump is None)
    if seen is None or not settled or (found is None and now.wall - seen.wall >= KEEP_EVERY):
        with office.work() as work:
            return _keep(work, now)
    return jump is None


def when_trusted(duty: Callable[[Office], object]) -> Callable[[Office], object]:
    """The same duty, but only while the time can be believed."""

    def run(office: Office) -> object:
        return duty(office) if trusted(office) else 0

    return run


def open_jump(work: Work) -> ClockJump | None:
    """The leap that waits to be settled."""
    found = select(ClockJump).where(ClockJump.settled_at.is_(None)).order_by(ClockJump.id).limit(1)
    return work.session.scalar(found)


def past_jumps(work: Work) -> list[ClockJump]:
    found = select(ClockJump).where(ClockJump.settled_at.is_not(None)).order_by(ClockJump.id.desc())
    return list(work.session.scalars(found.limit(20)))


def confirm_time(work: Work, by: Actor, note: str) -> None:
    """A person looked: the time is right as it is now, the deadlines go on."""
    now = work.use(Clock).reading()
    row = work.session.get(ClockWatch, THE_ROW, with_for_update=True)
    jump = open_jump(work)
    if row is None or jump is None:
        raise TimeIsTrusted
    if not note.strip():
        raise SayWhatYouFound
    jump.settled_at, jump.settled_by, jump.note = work.now(), by.id, note.strip()
    row.wall, row.steady, row.boot = now
    log.warning("the time was confirmed by person %s after a leap of %s seconds", by.id, jump.seconds)


def _keep(work: Work, now: Reading) -> bool:
    row = work.session.get(ClockWatch, THE_ROW, with_for_update=True)
    if row is None:
        return _begin(work, now)
    jump = open_jump(work)
    found = leap(Reading(row.wall, row.steady, row.boot), now, _doubted(jump))
    if found is not None:
        if jump is None:
            _open(work, found, now)
        return False
    if jump is not None:
        jump.settled_at, jump.note = work.now(), CAME_BACK
        log.warning("the time came back into line; deadlines go on")
    row.wall, row.steady, row.boot = now
    return True


def _begin(work: Work, now: Reading) -> bool:
    try:
        with work.session.begin_nested():
            work.session.add(ClockWatch(id=THE_ROW, wall=now.wall, steady=now.steady, boot=now.boot))
    except IntegrityError:
        log.info("another process wrote down the time first")
    return True


def _open(work: Work, found: Leap, now: Reading) -> None:
    seconds = int(found.off.total_seconds())
    work.session.add(ClockJump(found_at=now.wall, expected=found.expected, seconds=seconds))
    log.error("the time leapt by %s seconds; deadline duties wait until it is settled", seconds)


def _doubted(jump: ClockJump | None) -> datetime | None:
    return jump.found_at if jump is not None and jump.seconds > 0 else None


def _seen(work: Work) -> Reading | None:
    row = work.session.get(ClockWatch, THE_ROW)
    return Reading(row.wall, row.steady, row.boot) if row else None
