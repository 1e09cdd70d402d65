"""The timetable. Each job takes the office, is safe to run twice and logs what it did.

APScheduler is only the ticker: a job looks at the database and does what is due, so a missed tick, a
restart or a second scheduler can neither lose nor double anything.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from typing import NamedTuple

from apscheduler.schedulers.background import BackgroundScheduler
from apscheduler.triggers.interval import IntervalTrigger
from sqlalchemy.exc import SQLAlchemyError

from beebox.cases.clock.watch import trusted
from beebox.kernel.db import Office
from beebox.wiring import DUTIES

log = logging.getLogger(__name__)
LEAP = timedelta(minutes=2)
"""More than this between two looks a second apart, and the time has leapt."""


class Job(NamedTuple):
    name: str
    seconds: int
    run: Callable[[Office], object]


def timetable() -> tuple[Job, ...]:
    return tuple(Job(name, seconds, run) for name, (seconds, run) in DUTIES.items())


def start(office: Office) -> BackgroundScheduler:
    """Begin ticking in a thread of this process; `shutdown()` ends it."""
    scheduler = BackgroundScheduler(timezone="UTC")
    for job in timetable():
        scheduler.add_job(
            _run,
            IntervalTrigger(seconds=job.seconds),
            args=(office, job),
            id=job.name,
            max_instances=1,
            coalesce=True,
            misfire_grace_time=None,
        )
    scheduler.add_job(_Leap(office).look, IntervalTrigger(seconds=1), max_instances=1, coalesce=True)
    scheduler.start()
    return scheduler


class _Leap:
    """Does everything at once when the time leapt: a machine that slept, or a stage clock moved.

    A leap that neither explains is seen first by the watch (cases/clock/watch.py), and the duties that end
    or decide something on a certain day then wait for a person; the others are done.
    """

    def __init__(self, office: Office) -> None:
        self._office, self._seen = office, office.now()

    def look(self) -> None:
        try:
            trusted(self._office)
        except SQLAlchemyError as error:
            log.warning("the time could not be looked at, next try in a second: %s", type(error).__name__)
        now = self._office.now()
        leapt, self._seen = now - self._seen > LEAP, now
        if leapt:
            run_all(self._office)


def run_all(office: Office) -> None:
    """Every duty once, now: at start, after the clock was moved, and for one-shot use."""
    for job in timetable():
        _run(office, job)


def _run(office: Office, job: Job) -> None:
    try:
        done = job.run(office)
    except Exception:
        log.exception("the duty %s stumbled; it will be done at the next tick", job.name)
    else:
        if done:
            log.info("duty %s: %s", job.name, done)
