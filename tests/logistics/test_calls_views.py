"""The page of what carriers left unclear: who may look, who decides, and that no word is lost."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from beebox.accounts.roles import Role
from beebox.logistics.calls import CallKind, CarrierStop
from beebox.logistics.orders import Leg
from beebox.logistics.stops import open_stops, stop_carrier
from beebox.logistics.tables import CallState, WaybillState
from tests.logistics.test_deciding import Desk, desk

__all__ = ["desk"]
PAGE = "/courier/calls"
SignIn = Callable[..., FlaskClient]
FORMS = [
    "calls/{call}/adopt",
    "calls/{call}/cancel",
    "calls/{call}/intercept",
    "calls/{call}/close",
    "orphans/{orphan}/cancel",
    "orphans/{orphan}/close",
    "stops/{stop}/lift",
]


def stopped(desk: Desk) -> int:
    with desk.office.work() as work:
        stop_carrier(work, "simulated", "AuthFailed", "A1001", "校验失败")
        return open_stops(work)[0].id


def test_a_collector_looks_and_a_supervisor_decides(desk: Desk, signed_in: SignIn) -> None:
    case_id, call_id = desk.unknown()
    here = {"call": call_id, "orphan": desk.orphan(case_id), "stop": stopped(desk)}
    collector, supervisor = signed_in(Role.COLLECTOR), signed_in(Role.SUPERVISOR)
    page = collector.get(PAGE).text
    assert "结果不明的单" in page
    assert "等主管" in page
    assert "认领" not in page.replace("填运单号认领", "")
    assert all(f'action="/courier/{form.format(**here)}"' not in page for form in FORMS)
    shown = supervisor.get(PAGE).text
    for form in ("calls/{call}/adopt", "calls/{call}/cancel", "orphans/{orphan}/close", "stops/{stop}/lift"):
        assert f'action="/courier/{form.format(**here)}"' in shown


def test_nobody_else_looks_or_decides(desk: Desk, signed_in: SignIn) -> None:
    case_id, call_id = desk.unknown()
    here = {"call": call_id, "orphan": desk.orphan(case_id), "stop": stopped(desk)}
    for role in (Role.CITIZEN, Role.AUDITOR, Role.CLERK, Role.ADMINISTRATOR):
        other = signed_in(role, "civil-affairs" if role is Role.CLERK else None)
        assert other.get(PAGE).status_code == 403
    for role in (Role.CITIZEN, Role.COLLECTOR, Role.AUDITOR):
        other = signed_in(role)
        for form in FORMS:
            answer = other.post(
                f"/courier/{form.format(**here)}", data={"number": "SC1234567890", "how": "x"}
            )
            assert answer.status_code == 403
    assert [call.state for call in desk.calls(case_id)] == [CallState.UNKNOWN]
    with desk.office.look() as work:
        assert work.session.scalars(select(CarrierStop)).one().lifted_at is None


def test_a_wrong_number_is_said_and_what_was_typed_stays(desk: Desk, signed_in: SignIn) -> None:
    case_id, call_id = desk.unknown()
    supervisor = signed_in(Role.SUPERVISOR)
    answer = supervisor.post(f"{PAGE}/{call_id}/adopt", data={"number": "SC12"})
    assert answer.status_code == 422
    assert "不像这家快递的运单号" in answer.text
    assert 'value="SC12"' in answer.text
    taken = desk.paper.waybill(desk.paper.passed(), Leg.OUTBOUND).number
    answer = supervisor.post(f"{PAGE}/{call_id}/adopt", data={"number": taken})
    assert answer.status_code == 409
    assert "已经是另一个邮包的了" in answer.text
    assert f'value="{taken}"' in answer.text
    assert [call.state for call in desk.calls(case_id)] == [CallState.UNKNOWN]


def test_adopting_on_the_page(desk: Desk, signed_in: SignIn) -> None:
    case_id, call_id = desk.unknown()
    supervisor = signed_in(Role.SUPERVISOR)
    answer = supervisor.post(f"{PAGE}/{call_id}/adopt", data={"number": desk.carrier.journal[0].number})
    assert answer.status_code == 303
    page = supervisor.get(answer.headers["Location"]).text
    assert "记下了" in page
    assert "没有要定的" in page
    assert desk.paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.BOOKED
    twice = supervisor.post(f"{PAGE}/{call_id}/adopt", data={"number": "SC1234567890"})
    assert twice.status_code == 409
    assert "已经有结果了" in twice.text


def test_cancelling_on_the_page_says_that_it_is_under_way(desk: Desk, signed_in: SignIn) -> None:
    case_id, call_id = desk.unknown()
    supervisor = signed_in(Role.SUPERVISOR)
    assert supervisor.post(f"{PAGE}/{call_id}/cancel").status_code == 303
    page = supervisor.get(PAGE).text
    assert "正在请快递取消" in page
    assert f"{PAGE}/{call_id}/cancel" not in page
    again = supervisor.post(f"{PAGE}/{call_id}/cancel")
    assert (again.status_code, "现在不能请快递取消" in again.text) == (409, True)
    assert len(desk.calls(case_id, CallKind.CANCEL)) == 1
    desk.paper.deliver()
    assert "没有要定的" in supervisor.get(PAGE).text
    assert len(desk.carrier.live()) == 1


def test_what_came_too_late_is_stopped_or_closed_with_a_word(desk: Desk, signed_in: SignIn) -> None:
    _, cancel_id = desk.too_late()
    supervisor = signed_in(Role.SUPERVISOR)
    assert "快递员已经取走" in supervisor.get(PAGE).text
    silent = supervisor.post(f"{PAGE}/{cancel_id}/close", data={"how": "  "})
    assert (silent.status_code, "请写明怎么处理的" in silent.text) == (422, True)
    long = supervisor.post(f"{PAGE}/{cancel_id}/close", data={"how": "长" * 301})
    assert (long.status_code, "最多 300 个字" in long.text) == (422, True)
    assert f"{PAGE}/{cancel_id}/close" in supervisor.get(PAGE).text, "it waits on"
    assert supervisor.post(f"{PAGE}/{cancel_id}/intercept").status_code == 303
    desk.paper.deliver()
    assert len(desk.carrier.intercepted) == 1
    assert "没有要定的" in supervisor.get(PAGE).text


def test_orphans_are_taken_back_or_closed_on_the_page(desk: Desk, signed_in: SignIn) -> None:
    case_id = desk.paper.passed()
    orphan_id = desk.orphan(case_id, "SC9999999999")
    supervisor = signed_in(Role.SUPERVISOR)
    assert "SC9999999999" in supervisor.get(PAGE).text
    silent = supervisor.post(f"/courier/orphans/{orphan_id}/close", data={"how": ""})
    assert (silent.status_code, "请写明怎么处理的" in silent.text) == (422, True)
    assert supervisor.post(f"/courier/orphans/{orphan_id}/cancel").status_code == 303
    assert "正在请快递取消" in supervisor.get(PAGE).text
    other = desk.orphan(case_id, "SC8888888888")
    done = supervisor.post(f"/courier/orphans/{other}/close", data={"how": "网点作废"})
    assert done.status_code == 303
    assert "SC8888888888" not in supervisor.get(PAGE).text
    twice = supervisor.post(f"/courier/orphans/{other}/close", data={"how": "网点作废"})
    assert twice.status_code == 409


def test_a_stop_is_lifted_and_what_waited_goes_out(desk: Desk, signed_in: SignIn) -> None:
    stop_id = stopped(desk)
    case_id = desk.paper.passed()
    assert desk.carrier.journal == []
    supervisor = signed_in(Role.SUPERVISOR)
    page = supervisor.get(PAGE).text
    assert "校验失败" in page
    assert "A1001" in page
    assert supervisor.post(f"/courier/stops/{stop_id}/lift").status_code == 303
    assert supervisor.post(f"/courier/stops/{stop_id}/lift").status_code == 404
    desk.later(0)
    assert desk.paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.BOOKED


@pytest.mark.parametrize("form", FORMS)
def test_what_does_not_exist_is_said_plainly(desk: Desk, signed_in: SignIn, form: str) -> None:
    answer = signed_in(Role.SUPERVISOR).post(
        f"/courier/{form.format(call=99999, orphan=99999, stop=99999)}",
        data={"number": "SC1234567890", "how": "x"},
    )
    assert answer.status_code in {404, 409}
    assert "刷新页面" in answer.text


def test_the_sentences_are_there_in_english(desk: Desk, signed_in: SignIn) -> None:
    _, call_id = desk.unknown()
    supervisor = signed_in(Role.SUPERVISOR)
    supervisor.get(f"{PAGE}?lang=en")
    answer = supervisor.post(f"{PAGE}/{call_id}/adopt?lang=en", data={"number": "SC12"})
    assert answer.status_code == 422
    assert "不像这家快递" not in answer.text
    assert "SC12" in answer.text
