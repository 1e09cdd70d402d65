"""The auditor's day in a real browser: by keys alone, and with neither script nor keys."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import pytest

from beebox.accounts.models import LoginSession, Person
from beebox.accounts.roles import Role
from beebox.cases.papers import MaterialVersion
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.kernel.ids import new_secret
from beebox.preaudit.models import MaterialDecision
from tests.conftest import PersonMaker
from tests.journeys.checklist_keys import confirm_by_buttons, confirm_by_keys
from tests.preaudit.papers_made import NAME_BOX, find, full_case
from tests.preaudit.test_review import the_case

MATERIALS = 6
Seat = Callable[..., Any]


@pytest.fixture
def seat(visit: Any, office: Office, person: PersonMaker) -> Seat:
    """`seat(Role.AUDITOR)`: a browser in which a member of staff is signed in."""

    def enter(who: Role | Person, **how: Any) -> Any:
        somebody, secret = who if isinstance(who, Person) else person(who), new_secret()
        seen = visit(**{"desk": True, **how})
        with office.work() as work:
            row = LoginSession(
                secret_hash=sha256(secret.encode()).hexdigest(), person_id=somebody.id, data={},
                created_at=work.now(), seen_at=work.now(),
            )  # fmt: skip
            work.session.add(row)
        seen.page.context.add_cookies([{"name": "bee", "value": secret, "url": seen.base}])
        return seen

    return enter


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    """A case whose form carries another name than was typed."""
    code = full_case(office, person(Role.CITIZEN), due=date(2026, 12, 2))
    with office.work() as work:
        uploads = work.session.query(MaterialVersion).filter_by(case_id=the_case(work, code).id)
        find(work, uploads.order_by(MaterialVersion.id.desc()).first(), "name_matches_form")
    return code


def until_new(seen: Any, act: Callable[[], object]) -> None:
    """Do something that brings another page, whether as a new document or in this one."""
    seen.page.wait_for_function("() => document.body.dataset.shown || !document.querySelector('#bench-keys')")
    seen.page.evaluate("() => { document.body.dataset.old = 'yes' }")
    act()
    seen.page.wait_for_function("() => !document.body.dataset.old && document.readyState === 'complete'")


def press(seen: Any, key: str) -> None:
    until_new(seen, lambda: seen.page.keyboard.press(key))


def looked_at(seen: Any) -> list[int]:
    """What is seen of the picture: x, y, width and height in its own pixels."""
    seen.page.wait_for_function("() => document.body.dataset.shown === location.pathname")
    said = seen.page.locator("[data-viewer]").get_attribute("data-seen")
    return [int(side) for side in str(said).split()]


def state_of(office: Office, code: str) -> State:
    with office.look() as work:
        return the_case(work, code).state


@pytest.mark.browser
def test_a_case_is_passed_without_touching_the_mouse(seat: Seat, office: Office, code: str) -> None:
    seen = seat(Role.AUDITOR)
    seen.goto("/review")
    press(seen, "n")
    assert seen.page.url.endswith(f"/review/{code}")
    for _ in range(MATERIALS):
        press(seen, "1")
    assert confirm_by_keys(seen.page) == 5
    press(seen, "Control+Enter")
    assert state_of(office, code) is State.AWAITING_PAPER
    assert "已放行" in seen.page.content()


@pytest.mark.browser
def test_a_case_is_sent_back_without_touching_the_mouse(seat: Seat, office: Office, code: str) -> None:
    seen = seat(Role.AUDITOR)
    seen.goto("/review")
    press(seen, "n")
    for _ in range(MATERIALS - 1):
        press(seen, "1")
    seen.page.keyboard.press("ArrowDown")
    assert seen.page.locator("[data-finding].now").count() == 1
    seen.page.keyboard.press("2")
    seen.shot("bench-send-back")
    press(seen, "Enter")
    confirm_by_keys(seen.page)
    press(seen, "Control+Enter")
    assert seen.page.url.endswith("/notice")
    seen.shot("bench-notice")
    press(seen, "Control+Enter")
    assert state_of(office, code) is State.SENT_BACK


@pytest.mark.browser
def test_single_keys_can_be_switched_off(seat: Seat, code: str) -> None:
    seen = seat(Role.AUDITOR)
    seen.goto("/review")
    press(seen, "n")
    until_new(seen, seen.page.get_by_role("button", name="关闭单键").click)
    before = seen.page.url
    seen.page.keyboard.press("1")
    seen.page.keyboard.press("j")
    seen.page.wait_for_timeout(300)
    assert seen.page.url == before
    seen.page.reload()
    until_new(seen, seen.page.get_by_role("button", name="打开单键").click)
    press(seen, "j")


@pytest.mark.browser
def test_letters_in_a_note_are_letters(seat: Seat, code: str) -> None:
    seen = seat(Role.AUDITOR)
    seen.goto("/review")
    press(seen, "n")
    note = seen.page.locator("textarea[name=note]")
    note.click()
    seen.page.keyboard.type("jk12r?")
    assert note.input_value() == "jk12r?"


@pytest.mark.browser
def test_the_picture_zooms_turns_and_shows_where(seat: Seat, code: str) -> None:
    seen = seat(Role.AUDITOR)
    seen.goto("/review")
    press(seen, "n")
    seen.goto(f"/review/{code}?m=form")
    whole = looked_at(seen)
    seen.page.get_by_text("看图上的位置").click()
    near = looked_at(seen)
    assert near[2] < whole[2]
    assert near[0] <= NAME_BOX.x and near[0] + near[2] >= NAME_BOX.right
    seen.page.keyboard.press("0")
    assert looked_at(seen) == whole
    seen.page.keyboard.press("+")
    assert looked_at(seen)[2] < whole[2]
    before = looked_at(seen)
    seen.page.keyboard.press("Shift+ArrowRight")
    assert looked_at(seen)[0] > before[0]
    seen.page.keyboard.press("0")
    seen.page.keyboard.press("r")
    assert seen.page.locator("[data-viewer]").get_attribute("data-turn") == "90"


@pytest.mark.browser
def test_a_box_on_the_picture_leads_to_its_finding(seat: Seat, code: str) -> None:
    seen = seat(Role.AUDITOR)
    seen.goto("/review")
    press(seen, "n")
    seen.goto(f"/review/{code}?m=form")
    whole = looked_at(seen)
    seen.page.locator("a.spot-box").click()
    assert seen.page.locator("article.now").get_attribute("id") == "f1"
    assert looked_at(seen)[2] < whole[2]
    seen.page.keyboard.press("0")
    seen.page.locator("a.spot-box").focus()
    seen.page.keyboard.press("Enter")
    assert looked_at(seen)[2] < whole[2]
    assert seen.page.evaluate("document.activeElement.id") == "f1"


@pytest.mark.browser
def test_a_case_is_passed_without_script(seat: Seat, office: Office, code: str) -> None:
    seen = seat(Role.AUDITOR, script=False)
    seen.goto("/review")
    seen.page.get_by_role("button", name="领下一件").click()
    for _ in range(MATERIALS):
        seen.page.get_by_label("通过", exact=False).first.check()
        seen.page.get_by_role("button", name="记下").click()
    confirm_by_buttons(seen.page)
    seen.page.get_by_role("button", name="全部通过").click()
    assert state_of(office, code) is State.AWAITING_PAPER


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["day", "night"])
@pytest.mark.parametrize("where", ["phone", "desk"])
def test_every_page_of_the_review_is_accessible(seat: Seat, code: str, where: str, theme: str) -> None:
    seen = seat(Role.AUDITOR, desk=where == "desk")
    seen.page.context.add_cookies([{"name": "theme", "value": theme, "url": seen.base}])
    seen.goto("/review")
    seen.must_be_accessible()
    seen.goto(f"/review/{code}")
    seen.must_be_accessible()
    seen.goto("/review?held=free&shade=stop")
    seen.must_be_accessible()
    until_new(seen, seen.page.get_by_role("button", name="领下一件").click)
    seen.must_be_accessible()
    seen.goto(f"/review/{code}/values")
    seen.must_be_accessible()
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    boss = seat(Role.SUPERVISOR, desk=where == "desk")
    for path in ("/review/overview", "/review", f"/review/{code}"):
        boss.goto(path)
        boss.must_be_accessible()
        assert boss.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["day", "night"])
def test_keys_help_notice_and_trouble_are_accessible(
    seat: Seat, office: Office, code: str, theme: str
) -> None:
    seen = seat(Role.AUDITOR)
    seen.page.context.add_cookies([{"name": "theme", "value": theme, "url": seen.base}])
    seen.goto("/review")
    press(seen, "n")
    seen.page.keyboard.press("?")
    assert seen.page.locator("dialog[open]").get_by_text("通过，并看下一份").is_visible()
    assert not seen.page.locator("dialog[open]").get_by_text("回预审台").is_visible()
    seen.must_be_accessible()
    seen.shot(f"bench-help-{theme}")
    seen.page.keyboard.press("Escape")
    for _ in range(MATERIALS - 1):
        press(seen, "1")
    seen.shot(f"bench-viewer-{theme}")
    seen.page.keyboard.press("2")
    press(seen, "Enter")
    press(seen, "Control+Enter")
    seen.must_be_accessible()
    seen.goto("/review/keys")
    seen.must_be_accessible()
    seen.shot(f"keys-{theme}")
    seen.page.set_viewport_size({"width": 390, "height": 844})
    seen.must_be_accessible()
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth + 1")
    with office.work() as work:
        the_case(work, code).held_until = None
    seen.goto(f"/review/{code}")
    assert "领这一件" in seen.page.content()
    seen.must_be_accessible()


@pytest.mark.browser
def test_somebody_chooses_their_own_key(seat: Seat, person: PersonMaker, code: str) -> None:
    somebody = person(Role.AUDITOR)
    seen = seat(somebody)
    seen.goto("/review/keys")
    seen.page.locator("[name=next_material]").focus()
    seen.page.keyboard.press("g")
    until_new(seen, seen.page.get_by_role("button", name="保存按键").click)
    elsewhere = seat(somebody)
    elsewhere.goto("/review")
    press(elsewhere, "n")
    elsewhere.page.keyboard.press("j")
    elsewhere.page.wait_for_timeout(300)
    assert "m=" not in elsewhere.page.url
    press(elsewhere, "g")
    assert elsewhere.page.url.endswith("m=id_back")


@pytest.mark.browser
def test_a_lock_that_ran_out_loses_nothing_typed(seat: Seat, office: Office, code: str) -> None:
    seen = seat(Role.AUDITOR)
    seen.goto("/review")
    press(seen, "n")
    seen.page.keyboard.press("2")
    seen.page.keyboard.press("t")
    seen.page.keyboard.type("Please sign 1 2 3")
    with office.work() as work:
        the_case(work, code).held_until = None
    press(seen, "Control+Enter")
    assert "Please sign 1 2 3" in seen.page.content()
    seen.page.get_by_role("button", name="重新领这一件").focus()
    press(seen, "Enter")
    assert seen.page.url.endswith("m=id_back")
    with office.look() as work:
        assert work.session.query(MaterialDecision).one().note == "Please sign 1 2 3"


@pytest.mark.browser
def test_what_was_typed_waits_for_whoever_looks_elsewhere(seat: Seat, code: str) -> None:
    seen = seat(Role.AUDITOR)
    seen.goto("/review")
    press(seen, "n")
    seen.page.locator("[name=note]").fill("half a sentence")
    seen.page.locator("[name=reasons]").first.check()
    seen.page.keyboard.press("Escape")
    seen.page.locator("body").click(position={"x": 5, "y": 500})
    press(seen, "j")
    assert seen.page.locator("[name=note]").input_value() == ""
    press(seen, "k")
    assert seen.page.locator("[name=note]").input_value() == "half a sentence"
    assert seen.page.locator("[name=reasons]").first.is_checked()


@pytest.mark.browser
def test_signed_out_meanwhile_and_in_again_loses_nothing(
    seat: Seat, office: Office, person: PersonMaker, code: str
) -> None:
    somebody = person(Role.AUDITOR)
    seen = seat(somebody)
    seen.goto("/review")
    press(seen, "n")
    seen.page.keyboard.press("2")
    seen.page.keyboard.press("t")
    seen.page.keyboard.type("one sentence")
    with office.work() as work:
        work.session.query(LoginSession).delete()
    seen.page.keyboard.press("Control+Enter")
    seen.page.get_by_text("登录已经过期").wait_for()
    fresh = seat(somebody)
    cookies = fresh.page.context.cookies()
    seen.page.context.add_cookies(cookies)
    seen.page.locator("[name=note]").focus()
    seen.page.keyboard.press("Control+Enter")
    seen.page.get_by_text("请再按一次").wait_for()
    assert seen.page.locator("[name=note]").input_value() == "one sentence"
    press(seen, "Control+Enter")
    with office.look() as work:
        assert work.session.query(MaterialDecision).one().note == "one sentence"


@pytest.mark.browser
def test_whoever_leaves_the_bench_lets_go_of_what_was_loaded_ahead(
    seat: Seat, office: Office, person: PersonMaker, code: str
) -> None:
    later = full_case(office, person(Role.CITIZEN), due=date(2026, 12, 9))
    seen = seat(Role.AUDITOR)
    seen.goto("/review")
    press(seen, "n")
    for _ in range(MATERIALS - 1):
        press(seen, "1")
    seen.page.wait_for_function("() => document.body.dataset.aheadPictures === 'all'")
    with office.look() as work:
        assert the_case(work, later).held_by is not None
    seen.page.get_by_role("link", name="预审队列").click()
    seen.page.wait_for_url("**/review")
    seen.page.wait_for_timeout(500)
    with office.look() as work:
        assert the_case(work, later).held_by is None
        assert the_case(work, code).held_by is not None


@pytest.mark.browser
def test_a_picture_that_vanished_does_not_stop_the_bench(seat: Seat, office: Office, code: str) -> None:
    with office.look() as work:
        upload = work.session.query(MaterialVersion).filter_by(case_id=the_case(work, code).id).first()
        key = upload.previews[0]
    office.use(FileStore).remove(key)
    seen = seat(Role.AUDITOR)
    seen.goto("/review")
    press(seen, "n")
    assert seen.page.get_by_text("读不出来了").is_visible()
    seen.must_be_accessible()
    press(seen, "j")
    assert looked_at(seen)[2] > 0


@pytest.mark.browser
@pytest.mark.parametrize("where", ["phone", "desk"])
def test_a_value_of_the_table_is_shown_on_its_picture(seat: Seat, code: str, where: str) -> None:
    seen = seat(Role.AUDITOR, desk=where == "desk")
    seen.goto("/review")
    seen.page.get_by_role("button", name="领下一件").click()
    until_new(seen, seen.page.get_by_role("link", name="各处的值对照").click)
    seen.shot(f"values-{where}")
    assert seen.page.get_by_role("columnheader").count() > 2
    until_new(seen, seen.page.get_by_role("cell", name="黄建国").get_by_role("link").first.click)
    seen.must_be_accessible()
    seen.page.locator(".spot-box.spot").wait_for()
    assert seen.page.locator("#spot rect").get_attribute("width") == str(NAME_BOX.w)
    whole = seen.page.locator("[data-picture] image").get_attribute("width")
    assert looked_at(seen)[2] < float(whole or 0)
    seen.page.get_by_role("link", name="各处的值对照").click()
    seen.page.wait_for_url("**/values")
    seen.page.keyboard.press("Escape")
    seen.page.wait_for_url("**/review/" + code)
