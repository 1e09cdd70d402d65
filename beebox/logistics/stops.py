"""A carrier that does not know us any more, or has no number left, is left alone until a person looked."""

import logging
from collections.abc import Collection, Sequence

from sqlalchemy import select, update

from beebox.accounts.roles import Actor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.calls import CarrierCall, CarrierStop
from beebox.logistics.insert_once import insert_once
from beebox.logistics.orders import Leg
from beebox.logistics.ports import Carrier, Carriers
from beebox.logistics.tables import CallState

log = logging.getLogger(__name__)


class StopLifted(BeeboxError):
    status = 404
    code = "stop_lifted"
    message = N_("这家快递已经恢复了。请刷新页面，看看最新的情况。")


def stop_of(work: Work, carrier: str) -> CarrierStop | None:
    """The stop this carrier is under now."""
    wanted = select(CarrierStop).where(CarrierStop.carrier == carrier, CarrierStop.lifted_at.is_(None))
    return work.session.scalar(wanted)


def open_stops(work: Work) -> Sequence[CarrierStop]:
    wanted = select(CarrierStop).where(CarrierStop.lifted_at.is_(None))
    return work.session.scalars(wanted.order_by(CarrierStop.id)).all()


def stop_carrier(work: Work, carrier: str, fault: str, code: str, message: str) -> None:
    """Send nothing more to it; a carrier that is stopped already keeps its first reason."""
    told = {"fault": fault, "code": code[:40], "message": message[:500], "since": work.now()}
    if insert_once(work, CarrierStop, carrier=carrier, **told):
        log.error("nothing more is sent to %s until a person lifts the stop: %s", carrier, fault)


def lift_stop(work: Work, stop_id: int, actor: Actor) -> None:
    """A person looked after it: what waited for this carrier is due at once."""
    row = work.session.get(CarrierStop, stop_id, with_for_update=True)
    if row is None or row.lifted_at is not None:
        raise StopLifted
    row.lifted_at, row.lifted_by = work.now(), actor.id
    waiting = CarrierCall.state.in_([CallState.PLANNED, CallState.UNKNOWN])
    work.session.execute(
        update(CarrierCall).where(CarrierCall.carrier == row.carrier, waiting).values(due_at=work.now())
    )


def carrier_for(work: Work, leg: Leg) -> Carrier:
    """The preferred one of those who may carry this leg and are not stopped.

    When all are stopped it is the preferred one, and its orders wait. Raises NoCarrier when nobody may.
    """
    other = next_carrier(work, leg, ())
    return other or work.use(Carriers).for_leg(leg)


def next_carrier(work: Work, leg: Leg, tried: Collection[str]) -> Carrier | None:
    """Who else may carry this leg, is not stopped, and was not tried."""
    stopped = {stop.carrier for stop in open_stops(work)} | set(tried)
    return next((c for c in work.use(Carriers).all_for(leg) if c.name not in stopped), None)


def title_of(work: Work, carrier: str) -> str:
    """What people call it; the bare name of a company that is not at hand any more."""
    return work.use(Carriers).known(carrier).title
