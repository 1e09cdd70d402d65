"""Notice, locks and documents in a real browser: read by the auditor, answered, printed, verified."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest

from beebox.accounts.models import LoginSession, Person
from beebox.accounts.roles import Role
from beebox.cases.issuing.queries import newest_of
from beebox.cases.papers import Material
from beebox.kernel.db import Office
from beebox.kernel.ids import new_secret
from beebox.preaudit import notice, review
from beebox.preaudit.form_note import note_form
from tests.handling.cases_made import by_code, received
from tests.handling.test_asking_again import only_pictures, told_before
from tests.preaudit.papers_made import full_case
from tests.preaudit.test_review import decide, pass_all, the_case

Enter = Callable[..., Any]


@pytest.fixture
def enter(visit: Enter, office: Office) -> Enter:
    """`enter(somebody)`: a browser in which they are signed in."""

    def come(who: Person, *, desk: bool = False) -> Any:
        secret = new_secret()
        with office.work() as work:
            work.session.add(
                LoginSession(
                    secret_hash=sha256(secret.encode()).hexdigest(), person_id=who.id, data={},
                    created_at=work.now(), seen_at=work.now(),
                )
            )  # fmt: skip
        seen = visit(desk=desk)
        seen.page.context.add_cookies([{"name": "bee", "value": secret, "url": seen.base}])
        return seen

    return come


def looked_at(seen: Any, path: str, name: str) -> None:
    seen.goto(path)
    seen.must_be_accessible()
    seen.shot(name)


def test_a_notice_from_the_auditor_to_the_citizen(office: Office, enter: Enter, person: Enter) -> None:
    citizen, auditor = person(Role.CITIZEN), person(Role.AUDITOR)
    code = full_case(office, citizen)
    bench = enter(auditor, desk=True)
    bench.goto("/review")
    bench.page.locator("form[action$='/review/next'] button").first.click()
    pass_all(office, code, auditor.actor(), but=("form", "photo"))
    decide(office, code, auditor.actor(), "form", "mend", "not_signed", "other", note="签在右下角。")
    decide(office, code, auditor.actor(), "photo", "mend", "portrait_unfit")
    with office.work() as work:
        note_form(work, the_case(work, code), auditor.actor(), "住址少了门牌号。")
    looked_at(bench, f"/review/{code}/notice", "notice-before")
    assert "还差 3 项" in bench.page.content()
    with office.work() as work:
        assert notice.send_back(work, the_case(work, code), auditor.actor()) is not None
        assert review.round_of(work, the_case(work, code).id) == 2
    for desk in (False, True):
        fix = enter(citizen, desk=desk)
        looked_at(fix, f"/cases/{code}/fix", f"fix-{'desk' if desk else 'phone'}")
        fix.page.locator("a[href='#mend-photo']").click()
        assert fix.page.evaluate("location.hash") == "#mend-photo"
    with office.look() as work:
        locked = work.session.query(Material).filter_by(code="id_front", open=False).one().code
    looked_at(fix, f"/cases/{code}/materials/{locked}", "locked-material")
    looked_at(fix, f"/cases/{code}/form", "form-named")


@pytest.fixture
def citizen(person: Enter) -> Person:
    made: Person = person(Role.CITIZEN)
    return made


@pytest.fixture
def code(office: Office, citizen: Person) -> str:
    return received(office, citizen)


def test_a_document_is_shown_when_printed_and_proved_to_anybody(
    office: Office, citizen: Person, code: str, enter: Enter, visit: Enter, person: Enter
) -> None:
    clerk, boss = person(Role.CLERK, "civil-affairs"), person(Role.SUPERVISOR)
    desk = enter(clerk, desk=True)
    desk.goto(f"/desk/{code}")
    desk.page.locator("form[action$='/accept'] button").click()
    desk.page.wait_for_url("**/desk/*")
    looked_at(desk, f"/desk/{code}#papers", "desk-documents")
    with office.look() as work:
        mark = newest_of(work, by_code(work, code).id, "acceptance").mark  # type: ignore[union-attr]
    here = f"/cases/{code}/documents/{mark}"
    mine = enter(citizen)
    mine.goto(here)
    mine.page.locator(f"a[href='{here}.pdf']").wait_for(timeout=30_000)
    mine.must_be_accessible()
    mine.shot("document")
    file = mine.page.request.get(f"{mine.base}{here}.pdf")
    assert file.body().startswith(b"%PDF-")
    supervisor = enter(boss, desk=True)
    looked_at(supervisor, here, "document-supervisor")
    supervisor.page.locator("summary").click()
    supervisor.page.locator("#k-revocation").check()
    supervisor.page.locator("#wrong").fill("发错了人")
    supervisor.shot("document-mend")
    supervisor.page.locator("form[action$='/mend'] button").click()
    supervisor.page.wait_for_url(f"**/cases/{code}/documents/*")
    stranger = visit()
    looked_at(stranger, "/verify", "verify-ask")
    stranger.page.locator("#mark").fill(mark.lower())
    stranger.page.locator("main form button").click()
    stranger.page.wait_for_url(f"**/verify/{mark}")
    stranger.must_be_accessible()
    stranger.shot("verify")
    assert "已经撤销" in stranger.page.content()
    looked_at(mine, f"/track/{code}", "timeline-documents")


@pytest.fixture
def told(office: Office, person: Enter) -> str:
    """Made before the worker of the running service could take part in it."""
    return told_before(office, person(Role.CITIZEN))


def test_a_supervisor_is_asked_for_a_second_request(
    office: Office, told: str, enter: Enter, person: Enter
) -> None:
    code = told
    late = next(one for one in only_pictures(office, code) if one != "form")
    desk = enter(person(Role.CLERK, "civil-affairs"), desk=True)
    desk.goto(f"/desk/{code}")
    desk.page.locator("summary", has_text="要求补正").click()
    desk.page.locator(f"details:has(textarea[name='note-{late}']) > summary").last.click()
    desk.page.locator(f"textarea[name='note-{late}']").fill("照片超过三个月")
    desk.page.locator("form[action$='/correction'] button").first.click()
    desk.page.get_by_text("要先请主管同意").first.wait_for()
    desk.must_be_accessible()
    desk.shot("desk-beyond")
    desk.page.locator("button[formaction$='/correction/ask']").click()
    desk.page.get_by_text("已请主管看").first.wait_for()
    boss = enter(person(Role.SUPERVISOR), desk=True)
    looked_at(boss, "/desk/approvals", "approvals")
    boss.page.locator("textarea[name='reason']").fill("照片在等待期间过期")
    boss.page.locator("form[action$='/approve'] button").click()
    boss.page.get_by_text("没有等您同意的").wait_for()
