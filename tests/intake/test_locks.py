"""A notice opens exactly what it names: every way of writing anything else is refused, forged or not."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from beebox.accounts.roles import SYSTEM, Actor, Role
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionBy, CorrectionItem, Material, MaterialVersion, Remark
from beebox.cases.queries import uploads_of
from beebox.cases.states import Action, State
from beebox.kernel.files import FileStore
from tests.conftest import stage
from tests.intake.walking import Walk, picture

NAMED, LOCKED = "form", "id_front"
ASKERS = (CorrectionBy.PREAUDIT, CorrectionBy.DEPARTMENT)


def ask(walk: Walk, by: CorrectionBy, form_note: str = "") -> None:
    """The notice as the auditor or the department sends it, naming one material."""
    with walk.office.work() as work:
        case = work.session.scalars(select(Case).where(Case.code == walk.code)).one()
        move(work, case, Action.FINISH_CHECK, SYSTEM)
        if by is CorrectionBy.PREAUDIT:
            move(work, case, Action.SEND_BACK, Actor(None, Role.AUDITOR))
        else:
            move(work, case, Action.PASS, Actor(None, Role.AUDITOR))
            move(work, case, Action.RECEIVE, SYSTEM)
            move(work, case, Action.ASK_CORRECTION, Actor(None, Role.CLERK))
        name_one(work.session, case, by, form_note, walk)


def name_one(session: Session, case: Case, by: CorrectionBy, form_note: str, walk: Walk) -> None:
    now = walk.office.now()
    sent = Correction(
        case_id=case.id, asked_by=by, actor_id=1, asked_at=now, due_on=date(2026, 12, 14), form_note=form_note
    )
    session.add(sent)
    session.flush()
    rows = session.scalars(select(Material).where(Material.case_id == case.id)).all()
    for row in rows:
        row.open = row.code == NAMED
        if row.open:
            session.add(CorrectionItem(correction_id=sent.id, material_id=row.id, reasons=["没有签名。"]))


@pytest.fixture(params=ASKERS)
def asked(walk: Walk, request: pytest.FixtureRequest) -> Walk:
    walk.ready().submit()
    ask(walk, request.param)
    stage(walk.office).move_to(walk.office.now() + timedelta(minutes=5))
    return walk


def upload_of(walk: Walk, material: str) -> int:
    with walk.office.look() as work:
        case = work.session.scalars(select(Case).where(Case.code == walk.code)).one()
        row = work.session.scalars(
            select(Material).where(Material.case_id == case.id, Material.code == material)
        ).one()
        return uploads_of(work, case.id)[row.id][0].id


def everything(walk: Walk) -> object:
    """All that a citizen could have written about this case."""
    with walk.office.look() as work:
        case = work.session.scalars(select(Case).where(Case.code == walk.code)).one()
        files = work.session.scalars(select(MaterialVersion).where(MaterialVersion.case_id == case.id))
        told = [(f.id, f.material_id, f.position, f.removed_at, f.sha256) for f in files]
        doubted = work.session.scalars(select(Material.doubted).where(Material.case_id == case.id)).all()
        remarks = work.session.scalars(select(Remark.id).where(Remark.case_id == case.id)).all()
        return told, doubted, remarks, case.form, case.answers, case.state


@pytest.mark.parametrize(
    "way",
    ["upload", "replace", "remove page", "remove", "shift up", "shift down", "anyway", "doubt", "take back",
     "answers"],
)  # fmt: skip
def test_what_is_not_named_is_locked_for_every_way_of_writing(asked: Walk, way: str) -> None:
    before, locked = everything(asked), upload_of(asked, LOCKED)
    material, file = f"/materials/{LOCKED}", f"/files/{locked}"
    key = {"rule": "readable", "place": f"{locked}:1"}
    kept = set(asked.office.use(FileStore).keys())
    answer = {
        "upload": lambda: asked.give(LOCKED, picture(61)),
        "replace": lambda: asked.give(LOCKED, picture(62), replaces=str(locked)),
        "remove page": lambda: asked.browser.get(asked.path(f"{file}/remove")),
        "remove": lambda: asked.browser.post(asked.path(f"{file}/remove")),
        "shift up": lambda: asked.browser.post(asked.path(f"{file}/shift"), data={"direction": "up"}),
        "shift down": lambda: asked.browser.post(asked.path(f"{file}/shift"), data={"direction": "down"}),
        "anyway": lambda: asked.browser.post(asked.path(f"{material}/anyway")),
        "doubt": lambda: asked.browser.post(asked.path(f"{material}/doubt"), data=key),
        "take back": lambda: asked.browser.post(asked.path(f"{material}/doubt/back"), data=key),
        "answers": lambda: asked.browser.post(asked.path("/answers"), data={"agent": "yes"}),
    }[way]()
    assert answer.status_code == 409
    assert "之前" in answer.text, "it says that nothing is lost"
    assert everything(asked) == before
    assert set(asked.office.use(FileStore).keys()) == kept


def test_a_forged_replacement_does_not_reach_into_a_locked_material(asked: Walk) -> None:
    locked = upload_of(asked, LOCKED)
    asked.give(NAMED, picture(63), replaces=str(locked))
    assert upload_of(asked, LOCKED) == locked


def test_an_upload_that_was_on_its_way_when_the_notice_closed_is_refused(asked: Walk) -> None:
    assert asked.give(NAMED, picture(64)).status_code == 303
    assert asked.submit("mended").status_code == 303
    assert asked.give(NAMED, picture(65)).status_code == 409


def test_what_is_named_can_be_mended(asked: Walk) -> None:
    old = upload_of(asked, NAMED)
    assert asked.give(NAMED, picture(66), replaces=str(old)).status_code == 303
    new = upload_of(asked, NAMED)
    assert new != old
    removed = asked.browser.post(asked.path(f"/files/{new}/remove"))
    assert removed.status_code == 303


def test_the_page_leads_to_each_slot_and_shows_the_rest_as_passed(asked: Walk) -> None:
    page = asked.browser.get(asked.path("/fix")).text
    assert f'href="#mend-{NAMED}"' in page
    assert f'id="mend-{NAMED}"' in page
    assert "已通过" in page
    assert f'id="mend-{LOCKED}"' not in page
    locked = asked.browser.get(asked.path(f"/materials/{LOCKED}")).text
    assert "已经看过并通过，锁住了" in locked
    assert 'type="file"' not in locked


def test_the_applicants_part_of_the_form_is_locked_too(asked: Walk) -> None:
    before = asked.case().form
    page = asked.browser.get(asked.path("/form")).text
    assert 'name="applicant_name"' not in page
    assert "锁住了" in page
    forged = asked.fill(applicant_name="黄建囯")
    assert forged.status_code == 409
    assert "锁住了" in forged.text
    assert asked.case().form == before


def test_the_address_for_the_result_can_always_be_mended(asked: Walk) -> None:
    new = {"receiver_name": "黄小国", "receiver_phone": "15000000001"}
    address = "广东省广州市海珠区琶影路81号金桂里1栋101室"
    answer = asked.browser.post(asked.path("/form"), data={**new, "receiver_address": address})
    assert answer.status_code == 303
    assert asked.case().receiver["address"] == address
    wrong = asked.browser.post(asked.path("/form"), data={**new, "receiver_address": ""})
    assert wrong.status_code == 422
    assert "黄小国" in wrong.text


@pytest.mark.parametrize("by", ASKERS)
def test_a_form_that_the_notice_names_is_open(walk: Walk, by: CorrectionBy) -> None:
    walk.ready().submit()
    ask(walk, by, "姓名写错了一个字。")
    page = walk.browser.get(walk.path("/fix")).text
    assert "还差 2 项" in page
    assert "姓名写错了一个字。" in page
    assert walk.fill(applicant_name="黄建囯").status_code == 303
    assert walk.case().form["applicant_name"] == "黄建囯"


def test_after_a_withdrawal_the_link_leads_to_where_the_case_stands(asked: Walk) -> None:
    assert asked.browser.post(asked.path("/withdraw")).status_code == 303
    assert asked.case().state is State.WITHDRAWN
    page = asked.browser.get(asked.path("/fix"), follow_redirects=True)
    assert page.status_code == 200
    assert "撤回" in page.text
    assert asked.give(NAMED, picture(67)).status_code == 409


def test_who_is_not_signed_in_signs_in_and_lands_on_the_page(asked: Walk) -> None:
    asked.browser.delete_cookie("bee")
    answer = asked.browser.get(asked.path("/fix"))
    assert answer.status_code == 303
    assert answer.location.endswith(f"/sign-in?next=/cases/{asked.code}/fix")
