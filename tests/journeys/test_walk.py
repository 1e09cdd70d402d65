"""One whole case in a real browser: from the first photo to the rating."""

import json
import time
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect
from sqlalchemy import select, update

from beebox.accounts.roles import Role
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.logistics.models import Box
from beebox.logistics.parcels import Waybill
from tests.conftest import MONDAY
from tests.journeys.checklist_keys import confirm_by_keys
from tests.journeys.people import READING, SAMPLES, Citizen, Staff, hire, let_time_pass

GOOD = SAMPLES / "case06_elder-card-first"
BANK_CARD = SAMPLES / "case11_elder-card-first" / "household_self.jpg"
STRANGERS_FORM = SAMPLES / "case14_elder-card-first" / "form.jpg"
MATERIALS = ("id_front", "id_back", "household_head", "photo", "form")
FORM = json.loads((GOOD / "case.json").read_text())["form"]
TYPED = FORM | {
    "receiver_name": FORM["applicant_name"],
    "receiver_phone": FORM["phone"],
    "receiver_address": FORM["address"],
}
PATIENCE = 60.0

pytestmark = pytest.mark.browser


def wait_for(what: Callable[[], bool], told: str) -> None:
    until = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < until, f"waited {PATIENCE:.0f} s for {told}"
        time.sleep(0.1)


def state_of(office: Office, code: str) -> State:
    with office.look() as work:
        return work.session.scalars(select(Case.state).where(Case.code == code)).one()


def open_boxes(office: Office) -> None:
    """The boxes of this town stand since this morning: no round before it was missed."""
    with office.work() as work:
        work.session.execute(update(Box).values(created_at=work.now()))


def begin(citizen: Citizen) -> None:
    """From the home page through sign-in and questions to the task list."""
    citizen.seen.goto("/")
    citizen.look("home")
    citizen.press("老年人优待卡首次申领")
    citizen.look("item")
    with citizen.page.expect_navigation():
        citizen.page.locator("a[href='/apply/elder-card-first']").first.click()
    citizen.sign_in()
    citizen.look("questions")
    citizen.page.locator("[name=applicant][value=local]").check()
    citizen.page.locator("[name=agent][value=no]").check()
    citizen.press("开始准备材料")
    citizen.code = citizen.at.rsplit("/", 1)[-1]


def give_papers(citizen: Citizen) -> None:
    """All pictures: one of the wrong paper, which the page shows and which is taken again, and one of
    somebody else's form, which is left for the auditor to find."""
    citizen.look("tasks-empty")
    citizen.give("household_self", BANK_CARD)
    for material in MATERIALS:
        citizen.give(material, STRANGERS_FORM if material == "form" else GOOD / f"{material}.jpg")
    citizen.wait_until_read()
    citizen.look("tasks")
    expect(citizen.page.get_by_role("link", name="需重拍").filter(has_text="本人页")).to_be_visible()
    citizen.case("/materials/household_self")
    citizen.look("finding")
    citizen.give("household_self", GOOD / "household_self.jpg")
    citizen.wait_until_read()
    expect(citizen.page.get_by_role("link", name="需重拍").filter(has_text="本人页")).to_have_count(0)
    citizen.case("/materials/id_front")
    citizen.must_see("梁美玲")
    citizen.look("material-read")


def hand_in(citizen: Citizen) -> None:
    """Fill, check, press twice: one case."""
    citizen.fill(TYPED)
    citizen.look("form")
    citizen.press("保存")
    citizen.press("核对并提交")
    citizen.look("check")
    citizen.page.get_by_role("checkbox").check()
    with citizen.page.expect_navigation():
        citizen.page.get_by_role("button", name="提交预审").dblclick()
    citizen.page.wait_for_url(f"**/cases/{citizen.code}/sent")
    citizen.look("sent")
    citizen.seen.goto(f"/cases/{citizen.code}/documents/newest/receipt")
    citizen.page.get_by_text("打开文书（PDF）").wait_for(timeout=60_000)
    receipt = citizen.page.request.get(f"{citizen.seen.base}/cases/{citizen.code}/receipt.pdf")
    assert receipt.body().startswith(b"%PDF-")
    citizen.seen.goto("/cases")
    expect(citizen.page.locator(f"a[href='/cases/{citizen.code}']")).to_have_count(1)
    expect(citizen.page.locator("a[href^='/cases/']")).to_have_count(1)
    citizen.look("my-cases")


def send_back(auditor: Staff, code: str) -> None:
    """A review with keys alone: five papers are well, one is not; everything is told at once."""
    auditor.sign_in()
    auditor.look("queue")
    auditor.key("n")
    assert auditor.at.startswith(f"/review/{code}")
    auditor.page.keyboard.press("2")
    expect(auditor.page.locator("[data-decide]")).to_contain_class("mend-mode")
    auditor.page.keyboard.press("Escape")
    decide_all(auditor, wrong="form")
    auditor.key("Control+Enter")
    auditor.look("notice")
    with auditor.page.expect_navigation():
        auditor.page.locator("form[action$='/send-back'] [data-key=finish]").click()
    assert state_of(auditor.office, code) is State.SENT_BACK


