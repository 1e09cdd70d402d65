"""One call for a whole hand-over, once, with the parcels that left."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from beebox.accounts.roles import Role
from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.kernel.outbox import Lane
from beebox.logistics.booking import perform_call, prepare_call, record_call, settle_open_calls
from beebox.logistics.calls import CallKind, CarrierCall
from beebox.logistics.events import CallPlanned
from beebox.logistics.faults import OutcomeUnknown
from beebox.logistics.mail_out import belongs_in, hand_over, pack, return_parcel
from beebox.logistics.manifests import keep_document
from beebox.logistics.orders import Label, Manifest
from beebox.logistics.parcels import HandOver
from beebox.logistics.ports import Capability, Carriers
from tests.conftest import stage
from tests.logistics.conftest import Paper
from tests.logistics.labels.conftest import decided


@dataclass
class Lister:
    """The stand-in, but it makes a document of every hand-over; lost answers as told."""

    company: SimulatedCarrier
    can: frozenset[Capability]
    lost: int = 0
    told: list[tuple[str, tuple[str, ...], datetime]] = field(default_factory=list)

    def __getattr__(self, name: str) -> object:
        return getattr(self.company, name)

    def close_manifest(self, key: str, numbers: Sequence[str], at: datetime) -> Manifest:
        self.told.append((key, tuple(numbers), at))
        if self.lost:
            self.lost -= 1
            raise OutcomeUnknown("没有应答")
        return Manifest(f"M{len({key for key, _, _ in self.told})}", Label(b"%PDF-1.4 list"))


def lister(office: Office, *, wants: bool = True) -> Lister:
    (company,) = office.use(Carriers).all
    assert isinstance(company, SimulatedCarrier)
    made = Lister(company, company.can if wants else company.can - {Capability.MANIFEST})
    office._tools[Carriers] = Carriers((made,))  # type: ignore[arg-type]  # it passes on what it lacks
    return made


def handed_over(paper: Paper, count: int) -> HandOver:
    parcels = decided(paper, count)
    for parcel in parcels:
        with paper.office.work() as work:
            waybill = return_parcel(work, parcel.reference)
            ticked = [found.original_id for found in belongs_in(work, waybill)]
            pack(work, waybill, ticked, paper.collector, result_in=True)
    with paper.office.work() as work:
        return_code = hand_over(work, [parcel.reference for parcel in parcels], paper.collector).id
    return again(paper, return_code)


def again(paper: Paper, hand_over_id: int) -> HandOver:
    with paper.office.look() as work:
        made = work.session.get_one(HandOver, hand_over_id)
        work.session.expunge(made)
        return made


def test_a_hand_over_is_one_call_with_its_code_as_the_key(any_office: Office, any_paper: Paper) -> None:
    carrier = lister(any_office)
    made = handed_over(any_paper, 3)
    assert carrier.told == [], "nothing is told while the transaction is open"
    any_paper.deliver()
    ((key, numbers, at),) = carrier.told
    assert (key, len(numbers), at) == (f"LBM-{made.code}", 3, made.at)
    told = again(any_paper, made.id)
    assert (told.manifest_number, told.manifest_type) == ("M1", "application/pdf")
    assert any_office.use(FileStore).read(told.manifest_key or "") == b"%PDF-1.4 list"


def test_a_lost_answer_is_asked_again_with_the_same_key(office: Office, paper: Paper) -> None:
    carrier = lister(office)
    carrier.lost = 2
    made = handed_over(paper, 1)
    paper.deliver()
    for _ in range(3):
        stage(office).move_to(office.now() + timedelta(minutes=5))
        settle_open_calls(office)
    assert [key for key, _, _ in carrier.told] == [f"LBM-{made.code}"] * 3
    assert again(paper, made.id).manifest_number == "M1"


def test_an_answer_that_comes_twice_is_written_once(office: Office, paper: Paper) -> None:
    lister(office)
    made = handed_over(paper, 1)
    paper.deliver(Lane.QUICK)
    with office.work() as work:
        call_id = work.session.scalars(select(CarrierCall.id).filter_by(kind=CallKind.MANIFEST)).one()
        plan = prepare_call(work, CallPlanned(call_id))
        assert prepare_call(work, CallPlanned(call_id)) is None, "the second worker finds it taken"
    assert plan is not None
    first, second = (keep_document(office, perform_call(office, plan)) for _ in range(2))
    for outcome in (first, second):
        with office.work() as work:
            record_call(work, plan, outcome)
    assert again(paper, made.id).manifest_key == first.told["key"]


def test_a_carrier_that_wants_no_list_is_told_none(office: Office, paper: Paper) -> None:
    carrier = lister(office, wants=False)
    made = handed_over(paper, 1)
    paper.deliver()
    assert carrier.told == []
    assert again(paper, made.id).manifested_at is None


def test_the_desk_shows_the_manifest_and_opens_it(
    office: Office, paper: Paper, signed_in: Callable[..., FlaskClient]
) -> None:
    lister(office)
    made = handed_over(paper, 2)
    desk = signed_in(Role.COLLECTOR)
    assert "正在告诉承运方" in desk.get("/courier").text
    paper.deliver()
    page = desk.get("/courier").text
    assert "M1" in page
    assert f"LBM-{made.code}" in page
    opened = desk.get(f"/mail-out/lists/{made.code}/manifest")
    assert opened.data == b"%PDF-1.4 list"
    assert opened.mimetype == "application/pdf"
    assert desk.get("/mail-out/lists/2222-2222/manifest").status_code == 404


@pytest.mark.parametrize("role", [Role.CLERK, Role.AUDITOR, Role.CITIZEN])
def test_nobody_else_sees_the_desk(role: Role, signed_in: Callable[..., FlaskClient]) -> None:
    browser = signed_in(role, "market") if role is Role.CLERK else signed_in(role)
    assert browser.get("/courier").status_code in {403, 404}
