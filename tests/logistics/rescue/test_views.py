"""The pages for parcels that do not arrive, as each role sees them."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.logistics.faults import OutcomeUnknown
from beebox.logistics.parcels import Waybill
from beebox.logistics.track_words import TrackStatus
from tests.logistics.money.billing_carrier import BillingCarrier
from tests.logistics.rescue.conftest import Trouble

SignIn = Callable[..., FlaskClient]


def browser(trouble: Trouble, signed_in: SignIn, actor: Actor) -> FlaskClient:
    with trouble.office.look() as work:
        somebody = work.session.get_one(Person, actor.id)
        work.session.expunge(somebody)
    return signed_in(somebody)


@pytest.fixture
def sent(trouble: Trouble) -> Waybill:
    return trouble.sent()[1]


def test_an_unknown_interception_is_shown_and_settled_by_a_call(
    trouble: Trouble, signed_in: SignIn, carrier: BillingCarrier, sent: Waybill
) -> None:
    supervisor, here = signed_in(Role.SUPERVISOR), f"/courier/parcels/{sent.reference}"
    assert "邮包善后" in supervisor.get(f"/mail-out/{sent.reference}").text
    carrier.stop_fault = OutcomeUnknown("没有回音")
    assert supervisor.post(f"{here}/stop", data={"action": "return", "why": "写错"}).status_code == 303
    trouble.deliver()
    page = supervisor.get(here).text
    assert "没有回音，不知道拦住没有" in page
    assert "让快递拦下" not in page, "nobody knows yet what became of the first"
    again = supervisor.post(f"{here}/stop", data={"action": "return"})
    assert (again.status_code, "不要再发一次" in again.text) == (409, True)
    path = "/courier/interceptions/1/reject"
    assert supervisor.post(path, data={"words": ""}).status_code == 422
    assert supervisor.post(path, data={"words": "11185 说没拦住"}).status_code == 303
    assert "11185 说没拦住" in supervisor.get(here).text


def test_sending_elsewhere_keeps_what_was_typed(trouble: Trouble, signed_in: SignIn, sent: Waybill) -> None:
    supervisor = signed_in(Role.SUPERVISOR)
    answer = supervisor.post(
        f"/courier/parcels/{sent.reference}/stop",
        data={"action": "redirect", "name": "黄碧芳", "why": "搬家"},
    )
    assert answer.status_code == 422
    assert 'value="黄碧芳"' in answer.text
    assert "改寄要把新的收件人、电话和地址都填完整" in answer.text


def test_a_returned_parcel_is_sent_anew_from_its_page(
    trouble: Trouble, signed_in: SignIn, sent: Waybill
) -> None:
    trouble.scan(sent, TrackStatus.RETURNED)
    collector = signed_in(Role.COLLECTOR)
    data = {"name": "黄碧芳", "phone": "15000003248", "address": "广东省广州市海珠区新港西路 1 号"}
    answer = collector.post(f"/courier/parcels/{sent.reference}/anew", data=data)
    assert answer.status_code == 303
    trouble.deliver()
    assert "核对装包" in collector.get("/mail-out").text
    assert "已经重寄" in collector.get(f"/courier/parcels/{sent.reference}").text


def test_a_search_from_its_start_to_what_the_department_makes_again(
    trouble: Trouble, signed_in: SignIn, sent: Waybill
) -> None:
    supervisor = signed_in(Role.SUPERVISOR)
    answer = supervisor.post(f"/courier/parcels/{sent.reference}/claim", data={"words": "三天不动"})
    claim = answer.headers["Location"]
    assert "居民身份证" in supervisor.get(claim).text
    clerk = browser(trouble, signed_in, trouble.paper.clerk)
    assert "还在查找" in clerk.get(claim).text
    assert (
        supervisor.post(
            f"{claim}/close", data={"ending": "compensate", "words": "赔", "sum": "很多"}
        ).status_code
        == 422
    )
    done = {"ending": "compensate", "words": "快递认赔", "sum": "300"}
    assert supervisor.post(f"{claim}/close", data=done).status_code == 303
    page = clerk.get(claim).text
    assert "要重新做的" in page
    assert clerk.post(f"{claim}/step", data={"words": "已通知户政科补证"}).status_code == 303
    page = supervisor.get(claim).text
    assert "已通知户政科补证" in page
    assert "300.00" in page
    assert sent.number in supervisor.get("/courier/claims").text


def test_another_department_and_a_collector_cannot_change_a_claim(
    trouble: Trouble, signed_in: SignIn, sent: Waybill
) -> None:
    supervisor = signed_in(Role.SUPERVISOR)
    claim = supervisor.post(f"/courier/parcels/{sent.reference}/claim", data={"words": "不动"}).headers[
        "Location"
    ]
    stranger = browser(trouble, signed_in, trouble.paper.other_clerk)
    assert stranger.get(claim).status_code == 404
    assert stranger.post(f"{claim}/step", data={"words": "x"}).status_code == 404
    assert "没有在查找的邮包" in stranger.get("/courier/claims").text
    collector = signed_in(Role.COLLECTOR)
    assert collector.get(claim).status_code == 200
    assert collector.post(f"{claim}/close", data={"ending": "replace", "words": "x"}).status_code == 403
    assert (
        collector.post(f"/courier/parcels/{sent.reference}/stop", data={"action": "return"}).status_code
        == 403
    )