def decide_all(auditor: Staff, wrong: str = "") -> None:
    """One key for each material that has no word yet, then the checklist."""
    for _ in range(len(MATERIALS) + 1):
        if auditor.page.locator("[data-key='finish']").count():
            break
        if auditor.page.locator("[data-decide] [name=material]").input_value() != wrong:
            auditor.key("1")
            continue
        auditor.look("bench")
        auditor.page.keyboard.press("2")
        if not auditor.page.locator("[name=reasons]:checked").count():
            auditor.page.keyboard.press("1")
        auditor.key("Enter")
    confirm_by_keys(auditor.page)


def pass_case(auditor: Staff, code: str) -> None:
    auditor.seen.goto("/review")
    auditor.key("n")
    decide_all(auditor)
    auditor.look("bench-done")
    auditor.key("Control+Enter")
    assert state_of(auditor.office, code) is State.AWAITING_PAPER


def mend(citizen: Citizen) -> None:
    """Only what the notice names is open; it is given anew and handed in again."""
    citizen.case("/fix")
    citizen.look("fix")
    citizen.case("/materials/form")
    citizen.press("删除")
    citizen.look("remove")
    with citizen.page.expect_navigation():
        citizen.page.locator("form[action$='/remove'] button").click()
    citizen.give("form", GOOD / "form.jpg")
    citizen.case("/materials/form")
    expect(citizen.page.locator("[data-poll]")).to_have_count(0, timeout=READING)
    citizen.case("/fix")
    citizen.page.get_by_role("checkbox").check()
    with citizen.page.expect_navigation():
        citizen.page.locator("form[action$='/submit'] button").click()


def post_originals(citizen: Citizen) -> None:
    citizen.case("/hand-in")
    citizen.look("hand-in")
    citizen.page.locator("[name=box]").first.check()
    citizen.press("就投这个箱")
    citizen.look("hand-in-chosen")
    for sheet in ("slip", "label"):
        answer = citizen.page.request.get(f"{citizen.seen.base}/cases/{citizen.code}/{sheet}.pdf")
        assert answer.status < 500
    citizen.press("我已投入小蜂箱")
    citizen.look("dropped")


def collect(collector: Staff, code: str) -> None:
    """The round on a phone: one scan, one answer, counted, closed."""
    collector.sign_in()
    collector.look("rounds")
    with collector.page.expect_navigation():
        collector.page.get_by_role("link", name="去收件").first.click()
    here = collector.at
    collector.look("round")
    collector.scan(here, code="7777-7777")
    collector.look("round-unknown")
    collector.scan(collector.at.split("?")[0], code=f"LBB:ENV:{code}")
    collector.look("round-collected")
    collector.page.locator("summary", has_text="清点并关箱").click()
    collector.page.locator("[name=counted]").fill("2")
    collector.press("关箱")
    collector.look("round-closed")


def sort(collector: Staff, code: str) -> str:
    """To the bag of its department; the bag is sealed and its sheet printed. Tells the bag's code."""
    collector.scan("/sorting", code=f"LBB:ENV:{code}")
    collector.look("sorting")
    tray = collector.page.locator(".rack .to b").inner_text()
    collector.scan("/sorting", tray=f"LBB:TRAY:{tray}")
    collector.seen.goto("/bags")
    collector.look("bags")
    with collector.page.expect_navigation():
        collector.page.locator("table a").first.click()
    bag = collector.at.rsplit("/", 1)[-1]
    collector.press("封袋")
    collector.look("bag")
    sheet = collector.page.request.get(f"{collector.seen.base}/bags/{bag}/sheet.pdf")
    assert sheet.body().startswith(b"%PDF-")
    return bag


def receive(clerk: Staff, code: str, bag: str) -> None:
    clerk.sign_in()
    clerk.look("desk-empty")
    clerk.scan(f"/bags/{bag}", code=f"LBB:ENV:{code}")
    clerk.look("bag-received")
    clerk.press("确认收到 1 件")
    assert state_of(clerk.office, code) is State.RECEIVED


def decide(clerk: Staff, code: str) -> None:
    clerk.seen.goto("/desk")
    clerk.look("desk")
    clerk.seen.goto(f"/desk/{code}")
    clerk.look("desk-case")
    clerk.press("受理")
    clerk.page.locator("[name=granted][value=yes]").check()
    clerk.page.locator("[name=text]").fill("准予发给老年人优待卡。")
    clerk.look("desk-decision")
    clerk.press("作出决定")
    assert state_of(clerk.office, code) in {State.DECIDED, State.RETURNING}


