"""Collecting in person: the code, the look at the document, the pause after five wrong tries."""

from datetime import timedelta

import pytest

from beebox.cases.states import State
from beebox.handling.decision import result_of
from beebox.handling.hand_out import pickup_code
from beebox.kernel.db import Office
from tests.conftest import MONDAY, stage
from tests.handling.cases_made import by_code


@pytest.fixture
def ready(desk, code: str) -> str:  # type: ignore[no-untyped-def]
    desk.post(f"/desk/{code}/accept")
    desk.post(f"/desk/{code}/decision", data={"granted": "yes", "way": "collect", "text": ""})
    return code


def right_code(office: Office, code: str) -> str:
    with office.look() as work:
        result = result_of(work, by_code(work, code).id)
        assert result is not None
        found = pickup_code(work, result)
    assert found is not None
    assert len(found) == 6
    assert found not in str(vars(result)), "the table alone does not tell the code"
    return found


def given(pickup: str, **more: str) -> dict[str, str]:
    return {"code": pickup, "name": "黄建国", "id_tail": "037x", "checked": "yes", **more}


def test_the_right_code_and_a_seen_document_close_the_case(office, desk, ready) -> None:  # type: ignore[no-untyped-def]
    pickup = right_code(office, ready)
    unseen = {key: value for key, value in given(pickup).items() if key != "checked"}
    assert desk.post(f"/desk/{ready}/hand-out", data=unseen).status_code == 422
    assert desk.post(f"/desk/{ready}/hand-out", data=given(pickup, id_tail="12")).status_code == 422
    assert desk.post(f"/desk/{ready}/hand-out", data=given(pickup)).status_code == 303
    with office.look() as work:
        case = by_code(work, ready)
        result = result_of(work, case.id)
        assert case.state is State.CLOSED
        assert result is not None
        assert (result.collected_by, result.id_checked) == ("黄建国", "037X")
    assert desk.post(f"/desk/{ready}/hand-out", data=given(pickup)).status_code == 409


def test_five_wrong_codes_pause_even_the_right_one(office, desk, clerk, signed_in, ready) -> None:  # type: ignore[no-untyped-def]
    pickup = right_code(office, ready)
    wrong = "000000" if pickup != "000000" else "000001"
    for _ in range(5):
        assert desk.post(f"/desk/{ready}/hand-out", data=given(wrong)).status_code == 422
    assert desk.post(f"/desk/{ready}/hand-out", data=given(pickup)).status_code == 429
    stage(office).move_to(MONDAY + timedelta(minutes=31))
    assert signed_in(clerk).post(f"/desk/{ready}/hand-out", data=given(pickup)).status_code == 303


def test_a_result_that_goes_by_post_is_not_handed_out(office, desk, code) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/desk/{code}/accept")
    desk.post(f"/desk/{code}/decision", data={"granted": "yes", "way": "post", "text": ""})
    answer = desk.post(f"/desk/{code}/hand-out", data=given("123456"))
    assert answer.status_code == 409
    assert "不是当面领取" in answer.text
