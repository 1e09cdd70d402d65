"""What may befall paper, rounds and bills: cases 24 and 25."""

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import select

from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier
from beebox.cases.models import Case
from beebox.kernel.files import FileStore
from beebox.kernel.settings import Settings
from beebox.logistics.collecting import collect
from beebox.logistics.handing_in import choose_box, choose_door
from beebox.logistics.models import Discrepancy, Round, Wrong
from beebox.logistics.money.intake import take_bill
from beebox.logistics.money.models import BillLine
from beebox.logistics.money.rules import Outcome
from beebox.logistics.orders import Leg, Payer
from beebox.logistics.polling import track_open_waybills
from beebox.logistics.ports import Carriers
from beebox.logistics.rounds import close_round, open_due_rounds
from beebox.logistics.scanning import Seen
from beebox.logistics.tables import WaybillState
from beebox.logistics.timetable import pickup_windows
from tests.conftest import stage
from tests.logistics.conftest import Paper
from tests.logistics.failure_cases.conftest import Far
from tests.logistics.failure_cases.test_scans import decided


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
