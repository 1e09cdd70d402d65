"""Every state of a bill and of a dispute is reached, and only the ends are final."""

from beebox.logistics.money.tables import BILL_TABLE, DISPUTE_TABLE, BillState, DisputeState


def test_a_bill_and_a_dispute_reach_every_state() -> None:
    assert {BillState.ARRIVED} | {move.after for move in BILL_TABLE.rows} == set(BillState)
    assert {DisputeState.OPEN} | {move.after for move in DISPUTE_TABLE.rows} == set(DisputeState)


def test_a_dispute_ends_once() -> None:
    assert {move.before for move in DISPUTE_TABLE.rows} == {DisputeState.OPEN}
