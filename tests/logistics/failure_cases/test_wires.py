"""What may befall an answer or a signature: cases 6 to 9 and 11."""

import pytest

from beebox.accounts.roles import SYSTEM
from beebox.adapters.carriers.ems.carrier import CannotUseEms, EmsCarrier
from beebox.adapters.carriers.sf.carrier import CannotUseSf, SfCarrier
from beebox.kernel.clock import Clock
from beebox.kernel.settings import Settings
from beebox.logistics.deciding import cancel_unknown
from beebox.logistics.orders import Leg
from beebox.logistics.ports import Carriers
from beebox.logistics.start_check import FAULT, check_carriers
from beebox.logistics.stops import open_stops
from beebox.logistics.tables import CallState, WaybillState
from tests.logistics.conftest import ADDRESS
from tests.logistics.failure_cases.conftest import Far


def settled_by_hand(far: Far, waybill) -> None:  # type: ignore[no-untyped-def]  # a Waybill
    """With EMS a person has it taken back; SF is asked by our reference."""
    if far.wire == "ems":
        with far.office.work() as work:
            cancel_unknown(work, far.call(waybill).id, far.paper.supervisor)
        far.later(0, 16)
    else:
        far.later(2, 4, 11)


def test_case_06_a_success_without_a_number_is_no_success(far: Far) -> None:
    far.simulator.faults("success_but_empty", operation="create")
    waybill = far.passed()
    assert far.again(waybill).state is WaybillState.PLANNED
    assert far.call(waybill).state is CallState.UNKNOWN
    settled_by_hand(far, waybill)
    far.stands_once(waybill)


def test_case_06_the_gateway_says_yes_and_the_business_no(far: Far) -> None:
    waybill = far.passed("模拟拒收")
    assert far.again(waybill).state is WaybillState.REFUSED
    assert far.call(waybill).answer
    assert far.live() == []


@pytest.mark.parametrize("shape", ["garbage", "null_answer"])
def test_case_07_an_answer_that_cannot_be_read_leaves_one_order(far: Far, shape: str) -> None:
    far.simulator.faults(shape, operation="create")
    waybill = far.passed()
    assert far.call(waybill).state is CallState.UNKNOWN
    assert far.paper.citizen.name not in far.call(waybill).answer
    settled_by_hand(far, waybill)
    far.stands_once(waybill)


@pytest.mark.parametrize("shape", ["string", "object"])
def test_case_07_text_and_object_say_the_same(far: Far, shape: str) -> None:
    far.simulator.choose(sf_data=shape, ems_body=shape)
    far.stands_once(far.passed())


@pytest.mark.parametrize("name", ["*阿~孜 古&丽+", "𠮷田㐂三郎", "O'Neil “Zoë” <b>%2B\\"])
def test_case_08_odd_signs_in_a_name_are_signed_as_they_are_sent(far: Far, name: str) -> None:
    case_id = far.paper.passed(receiver={"name": name, "phone": "15000003248", "address": ADDRESS})
    waybill = far.paper.waybill(case_id, Leg.OUTBOUND)
    far.stands_once(waybill)
    assert far.live()[0]["sender"] == name


@pytest.mark.parametrize("where", ["name", "address"])
def test_case_08_an_emoji_is_refused_before_anything_is_sent(far: Far, where: str) -> None:
    told = {"name": "黄碧芳", "phone": "15000003248", "address": ADDRESS}
    waybill = far.paper.waybill(far.paper.passed(receiver=told | {where: told[where] + "😀"}), Leg.OUTBOUND)
    assert (far.again(waybill).state, far.call(waybill).fault) == (WaybillState.REFUSED, "Rejected")
    assert far.simulator.calls(operation="create") == []


@pytest.mark.parametrize(
    ("url", "card"),
    [("https://sfapi-sbox.sf-express.com", "1234567890"), ("https://bspgw.sf-express.com", "7551234567")],
    ids=["a real card in the sandbox", "the card of the sandbox elsewhere"],
)
def test_case_09_a_card_of_another_environment_stops_the_carrier_at_the_start(
    sf: Far, url: str, card: str
) -> None:
    """Told from the settings alone, before anything is sent."""
    told = sf.simulator.environment() | {"BEEBOX_SF_URL": url, "BEEBOX_SF_MONTHLY_CARD": card}
    settings = Settings.from_env(told | {"BEEBOX_CARRIERS": "sf"})
    assert settings.sf is not None
    sf.office._tools[Carriers] = Carriers((SfCarrier(settings.sf, sf.office.use(Clock)),))
    sentence, nobody = check_carriers(sf.office)
    assert "BEEBOX_SF_MONTHLY_CARD" in sentence
    assert "BEEBOX_CARRIERS" in nobody
    with sf.office.look() as work:
        assert [stop.fault for stop in open_stops(work)] == [FAULT]
    waiting = sf.passed()
    assert sf.again(waiting).state is WaybillState.PLANNED
    assert [call.state for call in sf.calls(waiting)] == [CallState.PLANNED]


def test_case_09_a_token_that_ends_is_renewed_once(sf: Far) -> None:
    settings = Settings.from_env(
        sf.simulator.environment() | {"BEEBOX_CARRIERS": "sf", "BEEBOX_SF_OAUTH": "yes"}
    )
    assert settings.sf is not None
    sf.office._tools[Carriers] = Carriers((SfCarrier(settings.sf, sf.office.use(Clock)),))
    first = sf.passed()
    sf.simulator.faults("expire_token", operation="create")
    second = sf.passed()
    assert [sf.again(one).state for one in (first, second)] == [WaybillState.BOOKED] * 2
    assert len(sf.live()) == 2


def test_case_09_keys_that_are_not_taken_stop_the_carrier_and_nothing_is_sent_again(far: Far) -> None:
    told = far.simulator.environment()
    wrong = told | {"BEEBOX_SF_CHECKWORD": "not-the-one", "BEEBOX_EMS_AUTHORIZATION": "not-the-one"}
    settings = Settings.from_env(wrong | {"BEEBOX_CARRIERS": "ems,sf"})
    assert settings.ems is not None and settings.sf is not None
    clock = far.office.use(Clock)
    made = {"ems": EmsCarrier(settings.ems, clock), "sf": SfCarrier(settings.sf, clock)}
    with pytest.raises((CannotUseEms, CannotUseSf)):
        made[far.wire].check_start()
    far.office._tools[Carriers] = Carriers((made[far.wire],))
    far.passed()
    asked = len(far.simulator.calls())
    with far.office.look() as work:
        assert [stop.fault for stop in open_stops(work)] == ["AuthFailed"]
    far.later(3, 40)
    assert len(far.simulator.calls()) == asked


def test_case_11_an_address_nobody_can_take_apart_waits_for_a_person(far: Far) -> None:
    waybill = far.passed("模拟地址不详")
    assert far.again(waybill).state is WaybillState.REFUSED
    assert far.live() == []
    assert SYSTEM.id is None
