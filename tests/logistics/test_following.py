"""What scans mean for the case, the originals and the citizen."""

import pytest
from sqlalchemy import select

from beebox.accounts.ports import MessageSender
from beebox.adapters.messages import WriteDown
from beebox.cases.models import CaseStep
from beebox.cases.states import Action, State
from beebox.logistics.custody import hand_case_to, where_are_the_originals
from beebox.logistics.mail_out import belongs_in, hand_over, has_result, pack
from beebox.logistics.models import Discrepancy, Fate, Holder, Wrong
from beebox.logistics.orders import Contact, Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.queries import lanes_of
from beebox.logistics.rescue.reissuing import IssuedAnewAlready, NotToBeIssuedAnew, issue_anew
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import CarrierEvent, TrackStatus
from tests.logistics.conftest import ADDRESS, Paper
from tests.logistics.test_tracking_events import returning, scan, take

S = TrackStatus


@pytest.fixture
def parcel(paper: Paper) -> tuple[int, str]:
    """A case whose originals and result are in a return parcel that the courier has."""
    case_id, number = returning(paper)
    with paper.office.work() as work:
        hand_case_to(work, case_id, Holder.MAIL_OUT, "", paper.collector)
    take(paper, scan(number, S.PICKED_UP, 30, paper))
    return case_id, number


def holders(paper: Paper, case_id: int) -> set[Holder]:
    with paper.office.look() as work:
        here = where_are_the_originals(work, case_id)
        return {w.holder for w in here if w.afterwards is Fate.RETURNED}


def messages(paper: Paper, case_id: int, *kinds: str) -> list[str]:
    sender = paper.office.use(MessageSender)
    assert isinstance(sender, WriteDown)
    told = [m["reference"] for m in reversed(sender.latest(None))]
    return [
        ref.split("-")[0] for ref in told if ref.split("-")[0] in kinds and ref.split("-")[1] == str(case_id)
    ]


def wrongs(paper: Paper) -> set[Wrong]:
    with paper.office.look() as work:
        return set(work.session.scalars(select(Discrepancy.kind)))


def delivered(paper: Paper, number: str) -> CarrierEvent:
    return scan(number, S.DELIVERED, 20, paper, code="704")


def taken_back(paper: Paper, number: str) -> CarrierEvent:
    return scan(number, S.INFO, 10, paper, code="743", voids=frozenset({"704"}))


def test_a_delivery_taken_back_reopens_the_case_and_says_so(paper: Paper, parcel: tuple[int, str]) -> None:
    case_id, number = parcel
    take(paper, delivered(paper, number))
    assert (paper.state(case_id), holders(paper, case_id)) == (State.CLOSED, {Holder.CITIZEN})
    take(paper, taken_back(paper, number))
    waybill = paper.waybill(case_id, Leg.RETURN)
    assert (waybill.state, waybill.delivered_at) == (WaybillState.IN_TRANSIT, None)
    assert (paper.state(case_id), holders(paper, case_id)) == (State.RETURNING, {Holder.COURIER})
    assert Wrong.DELIVERY_TAKEN_BACK in wrongs(paper)
    with paper.office.look() as work:
        steps = select(CaseStep.action).where(CaseStep.case_id == case_id).order_by(CaseStep.id)
        assert list(work.session.scalars(steps))[-2:] == [Action.CONFIRM_DELIVERY, Action.REOPEN]
    take(paper, scan(number, S.DELIVERED, 1, paper, code="704"))
    assert paper.state(case_id) is State.CLOSED
    told = messages(paper, case_id, "CaseClosed", "CaseReopened")
    assert told == ["CaseClosed", "CaseReopened", "CaseClosed"]


def test_returned_after_delivery_lies_at_the_mail_out_desk(paper: Paper, parcel: tuple[int, str]) -> None:
    case_id, number = parcel
    take(paper, delivered(paper, number), scan(number, S.RETURNING, 12, paper, code="741"))
    assert (paper.state(case_id), holders(paper, case_id)) == (State.RETURNING, {Holder.COURIER})
    take(paper, scan(number, S.RETURNED, 2, paper, code="711"))
    assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.RETURNED
    assert (paper.state(case_id), holders(paper, case_id)) == (State.RETURNING, {Holder.MAIL_OUT})
    assert Wrong.PARCEL_RETURNED in wrongs(paper)
    assert messages(paper, case_id, "ParcelReturned") == ["ParcelReturned"]


def test_a_return_taken_back_is_with_the_courier_again(paper: Paper, parcel: tuple[int, str]) -> None:
    case_id, number = parcel
    take(paper, scan(number, S.RETURNED, 9, paper, code="711"))
    assert holders(paper, case_id) == {Holder.MAIL_OUT}
    take(paper, scan(number, S.IN_TRANSIT, 8, paper, code="712", voids=frozenset({"711"})))
    assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.IN_TRANSIT
    assert holders(paper, case_id) == {Holder.COURIER}


def test_lost_by_the_carrier_goes_to_a_person_and_the_ledger_tells_who_had_it(
    paper: Paper, parcel: tuple[int, str]
) -> None:
    case_id, number = parcel
    take(paper, scan(number, S.LOST, 5, paper))
    assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.LOST
    assert holders(paper, case_id) == {Holder.COURIER}
    assert Wrong.PARCEL_LOST in wrongs(paper)
    assert paper.state(case_id) is State.RETURNING


