"""Carriers push their own words to our running program, and do it badly: the parcel ends where it is.

EMS hides each event (V2.7, 040002), SF signs nothing and knows our address (WaybillRoute).
"""

import pytest
from flask import Flask
from sqlalchemy import select

from beebox.cases.queries import steps_of
from beebox.cases.states import Action, State
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import TrackStatus
from beebox.logistics.tracks import CarrierPush, TrackEvent
from tests.logistics.failure_cases.conftest import PUSH_TOKEN, Far, door_of
from tests.logistics.failure_cases.test_scans import acknowledged, case_of, sent_home, taken

MODES = ("in_order", "doubled", "reordered", "doubled+reordered", "forged", "lost")
NINE_HOURS = 9 * 60


def pushing_to(far: Far, url: str, mode: str) -> None:
    behind = f"?token={PUSH_TOKEN}" if far.wire == "sf" else ""
    far.simulator.push_mode(far.wire, url=f"{url}/{far.wire}/events{behind}", mode=mode)


def days_of_pushes(far: Far) -> None:
    """Two days in which the carrier pushes every nine hours."""
    for _ in range(5):
        far.later_without_looking(NINE_HOURS)
        for row in far.simulator.fire_pushes(far.wire):
            assert acknowledged(row) or row["answer"] == "lost" or row["kind"] == "forged"
        taken(far)


def rows_of(far: Far) -> list[TrackEvent]:
    with far.office.look() as work:
        found = list(work.session.scalars(select(TrackEvent)))
        work.session.expunge_all()
        return found


@pytest.mark.parametrize("mode", MODES)
def test_pushes_of_either_carrier_end_where_the_parcel_is(far: Far, app: Flask, mode: str) -> None:
    waybill = far.passed()
    with door_of(app) as url:
        pushing_to(far, url, mode)
        far.simulator.hand_over(waybill.number or "")
        days_of_pushes(far)
    if mode == "lost":
        assert far.again(waybill).status is TrackStatus.CREATED
        far.tracked()
    now, rows = far.again(waybill), rows_of(far)
    assert (now.state, now.status) == (WaybillState.DELIVERED, TrackStatus.DELIVERED)
    assert now.confirmed_at is not None, "asked for, not only pushed"
    told = [row for row in rows if row.status is TrackStatus.DELIVERED and row.pulled_at is not None]
    assert len(told) == 1 and now.status_at == told[0].at
    assert len({row.key for row in rows}) == len(rows)


@pytest.mark.parametrize("mode", ["doubled+reordered", "forged", "lost"])
def test_a_result_on_its_way_home_closes_its_case_once(ems: Far, app: Flask, mode: str) -> None:
    waybill = sent_home(ems)
    with door_of(app) as url:
        pushing_to(ems, url, mode)
        days_of_pushes(ems)
    if mode == "lost":
        assert ems.paper.state(case_of(ems, waybill)) is State.RETURNING
        ems.tracked()
    assert ems.paper.state(case_of(ems, waybill)) is State.CLOSED
    with ems.office.look() as work:
        actions = [step.action for step in steps_of(work, case_of(ems, waybill))]
    assert actions[-1] is Action.CONFIRM_DELIVERY and Action.REOPEN not in actions


def test_a_forged_delivery_from_who_knows_our_address_has_no_weight(sf: Far, app: Flask) -> None:
    """SF signs nothing: the forger's words get in, and asking SF tells that they are not so."""
    waybill = sf.passed()
    with door_of(app) as url:
        pushing_to(sf, url, "forged")
        sf.simulator.hand_over(waybill.number or "")
        sf.later_without_looking(1)
        sent = sf.simulator.fire_pushes("sf")
        assert any(row["kind"] == "forged" and acknowledged(row) for row in sent)
        taken(sf)
    assert [row.status for row in rows_of(sf) if row.pulled_at is None] == [TrackStatus.DELIVERED]
    assert sf.again(waybill).state is WaybillState.HANDED_OVER
    sf.tracked(hours=7)
    assert sf.again(waybill).status is not TrackStatus.DELIVERED, "believed no longer"


def test_what_is_pushed_is_kept_as_it_came(far: Far, app: Flask) -> None:
    waybill = far.passed()
    with door_of(app) as url:
        pushing_to(far, url, "in_order")
        far.simulator.hand_over(waybill.number or "")
        (sent,) = far.simulator.fire_pushes(far.wire)
    with far.office.look() as work:
        kept = work.session.scalars(select(CarrierPush)).one()
        assert kept.body == sent["body"].encode()
