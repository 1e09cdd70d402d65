"""Delivery reports that providers push: kept once, then taken into the books."""

import logging
from hashlib import sha256

from sqlalchemy import select

from beebox.kernel.db import Work
from beebox.notices.delivery.outcomes import learn
from beebox.notices.models import Attempt, DeliveryReport
from beebox.notices.ports import ChannelKind, Report

log = logging.getLogger(__name__)
LONGEST = 200


def hear(work: Work, kind: ChannelKind, report: Report) -> DeliveryReport:
    """Keep a report and take it; the same one again is counted and changes nothing.

    A report about a message nobody knows is kept and logged: it may have come before the answer that
    tells its number, and then it is taken with that answer.
    """
    reference, provider_id = report.reference[:LONGEST], report.provider_id[:LONGEST]
    digest = sha256("\n".join((reference, provider_id, report.told, report.reason)).encode()).hexdigest()
    known = select(DeliveryReport).where(DeliveryReport.channel == kind, DeliveryReport.sha256 == digest)
    row = work.session.scalar(known.with_for_update())
    if row is not None:
        row.times += 1
        log.info("the same report of %s for the %s. time: %s", kind, row.times, reference or provider_id)
    else:
        row = DeliveryReport(
            channel=kind,
            sha256=digest,
            reference=reference,
            provider_id=provider_id,
            told=report.told,
            reason=report.reason[:300],
            heard_at=work.now(),
        )
        work.session.add(row)
        work.session.flush()
    if row.taken_at is None:
        _take(work, row)
    return row


def _take(work: Work, row: DeliveryReport) -> None:
    attempt = _meant(work, row)
    if attempt is None:
        log.warning(
            "a report of %s about a message nobody knows: %s", row.channel, row.reference or row.provider_id
        )
        return
    row.taken_at = work.now()
    attempt.provider_id = attempt.provider_id or row.provider_id
    learn(work, attempt, row.told, row.reason)


def _meant(work: Work, row: DeliveryReport) -> Attempt | None:
    wanted = select(Attempt).where(Attempt.channel == row.channel)
    if row.reference:
        wanted = wanted.where(Attempt.reference == row.reference)
    elif row.provider_id:
        wanted = wanted.where(Attempt.provider_id == row.provider_id)
    else:
        return None
    return work.session.scalar(wanted.limit(1).with_for_update())
