"""What a month cost: the surest sum of each parcel, whatever stage its neighbours have reached."""

import pytest

from beebox.logistics.money.ledger import LedgerEntry
from beebox.logistics.money.months import month_of, surest
from beebox.logistics.money.rules import Stage
from beebox.logistics.orders import FeeKind
from beebox.logistics.parcels import Waybill
from tests.logistics.money.conftest import Till


def enter(till: Till, waybill: Waybill, stage: Stage, fen: int) -> None:
    with till.office.work() as work:
        work.session.add(
            LedgerEntry(
                waybill_id=waybill.id,
                stage=stage,
                kind=FeeKind.FREIGHT,
                fen=fen,
                at=work.now(),
                source="test",
            )
        )


@pytest.mark.parametrize(
    ("fen", "sum_"),
    [
        ({Stage.BILLED: 900, Stage.CREDITED: -100, Stage.ESTIMATED: 500}, 800),
        ({Stage.ACCRUED: 700, Stage.ESTIMATED: 500}, 700),
        ({Stage.ESTIMATED: 500}, 500),
        ({}, 0),
    ],
)
def test_the_surest_sum_of_one_parcel(fen: dict[Stage, int], sum_: int) -> None:
    assert surest(fen) == sum_


def test_a_billed_parcel_does_not_hide_what_the_others_cost(till: Till) -> None:
    billed, open_ = till.parcel(), till.parcel()
    with till.office.look() as work:
        before = month_of(work, till.office.now().date().replace(day=1)).rows[0]
        each = before.cost // 2
    enter(till, billed, Stage.BILLED, each + 300)

    with till.office.look() as work:
        row = month_of(work, till.office.now().date().replace(day=1)).rows[0]
    assert each > 0
    assert row.cost == 2 * each + 300
    assert row.parcels == 2
    assert open_.id != billed.id
