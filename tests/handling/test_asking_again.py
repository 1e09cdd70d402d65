"""The one-time rule across both desks: after the pre-audit's notice a department may add no more."""

from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import SYSTEM, Role
from beebox.cases.issuing.queries import newest_of
from beebox.cases.lifecycle import move
from beebox.cases.papers import Correction, CorrectionBy, CorrectionItem, Material, MaterialVersion
from beebox.cases.states import Action, State
from beebox.handling.asking_again.guard import THE_FORM, beyond, free_to_name
from beebox.kernel.db import Office, Work
from tests.conftest import stage
from tests.handling.cases_made import AUDITOR, by_code, case_made, receive, submit

TRAVELS, PICTURE = "id_card_front", "photo"
"""A material whose original comes in the envelope, and one that is only a picture."""


def materials(work: Work, code: str) -> dict[str, Material]:
    case = by_code(work, code)
    return {m.code: m for m in work.session.query(Material).filter_by(case_id=case.id)}


def told_before(office: Office, citizen: Person, named: str = "form", form_note: str = "") -> str:
    """A received case whose pre-audit sent one notice, which was answered."""
    code = case_made(office, citizen)
    submit(office, code)
    with office.work() as work:
        case = by_code(work, code)
        move(work, case, Action.FINISH_CHECK, SYSTEM)
        move(work, case, Action.SEND_BACK, AUDITOR)
        sent = Correction(
            case_id=case.id, asked_by=CorrectionBy.PREAUDIT, actor_id=1, asked_at=work.now(),
            due_on=date(2026, 12, 14), answered_at=work.now(), form_note=form_note,
        )  # fmt: skip
        work.session.add(sent)
        work.session.flush()
        row = materials(work, code)[named]
        work.session.add(CorrectionItem(correction_id=sent.id, material_id=row.id, reasons=["x"]))
    stage(office).move_to(office.now() + timedelta(hours=1))
    submit(office, code)
    with office.work() as work:
        move(work, by_code(work, code), Action.FINISH_CHECK, SYSTEM)
        move(work, by_code(work, code), Action.PASS, AUDITOR)
    receive(office, code)
    return code


def only_pictures(office: Office, code: str) -> list[str]:
    from beebox.cases.queries import item_of

    with office.look() as work:
        item = item_of(work, by_code(work, code))
        return [c for c in materials(work, code) if not item.material(c).travels]


@pytest.fixture
def told(office: Office, citizen: Person) -> str:
    return told_before(office, citizen)


@pytest.fixture
def late(office: Office, told: str) -> str:
    """A material the pre-audit saw and passed, which does not come on paper."""
    return next(code for code in only_pictures(office, told) if code != "form")


def state(office: Office, code: str) -> State:
    with office.look() as work:
        return by_code(work, code).state


def test_without_an_earlier_notice_everything_may_be_named(office: Office, code: str) -> None:
    with office.look() as work:
        assert free_to_name(work, by_code(work, code)) is None
    assert beyond(["a", "b"], None) == []


def test_what_was_named_or_is_new_or_came_on_paper_may_be_named(office: Office, told: str, late: str) -> None:
    with office.work() as work:
        case, rows = by_code(work, told), materials(work, told)
        free = free_to_name(work, case) or set()
        assert "form" in free
        assert late not in free
        assert THE_FORM in free, "the paper shows whether the form was right"
        work.session.add(
            MaterialVersion(
                material_id=rows[late].id, case_id=case.id, position=0, upload_key="k", file_key="f",
                file_name="a.jpg", kind="jpeg", mime="image/jpeg", sha256="0", size=1, pages=1, given_by=1,
                given_at=work.now(), previews=[],
            )
        )  # fmt: skip
        work.session.flush()
        assert late in (free_to_name(work, case) or set())


