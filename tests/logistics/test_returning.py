"""A case never ends while an original is unaccounted for."""

from datetime import datetime, timedelta

import pytest
from sqlalchemy import select

from beebox.cases.events import CaseDecided, CasePassed
from beebox.cases.states import Action, State
from beebox.logistics.custody import CustodyEntry, hand_to, to_give_back, where_are_the_originals
from beebox.logistics.discrepancies import SayWhatWasFound, resolve
from beebox.logistics.expecting import expect_paper
from beebox.logistics.mail_out import (
    ChooseParcels,
    NoNumberYet,
    NotAllTicked,
    NotPackedYet,
    belongs_in,
    hand_over,
    left_lying,
    miss_original,
    pack,
    return_parcel,
)
from beebox.logistics.models import Discrepancy, Fate, Holder, Original
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.queries import lanes_of
from beebox.logistics.returning import return_result
from beebox.logistics.tables import EnvelopeState, WaybillState
from tests.conftest import ZONE, stage
from tests.logistics.conftest import Paper
from tests.logistics.test_sorting import Desk


@pytest.fixture
def held(paper: Paper) -> int:
    """A case whose paper is at its department."""
    desk, case_id = Desk(paper), paper.passed()
    bag = desk.bagged(case_id)
    desk.tick(bag, paper.code(case_id))
    desk.sign(bag)
    return case_id


def decide(paper: Paper, case_id: int, result_by: str | None) -> None:
    paper.step(case_id, Action.ACCEPT, paper.clerk)
    paper.step(case_id, Action.DECIDE, paper.clerk, result_by=result_by)


def holders(paper: Paper, case_id: int) -> set[Holder]:
    with paper.office.look() as work:
        here = where_are_the_originals(work, case_id)
        return {w.holder for w in here if w.afterwards is Fate.RETURNED}


def has_return(paper: Paper, case_id: int) -> bool:
    with paper.office.look() as work:
        return lanes_of(work, case_id).returning is not None


def without_paper(paper: Paper) -> int:
    """A case for which nothing travels, whatever the catalogue says of its item."""
    from beebox.catalog.queries import current_items

    with paper.office.look() as work:
        items = [i.code for i in current_items(work) if not any(m.travels for m in i.materials)]
    if not items:
        pytest.skip("every item of the catalogue sends some paper")
    return paper.passed(items[0])


def test_without_any_paper_the_case_is_received_at_once(paper: Paper) -> None:
    case_id = without_paper(paper)
    assert paper.state(case_id) is State.RECEIVED
    with paper.office.look() as work:
        assert lanes_of(work, case_id).outbound is None


def test_the_same_event_twice_plans_nothing_twice(paper: Paper, held: int) -> None:
    decide(paper, held, "post")
    for _ in range(2):
        with paper.office.work() as work:
            expect_paper(work, CasePassed(held))
            return_result(work, CaseDecided(held))
    paper.deliver()
    with paper.office.look() as work:
        assert len(work.session.scalars(select(Waybill)).all()) == 2
        assert len(work.session.scalars(select(Original)).all()) == 6


def test_a_result_by_post_and_originals_share_a_parcel(paper: Paper, held: int) -> None:
    decide(paper, held, "post")
    assert paper.waybill(held, Leg.RETURN).contents == "办理结果、退回原件 4 份"


def test_no_result_on_paper_but_originals_to_give_back(paper: Paper, held: int) -> None:
    decide(paper, held, "none")
    assert paper.state(held) is State.DECIDED
    assert paper.waybill(held, Leg.RETURN).contents == "退回原件 4 份"


def test_nothing_to_return_finishes_the_case(paper: Paper, held: int) -> None:
    with paper.office.work() as work:
        papers = [w.original_id for w in to_give_back(work, held)]
        hand_to(work, papers, Holder.CITIZEN, "", paper.clerk)
    decide(paper, held, "none")
    assert paper.state(held) is State.CLOSED
    assert not has_return(paper, held)


def test_collected_in_person_gives_the_originals_at_the_counter(paper: Paper, held: int) -> None:
    decide(paper, held, "collect")
    assert not has_return(paper, held)
    paper.step(held, Action.HAND_OUT, paper.clerk)
    assert holders(paper, held) == {Holder.CITIZEN}


@pytest.mark.parametrize("way", ["refused", "withdrawn"])
def test_refused_or_withdrawn_with_originals_in_our_hands(paper: Paper, held: int, way: str) -> None:
    if way == "refused":
        paper.step(held, Action.REFUSE, paper.clerk)
    else:
        paper.step(held, Action.ASK_CORRECTION, paper.clerk)
        paper.step(held, Action.WITHDRAW, paper.citizen)
    assert paper.envelope(held).state is EnvelopeState.ASIDE
    back = paper.waybill(held, Leg.RETURN)
    assert back.state is WaybillState.BOOKED
    with paper.office.work() as work:
        parcel = return_parcel(work, back.reference)
        pack(
            work,
            parcel,
            [w.original_id for w in belongs_in(work, parcel)],
            paper.collector,
            result_in=False,
        )
        hand_over(work, [back.reference], paper.collector)
    assert holders(paper, held) == {Holder.COURIER}