def mail_out(collector: Staff) -> None:
    """Everything ticked off, packed, handed to the courier."""
    collector.seen.goto("/mail-out")
    collector.look("mail-out")
    collector.press("核对装包")
    for box in collector.page.locator("input[form=pack]").all():
        box.check()
    collector.look("parcel")
    collector.press("都放进去了，封好")
    collector.page.locator("[name=parcel]").check()
    collector.press("勾选的已交给快递员")
    collector.look("handed-over")


def deliver(developer: Any, number: str, step: str) -> None:
    """What the courier does, on the page of the stand-in."""
    developer.goto("/dev/carrier")
    with developer.page.expect_navigation():
        developer.page.locator(f"form[action$='/{number}/{step}'] button").click()


def read_and_rate(citizen: Citizen) -> None:
    citizen.seen.goto(f"/track/{citizen.code}")
    citizen.must_see("办结")
    citizen.look("timeline-closed")
    citizen.seen.goto(f"/cases/{citizen.code}/rating")
    citizen.look("rating")
    citizen.page.locator("[name=level]").first.check()
    citizen.press("提交评价")
    citizen.must_see("谢谢您的评价")


def test_one_case_from_the_first_photo_to_the_rating(visit, office: Office) -> None:  # type: ignore[no-untyped-def]  # fixture
    open_boxes(office)
    citizen = Citizen(visit, office)
    begin(citizen)
    give_papers(citizen)
    hand_in(citizen)
    code = citizen.code
    wait_for(lambda: state_of(office, code) is State.REVIEWING, "the machine's check")

    auditor = Staff(visit, office, hire(office, Role.AUDITOR), desk=True)
    send_back(auditor, code)
    mend(citizen)
    wait_for(lambda: state_of(office, code) is State.REVIEWING, "the machine's second check")
    pass_case(auditor, code)
    post_originals(citizen)
    let_time_pass(office, MONDAY.replace(hour=10, minute=1))
    collector = Staff(visit, office, hire(office, Role.COLLECTOR))
    collect(collector, code)
    citizen.seen.goto(f"/track/{code}")
    citizen.look("timeline-collected")

    let_time_pass(office, MONDAY.replace(hour=10, minute=40))
    sorter = Staff(visit, office, collector.login, desk=True)
    sorter.sign_in()
    bag = sort(sorter, code)
    let_time_pass(office, MONDAY.replace(hour=14, minute=20))
    clerk = Staff(visit, office, hire(office, Role.CLERK, "civil-affairs"), desk=True)
    receive(clerk, code, bag)
    decide(clerk, code)
    let_time_pass(office, MONDAY.replace(hour=16, minute=30))
    sorter.sign_in()
    mail_out(sorter)
    let_time_pass(office, MONDAY.replace(hour=18, minute=5))
    deliver(visit(desk=True), return_number(office, code), "in_transit")
    let_time_pass(office, MONDAY + timedelta(days=1, hours=2))
    deliver(visit(desk=True), return_number(office, code), "delivered")

    wait_for(lambda: state_of(office, code) is State.CLOSED, "the end of the case")
    citizen.sign_in()
    read_and_rate(citizen)


def test_without_script_a_case_is_handed_in(visit, office: Office) -> None:  # type: ignore[no-untyped-def]  # fixture
    citizen = Citizen(visit, office, script=False)
    begin(citizen)
    small = GOOD / "photo.jpg"
    for material in (*MATERIALS, "household_self"):
        citizen.give(material, small)
    citizen.fill(TYPED)
    citizen.press("保存")
    citizen.look("tasks")
    citizen.case("/check")
    citizen.page.get_by_role("checkbox").check()
    citizen.press("提交预审")
    assert citizen.at == f"/cases/{citizen.code}/sent"
    assert state_of(office, citizen.code) in {State.CHECKING, State.REVIEWING}
    wait_for(lambda: state_of(office, citizen.code) is State.REVIEWING, "the machine's check")


def test_in_english_and_in_large_type_a_case_is_begun(visit, office: Office) -> None:  # type: ignore[no-untyped-def]  # fixture
    citizen = Citizen(visit, office)
    begin(citizen)
    citizen.give("id_front", GOOD / "id_front.jpg")
    citizen.wait_until_read()
    for way in ("lang=en", "elder=1", "lang=zh"):
        citizen.seen.goto(f"/?{way}")
        for page in ("", "/materials/id_front", "/form", "/check"):
            citizen.case(page)
            citizen.look(f"{way.replace('=', '-')}-{page.rsplit('/', 1)[-1] or 'tasks'}")
        if way == "lang=en":
            expect(citizen.page.locator("html")).to_have_attribute("lang", "en")


def return_number(office: Office, code: str) -> str:
    with office.look() as work:
        wanted = select(Waybill.number).where(Waybill.reference.startswith(f"LBW-{code}-R"))
        number = work.session.scalars(wanted).one()
    assert number
    return number
