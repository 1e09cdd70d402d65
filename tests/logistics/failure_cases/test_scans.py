"""What may befall scans and pushes: cases 17 to 22."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import func, select

from beebox.cases.queries import steps_of
from beebox.cases.states import Action, State
from beebox.logistics.mail_out import hand_over, pack
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.polling import track_waybill
from beebox.logistics.push_taking import take_pushes
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import TrackStatus
from beebox.logistics.tracks import DeadLetter, TrackEvent
from tests.logistics.conftest import ADDRESS
from tests.logistics.failure_cases.conftest import PUSH_TOKEN, Far, door_of


def decided(far: Far, *words: str) -> Waybill:
    """The return parcel of a decided case, booked; it goes with EMS."""
    case_id = far.paper.passed(address=ADDRESS + "".join(words))
    far.paper.step(case_id, Action.RECEIVE, far.paper.clerk)
    far.paper.step(case_id, Action.ACCEPT, far.paper.clerk)
    far.paper.step(case_id, Action.DECIDE, far.paper.clerk, result_by="post")
    waybill = far.paper.waybill(case_id, Leg.RETURN)
    assert waybill.state is WaybillState.BOOKED
    return waybill


def sent_home(far: Far, *words: str) -> Waybill:
    """The same, and the courier has it."""
    waybill = decided(far, *words)
    with far.office.work() as work:
        row = work.session.get_one(Waybill, waybill.id)
        from beebox.logistics.mail_out import belongs_in

        ticked = [paper.original_id for paper in belongs_in(work, row)]
        pack(work, row, ticked, far.paper.collector, result_in=True)
        hand_over(work, [row.reference], far.paper.collector)
    far.paper.deliver()
    far.simulator.hand_over(waybill.number or "")
    return waybill


@pytest.fixture
def door(far: Far, app: Flask) -> Iterator[str]:
    """Our door for pushes on a real socket; both carriers push to it."""
    with door_of(app) as url:
        far.simulator.push_mode("ems", url=f"{url}/ems/events")
        far.simulator.push_mode("sf", url=f"{url}/sf/events?token={PUSH_TOKEN}")
        yield url


def acknowledged(row: dict[str, str]) -> bool:
    """Both carriers take a code of noughts for a yes."""
    return '0000"' in row["answer"]


def rows(far: Far, what: type[TrackEvent] | type[DeadLetter]) -> int:
    with far.office.look() as work:
        return work.session.scalar(select(func.count()).select_from(what)) or 0


def taken(far: Far) -> None:
    take_pushes(far.office)
    far.paper.deliver()


def test_case_17_doubled_pushes_are_one_scan_each_and_all_acknowledged(far: Far, door: str) -> None:
    waybill = far.passed()
    url = f"{door}/{far.wire}/events" + (f"?token={PUSH_TOKEN}" if far.wire == "sf" else "")
    far.simulator.push_mode(far.wire, url=url, mode="doubled")
    far.simulator.hand_over(waybill.number or "")
    far.later_without_looking(60 * 30)
    sent = far.simulator.fire_pushes(far.wire)
    assert len(sent) > 1 and all(acknowledged(row) for row in sent)
    taken(far)
    with far.office.look() as work:
        keys = work.session.scalars(select(TrackEvent.key)).all()
    assert len(keys) == len(set(keys)) > 1
    before = rows(far, TrackEvent)
    far.tracked()
    assert rows(far, TrackEvent) == before


def test_case_18_pushes_out_of_order_end_where_the_parcel_is(far: Far, door: str) -> None:
    waybill = far.passed()
    url = f"{door}/{far.wire}/events" + (f"?token={PUSH_TOKEN}" if far.wire == "sf" else "")
    far.simulator.push_mode(far.wire, url=url, mode="reordered")
    far.simulator.hand_over(waybill.number or "")
    far.later_without_looking(60 * 30)
    far.simulator.fire_pushes(far.wire)
    taken(far)
    far.tracked()
    assert far.again(waybill).status is TrackStatus.DELIVERED


def test_case_19_a_reversal_reopens_what_was_delivered(ems: Far) -> None:
    waybill = sent_home(ems, "模拟冲正")
    states = []
    for _ in range(50):
        ems.later_without_looking(60)
        track_waybill(ems.office, waybill.id)
        ems.paper.deliver()
        states.append(ems.again(waybill).state)
    seen = [state for n, state in enumerate(states) if n == 0 or states[n - 1] is not state]
    assert seen[-1] is WaybillState.DELIVERED
    assert WaybillState.DELIVERED in seen[:-1], "delivered, taken back, delivered"


def test_case_19_returned_after_delivery_the_case_is_open_again_and_both_are_kept(ems: Far) -> None:
    waybill = sent_home(ems, "模拟签收后退回")
    states = []
    for _ in range(16):
        ems.tracked(hours=9)
        states.append(ems.again(waybill).state)
    assert WaybillState.DELIVERED in states and states[-1] is WaybillState.RETURNED
    assert ems.paper.state(case_of(ems, waybill)) is State.RETURNING
    with ems.office.look() as work:
        actions = [step.action for step in steps_of(work, case_of(ems, waybill))]
    assert actions[-2:] == [Action.CONFIRM_DELIVERY, Action.REOPEN]


def test_case_20_a_push_before_our_commit_is_acknowledged_and_matched_later(far: Far, door: str) -> None:
    far.simulator.faults("timeout_after_accept", operation="create")
    waybill = far.passed()
    number = far.live()[0]["number"]
    far.simulator.hand_over(number)
    far.later_without_looking(60)
    assert all(acknowledged(row) for row in far.simulator.fire_pushes(far.wire))
    taken(far)
    assert rows(far, TrackEvent) or rows(far, DeadLetter)
    if far.wire == "ems":
        from beebox.logistics.deciding import adopt_number

        with far.office.work() as work:
            adopt_number(work, far.call(waybill).id, number, far.paper.supervisor)
    far.later(2, 4)
    assert far.again(waybill).number == number
    assert far.again(waybill).state is not WaybillState.BOOKED


def test_case_21_a_forged_push_moves_nothing(far: Far, door: str) -> None:
    waybill = far.passed()
    url = f"{door}/{far.wire}/events" + ("?token=a-guess" if far.wire == "sf" else "")
    far.simulator.push_mode(far.wire, url=url, mode="forged")
    far.simulator.hand_over(waybill.number or "")
    far.later_without_looking(60 * 30)
    sent = far.simulator.fire_pushes(far.wire)
    assert [row for row in sent if row["kind"] == "forged"]
    assert not [row for row in sent if row["kind"] == "forged" and acknowledged(row)]
    taken(far)
    if far.wire == "sf":  # EMS tells the truth besides, and that counts
        assert far.again(waybill).status is TrackStatus.CREATED


def test_case_22_a_new_number_on_the_way_back_belongs_to_the_same_parcel(ems: Far) -> None:
    waybill = sent_home(ems, "模拟退回换号")
    for _ in range(14):
        ems.tracked(hours=12)
    back = ems.again(waybill)
    assert back.state in {WaybillState.RETURNING, WaybillState.RETURNED}
    with ems.office.look() as work:
        numbers = set(work.session.scalars(select(TrackEvent.number)))
    assert len(numbers) == 2
    assert ems.paper.state(case_of(ems, waybill)) is State.RETURNING


def case_of(far: Far, waybill: Waybill) -> int:
    from beebox.logistics.waybills import cases_under

    with far.office.look() as work:
        return cases_under(work, work.session.get_one(Waybill, waybill.id))[0].id
