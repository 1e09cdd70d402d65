"""One file for many parcels, every print counted, the carrier's own label first."""

from datetime import timedelta
from hashlib import sha256

import pytest
from sqlalchemy import select

from beebox.housekeeping import sweep_files
from beebox.kernel.clock import StageClock
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.logistics.faults import AuthFailed, Rejected, Unavailable
from beebox.logistics.labels.fetching import fetch_waiting_labels
from beebox.logistics.labels.models import CarrierLabel, LabelFormat, LabelPrint
from beebox.logistics.labels.printing import LabelNotHereYet, OtherPaper, print_labels
from beebox.logistics.labels.zpl import dots_of
from beebox.logistics.orders import Label, LabelPaper
from beebox.logistics.ports import Capability
from beebox.logistics.tables import WaybillState
from tests.conftest import stage
from tests.logistics.conftest import Paper
from tests.logistics.labels.conftest import LabelGiver, decided, place, their_label
from tests.logistics.labels.samples import opened, picture, scanned
from tests.logistics.labels.test_zpl import decoded

LARGE, SMALL = LabelPaper


def text_of(pdf: bytes) -> list[str]:
    document = opened(pdf)
    return [document[n].get_textpage().get_text_range() for n in range(len(document))]


def rows(office: Office) -> list[CarrierLabel]:
    with office.look() as work:
        found = list(work.session.scalars(select(CarrierLabel).order_by(CarrierLabel.id)))
        work.session.expunge_all()
    return found


def later(office: Office, minutes: float) -> None:
    clock: StageClock = stage(office)
    clock.move_to(office.now() + timedelta(minutes=minutes))


def test_a_batch_is_one_file_in_the_order_chosen(paper: Paper) -> None:
    parcels = decided(paper, 3)[::-1]
    ids = [parcel.id for parcel in parcels]
    pdf = print_labels(paper.office, ids, SMALL, LabelFormat.PDF, paper.collector)
    numbers = [{t for k, t in scanned(picture(d)) if k == "Code 128"} for d in dots_of(pdf)]
    assert numbers == [{parcel.number} for parcel in parcels]
    zpl = print_labels(paper.office, ids, SMALL, LabelFormat.ZPL, paper.collector)
    again = [{t for k, t in scanned(d) if k == "Code 128"} for d in decoded(zpl)]
    assert again == numbers
    assert all("模拟" in text and "COPY" not in text for text in text_of(pdf))


def test_each_print_is_counted_and_a_second_one_says_so(any_paper: Paper) -> None:
    (parcel,) = decided(any_paper)
    prints = [
        print_labels(any_paper.office, [parcel.id] * 2, LARGE, LabelFormat.PDF, any_paper.collector)
        for _ in range(3)
    ]
    assert ["COPY 3" in text_of(pdf)[0] for pdf in prints] == [False, False, True]
    assert "COPY" not in text_of(prints[0])[0]
    with any_paper.office.look() as work:
        noted = work.session.scalars(select(LabelPrint).order_by(LabelPrint.nth)).all()
        assert [(one.nth, one.paper, one.format, one.by) for one in noted] == [
            (nth, LARGE, LabelFormat.PDF, any_paper.collector.id) for nth in (1, 2, 3)
        ]


def test_the_carriers_own_label_is_fetched_after_booking_and_kept_sealed(
    any_office: Office, any_paper: Paper
) -> None:
    giver = place(any_office)
    (parcel,) = decided(any_paper)
    back = [row for row in rows(any_office) if row.waybill_id == parcel.id]
    assert [(row.number, row.paper, row.width_mm, row.height_mm) for row in back] == [
        (parcel.number, LARGE, 99, 179)
    ]
    wanted = their_label(f"THEIRS {parcel.number}")
    assert back[0].sha256 == sha256(wanted).hexdigest()
    assert any_office.use(FileStore).read(back[0].file_key or "") == wanted
    asked = len(giver.asked)
    pdf = print_labels(any_office, [parcel.id], LARGE, LabelFormat.PDF, any_paper.collector)
    assert pdf == wanted, "printed as it came"
    assert len(giver.asked) == asked
    second = print_labels(any_office, [parcel.id], LARGE, LabelFormat.PDF, any_paper.collector)
    assert "COPY 2" in text_of(second)[0]
    assert f"THEIRS {parcel.number}" in text_of(second)[0]


def test_case_13_a_label_service_that_is_down_leaves_the_parcel_booked(
    giver: LabelGiver, paper: Paper
) -> None:
    giver.answers = [Unavailable("对方的面单服务没有应答")] * 20
    (parcel,) = decided(paper)
    assert parcel.state is WaybillState.BOOKED
    assert parcel.number
    with pytest.raises(LabelNotHereYet, match="没有应答"):
        print_labels(paper.office, [parcel.id], LARGE, LabelFormat.PDF, paper.collector)
    with paper.office.look() as work:
        assert work.session.scalars(select(LabelPrint)).all() == [], "nothing was printed"
    giver.answers = []
    assert fetch_waiting_labels(paper.office) == 0, "it is not asked again at once"
    later(paper.office, 120)
    assert fetch_waiting_labels(paper.office) >= 1
    pdf = print_labels(paper.office, [parcel.id], LARGE, LabelFormat.PDF, paper.collector)
    assert f"THEIRS {parcel.number}" in text_of(pdf)[0]


