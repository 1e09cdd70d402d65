"""Handing in: once, whole, agreed to, and answered the same however often it is sent."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from threading import Thread

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from beebox.accounts.models import Person
from beebox.accounts.roles import SYSTEM, Actor, Role
from beebox.cases.issuing.contents import Content
from beebox.cases.issuing.queries import documents_of, newest_of
from beebox.cases.lifecycle import move
from beebox.cases.models import Case, CaseStep
from beebox.cases.papers import (
    Correction,
    CorrectionBy,
    CorrectionItem,
    Finding,
    Material,
    MaterialVersion,
    ReadingState,
)
from beebox.cases.states import Action, State
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.kernel.outbox import Lane
from tests.conftest import stage
from tests.intake.walking import Walk, picture, token_in


def submissions(office: Office) -> int:
    with office.look() as work:
        count = select(func.count(CaseStep.id)).where(CaseStep.action == Action.SUBMIT)
        return work.session.scalar(count) or 0


def test_a_double_click_makes_one_submission_and_shows_the_same_page(walk: Walk) -> None:
    walk.ready()
    first, second = walk.submit(), walk.submit()
    assert first.status_code == second.status_code == 303
    assert first.location == second.location
    assert submissions(walk.office) == 1


@pytest.mark.parametrize("same_key", ["one key", "twenty keys"])
def test_twenty_at_once_give_one_case_number(
    walk: Walk, signed_in: Callable[..., FlaskClient], citizen: Person, same_key: str
) -> None:
    walk.ready()
    browsers = [signed_in(citizen) for _ in range(20)]
    answers: list[tuple[int, str]] = []

    def send(number: int) -> None:
        key = "k" * 20 if same_key == "one key" else f"key-{number}"
        data = {"submit_key": key, "agree": "yes"}
        answer = browsers[number].post(walk.path("/submit"), data=data)
        answers.append((answer.status_code, answer.location))

    threads = [Thread(target=send, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Counter(answers) == {(303, walk.path("/sent")): 20}
    assert submissions(walk.office) == 1
    assert walk.case().number == "440105" + "20261130" + "000001" + (walk.case().number or "")[-1]


def test_numbers_of_a_day_follow_each_other(walk: Walk) -> None:
    numbers = []
    for _ in range(3):
        walk.ready().submit()
        numbers.append((walk.case().number or "")[14:20])
    assert numbers == ["000001", "000002", "000003"]


def test_what_is_missing_is_listed_and_blocks(walk: Walk) -> None:
    walk.start()
    walk.give("id_front", picture(1))
    page = walk.browser.get(walk.path("/check"))
    assert "还差" in page.text
    assert "提交预审" not in page.text
    answer = walk.submit()
    assert answer.status_code == 422
    assert "居民身份证（国徽面）" in answer.text
    assert "填写申请人和收件地址" in answer.text
    assert walk.case().state is State.DRAFT
    assert walk.case().number is None


def test_without_consent_nothing_is_handed_in(walk: Walk) -> None:
    walk.ready()
    answer = walk.submit(agree="")
    assert answer.status_code == 422
    assert "还没有勾选同意" in answer.text
    assert walk.case().state is State.DRAFT


def test_doubts_are_shown_and_do_not_block(walk: Walk) -> None:
    walk.ready()
    find(walk, "form", "没有找到签名，签好再拍一张")
    page = walk.browser.get(walk.path("/check"))
    assert "没有找到签名" in page.text
    assert walk.submit().status_code == 303


def test_after_submitting_nothing_can_be_changed(walk: Walk) -> None:
    walk.ready().submit()
    assert walk.give("id_front", picture(99)).status_code == 409
    assert walk.fill(phone="15000000419").status_code == 409
    assert walk.browser.post(walk.path("/answers"), data={}).status_code == 409
    assert walk.browser.get(walk.path("/form")).status_code == 409
    assert walk.browser.post(walk.path("/materials/id_front/anyway")).status_code == 409
    assert walk.browser.get(walk.path("/check")).status_code == 303
    assert walk.browser.get(walk.path("/materials/id_front")).status_code == 200
    with walk.office.look() as work:
        assert not work.session.scalars(select(Material).where(Material.open)).all()


def test_steps_out_of_order_are_led_to_where_the_case_is(walk: Walk) -> None:
    walk.start()
    for page in ("/sent", "/fix"):
        assert walk.browser.get(walk.path(page)).location == walk.path()
    assert walk.browser.get(walk.path("/receipt.pdf")).status_code == 404
    assert walk.submit().status_code == 422


def receipt(walk: Walk) -> TestResponse:
    return walk.browser.get(walk.path("/receipt.pdf"), follow_redirects=True)


def test_the_receipt_never_changes(walk: Walk, deliver: Callable[..., int]) -> None:
    pytest.importorskip("weasyprint")
    walk.ready().submit()
    deliver(Lane.PRINTING)
    first = receipt(walk)
    assert first.status_code == 200
    assert first.mimetype == "application/pdf"
    stage(walk.office).move_to(walk.office.now() + timedelta(days=2))
    walk.come_back()
    send_back(walk, "form")
    walk.give("form", picture(76))
    assert receipt(walk).data == first.data


def test_until_the_receipt_is_printed_the_page_says_so(
    walk: Walk, deliver: Callable[..., int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("beebox.tracking.document_views.PATIENCE", 0.0)
    walk.ready().submit()
    page = receipt(walk)
    assert page.mimetype == "text/html"
    assert "正在生成 PDF" in page.text
    assert "收件〔2026〕" not in page.text
    assert "海民收〔2026〕000001号" in page.text
    stage(walk.office).move_to(walk.office.now() + timedelta(minutes=10))
    assert "比平时久" in receipt(walk).text
    deliver(Lane.PRINTING)
    assert receipt(walk).data.startswith(b"%PDF-")


def test_the_receipt_tells_what_was_there_when_it_was_handed_in(walk: Walk) -> None:
    walk.ready().submit()
    send_back(walk, "form")
    stage(walk.office).move_to(walk.office.now() + timedelta(hours=2))
    walk.give("form", picture(77))
    with walk.office.look() as work:
        case = work.session.scalars(select(Case).where(Case.code == walk.code)).one()
        told = Content.from_json(newest_of(work, case.id, "receipt").content)  # type: ignore[union-attr]
    assert [material.pages for material in told.body.filed] == [1] * 6
    assert "2026年12月7日 前答复您" in "".join(told.body.closing)
    assert told.applicant == "黄建国", "it is the applicant's own paper"


def test_each_submission_has_a_receipt_of_its_own(walk: Walk) -> None:
    walk.ready().submit()
    walk.submit()
    send_back(walk, "form")
    walk.give("form", picture(77))
    walk.submit("another")
    with walk.office.look() as work:
        case = work.session.scalars(select(Case).where(Case.code == walk.code)).one()
        kinds = [row.kind for row in documents_of(work, case.id)]
    assert kinds == ["receipt", "receipt"]


def test_the_notice_opens_only_what_it_names(walk: Walk) -> None:
    walk.ready().submit()
    send_back(walk, "form")
    assert walk.browser.get(walk.path()).location == walk.path("/fix")
    page = walk.browser.get(walk.path("/fix"))
    assert "还差 1 项" in page.text
    assert "没有看到签名。请签名后再拍一张。" in page.text
    assert "12月14日" in page.text
    assert walk.give("id_front", picture(88)).status_code == 409
    assert walk.give("form", picture(89)).status_code == 303
    assert "您已经换过了" in walk.browser.get(walk.path("/fix")).text


def test_resubmitting_asks_for_a_tick_and_keeps_the_number(walk: Walk) -> None:
    walk.ready().submit()
    number = walk.case().number
    send_back(walk, "form")
    stage(walk.office).move_to(walk.office.now() + timedelta(minutes=5))
    walk.give("form", picture(90))
    assert walk.submit("second", agree="").status_code == 422
    key = token_in(walk.browser.get(walk.path("/fix")), "submit_key")
    for _ in range(2):
        assert walk.submit(key).status_code == 303
    assert walk.case().state is State.CHECKING
    assert walk.case().number == number
    assert submissions(walk.office) == 2
    with walk.office.look() as work:
        assert work.session.scalars(select(Correction)).one().answered_at is not None


def test_an_old_submission_sent_again_after_the_notice_does_nothing(walk: Walk) -> None:
    walk.ready().submit("first-key")
    send_back(walk, "form")
    assert walk.submit("first-key").status_code == 303
    assert walk.case().state is State.SENT_BACK


def test_a_department_correction_goes_back_to_the_clerk(walk: Walk) -> None:
    walk.ready().submit()
    with walk.office.work() as work:
        case = work.session.scalars(select(Case).where(Case.code == walk.code)).one()
        auditor, clerk = Actor(None, Role.AUDITOR), Actor(None, Role.CLERK)
        move(work, case, Action.FINISH_CHECK, SYSTEM)
        move(work, case, Action.PASS, auditor)
        move(work, case, Action.RECEIVE, clerk)
        move(work, case, Action.ASK_CORRECTION, clerk)
        notice(work.session, case, "photo", CorrectionBy.DEPARTMENT, walk)
    assert "海珠区民政局经办人" in walk.browser.get(walk.path("/fix")).text
    stage(walk.office).move_to(walk.office.now() + timedelta(minutes=5))
    assert walk.give("photo", picture(91)).status_code == 303
    assert walk.submit("again").status_code == 303
    assert walk.case().state is State.RECEIVED


def find(walk: Walk, material: str, message: str) -> None:
    """Write down that the machine found fault with a material."""
    with walk.office.work() as work:
        case = work.session.scalars(select(Case).where(Case.code == walk.code)).one()
        row = work.session.scalars(
            select(Material).where(Material.case_id == case.id, Material.code == material)
        ).one()
        upload = work.session.scalars(
            select(MaterialVersion).where(
                MaterialVersion.material_id == row.id, MaterialVersion.removed_at.is_(None)
            )
        ).first()
        assert upload is not None
        upload.reading_state = ReadingState.READ
        upload.previews = [work.use(FileStore).put(picture(5)).key]
        upload.reading = {"pages": [{"number": 1, "width": 640, "height": 480, "fields": []}]}
        work.session.add(
            Finding(
                case_id=case.id, material_id=row.id, upload_id=upload.id, rule="signature_present",
                answer="fail", severity="must", message=message, page=1, box=[10, 20, 100, 50],
            )
        )  # fmt: skip


def send_back(walk: Walk, material: str) -> None:
    """What an auditor does, in short: the one notice, naming one material."""
    with walk.office.work() as work:
        case = work.session.scalars(select(Case).where(Case.code == walk.code)).one()
        move(work, case, Action.FINISH_CHECK, SYSTEM)
        move(work, case, Action.SEND_BACK, Actor(None, Role.AUDITOR))
        notice(work.session, case, material, CorrectionBy.PREAUDIT, walk)
        case.lapses_on = date(2026, 12, 14)


def notice(session: object, case: Case, material: str, by: CorrectionBy, walk: Walk) -> None:
    from sqlalchemy.orm import Session

    assert isinstance(session, Session)
    sent = Correction(
        case_id=case.id, asked_by=by, actor_id=1, asked_at=walk.office.now(), due_on=date(2026, 12, 14)
    )
    session.add(sent)
    session.flush()
    row = session.scalars(
        select(Material).where(Material.case_id == case.id, Material.code == material)
    ).one()
    reasons = ["没有看到签名。请签名后再拍一张。"]
    session.add(CorrectionItem(correction_id=sent.id, material_id=row.id, reasons=reasons))