def test_a_late_idea_of_the_department_needs_a_supervisor(  # type: ignore[no-untyped-def]
    office: Office, told: str, late: str, desk: FlaskClient, signed_in, person
) -> None:
    asked = {f"reasons-{late}": "expired", f"note-{late}": "照片超过三个月", "note-form": "还是没有签名"}
    refused = desk.post(f"/desk/{told}/correction", data=asked)
    assert refused.status_code == 409
    assert "要先请主管同意" in refused.text
    assert "照片超过三个月" in refused.text, "nothing typed is lost"
    assert state(office, told) is State.RECEIVED
    assert desk.post(f"/desk/{told}/correction/ask", data=asked).status_code == 303
    again = desk.get(f"/desk/{told}").text
    assert "已请主管看" in again
    assert "照片超过三个月" in again
    assert desk.post(f"/desk/{told}/correction", data=asked).status_code == 409
    assert desk.get("/desk/approvals").status_code == 403
    assert desk.post(f"/desk/{told}/correction/approve", data={"reason": "x"}).status_code == 403
    supervisor = person(Role.SUPERVISOR)
    boss = signed_in(supervisor)
    page = boss.get("/desk/approvals").text
    assert told in page
    assert "上次没有讲" in page
    assert boss.post(f"/desk/{told}/correction/approve", data={"reason": " "}).status_code == 422
    agreed = boss.post(f"/desk/{told}/correction/approve", data={"reason": "照片在等待期间过期"})
    assert agreed.status_code == 303
    assert told not in boss.get("/desk/approvals").text
    assert desk.post(f"/desk/{told}/correction", data=asked).status_code == 303
    with office.look() as work:
        sent = work.session.query(Correction).filter_by(asked_by=CorrectionBy.DEPARTMENT).one()
        assert sent.approved_by == supervisor.id
        assert newest_of(work, by_code(work, told).id, "correction") is not None


def test_an_approval_covers_what_was_asked_and_no_more(  # type: ignore[no-untyped-def]
    office: Office, told: str, desk: FlaskClient, signed_in
) -> None:
    first, second = [code for code in only_pictures(office, told) if code != "form"][:2] or ["", ""]
    desk.post(f"/desk/{told}/correction/ask", data={f"note-{first}": "x"})
    boss = signed_in(Role.SUPERVISOR)
    assert boss.post(f"/desk/{told}/correction/approve", data={"reason": "好"}).status_code == 303
    more = {f"note-{first}": "x", f"note-{second}": "y"}
    assert desk.post(f"/desk/{told}/correction", data=more).status_code == 409
    assert desk.post(f"/desk/{told}/correction", data={f"note-{first}": "x"}).status_code == 303


def test_what_needs_nobody_is_not_counted_as_beyond(office: Office, told: str, desk: FlaskClient) -> None:
    assert desk.post(f"/desk/{told}/correction", data={"note-form": "还是没有签名"}).status_code == 303
    with office.look() as work:
        sent = work.session.query(Correction).filter_by(asked_by=CorrectionBy.DEPARTMENT).one()
        assert sent.approved_by is None


def test_nothing_to_approve_is_a_clear_page(office: Office, told: str, signed_in, desk) -> None:  # type: ignore[no-untyped-def]
    boss = signed_in(Role.SUPERVISOR)
    assert "没有等您同意的" in boss.get("/desk/approvals").text
    assert boss.post(f"/desk/{told}/correction/approve", data={"reason": "好"}).status_code == 404
    assert desk.post(f"/desk/{told}/correction/ask", data={}).status_code == 404


def test_the_department_names_the_form_and_the_citizen_reads_it(
    office: Office, code: str, desk: FlaskClient
) -> None:
    with office.look() as work:
        first = next(iter(materials(work, code)))
    asked = {f"note-{first}": "看不清", "form_note": "姓名写错了一个字"}
    assert desk.post(f"/desk/{code}/correction", data=asked).status_code == 303
    with office.look() as work:
        assert work.session.query(Correction).one().form_note == "姓名写错了一个字"
        told = newest_of(work, by_code(work, code).id, "correction").content["body"]  # type: ignore[union-attr]
    assert [point["name"] for point in told["points"]][-1] == "填写的内容"