def test_in_a_locker_and_then_fetched(paper: Paper, parcel: tuple[int, str]) -> None:
    case_id, number = parcel
    take(paper, scan(number, S.READY_FOR_COLLECTION, 5, paper, place="怡海花园东门柜"))
    assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.READY
    sender = paper.office.use(MessageSender)
    assert isinstance(sender, WriteDown)
    assert any("怡海花园东门柜" in m["text"] for m in sender.latest(None))
    take(paper, scan(number, S.DELIVERED, 1, paper))
    assert paper.state(case_id) is State.CLOSED


def test_each_step_is_told_once_and_none_backwards(paper: Paper, parcel: tuple[int, str]) -> None:
    case_id, number = parcel
    take(paper, scan(number, S.ATTEMPT_FAILED, 3, paper))
    take(paper, scan(number, S.OUT_FOR_DELIVERY, 4, paper))
    take(paper, scan(number, S.INFO, 2, paper, code="8000"), scan(number, S.INFO, 1, paper, code="8000"))
    take(paper, scan(number, S.ATTEMPT_FAILED, 3, paper))
    take(paper, scan(number, S.OUT_FOR_DELIVERY, 0, paper))
    kinds = ("ParcelOutForDelivery", "ParcelNotDelivered")
    assert messages(paper, case_id, *kinds) == ["ParcelNotDelivered", "ParcelOutForDelivery"]


def test_what_we_hear_of_very_late_is_no_news(paper: Paper, parcel: tuple[int, str]) -> None:
    case_id, number = parcel
    take(paper, scan(number, S.OUT_FOR_DELIVERY, 26, paper))
    assert messages(paper, case_id, "ParcelOutForDelivery") == []


def test_the_lane_shows_the_steps_that_count_and_no_end_that_is_not_sure(
    paper: Paper, parcel: tuple[int, str]
) -> None:
    from beebox.logistics.tracking_events import take_events
    from beebox.logistics.tracks import Heard

    case_id, number = parcel
    take(paper, scan(number, S.OUT_FOR_DELIVERY, 4, paper))
    with paper.office.work() as work:
        take_events(work, "simulated", [scan(number, S.DELIVERED, 1, paper)], Heard.SIGNED)
    with paper.office.look() as work:
        lane = lanes_of(work, case_id).returning
        assert lane is not None
        assert [stop.name for stop in lane.stops] == ["picked_up", "out_for_delivery"]


@pytest.mark.parametrize("status", [S.RETURNED, S.LOST])
def test_an_outbound_parcel_that_does_not_come_is_told(paper: Paper, status: TrackStatus) -> None:
    case_id = paper.passed()
    number = paper.waybill(case_id, Leg.OUTBOUND).number or ""
    take(paper, scan(number, S.PICKED_UP, 20, paper), scan(number, status, 2, paper))
    assert wrongs(paper) & {Wrong.PARCEL_RETURNED, Wrong.PARCEL_LOST}
    with paper.office.look() as work:
        now_with = {w.holder for w in where_are_the_originals(work, case_id)}
    assert now_with == ({Holder.CITIZEN} if status is S.RETURNED else {Holder.COURIER})


def test_a_returned_parcel_is_sent_again_and_closes_the_case(paper: Paper, parcel: tuple[int, str]) -> None:
    case_id, number = parcel
    take(paper, scan(number, S.RETURNED, 2, paper, code="711"))
    old = paper.waybill(case_id, Leg.RETURN)
    with paper.office.work() as work:
        back = work.session.get_one(Waybill, old.id)
        made = issue_anew(work, back, Contact("黄碧芳", "15000003248", ADDRESS), paper.supervisor)
        with pytest.raises(IssuedAnewAlready):
            issue_anew(work, back, Contact("黄碧芳", "15000003248", ADDRESS), paper.supervisor)
        assert has_result(work, made)
    paper.deliver()
    new = paper.waybill(case_id, Leg.RETURN)
    assert (new.replaces_id, new.state) == (old.id, WaybillState.BOOKED)
    assert new.number and new.number != number
    with paper.office.work() as work:
        waybill = work.session.get_one(Waybill, new.id)
        papers = {p.original_id for p in belongs_in(work, waybill)}
        pack(work, waybill, papers, paper.collector, result_in=True)
        hand_over(work, [new.reference], paper.collector)
    assert holders(paper, case_id) == {Holder.COURIER}
    take(paper, scan(new.number, S.DELIVERED, 0, paper))
    assert (paper.state(case_id), holders(paper, case_id)) == (State.CLOSED, {Holder.CITIZEN})
    assert Wrong.PARCEL_RETURNED not in wrongs_open(paper)


def wrongs_open(paper: Paper) -> set[Wrong]:
    with paper.office.look() as work:
        return set(work.session.scalars(select(Discrepancy.kind).filter_by(resolved_at=None)))


def test_a_parcel_that_is_still_away_is_not_sent_twice(paper: Paper, parcel: tuple[int, str]) -> None:
    case_id, _ = parcel
    with paper.office.work() as work, pytest.raises(NotToBeIssuedAnew):
        waybill = work.session.get_one(Waybill, paper.waybill(case_id, Leg.RETURN).id)
        issue_anew(work, waybill, Contact("黄碧芳", "15000003248", ADDRESS), paper.supervisor)
