"""What may befall a label: cases 12 to 14."""

from dataclasses import replace
from io import BytesIO

import pypdfium2
import pytest
from sqlalchemy import func, select

from beebox.kernel.barcodes import CannotEncode
from beebox.logistics.labels.layout import draw
from beebox.logistics.labels.models import CarrierLabel, LabelFormat, LabelPrint
from beebox.logistics.labels.printing import LabelNotHereYet, OtherPaper, print_labels
from beebox.logistics.orders import LabelPaper
from beebox.logistics.parcels import Waybill
from beebox.logistics.tables import WaybillState
from tests.logistics.conftest import ADDRESS
from tests.logistics.failure_cases.conftest import Far
from tests.logistics.labels.samples import PLAIN


def printed(far: Far, waybill: Waybill, **more: bool) -> bytes:
    """On the paper that this carrier's labels are made for."""
    paper = LabelPaper.SMALL if far.wire == "sf" else LabelPaper.LARGE
    return print_labels(far.office, [waybill.id], paper, LabelFormat.PDF, far.paper.collector, **more)


def pages(pdf: bytes) -> int:
    return len(pypdfium2.PdfDocument(BytesIO(pdf)))


def count(far: Far) -> int:
    with far.office.look() as work:
        return work.session.scalar(select(func.count()).select_from(LabelPrint)) or 0


def test_case_12_the_longest_names_and_addresses_still_make_a_label(far: Far) -> None:
    long = {"name": "海" * 28, "phone": "15000003248", "address": ADDRESS + "南座" * 20}
    from beebox.logistics.orders import Leg

    waybill = far.paper.waybill(far.paper.passed(receiver=long), Leg.OUTBOUND)
    far.stands_once(waybill)
    assert pages(printed(far, waybill)) == 1


@pytest.mark.parametrize("paper", LabelPaper)
def test_case_12_a_number_that_needs_too_narrow_bars_is_refused(paper: LabelPaper) -> None:
    """Narrower than 0.25 mm nothing reads back: no such label is drawn."""
    with pytest.raises(CannotEncode):
        draw(replace(PLAIN, number="X" * 46), paper)


def test_case_13_a_label_service_that_is_down_costs_no_number(far: Far) -> None:
    waybill = far.passed("模拟面单故障")
    assert far.again(waybill).state is WaybillState.BOOKED
    try:
        printed(far, waybill)
    except LabelNotHereYet:
        assert count(far) == 0
    far.later(5, 60)
    assert pages(printed(far, waybill)) == 1
    far.stands_once(waybill)


def test_case_13_an_address_of_a_label_that_ended_is_asked_for_anew(far: Far) -> None:
    waybill = far.passed("模拟面单过期")
    far.later(5, 60)
    assert pages(printed(far, waybill)) == 1


def test_case_14_each_print_is_counted_and_wrong_paper_is_said_before(far: Far) -> None:
    waybill = far.passed()
    first, second = printed(far, waybill), printed(far, waybill)
    assert count(far) == 2
    assert first != second, "the second is marked as a copy"
    with far.office.work() as work:
        for row in work.session.scalars(select(CarrierLabel)):
            row.width_mm = 210
    with pytest.raises(OtherPaper):
        printed(far, waybill)
    assert count(far) == 2
