"""Estimates when a parcel is ordered, accruals asked daily, and what never travelled."""

from collections.abc import Sequence
from datetime import timedelta

from sqlalchemy import select

from beebox.kernel.db import Office
from beebox.logistics.faults import Unavailable
from beebox.logistics.money.fees import look_after_fees
from beebox.logistics.money.ledger import accounts_of
from beebox.logistics.money.models import FeeWatch, LedgerEntry
from beebox.logistics.money.rules import Stage
from beebox.logistics.orders import FeeKind, FeeLine, Leg, Payer, Quote
from beebox.logistics.track_words import TrackStatus
from tests.conftest import stage
from tests.logistics.conftest import Paper
from tests.logistics.money.billing_carrier import BillingCarrier
from tests.logistics.money.conftest import Till


def entries(office: Office, waybill_id: int, stage_: Stage) -> Sequence[LedgerEntry]:
    with office.look() as work:
        found = work.session.scalars(
            select(LedgerEntry)
            .where(LedgerEntry.waybill_id == waybill_id, LedgerEntry.stage == stage_)
            .order_by(LedgerEntry.id)
        ).all()
        work.session.expunge_all()
        return found


def watch(office: Office, waybill_id: int) -> FeeWatch:
    with office.look() as work:
        found = work.session.get_one(FeeWatch, waybill_id)
        work.session.expunge(found)
        return found


def a_day_later(office: Office, days: int = 1) -> int:
    stage(office).move_to(office.now() + timedelta(days=days, minutes=1))
    return look_after_fees(office)


def test_the_tariff_tells_what_a_parcel_should_cost_once(paper: Paper) -> None:
    waybill = paper.waybill(paper.passed(), Leg.OUTBOUND)
    look_after_fees(paper.office)
    look_after_fees(paper.office)
    [entry] = entries(paper.office, waybill.id, Stage.ESTIMATED)
    assert (entry.fen, entry.charged_grams, entry.payer) == (1200, 1000, Payer.GOVERNMENT)
    assert entry.source == "tariff 示例-2026 本市"


def test_a_carriers_quote_is_believed_more_than_the_tariff(paper: Paper, carrier: BillingCarrier) -> None:
    carrier.quotes = Quote(1350, 1000, "协议价")
    waybill = paper.waybill(paper.passed(), Leg.OUTBOUND)
    look_after_fees(paper.office)
    [entry] = entries(paper.office, waybill.id, Stage.ESTIMATED)
    assert (entry.fen, entry.source) == (1350, "quote")


def test_a_carrier_that_does_not_answer_leaves_the_tariff(paper: Paper, carrier: BillingCarrier) -> None:
    carrier.quote_fault = Unavailable("offline")
    waybill = paper.waybill(paper.passed(), Leg.OUTBOUND)
    look_after_fees(paper.office)
    assert [entry.fen for entry in entries(paper.office, waybill.id, Stage.ESTIMATED)] == [1200]


def test_no_fee_yet_is_usual_and_asked_again_the_next_day(till: Till, carrier: BillingCarrier) -> None:
    waybill = till.parcel()
    for _ in range(3):
        a_day_later(till.office)
    assert carrier.asked.count(waybill.number or "") == 3
    assert entries(till.office, waybill.id, Stage.ACCRUED) == []
    carrier.told[waybill.reference] = [FeeLine(FeeKind.FREIGHT, 1400, 1500)]
    a_day_later(till.office)
    [entry] = entries(till.office, waybill.id, Stage.ACCRUED)
    assert (entry.fen, entry.charged_grams, entry.payer) == (1400, 1500, Payer.GOVERNMENT)


def test_what_the_carrier_says_differently_later_is_added_never_overwritten(
    till: Till, carrier: BillingCarrier
) -> None:
    waybill = till.parcel()
    for told in (
        [FeeLine(FeeKind.FREIGHT, 1400)],
        [FeeLine(FeeKind.FREIGHT, 1200)],
        [FeeLine(FeeKind.FREIGHT, 1200)],
    ):
        carrier.told[waybill.reference] = told
        a_day_later(till.office)
    assert [entry.fen for entry in entries(till.office, waybill.id, Stage.ACCRUED)] == [1400, -200]
    with till.office.look() as work:
        assert accounts_of(work, [waybill.id])[waybill.id].total(Stage.ACCRUED) == 1200


def test_a_carrier_that_is_away_is_asked_again_within_the_hour(till: Till, carrier: BillingCarrier) -> None:
    waybill = till.parcel()
    carrier.fee_fault = Unavailable("offline")
    a_day_later(till.office)
    due = watch(till.office, waybill.id).due_at
    assert due is not None
    assert due <= till.office.now() + timedelta(hours=1)


def test_nobody_asks_for_ever(till: Till, carrier: BillingCarrier) -> None:
    waybill = till.parcel()
    carrier.told[waybill.reference] = [FeeLine(FeeKind.FREIGHT, 1200)]
    till.scan(waybill, TrackStatus.DELIVERED)
    a_day_later(till.office)
    assert watch(till.office, waybill.id).due_at is not None
    a_day_later(till.office, 8)
    assert watch(till.office, waybill.id).due_at is None


def test_an_envelope_that_came_by_box_takes_its_estimate_back(paper: Paper) -> None:
    case_id = paper.dropped()
    waybill = paper.waybill(case_id, Leg.OUTBOUND)
    look_after_fees(paper.office)
    arrive(paper, case_id)
    a_day_later(paper.office)
    assert [entry.fen for entry in entries(paper.office, waybill.id, Stage.ESTIMATED)] == [1200, -1200]
    seen = watch(paper.office, waybill.id)
    assert (seen.unused, seen.due_at) == (True, None)


def arrive(paper: Paper, case_id: int) -> None:
    """The envelope lies on the sorting desk."""
    from beebox.logistics.envelopes import envelope_of, move_envelope
    from beebox.logistics.tables import EnvelopeAction
    from beebox.logistics.waybills import catch_up

    with paper.office.work() as work:
        envelope = envelope_of(work, case_id)
        assert envelope is not None
        move_envelope(work, envelope, EnvelopeAction.ARRIVE, paper.collector)
        catch_up(work, case_id)