def test_withdrawn_at_home_needs_no_parcel(paper: Paper) -> None:
    case_id = paper.passed()
    paper.step(case_id, Action.WITHDRAW, paper.citizen)
    assert not has_return(paper, case_id)
    assert paper.envelope(case_id).state is EnvelopeState.CANCELLED
    with paper.office.look() as work:
        assert lanes_of(work, case_id).outbound is None


def test_no_parcel_leaves_before_every_original_is_ticked_off(paper: Paper, held: int) -> None:
    decide(paper, held, "post")
    back = paper.waybill(held, Leg.RETURN)
    with pytest.raises(NotPackedYet), paper.office.work() as work:
        hand_over(work, [back.reference], paper.collector)
    with paper.office.look() as work:
        papers = [w.original_id for w in belongs_in(work, return_parcel(work, back.reference))]
    for ticked, result_in in ((papers[1:], True), (papers, False), ([], True)):
        with pytest.raises(NotAllTicked), paper.office.work() as work:
            parcel = return_parcel(work, back.reference)
            pack(work, parcel, ticked, paper.collector, result_in=result_in)
    assert holders(paper, held) == {Holder.DEPARTMENT}
    assert paper.state(held) is State.DECIDED


def test_handing_over_twice_gives_the_same_list(paper: Paper, held: int) -> None:
    decide(paper, held, "post")
    reference = paper.waybill(held, Leg.RETURN).reference
    with paper.office.work() as work:
        parcel = return_parcel(work, reference)
        papers = [w.original_id for w in belongs_in(work, parcel)]
        pack(work, parcel, papers, paper.collector, result_in=True)
    codes = []
    for _ in range(2):
        with paper.office.work() as work:
            codes.append(hand_over(work, [reference, reference], paper.collector).code)
    assert codes[0] == codes[1]
    with pytest.raises(ChooseParcels), paper.office.work() as work:
        hand_over(work, [], paper.collector)


def test_without_a_number_nothing_leaves(paper: Paper, held: int) -> None:
    address = "广东省广州市海珠区怡海西街96号模拟超时"
    paper.step(held, Action.ACCEPT, paper.clerk)
    receiver = {"name": "黄碧芳", "phone": "15000003248", "address": address}
    paper.step(held, Action.DECIDE, paper.clerk, result_by="post", receiver=receiver)
    reference = paper.waybill(held, Leg.RETURN).reference
    with pytest.raises(NoNumberYet), paper.office.work() as work:
        hand_over(work, [reference], paper.collector)


def test_a_lost_original_needs_a_supervisors_word(paper: Paper, held: int) -> None:
    decide(paper, held, "post")
    reference = paper.waybill(held, Leg.RETURN).reference
    with paper.office.work() as work:
        parcel = return_parcel(work, reference)
        first, *rest = [w.original_id for w in belongs_in(work, parcel)]
        miss_original(work, parcel, first, paper.collector)
        miss_original(work, parcel, first, paper.collector)
    with paper.office.look() as work:
        row = work.session.scalars(select(Discrepancy.id)).one()
    with pytest.raises(SayWhatWasFound), paper.office.work() as work:
        resolve(work, row, paper.supervisor, "  ")
    with paper.office.work() as work:
        resolve(work, row, paper.supervisor, "确认遗失，已联系申请人补办")
    with paper.office.work() as work:
        pack(work, return_parcel(work, reference), rest, paper.collector, result_in=True)
        hand_over(work, [reference], paper.collector)
    assert holders(paper, held) == {Holder.LOST, Holder.COURIER}


def test_what_was_not_handed_over_the_same_day_is_told(paper: Paper, held: int) -> None:
    decide(paper, held, "post")
    with paper.office.look() as work:
        assert left_lying(work) == []
    stage(paper.office).move_to(datetime(2026, 12, 1, 0, 1, tzinfo=ZONE))
    with paper.office.look() as work:
        assert len(left_lying(work)) == 1


def test_the_ledger_only_grows(paper: Paper, held: int) -> None:
    def rows() -> list[tuple[int, str, str, datetime]]:
        with paper.office.look() as work:
            found = work.session.scalars(select(CustodyEntry).order_by(CustodyEntry.id))
            return [(row.id, row.holder_kind, row.holder_ref, row.at) for row in found]

    before = rows()
    stage(paper.office).move_to(paper.office.now() + timedelta(hours=1))
    decide(paper, held, "collect")
    paper.step(held, Action.HAND_OUT, paper.clerk)
    after = rows()
    assert after[: len(before)] == before
    assert len(after) == len(before) + 4


def test_no_code_changes_or_deletes_the_ledger() -> None:
    import re

    from beebox.kernel.settings import ROOT

    text = "".join(p.read_text() for p in (ROOT / "beebox").rglob("*.py"))
    assert not re.search(r"(update|delete)\(\s*(CustodyEntry|EnvelopeStep)", text)
