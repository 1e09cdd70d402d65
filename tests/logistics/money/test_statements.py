"""Bills of carriers: read once, held against our books, and again after we know more."""

import pytest
from sqlalchemy import func, select

from beebox.accounts.roles import SYSTEM
from beebox.kernel.files import FileStore
from beebox.logistics.money.crediting import NothingToDispute, drop_dispute, open_dispute
from beebox.logistics.money.events import BillRead
from beebox.logistics.money.intake import TakenBefore, try_again
from beebox.logistics.money.ledger import accounts_of
from beebox.logistics.money.models import Bill, BillLine, BillRun, Dispute, LedgerEntry, LineChange
from beebox.logistics.money.paying import pay
from beebox.logistics.money.proposing import LineHasParcel, assign, proposals
from beebox.logistics.money.rules import Outcome, Stage
from beebox.logistics.money.tables import BillState, DisputeState
from beebox.logistics.orders import FeeKind, FeeLine, Leg, Payer
from beebox.logistics.parcels import Waybill
from beebox.logistics.tables import WaybillAction
from beebox.logistics.track_words import TrackStatus
from beebox.logistics.waybills import move_waybill
from tests.logistics.money.billing_carrier import BillingCarrier, bill_file
from tests.logistics.money.conftest import Till
from tests.logistics.money.test_fees import a_day_later

DAY = "2026-11-30"


def line(
    waybill: Waybill, yuan: str = "12.00", grams: str = "1000", payer: str = "寄付", **more: str
) -> list[str]:
    number = more.get("number", waybill.number or "")
    return [
        number,
        more.get("reference", ""),
        more.get("on", DAY),
        yuan,
        grams,
        payer,
        more.get("kind", "运费"),
    ]


def stage_sum(till: Till, waybill: Waybill, stage: Stage) -> int:
    with till.office.look() as work:
        return accounts_of(work, [waybill.id])[waybill.id].total(stage)


def test_a_right_bill_is_matched_line_by_line_and_enters_the_ledger(till: Till) -> None:
    first, second = till.parcel(), till.parcel()
    bill_id = till.bill(line(first), line(second), total="24.00")
    assert till.outcomes(bill_id) == [Outcome.MATCHED, Outcome.MATCHED]
    bill = till.read(bill_id)
    assert (bill.state, bill.lines, bill.sum_fen, bill.total_differs) == (BillState.MATCHED, 2, 2400, False)
    assert stage_sum(till, first, Stage.BILLED) == 1200


@pytest.mark.parametrize(
    ("yuan", "grams", "outcome"),
    [
        ("12.01", "1000", Outcome.MATCHED),
        ("15.00", "1000", Outcome.AMOUNT_DIFF),
        ("18.00", "4000", Outcome.WEIGHT_DIFF),
    ],
)
def test_amount_and_weight_are_held_against_what_we_expect(
    till: Till, yuan: str, grams: str, outcome: Outcome
) -> None:
    assert till.outcomes(till.bill(line(till.parcel(), yuan, grams))) == [outcome]


def test_what_the_carrier_told_before_counts_more_than_our_estimate(
    till: Till, carrier: BillingCarrier
) -> None:
    waybill = till.parcel()
    carrier.told[waybill.reference] = [FeeLine(FeeKind.FREIGHT, 1600, 3000)]
    a_day_later(till.office)
    assert till.outcomes(till.bill(line(waybill, "16.00", "3000"))) == [Outcome.MATCHED]


def test_a_line_twice_in_one_file_or_in_two_is_charged_twice(till: Till) -> None:
    waybill = till.parcel()
    bill_id = till.bill(line(waybill), line(waybill))
    assert till.outcomes(bill_id) == [Outcome.MATCHED, Outcome.DUPLICATE_LINE]
    later = till.bill(line(waybill), name="12月.csv", total="12.00")
    assert till.outcomes(later) == [Outcome.DUPLICATE_LINE]


def test_a_number_that_is_not_ours_is_unknown(till: Till) -> None:
    till.parcel()
    bill_id = till.bill(["LB990999999CN", "", DAY, "12.00", "1000", "寄付", "运费"])
    assert Outcome.UNKNOWN_IN_STATEMENT in till.outcomes(bill_id)
    with till.office.look() as work:
        assert (
            work.session.scalar(select(func.count(LedgerEntry.id)).where(LedgerEntry.stage == Stage.BILLED))
            == 0
        )


def test_our_own_reference_finds_what_no_number_tells(till: Till) -> None:
    waybill = till.parcel()
    [only] = till.lines(till.bill(line(waybill, number="", reference=waybill.reference)))
    assert (only.outcome, only.waybill_id) == (Outcome.MATCHED, waybill.id)


def test_a_cancelled_parcel_costs_nothing(till: Till) -> None:
    waybill = till.paper.waybill(till.paper.passed(), Leg.OUTBOUND)
    with till.office.work() as work:
        move_waybill(work.session.get_one(Waybill, waybill.id), WaybillAction.CANCEL, SYSTEM)
    assert till.outcomes(till.bill(line(waybill))) == [Outcome.CANCELLED_BUT_BILLED]


