"""Every step of a clerk, in order and out of order."""

from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.issuing.queries import newest_of
from beebox.cases.papers import Correction, CorrectionBy, Material
from beebox.cases.states import State
from beebox.handling.decision import result_of
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.kernel.outbox import Lane
from tests.handling.cases_made import by_code, case_made, passed, received, submit

HOSTILE = "<script>alert('甲')</script>\"'{{7*7}}"
PDF = b"%PDF-1.7\n1 0 obj\n"


def state(office: Office, code: str) -> State:
    with office.look() as work:
        return by_code(work, code).state


def decision(**more: object) -> dict[str, object]:
    return {"granted": "yes", "text": "", "way": "post", **more}


def test_the_whole_way_from_acceptance_to_a_decision_that_goes_by_post(office, desk, code) -> None:  # type: ignore[no-untyped-def]
    assert desk.post(f"/desk/{code}/accept").status_code == 303
    assert state(office, code) is State.ACCEPTED
    assert desk.post(f"/desk/{code}/decision", data=decision()).status_code == 303
    with office.look() as work:
        case = by_code(work, code)
        assert (case.state, case.result_by) == (State.DECIDED, "post")
        assert newest_of(work, case.id, "acceptance") is not None
        assert newest_of(work, case.id, "decision").kind == "grant"  # type: ignore[union-attr]
        assert result_of(work, case.id).granted is True  # type: ignore[union-attr]
    page = desk.get(f"/desk/{code}")
    assert page.status_code == 200
    assert "准予" in page.text


@pytest.mark.parametrize("step", ["accept", "refuse", "correction", "decision", "hand-out"])
@pytest.mark.parametrize("before", ["paper", "accepted", "decided"])
def test_a_step_out_of_order_changes_nothing_and_says_so(office, citizen, desk, step, before) -> None:  # type: ignore[no-untyped-def]
    data = {
        "reason": "not_needed", "reasons-id_card_front": "expired", "granted": "yes", "way": "post",
        "code": "123456", "name": "黄建国", "id_tail": "0377", "checked": "yes",
    }  # fmt: skip
    code = case_made(office, citizen)
    passed(office, code)
    allowed = {"paper": set(), "accepted": {"decision"}, "decided": set()}[before]
    if before != "paper":
        code = received(office, citizen)
        desk.post(f"/desk/{code}/accept")
    if before == "decided":
        desk.post(f"/desk/{code}/decision", data=decision())
    was = state(office, code)
    answer = desk.post(f"/desk/{code}/{step}", data=data)
    if step in allowed:
        assert answer.status_code == 303
    else:
        assert answer.status_code in {409, 422}
        assert "请" in answer.text
        assert state(office, code) is was


@pytest.mark.parametrize("step", ["accept", "refuse", "correction", "decision", "hand-out", ""])
def test_another_department_does_not_find_the_case(office, signed_in, code, step) -> None:  # type: ignore[no-untyped-def]
    other = signed_in(Role.CLERK, "market")
    data = {"checked": "yes", "code": "123456", "name": "某", "id_tail": "0377", **decision()}
    answer = other.post(f"/desk/{code}/{step}", data=data) if step else other.get(f"/desk/{code}")
    assert answer.status_code == 404
    assert state(office, code) is State.RECEIVED
    assert code not in other.get("/desk").text


def test_a_case_before_its_paper_is_not_on_the_desk(office, citizen, desk) -> None:  # type: ignore[no-untyped-def]
    code = case_made(office, citizen)
    submit(office, code)
    assert desk.get(f"/desk/{code}").status_code == 404


def test_a_refusal_needs_its_reason_and_always_tells_the_remedy(office, desk, code) -> None:  # type: ignore[no-untyped-def]
    assert desk.post(f"/desk/{code}/refuse", data={"reason": "because"}).status_code == 422
    missing = desk.post(f"/desk/{code}/refuse", data={"reason": "not_competent", "note": " "})
    assert missing.status_code == 422
    assert "写清楚" in missing.text
    assert state(office, code) is State.RECEIVED
    told = {"reason": "not_competent", "note": f"请到住建部门办理 {HOSTILE}"}
    assert desk.post(f"/desk/{code}/refuse", data=told).status_code == 303
    with office.look() as work:
        case = by_code(work, code)
        paper = newest_of(work, case.id, "refusal").content["body"]  # type: ignore[union-attr]
        assert case.state is State.REFUSED
    assert "60 日" in paper["remedy"]
    assert "6 个月" in paper["remedy"]
    page = desk.get(f"/desk/{code}").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page


