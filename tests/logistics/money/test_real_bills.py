"""Bills as the carriers of the product write them, from the first parcel to the last line."""

import io
from datetime import timedelta

import pytest

from beebox.adapters.carriers.ems.statement import parse_statement as ems_bill
from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier
from beebox.kernel.files import FileStore
from beebox.logistics.money.fees import look_after_fees
from beebox.logistics.money.intake import take_bill
from beebox.logistics.money.rules import Outcome, Stage
from beebox.logistics.orders import Statement
from beebox.logistics.ports import Carriers
from tests.conftest import stage
from tests.logistics.money.billing_carrier import BillingCarrier
from tests.logistics.money.conftest import Till
from tests.logistics.money.test_statements import stage_sum
from tests.logistics.rescue.conftest import Trouble


def take(till: Till, data: bytes, name: str) -> int:
    file = till.office.use(FileStore).incoming(10_000_000)
    file.write(data)
    bill_id = take_bill(till.office, "simulated", name, file, till.supervisor)
    till.deliver()
    return bill_id


@pytest.mark.parametrize("office", ["wired"], indirect=True)
def test_the_stand_ins_own_fees_and_bill_agree(till: Till) -> None:
    _, waybill = Trouble(till.paper, till.deliver).sent()
    look_after_fees(till.office)
    stage(till.office).move_to(till.office.now() + timedelta(days=2))
    look_after_fees(till.office)
    assert stage_sum(till, waybill, Stage.ACCRUED) > 0
    carrier = till.office.use(Carriers).named("simulated")
    assert isinstance(carrier, SimulatedCarrier)
    bill_id = take(till, carrier.bill(), "模拟.csv")
    bill = till.read(bill_id)
    assert (bill.answer, bill.total_differs) == ("", False)
    [mine] = [line for line in till.lines(bill_id) if line.waybill_id == waybill.id]
    assert (mine.outcome, mine.row > 0) == (Outcome.MATCHED, True)


class PostBills(BillingCarrier):
    """Reads bills as the post writes them."""

    def parse_statement(self, data: bytes, file_name: str) -> Statement:
        return ems_bill(data, file_name)


@pytest.mark.parametrize("code", ["gbk", "utf-8-sig"])
def test_a_bill_of_the_post_is_read_by_its_own_reader_and_matched(till: Till, code: str) -> None:
    carrier = till.office.use(Carriers).all[0]
    carrier.__class__ = PostBills
    first, second = till.parcel(), till.parcel()
    text = io.StringIO()
    text.write("邮件号,收寄日期,计费重量(克),金额(元)\r\n")
    text.write(f"{first.number},2026-11-30,1000,12.00\r\n{second.number},2026-11-30,1000,15.00\r\n")
    bill_id = take(till, text.getvalue().encode(code), "邮政.csv")
    assert till.read(bill_id).answer == ""
    assert till.outcomes(bill_id) == [Outcome.MATCHED, Outcome.AMOUNT_DIFF]
