"""The whole life of a bill on each database there is."""

import pytest

from beebox.logistics.money.crediting import open_dispute
from beebox.logistics.money.months import month_of
from beebox.logistics.money.paying import pay
from beebox.logistics.money.queries import lines_of, sums_of
from beebox.logistics.money.rules import Outcome, Stage
from tests.logistics.money.conftest import Till
from tests.logistics.money.test_statements import line, match_again, stage_sum


@pytest.mark.parametrize("office", ["sqlite", "postgres"], indirect=True)
def test_a_bill_from_its_file_to_its_payment(till: Till) -> None:
    right, dear, forgotten = till.parcel(), till.parcel(), till.parcel()
    bill_id = till.bill(line(right), line(dear, "20.00"), line(dear, "20.00"), total="52.00")
    with till.office.look() as work:
        assert [(row.outcome, row.count, row.fen) for row in sums_of(work, bill_id)] == [
            (Outcome.MATCHED, 1, 1200),
            (Outcome.AMOUNT_DIFF, 1, 2000),
            (Outcome.MISSING_IN_STATEMENT, 1, 0),
            (Outcome.DUPLICATE_LINE, 1, 2000),
        ]
        listed = [row.line for row in lines_of(work, bill_id, None, 1).rows]
        assert [row.outcome for row in listed] == [
            Outcome.AMOUNT_DIFF,
            Outcome.MISSING_IN_STATEMENT,
            Outcome.DUPLICATE_LINE,
        ]
        dear_line, _, twice = (row.id for row in listed)
    with till.office.work() as work:
        assert open_dispute(work, dear_line, "多收", till.supervisor).fen == 800
        assert open_dispute(work, twice, "重复", till.supervisor).fen == 2000
        pay(work, bill_id, till.supervisor)
    later = till.bill(line(forgotten), line(dear, "-28.00"), name="12月.csv")
    match_again(till, bill_id)
    assert set(till.outcomes(later)) == {Outcome.MATCHED}
    assert stage_sum(till, dear, Stage.PAID) == 1200
    assert stage_sum(till, dear, Stage.DISPUTED) == 0
    with till.office.look() as work:
        month = month_of(work, till.office.now().date().replace(day=1))
        assert (month.parcels, month.total(Stage.BILLED), month.total(Stage.CREDITED)) == (3, 6400, -2800)