def test_one_correction_opens_only_what_it_names_and_there_is_no_second(office, desk, code) -> None:  # type: ignore[no-untyped-def]
    with office.look() as work:
        case_id = by_code(work, code).id
        codes = [m.code for m in work.session.query(Material).filter_by(case_id=case_id)]
    nothing = desk.post(f"/desk/{code}/correction", data={"note-none": "x"})
    assert nothing.status_code == 422
    first = {f"reasons-{codes[0]}": ["expired", "unsigned"], f"note-{codes[1]}": HOSTILE}
    assert desk.post(f"/desk/{code}/correction", data=first).status_code == 303
    with office.look() as work:
        case = by_code(work, code)
        asked = work.session.query(Correction).filter_by(case_id=case_id).one()
        opened = {m.code for m in work.session.query(Material).filter_by(case_id=case_id) if m.open}
        points = newest_of(work, case_id, "correction").content["body"]["points"]  # type: ignore[union-attr]
        assert (case.state, asked.asked_by) == (State.CORRECTING, CorrectionBy.DEPARTMENT)
        assert case.clock_stopped_on is not None
    assert opened == set(codes[:2])
    assert len(points) == 2
    submit(office, code)
    again = desk.post(f"/desk/{code}/correction", data=first)
    assert again.status_code == 409
    assert "一次讲全" in again.text
    assert state(office, code) is State.RECEIVED
    assert "已经要求补正过一次" in desk.get(f"/desk/{code}").text


def test_a_decision_against_needs_reasons_and_tells_the_remedy(office, desk, code) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/desk/{code}/accept")
    bare = desk.post(f"/desk/{code}/decision", data=decision(granted="no"))
    assert bare.status_code == 422
    assert "理由" in bare.text
    assert desk.post(f"/desk/{code}/decision", data={"way": "post"}).status_code == 422
    told = decision(granted="no", text="户籍不在本市")
    assert desk.post(f"/desk/{code}/decision", data=told).status_code == 303
    with office.look() as work:
        paper = newest_of(work, by_code(work, code).id, "denial").content["body"]  # type: ignore[union-attr]
    assert "复议" in paper["remedy"]


@pytest.mark.parametrize("way", ["none", "pigeon", ""])
def test_the_result_leaves_only_as_the_catalogue_allows(office, desk, code, way) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/desk/{code}/accept")
    answer = desk.post(f"/desk/{code}/decision", data=decision(way=way, text="已经写好的说明"))
    assert answer.status_code == 422
    assert "已经写好的说明" in answer.text
    assert state(office, code) is State.ACCEPTED


def test_a_result_file_is_kept_whole_and_given_to_its_citizen_alone(  # type: ignore[no-untyped-def]
    office: Office, desk: FlaskClient, code: str, citizen: Person, signed_in: Callable[..., FlaskClient]
):
    desk.post(f"/desk/{code}/accept")
    store = office.use(FileStore)
    wrong = desk.post(f"/desk/{code}/decision", data=decision(file=(BytesIO(b"MZ..."), "优待卡.pdf")))
    assert wrong.status_code == 422
    assert list(store.keys()) == []
    early = decision(granted="no", file=(BytesIO(PDF), "a.pdf"))
    assert desk.post(f"/desk/{code}/decision", data=early).status_code == 422
    assert list(store.keys()) == [], "a file of a decision that was not taken is not kept"
    right = decision(file=(BytesIO(PDF), "../../优待卡<b>.exe"))
    assert desk.post(f"/desk/{code}/decision", data=right).status_code == 303
    mine = signed_in(citizen).get(f"/cases/{code}/result")
    assert mine.data == PDF
    assert mine.headers["Content-Disposition"].startswith("attachment")
    assert ".exe" not in mine.headers["Content-Disposition"]
    assert signed_in(Role.CITIZEN).get(f"/cases/{code}/result").status_code == 404


def test_an_electronic_result_closes_the_case_by_itself(office, citizen, signed_in, deliver) -> None:  # type: ignore[no-untyped-def]
    code = received(office, citizen, "birth-plan-registration")
    with office.look() as work:
        department = by_code(work, code).department_id
    clerk = signed_in(Role.CLERK, _department_code(office, department))
    clerk.post(f"/desk/{code}/accept")
    assert "只发电子结果" in clerk.get(f"/desk/{code}").text
    assert clerk.post(f"/desk/{code}/decision", data=decision(way="none")).status_code == 422
    given = decision(way="none", file=(BytesIO(PDF), "登记表.pdf"))
    assert clerk.post(f"/desk/{code}/decision", data=given).status_code == 303
    deliver(Lane.QUICK)
    assert state(office, code) is State.CLOSED


def _department_code(office: Office, department_id: int) -> str:
    from beebox.catalog.models import Department

    with office.look() as work:
        return work.session.get_one(Department, department_id).code


def test_the_notice_is_a_pdf_for_those_who_may_see_the_case(desk, code, citizen, signed_in, deliver) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/desk/{code}/accept")
    deliver(Lane.PRINTING)
    path = f"/cases/{code}/documents/newest/acceptance.pdf"
    answer = signed_in(citizen).get(path, follow_redirects=True)
    assert answer.status_code == 200
    assert answer.data.startswith(b"%PDF")
    assert signed_in(Role.CITIZEN).get(path).status_code == 404
    assert signed_in(citizen).get(f"/cases/{code}/documents/newest/nothing.pdf").status_code == 404
