"""What may befall paper, rounds and bills: cases 24 and 25."""

from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import select

from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier
from beebox.cases.models import Case
from beebox.kernel.files import FileStore
from beebox.kernel.settings import Settings
from beebox.logistics.bag_receiving import NotAllScanned
from beebox.logistics.collecting import collect
from beebox.logistics.discrepancies import open_discrepancies
from beebox.logistics.handing_in import choose_box, choose_door
from beebox.logistics.models import Discrepancy, Round, Wrong
from beebox.logistics.money.intake import take_bill
from beebox.logistics.money.models import BillLine
from beebox.logistics.money.rules import Outcome
from beebox.logistics.orders import Contact, Leg, Payer
from beebox.logistics.parcels import Waybill
from beebox.logistics.polling import track_open_waybills
from beebox.logistics.ports import Carriers
from beebox.logistics.rescue.reissuing import issue_anew
from beebox.logistics.rounds import close_round, open_due_rounds
from beebox.logistics.scanning import Seen
from beebox.logistics.tables import EnvelopeState, WaybillState
from beebox.logistics.timetable import pickup_windows
from tests.conftest import stage
from tests.logistics.conftest import ADDRESS, Paper
from tests.logistics.failure_cases.conftest import Far
from tests.logistics.failure_cases.test_scans import decided, sent_home
from tests.logistics.test_sorting import Desk


def test_case_24_an_envelope_of_nobody_is_told_and_never_edited_away(paper: Paper) -> None:
    paper.dropped()
    stage(paper.office).move_to(paper.office.now() + timedelta(hours=2))
    open_due_rounds(paper.office)
    with paper.office.work() as work:
        batch = work.session.get_one(Round, paper.round_of("yihai"))
        assert collect(work, batch, "Q2V8-HH4N", paper.collector).outcome == Seen.UNKNOWN
    with paper.office.work() as work:
        close_round(work, work.session.get_one(Round, paper.round_of("yihai")), 3, paper.collector)
    with paper.office.look() as work:
        assert {Wrong.UNKNOWN, Wrong.COUNT} <= set(work.session.scalars(select(Discrepancy.kind)))


def test_case_24_a_wrong_tray_a_second_scan_and_a_missing_envelope_book_nothing_wrong(paper: Paper) -> None:
    first, second = paper.dropped(), paper.dropped()
    desk = Desk(paper)
    desk.arrive(paper.code(first))
    assert desk.put(paper.code(first), "LBB:TRAY:4") == Seen.WRONG_BAG
    bag = desk.bagged(first, second)
    assert [desk.tick(bag, paper.code(first)) for _ in range(2)] == [Seen.TICKED, Seen.ALREADY]
    with pytest.raises(NotAllScanned):
        desk.sign(bag)
    desk.sign(bag, missing=True)
    assert [paper.envelope(one).state for one in (first, second)] == [
        EnvelopeState.RECEIVED,
        EnvelopeState.BAGGED,
    ]
    with paper.office.look() as work:
        open_ = work.session.scalars(select(Discrepancy).where(Discrepancy.resolved_at.is_(None))).all()
        assert Wrong.NOT_IN_BAG in {row.kind for row in open_}
        assert {row.envelope_id for row in open_ if row.kind is Wrong.NOT_IN_BAG} == {
            paper.envelope(second).id
        }


