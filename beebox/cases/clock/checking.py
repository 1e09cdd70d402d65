"""Proving every stored date, and mending the cache where it differs: a duty, and `beebox clock check`."""

import logging
from collections.abc import Iterator

from sqlalchemy import exists, select

from beebox.cases.clock.models import CaseClock, ClockEvent
from beebox.cases.clock.recounting import BATCH, MISSING, Wrong, check, mend
from beebox.cases.models import Case
from beebox.cases.states import ENDED
from beebox.kernel.db import Office

log = logging.getLogger(__name__)


def mend_clocks(office: Office, *, ended: bool = False) -> int:
    """Recount every open case; what is cached wrongly is mended and told. How many cases that were."""
    wrong = list(check_clocks(office, ended=ended))
    for case_id in sorted({found.case_id for found in wrong}):
        with office.work() as work:
            mend(work, [case_id])
    for found in [one for one in wrong if one.stored != MISSING][:20]:
        log.warning("a cached date was mended: %s", found)
    return len({found.case_id for found in wrong})


def make_missing(office: Office) -> int:
    """Open cases whose events came by a migration get their cache; how many. Quick where none is missing."""
    missing = (
        select(Case.id)
        .where(
            Case.state.not_in(ENDED),
            exists().where(ClockEvent.case_id == Case.id),
            ~exists().where(CaseClock.case_id == Case.id),
        )
        .order_by(Case.id)
    )
    with office.look() as work:
        ids = work.session.scalars(missing).all()
    for n in range(0, len(ids), BATCH):
        with office.work() as work:
            mend(work, ids[n : n + BATCH])
    return len(ids)


def check_clocks(office: Office, *, ended: bool = False, proofs: bool = False) -> Iterator[Wrong]:
    """What is stored and should not be, over all open cases; with `ended` over those that are over too."""
    last = 0
    while True:
        with office.look() as work:
            wanted = select(Case.id).where(Case.id > last).order_by(Case.id).limit(BATCH)
            ids = work.session.scalars(wanted if ended else wanted.where(Case.state.not_in(ENDED))).all()
            if not ids:
                return
            yield from list(check(work, ids, proofs=proofs))
            last = ids[-1]
