"""A refused parcel to the centre is no dead end: its address is mended, or the box is chosen."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.models import Case
from beebox.logistics.calls import CarrierCall
from beebox.logistics.handing_in import choose_door
from beebox.logistics.mending import NothingToMend, WholeSenderWanted, mend_sender, refusal_of
from beebox.logistics.orders import Contact, Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carriers
from beebox.logistics.tables import WaybillState
from beebox.logistics.timetable import pickup_windows
from tests.logistics.conftest import ADDRESS, Paper
from tests.logistics.scripted_carrier import MUTE, ScriptedCarrier

MENDED = {"name": "黄碧芳", "phone": "15000003248", "address": f"{ADDRESS}（东门）"}
SignIn = Callable[..., FlaskClient]


@pytest.fixture
def refused(paper: Paper) -> int:
    """The id of a case whose parcel to us the carrier does not fetch."""
    case_id = paper.passed(address=f"{ADDRESS}模拟拒收")
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.REFUSED
    return case_id


def browser(paper: Paper, signed_in: SignIn, actor: Actor) -> FlaskClient:
    with paper.office.look() as work:
        somebody = work.session.get_one(Person, actor.id)
        work.session.expunge(somebody)
    return signed_in(somebody)


def references(paper: Paper) -> list[str]:
    with paper.office.look() as work:
        return list(work.session.scalars(select(CarrierCall.reference).order_by(CarrierCall.id)))


def test_the_citizen_reads_why_mends_the_address_and_a_courier_is_ordered_anew(
    paper: Paper, signed_in: SignIn, refused: int
) -> None:
    citizen, here = browser(paper, signed_in, paper.citizen), f"/cases/{paper.code(refused)}/hand-in"
    before = paper.waybill(refused, Leg.OUTBOUND)
    page = citizen.get(here).text
    assert "不派送" in page
    assert "正在向快递取号" not in page
    assert citizen.post(f"{here}/address", data=MENDED).status_code == 303
    paper.deliver()
    now = paper.waybill(refused, Leg.OUTBOUND)
    assert (now.state, now.reference) == (WaybillState.BOOKED, f"{before.reference}.1")
    assert now.sender == MENDED
    assert references(paper) == [before.reference, now.reference]
    page = citizen.get(here).text
    assert "不派送" not in page
    assert "快递没有接这一单" not in page


def test_the_mended_address_holds_for_the_way_back_too(paper: Paper, refused: int) -> None:
    with paper.office.work() as work:
        waybill = work.session.get_one(Waybill, paper.waybill(refused, Leg.OUTBOUND).id)
        mend_sender(work, waybill, Contact(**MENDED), paper.citizen)
    with paper.office.look() as work:
        assert work.session.get_one(Case, refused).receiver == MENDED


def test_what_was_typed_is_kept_when_something_is_missing(
    paper: Paper, signed_in: SignIn, refused: int
) -> None:
    citizen, here = browser(paper, signed_in, paper.citizen), f"/cases/{paper.code(refused)}/hand-in"
    answer = citizen.post(f"{here}/address", data=MENDED | {"phone": " "})
    assert answer.status_code == 422
    assert "都填完整" in answer.text
    assert MENDED["address"] in answer.text
    too_long = citizen.post(f"{here}/address", data=MENDED | {"name": "长" * 61})
    assert too_long.status_code == 422
    assert MENDED["address"] in too_long.text
    assert len(references(paper)) == 1, "nothing was ordered"
    english = citizen.post(f"{here}/address?lang=en", data=MENDED | {"phone": " "})
    assert "pickup address in full" in english.text


def test_the_box_instead_strikes_the_refused_parcel_out(
    paper: Paper, signed_in: SignIn, refused: int
) -> None:
    citizen, here = browser(paper, signed_in, paper.citizen), f"/cases/{paper.code(refused)}/hand-in"
    before = paper.waybill(refused, Leg.OUTBOUND)
    assert citizen.post(here, data={"way": "box", "box": "yihai"}).status_code == 303
    paper.deliver()
    with paper.office.look() as work:
        assert work.session.get_one(Waybill, before.id).state is WaybillState.CANCELLED
    page = citizen.get(here)
    assert page.status_code == 200, "also with no parcel at all"
    assert "快递没有接这一单" not in page.text
    assert "我已投入小蜂箱" in page.text
    late = citizen.post(f"{here}/address", data=MENDED)
    assert late.status_code == 409
    assert references(paper) == [before.reference]


@pytest.mark.parametrize("role", ["collector", "supervisor"])
def test_staff_mend_it_on_the_page_of_the_parcel(
    paper: Paper, signed_in: SignIn, refused: int, role: str
) -> None:
    staff = browser(paper, signed_in, getattr(paper, role))
    before = paper.waybill(refused, Leg.OUTBOUND)
    here = f"/courier/parcels/{before.reference}"
    assert "不派送" in staff.get(here).text
    short = staff.post(f"{here}/sender", data=MENDED | {"name": ""})
    assert (short.status_code, MENDED["address"] in short.text) == (422, True)
    answer = staff.post(f"{here}/sender", data=MENDED)
    assert answer.status_code == 303
    paper.deliver()
    assert paper.waybill(refused, Leg.OUTBOUND).state is WaybillState.BOOKED
    assert "重新叫快递" not in staff.get(answer.headers["Location"]).text
    assert staff.post(answer.headers["Location"] + "/sender", data=MENDED).status_code == 409


def test_the_supervisor_gets_there_from_the_alarms(paper: Paper, signed_in: SignIn, refused: int) -> None:
    reference = paper.waybill(refused, Leg.OUTBOUND).reference
    assert f'href="/courier/parcels/{reference}"' in signed_in(Role.SUPERVISOR).get("/alarms").text


def test_strangers_and_other_roles_mend_nothing(paper: Paper, signed_in: SignIn, refused: int) -> None:
    here = f"/cases/{paper.code(refused)}/hand-in/address"
    assert signed_in(Role.CITIZEN).post(here, data=MENDED).status_code == 404
    reference = paper.waybill(refused, Leg.OUTBOUND).reference
    for role in (Role.CITIZEN, Role.CLERK, Role.AUDITOR):
        department = "civil-affairs" if role is Role.CLERK else None
        answer = signed_in(role, department).post(f"/courier/parcels/{reference}/sender", data=MENDED)
        assert answer.status_code == 403
    assert references(paper) == [reference]


def test_only_a_refused_parcel_to_us_is_mended(paper: Paper, refused: int) -> None:
    with paper.office.work() as work:
        waybill = work.session.get_one(Waybill, paper.waybill(refused, Leg.OUTBOUND).id)
        with pytest.raises(WholeSenderWanted):
            mend_sender(work, waybill, Contact("黄碧芳", "", ADDRESS), paper.citizen)
        mend_sender(work, waybill, Contact(**MENDED), paper.citizen)
        assert refusal_of(work, waybill) is None
        with pytest.raises(NothingToMend):
            mend_sender(work, waybill, Contact(**MENDED), paper.citizen)
    assert len(references(paper)) == 2


def test_where_the_order_names_the_window_the_chosen_one_goes_along(paper: Paper) -> None:
    from beebox.kernel.clock import Clock

    carrier = ScriptedCarrier(paper.office.use(Clock), can=MUTE)
    assert Capability.PICKUP not in carrier.can
    paper.office._tools[Carriers] = Carriers((carrier,))
    carrier.faults.extend(["reject", "reject"])
    case_id = paper.passed()
    with paper.office.work() as work:
        begin, end = pickup_windows(work)[0]
        choose_door(work, work.session.get_one(Case, case_id), begin)
    paper.deliver()
    with paper.office.work() as work:
        waybill = work.session.get_one(Waybill, paper.waybill(case_id, Leg.OUTBOUND).id)
        assert waybill.state is WaybillState.REFUSED
        mend_sender(work, waybill, Contact(**MENDED), paper.citizen)
    paper.deliver()
    (order,) = carrier.live()
    assert len(carrier.journal) == 1, "ordered once with the window, not ordered, cancelled and ordered"
    assert order.order.pickup is not None
    assert (order.order.pickup.begin, order.order.pickup.end) == (begin, end)
