"""The whole way of the paper, from the box to the department and back to the citizen."""

from datetime import datetime

from sqlalchemy import select

from beebox.cases.states import Action, State
from beebox.logistics.bag_receiving import receive_bag, scan_in_bag
from beebox.logistics.bags import bag_for, close_bag
from beebox.logistics.collecting import collect
from beebox.logistics.custody import ledger_of, where_are_the_originals
from beebox.logistics.mail_out import belongs_in, hand_over, pack, return_parcel
from beebox.logistics.models import Bag, Envelope, Fate, Holder
from beebox.logistics.orders import Leg
from beebox.logistics.polling import track_open_waybills
from beebox.logistics.ports import Carriers, Rehearsal
from beebox.logistics.rounds import close_round, open_due_rounds, round_for
from beebox.logistics.scanning import Seen
from beebox.logistics.sorting import arrive, put_in_bag, tray_of
from beebox.logistics.tables import EnvelopeState, WaybillState
from beebox.logistics.track_words import TrackStatus
from tests.conftest import ZONE, stage
from tests.logistics.conftest import Paper


def to_the_department(paper: Paper, case_id: int) -> None:
    code = paper.code(case_id)
    stage(paper.office).move_to(datetime(2026, 11, 30, 10, 1, tzinfo=ZONE))
    open_due_rounds(paper.office)
    with paper.office.work() as work:
        batch = round_for(work, paper.round_of("yihai"))
        assert collect(work, batch, f"LBB:ENV:{code}", paper.collector).outcome == Seen.COLLECTED
        close_round(work, batch, 1, paper.collector)
        assert (batch.expected, batch.found) == (1, 1)
    with paper.office.work() as work:
        assert arrive(work, code, paper.collector).outcome == Seen.PUT
        number = tray_of(work, paper.clerk.department_id or 0).number
        assert put_in_bag(work, code, f"LBB:TRAY:{number}", paper.collector).outcome == Seen.IN_BAG
        bag = work.session.get_one(
            Bag, work.session.scalar(select(Envelope.bag_id).where(Envelope.case_id == case_id))
        )
        close_bag(work, bag, paper.collector)
        bag_code = bag.code
    with paper.office.work() as work:
        bag = bag_for(work, bag_code, paper.clerk)
        assert scan_in_bag(work, bag, code, paper.clerk).outcome == Seen.TICKED
        assert receive_bag(work, bag, paper.clerk, missing_confirmed=False) == []
    paper.deliver()


def test_from_box_to_department_and_back_by_post(any_paper: Paper) -> None:
    paper = any_paper
    case_id = paper.dropped()
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.BOOKED
    to_the_department(paper, case_id)
    assert paper.state(case_id) is State.RECEIVED
    assert paper.envelope(case_id).state is EnvelopeState.RECEIVED
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.DELIVERED

    paper.step(case_id, Action.ACCEPT, paper.clerk)
    paper.step(case_id, Action.DECIDE, paper.clerk, result_by="post")
    back = paper.waybill(case_id, Leg.RETURN)
    assert back.state is WaybillState.BOOKED
    assert (back.number or "").startswith("LB99")

    with paper.office.work() as work:
        parcel = return_parcel(work, back.reference)
        papers = [w.original_id for w in belongs_in(work, parcel)]
        pack(work, parcel, papers, paper.collector, result_in=True)
    with paper.office.work() as work:
        hand_over(work, [back.reference], paper.collector)
    paper.deliver()
    assert paper.state(case_id) is State.RETURNING

    carrier = paper.office.use(Carriers).named("simulated")
    assert isinstance(carrier, Rehearsal)
    carrier.step(back.number, TrackStatus.DELIVERED)
    track_open_waybills(paper.office)
    paper.deliver()
    assert paper.state(case_id) is State.CLOSED
    with paper.office.look() as work:
        here = where_are_the_originals(work, case_id)
        assert {w.holder for w in here if w.afterwards is Fate.RETURNED} == {Holder.CITIZEN}
        assert {w.holder for w in here if w.afterwards is Fate.KEPT} == {Holder.DEPARTMENT}
        walked = [e.holder_kind for o, e in ledger_of(work, case_id) if o.id == here[0].original_id]
    assert walked == [
        Holder.CITIZEN,
        Holder.BOX,
        Holder.COLLECTOR,
        Holder.SORTING,
        Holder.DEPARTMENT,
        Holder.MAIL_OUT,
        Holder.COURIER,
        Holder.CITIZEN,
    ]