def test_it_is_asked_ever_more_rarely_but_at_least_every_hour(giver: LabelGiver, paper: Paper) -> None:
    giver.answers = [AuthFailed("钥匙不对")] * 99
    (parcel,) = decided(paper)
    waits = []
    for _ in range(9):
        row = next(row for row in rows(paper.office) if row.waybill_id == parcel.id)
        assert row.due_at is not None
        waits.append((row.due_at - row.asked_at) / timedelta(minutes=1))
        later(paper.office, 61)
        fetch_waiting_labels(paper.office)
    assert waits == [1, 2, 4, 8, 16, 32, 60, 60, 60]


def test_a_plain_no_is_not_asked_again_but_by_a_person(giver: LabelGiver, paper: Paper) -> None:
    giver.answers = [Rejected("这种纸没有模板")] * 2
    (parcel,) = decided(paper)
    later(paper.office, 600)
    asked = len(giver.asked)
    fetch_waiting_labels(paper.office)
    mine = [one for one in giver.asked[asked:] if one[0] == parcel.number]
    assert mine == []
    print_labels(paper.office, [parcel.id], LARGE, LabelFormat.PDF, paper.collector)
    assert giver.asked[-1][0] == parcel.number


@pytest.mark.parametrize(
    ("simulated", "more"), [(True, frozenset()), (False, frozenset({Capability.OWN_LABEL}))]
)
def test_our_own_drawing_stands_in_only_where_it_may(
    giver: LabelGiver, paper: Paper, simulated: bool, more: frozenset[Capability]
) -> None:
    giver.simulated, giver.more = simulated, more
    giver.answers = [Unavailable("没有应答")] * 20
    (parcel,) = decided(paper)
    pdf = print_labels(paper.office, [parcel.id], LARGE, LabelFormat.PDF, paper.collector)
    (dots,) = dots_of(pdf)
    assert ("Code 128", parcel.number) in scanned(picture(dots))
    assert ("SIMULATED" in text_of(pdf)[0]) == simulated


def test_what_cannot_be_printed_is_no_label(giver: LabelGiver, paper: Paper) -> None:
    giver.answers = [
        Label(b"<html>expired</html>"),
        Label(b"", "application/pdf"),
        Label(b"<html>expired</html>", "text/html"),
    ]
    parcels = decided(paper, 1)
    for _ in range(3):
        later(paper.office, 61)
        fetch_waiting_labels(paper.office)
    row = next(row for row in rows(paper.office) if row.waybill_id == parcels[0].id)
    assert row.file_key, "an address that ran out is asked for again until a sheet comes"
    assert row.trouble == ""


def test_a_label_that_is_gone_from_the_disk_is_asked_for_anew(giver: LabelGiver, paper: Paper) -> None:
    (parcel,) = decided(paper)
    row = next(row for row in rows(paper.office) if row.waybill_id == parcel.id)
    paper.office.use(FileStore).remove(row.file_key or "")
    pdf = print_labels(paper.office, [parcel.id], LARGE, LabelFormat.PDF, paper.collector)
    assert f"THEIRS {parcel.number}" in text_of(pdf)[0]


def test_another_size_is_printed_only_when_somebody_says_so(giver: LabelGiver, paper: Paper) -> None:
    giver.answers = [Label(their_label("BIG", 100, 150))] * 9
    (parcel,) = decided(paper)
    with pytest.raises(OtherPaper, match="100×150"):
        print_labels(paper.office, [parcel.id], LARGE, LabelFormat.PDF, paper.collector)
    pdf = print_labels(paper.office, [parcel.id], LARGE, LabelFormat.PDF, paper.collector, any_size=True)
    assert "BIG" in text_of(pdf)[0]


def test_another_paper_is_asked_for_when_it_is_printed(giver: LabelGiver, paper: Paper) -> None:
    (parcel,) = decided(paper)
    giver.answers = [Label(their_label("NARROW", 76, 130))]
    pdf = print_labels(paper.office, [parcel.id], SMALL, LabelFormat.PDF, paper.collector)
    assert giver.asked[-1][2] is SMALL
    assert "NARROW" in text_of(pdf)[0]


def test_a_picture_as_a_label_fills_its_paper_and_goes_to_both_printers(
    giver: LabelGiver, paper: Paper
) -> None:
    import io

    (own,) = dots_of(their_label("PICTURE", 76, 130))
    file = io.BytesIO()
    picture(own).convert("L").save(file, "PNG")
    giver.answers = [Label(file.getvalue(), "image/png")] * 9
    (parcel,) = decided(paper)
    giver.answers = [Label(file.getvalue(), "image/png")]
    zpl = print_labels(paper.office, [parcel.id], SMALL, LabelFormat.ZPL, paper.collector)
    (image,) = decoded(zpl)
    assert image.size == (608, 1039)
    assert sum(image.histogram()[:128]) > 50


def test_the_sweeper_leaves_labels_alone(giver: LabelGiver, paper: Paper) -> None:
    (parcel,) = decided(paper)
    row = next(row for row in rows(paper.office) if row.waybill_id == parcel.id)
    from beebox import housekeeping

    assert row.file_key in set(paper.office.use(FileStore).keys())
    with paper.office.look() as work:
        assert row.file_key in set(housekeeping._named(work))
    sweep_files(paper.office)
    assert paper.office.use(FileStore).read(row.file_key or "")
