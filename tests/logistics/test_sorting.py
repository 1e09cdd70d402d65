"""To the bag of its department and to no other; counted and signed on the other side."""

import threading
from datetime import datetime

import pytest
from sqlalchemy import func, select

from beebox.cases.states import Action, State
from beebox.logistics.bag_receiving import BagStillOpen, NotAllScanned, receive_bag, scan_in_bag
from beebox.logistics.bags import BagIsEmpty, BagNotFound, bag_for, close_bag, open_bag
from beebox.logistics.custody import where_are_the_originals
from beebox.logistics.models import Bag, Discrepancy, Envelope, Holder, Wrong
from beebox.logistics.orders import Leg
from beebox.logistics.scanning import Seen
from beebox.logistics.sorting import NoSuchTray, ScanEnvelopeFirst, arrive, put_in_bag, tray_of
from beebox.logistics.tables import BagState, EnvelopeState, WaybillState
from tests.conftest import ZONE, stage
from tests.logistics.conftest import Paper


class Desk:
    """The sorting desk and the department's counter, each step in its own transaction."""

    def __init__(self, paper: Paper) -> None:
        self.paper = paper
        stage(paper.office).move_to(datetime(2026, 11, 30, 11, 0, tzinfo=ZONE))

    def arrive(self, text: str) -> str:
        with self.paper.office.work() as work:
            return arrive(work, text, self.paper.collector).outcome

    def put(self, code: str, tray: str | None = None) -> str:
        with self.paper.office.work() as work:
            right = self.paper.envelope(self.case_id(code)).department_id
            chosen = tray or str(tray_of(work, right).number)
            return put_in_bag(work, code, chosen, self.paper.collector).outcome

    def case_id(self, code: str) -> int:
        with self.paper.office.look() as work:
            return work.session.scalars(select(Envelope.case_id).where(Envelope.code == code)).one()

    def bagged(self, *case_ids: int) -> str:
        """All of them in one closed bag; its code."""
        for case_id in case_ids:
            self.arrive(self.paper.code(case_id))
            assert self.put(self.paper.code(case_id)) == Seen.IN_BAG
        with self.paper.office.work() as work:
            wanted = select(Bag).join(Envelope, Envelope.bag_id == Bag.id)
            bag = work.session.scalars(wanted.where(Envelope.case_id == case_ids[0])).one()
            close_bag(work, bag, self.paper.collector)
            return bag.code

    def tick(self, bag_code: str, text: str) -> str:
        with self.paper.office.work() as work:
            bag = bag_for(work, bag_code, self.paper.clerk)
            return scan_in_bag(work, bag, text, self.paper.clerk).outcome

    def sign(self, bag_code: str, *, missing: bool = False) -> None:
        with self.paper.office.work() as work:
            bag = bag_for(work, bag_code, self.paper.clerk)
            receive_bag(work, bag, self.paper.clerk, missing_confirmed=missing)
        self.paper.deliver()


@pytest.fixture
def desk(paper: Paper) -> Desk:
    return Desk(paper)


def kinds(paper: Paper) -> list[Wrong]:
    with paper.office.look() as work:
        wanted = select(Discrepancy.kind).where(Discrepancy.resolved_at.is_(None))
        return list(work.session.scalars(wanted.order_by(Discrepancy.id)))


def test_an_envelope_from_the_courier_arrives_at_the_desk(paper: Paper, desk: Desk) -> None:
    case_id = paper.passed()
    assert desk.arrive(paper.code(case_id)) == Seen.PUT
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.DELIVERED
    with paper.office.look() as work:
        assert {w.holder for w in where_are_the_originals(work, case_id)} == {Holder.SORTING}


def test_a_wrong_tray_books_nothing(paper: Paper, desk: Desk) -> None:
    case_id = paper.passed()
    code = paper.code(case_id)
    desk.arrive(code)
    assert desk.put(code, "LBB:TRAY:4") == Seen.WRONG_BAG
    assert paper.envelope(case_id).state is EnvelopeState.SORTING
    with paper.office.look() as work:
        assert work.session.scalar(select(func.count()).select_from(Bag)) == 0
    assert desk.put(code) == Seen.IN_BAG
    assert desk.put(code) == Seen.IN_BAG
    assert desk.arrive(code) == Seen.IN_BAG


@pytest.mark.parametrize("tray", ["", "0", "99", "7K3Q-9M2X", "LBB:BAG:", "x" * 300])
def test_what_is_no_tray_is_said_so(paper: Paper, desk: Desk, tray: str) -> None:
    code = paper.code(paper.passed())
    desk.arrive(code)
    with pytest.raises(NoSuchTray), paper.office.work() as work:
        put_in_bag(work, code, tray, paper.collector)


def test_nothing_goes_into_a_bag_that_was_not_on_the_desk(paper: Paper) -> None:
    code = paper.code(paper.passed())
    for wanted in (code, "", "Q2V8-HH4N"):
        with pytest.raises(ScanEnvelopeFirst), paper.office.work() as work:
            put_in_bag(work, wanted, "1", paper.collector)