@pytest.mark.parametrize(
    ("word", "ends", "wrong"),
    [
        ("模拟遗失", WaybillState.LOST, Wrong.PARCEL_LOST),
        ("模拟收件人拒绝", WaybillState.RETURNED, Wrong.PARCEL_RETURNED),
        ("模拟逾期未取", WaybillState.RETURNED, Wrong.PARCEL_RETURNED),
    ],
)
def test_case_24_lost_refused_or_never_fetched_goes_to_a_person_and_anew(
    ems: Far, word: str, ends: WaybillState, wrong: Wrong
) -> None:
    waybill = sent_home(ems, word)
    for _ in range(40):
        ems.tracked(hours=12)
        if ems.again(waybill).state is ends:
            break
    with ems.office.work() as work:
        assert wrong in {row.kind for row in open_discrepancies(work)}
        found = work.session.get_one(Waybill, waybill.id)
        made = issue_anew(work, found, Contact("黄碧芳", "15000003248", ADDRESS), ems.paper.collector)
        number = made.id
    ems.paper.deliver()
    with ems.office.look() as work:
        again = work.session.get_one(Waybill, number)
        assert (again.state, again.carrier, again.replaces_id) == (WaybillState.BOOKED, "ems", waybill.id)


def test_case_25_a_missed_slot_is_caught_up_and_never_run_twice(paper: Paper) -> None:
    stage(paper.office).move_to(paper.office.now() + timedelta(days=1))
    for _ in range(3):
        open_due_rounds(paper.office)
    with paper.office.look() as work:
        keys = select(Round.box_id, Round.on, Round.slot)
        found = work.session.execute(keys).all()
    assert len(found) == len(set(found)) > 2


def test_case_25_a_bill_tells_ours_from_cancelled_and_unknown(paper: Paper) -> None:
    fetched, cancelled = paper.passed(), paper.passed()
    with paper.office.work() as work:
        begin, end = pickup_windows(work)[0]
        choose_door(work, work.session.get_one(Case, fetched), begin)
    paper.deliver()
    number = paper.waybill(fetched, Leg.OUTBOUND).number or ""
    gone = paper.waybill(cancelled, Leg.OUTBOUND).number or ""
    with paper.office.work() as work:
        choose_box(work, work.session.get_one(Case, cancelled), "yihai")
    paper.deliver()
    stage(paper.office).move_to(end + timedelta(hours=2))
    track_open_waybills(paper.office)
    paper.deliver()
    carrier = paper.office.use(Carriers).named("simulated")
    assert isinstance(carrier, SimulatedCarrier)
    data = carrier.bill()
    line = next(row for row in data.splitlines(keepends=True) if number.encode() in row)
    reference = paper.waybill(fetched, Leg.OUTBOUND).reference.encode()
    bare = line.replace(reference, b"")
    more = [bare.replace(number.encode(), other) for other in (gone.encode(), b"LB990000000CN")]
    file = paper.office.use(FileStore).incoming(10_000_000)
    file.write(data.replace(line, line + b"".join(more)))
    bill_id = take_bill(paper.office, "simulated", "bill.csv", file, paper.supervisor)
    paper.deliver()
    with paper.office.look() as work:
        wanted = select(BillLine).where(BillLine.bill_id == bill_id).order_by(BillLine.row)
        outcomes = [row.outcome for row in work.session.scalars(wanted)]
    assert outcomes[1:] == [Outcome.CANCELLED_BUT_BILLED, Outcome.UNKNOWN_IN_STATEMENT]


def citizens_pay(far: Far) -> None:
    far.office._tools[Settings] = replace(far.office.use(Settings), citizen_pays=True)


def test_case_25_a_receiver_who_may_not_pay_is_paid_for(ems: Far) -> None:
    """By this contract the receiver may not pay: the government does, under a fresh reference."""
    citizens_pay(ems)
    ems.simulator.choose(receiver_pays=False)
    waybill = decided(ems)
    assert (waybill.state, waybill.payer) == (WaybillState.BOOKED, Payer.GOVERNMENT)
    assert [call.fault for call in ems.calls(waybill)] == ["PaymentRefused", ""]
    assert [row["reference"] for row in ems.live()][:1] == [waybill.reference]


def test_case_25_a_citizen_pays_where_the_contract_allows(far: Far) -> None:
    citizens_pay(far)
    waybill = far.passed()
    assert (waybill.state, waybill.payer) == (WaybillState.BOOKED, Payer.CITIZEN)
    far.stands_once(waybill)
