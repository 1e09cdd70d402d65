"""The mail-out desk prints one label or many, on the paper it chose."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from beebox.accounts.roles import Role
from beebox.logistics.faults import Unavailable
from beebox.logistics.labels.models import LabelPrint
from beebox.logistics.orders import LabelPaper
from beebox.logistics.parcels import Waybill
from tests.logistics.conftest import Paper
from tests.logistics.labels.conftest import LabelGiver, decided
from tests.logistics.labels.samples import opened, scanned
from tests.logistics.labels.test_zpl import decoded

Enter = Callable[[], FlaskClient]


@pytest.fixture
def enter(signed_in: Callable[..., FlaskClient]) -> Enter:
    """Sign in as a collector, after the clock was moved on."""
    return lambda: signed_in(Role.COLLECTOR)


def prints(paper: Paper) -> int:
    with paper.office.look() as work:
        return len(work.session.scalars(select(LabelPrint)).all())


def size_of(pdf: bytes) -> tuple[int, ...]:
    return tuple(round(side / 72 * 25.4) for side in opened(pdf)[0].get_size())


def chosen(parcels: list[Waybill]) -> dict[str, list[str]]:
    return {"parcel": [parcel.reference for parcel in parcels]}


def test_chosen_parcels_or_all_of_them_are_one_file(paper: Paper, enter: Enter) -> None:
    parcels, desk = list(decided(paper, 3)), enter()
    page = desk.get("/mail-out/labels").text
    assert all(parcel.reference in page for parcel in parcels)
    assert "100 × 180 毫米的热敏面单纸" in page
    two = desk.post("/mail-out/labels.pdf", data=chosen(parcels[:2]))
    assert (two.mimetype, len(opened(two.data))) == ("application/pdf", 2)
    every = desk.post("/mail-out/labels.zpl", data={"all": "yes"})
    assert every.headers["Content-Disposition"].startswith("attachment")
    numbers = [{t for k, t in scanned(image) if k == "Code 128"} for image in decoded(every.data)]
    assert numbers == [{parcel.number} for parcel in parcels]
    again = desk.get("/mail-out/labels").text
    assert again.count("2 次") == 2
    assert again.count("1 次") == 1
    assert again.count(" checked") == 1, "only the chosen paper is ticked by itself now"


def test_the_desk_remembers_its_paper(paper: Paper, enter: Enter) -> None:
    (parcel,), desk = decided(paper), enter()
    one = f"/mail-out/{parcel.reference}/label.pdf"
    assert size_of(desk.get(one).data) == (100, 180)
    desk.post("/mail-out/labels/paper", data={"paper": LabelPaper.SMALL.value})
    assert size_of(desk.get(one).data) == (76, 130)
    assert size_of(desk.get(f"{one}?paper=100x180").data) == (100, 180)
    assert size_of(desk.get(f"{one}?paper=nonsense").data) == (100, 180)
    (image,) = decoded(desk.get(f"/mail-out/{parcel.reference}/label.zpl").data)
    assert image.size == (608, 1039)


def test_asking_whether_it_is_there_is_no_print(paper: Paper, enter: Enter) -> None:
    (parcel,), desk = decided(paper), enter()
    assert desk.head(f"/mail-out/{parcel.reference}/label.pdf").status_code == 200
    assert prints(paper) == 0


def test_a_citizen_prints_the_label_for_the_door(paper: Paper, signed_in: Callable[..., FlaskClient]) -> None:
    from beebox.accounts.models import Person

    code = paper.code(paper.passed())
    with paper.office.look() as work:
        person = work.session.get_one(Person, paper.citizen.id)
        work.session.expunge(person)
    browser = signed_in(person)
    assert size_of(browser.get(f"/cases/{code}/label.pdf").data) == (100, 180)
    assert size_of(browser.get(f"/cases/{code}/label.pdf?paper=76x130").data) == (76, 130)
    assert prints(paper) == 2


def test_what_cannot_be_printed_is_said_on_the_page(giver: LabelGiver, paper: Paper, enter: Enter) -> None:
    giver.answers = [Unavailable("对方没有应答")] * 20
    parcels, desk = list(decided(paper, 1)), enter()
    page = desk.get("/mail-out/labels").text
    assert "还没取到" in page
    assert "对方没有应答" in page
    refused = desk.post("/mail-out/labels.pdf", data=chosen(parcels))
    assert refused.status_code == 409
    assert "运单号没有丢" in refused.text
    assert desk.post("/mail-out/labels.pdf", data={"all": "yes"}).status_code == 422
    assert desk.post("/mail-out/labels.pdf", data={"parcel": "LBW-NO"}).status_code == 404
    assert prints(paper) == 0