def test_the_code_of_the_bag_does_as_well_as_the_tray(paper: Paper, desk: Desk) -> None:
    first, second = paper.code(paper.passed()), paper.code(paper.passed())
    desk.arrive(first)
    desk.put(first)
    with paper.office.look() as work:
        bag = work.session.scalars(select(Bag.code)).one()
    desk.arrive(second)
    assert desk.put(second, f"LBB:BAG:{bag}") == Seen.IN_BAG


def test_two_desks_at_once_open_one_bag(paper: Paper, desk: Desk) -> None:
    envelopes = [paper.envelope(paper.passed()) for _ in range(2)]
    barrier, codes = threading.Barrier(2), []

    def put(envelope: Envelope) -> None:
        barrier.wait()
        with paper.office.work() as work:
            codes.append(open_bag(work, envelope).code)

    threads = [threading.Thread(target=put, args=(envelope,)) for envelope in envelopes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(codes) == 2
    assert len(set(codes)) == 1


def test_after_closing_a_late_envelope_gets_a_new_bag(paper: Paper, desk: Desk) -> None:
    assert desk.bagged(paper.passed()) != desk.bagged(paper.passed())


def test_an_empty_bag_is_not_closed(paper: Paper, desk: Desk) -> None:
    envelope = paper.envelope(paper.passed())
    with pytest.raises(BagIsEmpty), paper.office.work() as work:
        close_bag(work, open_bag(work, envelope), paper.collector)


def test_signing_receives_what_was_scanned_and_leaves_the_rest(paper: Paper, desk: Desk) -> None:
    here, missing = paper.passed(), paper.passed()
    bag = desk.bagged(here, missing)
    assert [desk.tick(bag, paper.code(here)) for _ in range(2)] == [Seen.TICKED, Seen.ALREADY]
    with pytest.raises(NotAllScanned, match=paper.code(missing)):
        desk.sign(bag)
    desk.sign(bag, missing=True)
    desk.sign(bag, missing=True)
    assert (paper.state(here), paper.state(missing)) == (State.RECEIVED, State.AWAITING_PAPER)
    assert kinds(paper) == [Wrong.NOT_IN_BAG]
    with paper.office.look() as work:
        holders = {w.holder for w in where_are_the_originals(work, missing)}
        assert holders == {Holder.SORTING}
        closed = bag_for(work, bag, paper.clerk)
        assert (closed.state, closed.envelopes, closed.originals) == (BagState.RECEIVED, 2, 12)


def test_the_missing_one_found_in_the_bag_after_all(paper: Paper, desk: Desk) -> None:
    here, missing = paper.passed(), paper.passed()
    bag = desk.bagged(here, missing)
    desk.tick(bag, paper.code(here))
    desk.sign(bag, missing=True)
    assert desk.tick(bag, paper.code(missing)) == Seen.TICKED
    assert paper.state(missing) is State.RECEIVED
    assert kinds(paper) == []


def test_the_missing_one_found_on_the_desk_travels_again(paper: Paper, desk: Desk) -> None:
    missing = paper.passed()
    bag = desk.bagged(missing)
    desk.sign(bag, missing=True)
    again = desk.bagged(missing)
    assert again != bag
    assert kinds(paper) == []
    assert desk.tick(again, paper.code(missing)) == Seen.TICKED
    desk.sign(again)
    assert paper.state(missing) is State.RECEIVED


def test_an_envelope_of_another_bag_goes_its_own_way_back(paper: Paper, desk: Desk) -> None:
    mine, other = paper.passed(), paper.passed("food-licence-new")
    bag = desk.bagged(mine)
    desk.bagged(other)
    assert desk.tick(bag, paper.code(other)) == Seen.EXTRA
    assert paper.envelope(other).state is EnvelopeState.COLLECTED
    assert kinds(paper) == [Wrong.EXTRA_IN_BAG]
    assert paper.state(other) is State.AWAITING_PAPER
    assert desk.arrive(paper.code(other)) == Seen.PUT
    assert kinds(paper) == []


def test_a_clerk_of_another_department_finds_no_such_bag(paper: Paper, desk: Desk) -> None:
    bag = desk.bagged(paper.passed())
    with paper.office.look() as work, pytest.raises(BagNotFound):
        bag_for(work, bag, paper.other_clerk)


def test_an_open_bag_cannot_be_signed_for(paper: Paper, desk: Desk) -> None:
    envelope = paper.envelope(paper.passed())
    with pytest.raises(BagStillOpen), paper.office.work() as work:
        receive_bag(work, open_bag(work, envelope), paper.clerk, missing_confirmed=True)


def test_withdrawn_in_the_bag_goes_back_to_the_citizen(paper: Paper, desk: Desk) -> None:
    gone = paper.passed()
    bag = desk.bagged(gone)
    paper.step(gone, Action.WITHDRAW, paper.citizen)
    assert desk.tick(bag, paper.code(gone)) == Seen.ENDED
    desk.sign(bag)
    assert paper.state(gone) is State.WITHDRAWN
    assert desk.arrive(paper.code(gone)) == Seen.ENDED
    assert paper.waybill(gone, Leg.RETURN).state is WaybillState.BOOKED


def test_at_the_department_already(paper: Paper, desk: Desk) -> None:
    case_id = paper.passed()
    bag = desk.bagged(case_id)
    desk.tick(bag, paper.code(case_id))
    desk.sign(bag)
    assert desk.arrive(paper.code(case_id)) == Seen.AT_DEPARTMENT