def test_what_the_citizen_pays_is_not_paid_by_us(till: Till) -> None:
    waybill = till.parcel()
    with till.office.work() as work:
        work.session.get_one(Waybill, waybill.id).payer = Payer.CITIZEN
    assert till.outcomes(till.bill(line(waybill))) == [Outcome.WRONG_PAYER]
    assert till.outcomes(till.bill(line(till.parcel(), payer="到付"), name="2.csv")) == [Outcome.WRONG_PAYER]


def test_a_new_number_on_the_way_back_leads_to_the_old_parcel(till: Till) -> None:
    waybill = till.parcel()
    _succeed(till, waybill)
    [back] = [row for row in till.lines(till.bill(line(waybill, number="LB990888888CN"))) if row.row > 0]
    assert (back.outcome, back.waybill_id) == (Outcome.RETURN_LEG, waybill.id)


def test_what_was_fetched_and_is_not_billed_is_missing_until_it_is(till: Till) -> None:
    billed, forgotten = till.parcel(), till.parcel()
    bill_id = till.bill(line(billed))
    missing = till.lines(bill_id)[0]
    assert (missing.row, missing.outcome, missing.expected_fen) == (
        -forgotten.id,
        Outcome.MISSING_IN_STATEMENT,
        1200,
    )
    till.bill(line(forgotten), name="12月.csv")
    match_again(till, bill_id)
    assert set(till.outcomes(bill_id)) == {Outcome.MATCHED}
    with till.office.look() as work:
        [change] = work.session.scalars(select(LineChange)).all()
        assert (change.before, change.after) == (Outcome.MISSING_IN_STATEMENT, Outcome.MATCHED)


def match_again(till: Till, bill_id: int) -> None:
    with till.office.work() as work:
        work.emit(BillRead(bill_id, "主管"))
    till.deliver()


def test_matching_again_changes_nothing_by_itself_and_charges_nothing_twice(till: Till) -> None:
    waybill = till.parcel()
    bill_id = till.bill(line(waybill))
    for _ in range(3):
        match_again(till, bill_id)
    assert till.outcomes(bill_id) == [Outcome.MATCHED]
    assert stage_sum(till, waybill, Stage.BILLED) == 1200
    with till.office.look() as work:
        assert [run.changed for run in work.session.scalars(select(BillRun))] == [0, 0, 0, 0]


def test_what_is_learnt_later_moves_a_line_and_its_money_and_keeps_what_it_was(till: Till) -> None:
    waybill = till.parcel()
    bill_id = till.bill(line(waybill, number="LB990777777CN"))
    assert Outcome.UNKNOWN_IN_STATEMENT in till.outcomes(bill_id)
    _succeed(till, waybill, "LB990777777CN")
    match_again(till, bill_id)
    [moved] = [row for row in till.lines(bill_id) if row.row > 0]
    assert (moved.outcome, moved.waybill_id) == (Outcome.RETURN_LEG, waybill.id)
    assert stage_sum(till, waybill, Stage.BILLED) == 1200
    with till.office.look() as work:
        history = work.session.scalars(select(LineChange).where(LineChange.line_id == moved.id)).all()
        assert [(row.before, row.after) for row in history] == [
            (Outcome.UNKNOWN_IN_STATEMENT, Outcome.RETURN_LEG)
        ]


def test_a_person_may_say_which_parcel_a_line_is_and_a_later_run_keeps_to_it(till: Till) -> None:
    waybill, other = till.parcel(), till.parcel()
    bill_id = till.bill(line(other), [*line(waybill, number="LB990666666CN"), "广州"])
    [unknown] = [row for row in till.lines(bill_id) if row.outcome is Outcome.UNKNOWN_IN_STATEMENT]
    with till.office.look() as work:
        near = proposals(work, work.session.get_one(BillLine, unknown.id))
        assert waybill.id in [parcel.id for parcel in near]
        assert other.id not in [parcel.id for parcel in near], "it is billed already"
    with till.office.work() as work:
        assign(work, unknown.id, waybill.reference, till.supervisor)
    match_again(till, bill_id)
    [kept] = [row for row in till.lines(bill_id) if row.id == unknown.id]
    assert (kept.outcome, kept.waybill_id) == (Outcome.MATCHED, waybill.id)
    assert stage_sum(till, waybill, Stage.BILLED) == 1200
    with till.office.work() as work, pytest.raises(LineHasParcel):
        assign(work, unknown.id, other.reference, till.supervisor)


def test_the_same_file_twice_is_refused_with_the_day_of_the_first_time(till: Till) -> None:
    waybill = till.parcel()
    till.bill(line(waybill))
    with pytest.raises(TakenBefore) as refused:
        till.bill(line(waybill), name="again.csv")
    assert "2026-11-30" in str(refused.value)
    assert "11月.csv" in str(refused.value)
    with till.office.look() as work:
        assert work.session.scalar(select(func.count(Bill.id))) == 1
    assert len(list(till.office.use(FileStore).keys())) == 1


def test_the_file_is_kept_as_it_came(till: Till) -> None:
    rows = [line(till.parcel())]
    bill = till.read(till.bill(*rows, code="gbk"))
    assert till.office.use(FileStore).read(bill.file_key) == bill_file(*rows, code="gbk")


def test_a_total_that_does_not_agree_is_told(till: Till) -> None:
    bill = till.read(till.bill(line(till.parcel()), total="99.00"))
    assert (bill.total_fen, bill.sum_fen, bill.total_differs) == (9900, 1200, True)


def test_a_file_that_cannot_be_read_leaves_no_line_and_says_where(till: Till) -> None:
    bill_id = till.bill(line(till.parcel()), line(till.parcel(), "zwölf"))
    bill = till.read(bill_id)
    assert bill.state is BillState.UNREADABLE
    assert "第 3 行" in bill.answer
    assert till.lines(bill_id) == []
    with till.office.work() as work:
        try_again(work, bill_id, till.supervisor)
    till.deliver()
    assert till.read(bill_id).state is BillState.UNREADABLE


def dispute(till: Till, line_id: int, reason: str = "多收了") -> int:
    with till.office.work() as work:
        return open_dispute(work, line_id, reason, till.supervisor).id


def test_a_dispute_ends_when_the_next_bill_gives_the_money_back(till: Till) -> None:
    waybill = till.parcel()
    [wrong] = till.lines(till.bill(line(waybill, "20.00")))
    number = dispute(till, wrong.id)
    assert dispute(till, wrong.id) == number
    assert stage_sum(till, waybill, Stage.DISPUTED) == 800
    till.bill(line(waybill, "-5.00", on="2026-12-30"), name="12月.csv")
    assert _dispute(till, number).state is DisputeState.OPEN
    till.bill(line(waybill, "-3.00", on="2027-01-30"), name="1月.csv")
    ended = _dispute(till, number)
    assert (ended.state, ended.credited_fen) == (DisputeState.CREDITED, 800)
    assert stage_sum(till, waybill, Stage.DISPUTED) == 0
    assert stage_sum(till, waybill, Stage.BILLED) + stage_sum(till, waybill, Stage.CREDITED) == 1200


def test_a_line_of_nobody_may_be_disputed_and_credited_too(till: Till) -> None:
    till.parcel()
    stranger = ["LB990999999CN", "", DAY, "12.00", "1000", "寄付", "运费"]
    [unknown] = [row for row in till.lines(till.bill(stranger)) if row.row > 0]
    number = dispute(till, unknown.id)
    given_back = till.bill([*stranger[:3], "-12.00", *stranger[4:]], name="12月.csv")
    assert _dispute(till, number).state is DisputeState.CREDITED
    assert Outcome.MATCHED in till.outcomes(given_back)


def test_what_is_right_cannot_be_disputed(till: Till) -> None:
    [right] = till.lines(till.bill(line(till.parcel())))
    with pytest.raises(NothingToDispute):
        dispute(till, right.id)


def test_letting_it_be_needs_a_reason_and_frees_the_sum(till: Till) -> None:
    waybill = till.parcel()
    [wrong] = till.lines(till.bill(line(waybill, "20.00")))
    number = dispute(till, wrong.id)
    with till.office.work() as work:
        drop_dispute(work, number, "是我们称错了", till.supervisor)
    assert _dispute(till, number).state is DisputeState.DROPPED
    assert stage_sum(till, waybill, Stage.DISPUTED) == 0


def test_paying_leaves_out_what_is_in_dispute_and_happens_once(till: Till) -> None:
    right, wrong = till.parcel(), till.parcel()
    bill_id = till.bill(line(right), line(wrong, "20.00"))
    dispute(till, till.lines(bill_id)[1].id)
    for _ in range(2):
        with till.office.work() as work:
            pay(work, bill_id, till.supervisor)
    assert stage_sum(till, right, Stage.PAID) == 1200
    assert stage_sum(till, wrong, Stage.PAID) == 1200


def test_a_bill_of_many_portions_is_read_and_matched_whole(till: Till) -> None:
    waybill = till.parcel()
    strangers = [[f"X{number:08d}", "", DAY, "1.00", "500", "寄付", "运费"] for number in range(5_400)]
    bill_id = till.bill(*strangers, line(waybill))
    bill = till.read(bill_id)
    assert (bill.lines, bill.matched, bill.sum_fen) == (5_401, 5_401, 541_200)
    with till.office.look() as work:
        counts = select(BillLine.outcome, func.count()).group_by(BillLine.outcome)
        counted = dict(work.session.execute(counts).all())
    assert counted == {Outcome.UNKNOWN_IN_STATEMENT: 5_400, Outcome.MATCHED: 1}


def _dispute(till: Till, number: int) -> Dispute:
    with till.office.look() as work:
        found = work.session.get_one(Dispute, number)
        work.session.expunge(found)
        return found


def _succeed(till: Till, waybill: Waybill, number: str = "LB990888888CN") -> None:
    till.scan(waybill, TrackStatus.IN_TRANSIT, successor=number)
