import html
import re
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO

import pypdfium2
import pytest
from flask.testing import FlaskClient
from PIL import Image

from beebox.accounts.models import AccessRecord, Person
from beebox.accounts.roles import Role
from beebox.cases.papers import Correction, Material, MaterialVersion, Remark
from beebox.cases.queries import materials_of, uploads_of
from beebox.cases.scans import Scan
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.kernel.outbox import Lane
from beebox.notices.models import Message
from beebox.preaudit.checklist.lines import checklist_of
from beebox.preaudit.models import MaterialDecision
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import NAME_BOX, find, full_case, give, named, reading
from tests.preaudit.test_review import the_case

SignIn = Callable[..., FlaskClient]
HOSTILE = "<script>alert(1)</script>\"'"


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    return full_case(office, person(Role.CITIZEN))


@pytest.fixture
def auditor(person: PersonMaker) -> Person:
    return person(Role.AUDITOR)


@pytest.fixture
def browser(signed_in: SignIn, auditor: Person, code: str) -> FlaskClient:
    """An auditor who has taken the only case."""
    browser = signed_in(auditor)
    browser.post("/review/next")
    return browser


def say(browser: FlaskClient, code: str, material: str, word: str, **more: object) -> int:
    form = {"material": material, "word": word, **more}
    return browser.post(f"/review/{code}/decide", data=form).status_code


def all_pass(browser: FlaskClient, office: Office, code: str, but: tuple[str, ...] = ()) -> None:
    with office.look() as work:
        codes = [row.code for row in materials_of(work, the_case(work, code).id)]
    for material in codes:
        if material not in but:
            assert say(browser, code, material, "pass") == 303
    tick_all(browser, office, code)


def tick_all(browser: FlaskClient, office: Office, code: str) -> None:
    """Confirm every line of the checklist by its key's button."""
    with office.look() as work:
        count = len(checklist_of(work, the_case(work, code)).open_lines)
    for _ in range(count):
        assert browser.post(f"/review/{code}/checklist", data={"do": "next"}).status_code == 303


def first_upload(office: Office, code: str, material: str = "id_front") -> int:
    with office.look() as work:
        case = the_case(work, code)
        row = work.session.query(Material).filter_by(case_id=case.id, code=material).one()
        return uploads_of(work, case.id)[row.id][0].id


def test_taking_the_next_case_opens_its_bench(browser: FlaskClient, code: str) -> None:
    answer = browser.post("/review/next")
    assert answer.status_code == 303
    assert answer.location == f"/review/{code}"
    page = browser.get(answer.location).text
    assert "居民身份证（人像面）" in page
    assert "黄**" in page
    assert "440105194603060377" not in page
    assert "440***********0377" in page


def test_every_look_at_papers_is_written_down(
    browser: FlaskClient, code: str, office: Office, auditor: Person
) -> None:
    browser.get(f"/review/{code}?m=photo")
    with office.look() as work:
        seen = work.session.query(AccessRecord).one()
        assert (seen.person_id, seen.role, seen.what) == (auditor.id, Role.AUDITOR, "preaudit:photo")


def test_typed_and_read_stand_side_by_side(browser: FlaskClient, code: str, office: Office) -> None:
    with office.work() as work:
        case = the_case(work, code)
        row = work.session.query(Material).filter_by(case_id=case.id, code="form").one()
        upload = uploads_of(work, case.id)[row.id][0]
        upload.reading = named(reading("application_form"), "黄健国").to_json()
        find(work, upload, "name_matches_form", message="姓名与填写的不一致。")
    page = browser.get(f"/review/{code}?m=form").text
    assert "黄<mark>建</mark>国" in page
    assert "黄<mark>健</mark>国" in page
    crop = ",".join(str(side) for side in (32, 22, NAME_BOX.w + 16, NAME_BOX.h + 16))
    assert f"box={crop.replace(',', '%2C')}" in page or f"box={crop}" in page
    assert 'value="name_differs" checked' in page.replace("\n", " ")


def test_what_the_citizen_says_of_a_finding_stands_beside_it(
    browser: FlaskClient, code: str, office: Office
) -> None:
    with office.work() as work:
        case = the_case(work, code)
        row = work.session.query(Material).filter_by(case_id=case.id, code="form").one()
        upload = uploads_of(work, case.id)[row.id][0]
        doubted = find(work, upload, "name_matches_form", message="姓名与填写的不一致。")
        find(work, upload, "signature_present", message="没有签名。")
        work.session.add(
            Remark(
                case_id=case.id, material_id=row.id, rule=doubted.rule, place=doubted.place,
                note="就是<b>同一个</b>名字", by=case.citizen_id, at=work.now(),
            )
        )  # fmt: skip
    page = browser.get(f"/review/{code}?m=form").text
    articles = re.findall(r'<article class="find stop".*?</article>', page, re.DOTALL)
    said = {("姓名" in one): "申请人说：机器看错了" in one for one in articles}
    assert said == {True: True, False: False}
    assert "就是&lt;b&gt;同一个&lt;/b&gt;名字" in page
    assert "同一个" not in browser.get(f"/review/{code}?m=id_front").text


def test_a_word_is_kept_and_the_next_material_opens(browser: FlaskClient, code: str, office: Office) -> None:
    answer = browser.post(f"/review/{code}/decide", data={"material": "id_front", "word": "pass"})
    assert answer.location == f"/review/{code}?m=id_back"
    with office.look() as work:
        assert work.session.query(MaterialDecision).count() == 1


def test_a_note_that_cannot_be_taken_is_not_lost(browser: FlaskClient, code: str) -> None:
    form = {"material": "id_front", "word": "mend", "reasons": ["expired"], "note": "写了很多字"}
    answer = browser.post(f"/review/{code}/decide", data=form)
    assert answer.status_code == 422
    assert "写了很多字" in answer.text
    assert "退回要有原因" in answer.text
    too_long = {**form, "reasons": ["unreadable"], "note": "长" * 301}
    answer = browser.post(f"/review/{code}/decide", data=too_long)
    assert answer.status_code == 422
    assert "长" * 301 in answer.text


def test_a_case_passes_only_when_everything_did(browser: FlaskClient, code: str, office: Office) -> None:
    assert browser.post(f"/review/{code}/pass").status_code == 409
    all_pass(browser, office, code)
    assert "放行" in browser.get(f"/review/{code}").text
    assert browser.post(f"/review/{code}/pass").status_code == 303
    with office.look() as work:
        assert the_case(work, code).state is State.AWAITING_PAPER
    again = browser.post(f"/review/{code}/pass")
    assert again.status_code == 409
    assert "不在预审中" in again.text


def test_the_notice_is_shown_before_it_is_sent(browser: FlaskClient, code: str, office: Office) -> None:
    assert browser.get(f"/review/{code}/notice").status_code == 409
    all_pass(browser, office, code, but=("form",))
    say(browser, code, "form", "mend", reasons=["not_signed"], note=HOSTILE)
    page = browser.get(f"/review/{code}/notice").text
    assert "还差 1 项" in page
    assert "没有看到签名" in page
    assert "12月30日" in page
    assert "<script>alert" not in page
    assert "&lt;script&gt;" in page
    assert browser.post(f"/review/{code}/send-back").status_code == 303
    with office.look() as work:
        assert the_case(work, code).state is State.SENT_BACK
        assert work.session.query(Correction).count() == 1
    assert browser.post(f"/review/{code}/send-back").status_code == 409


def words_of(page: str) -> str:
    return re.sub(r"\s+", "", re.sub(r"<[^>]+>", "", page))


def test_the_auditor_reads_what_the_citizen_will_read(
    browser: FlaskClient, code: str, office: Office, signed_in: SignIn, deliver: Callable[..., int]
) -> None:
    """The words of each material and the short message are those that are sent, sign by sign."""
    all_pass(browser, office, code, but=("form", "photo"))
    say(browser, code, "form", "mend", reasons=["not_signed", "name_differs"], note="签在右下角。")
    say(browser, code, "photo", "mend", reasons=["portrait_unfit"])
    page = browser.get(f"/review/{code}/notice").text
    letter = page.split('<article class="letter">')[1].split("</article>")[0]
    message = re.search(r'id="sms">([^<]*)<', page)
    assert browser.post(f"/review/{code}/send-back").status_code == 303
    with office.look() as work:
        citizen = work.session.get_one(Person, the_case(work, code).citizen_id)
        work.session.expunge(citizen)
    fix = signed_in(citizen).get(f"/cases/{code}/fix").text
    shown = words_of(fix)
    head = words_of(letter.split("<h1>")[1].split("<ol>")[0].replace("期限：", ""))
    assert head.split("前提交。")[0] in shown
    for part in letter.split("<h2>")[1:]:
        told = part.split("</h2>")[1].split("<figure>")[0].split("</li>")[0]
        assert words_of(told) in shown
    deliver(Lane.QUICK)
    with office.look() as work:
        sent = work.session.query(Message).filter_by(kind="CaseSentBack").one().words["sms"]
    assert message is not None
    assert html.unescape(message[1]) == sent
    assert f"/cases/{code}/fix" in sent
    assert "黄建国" not in sent


def test_the_form_can_be_written_into_the_notice(browser: FlaskClient, code: str, office: Office) -> None:
    all_pass(browser, office, code, but=("form",))
    say(browser, code, "form", "mend", reasons=["not_signed"])
    told = {"form_note": HOSTILE}
    assert browser.post(f"/review/{code}/notice/form", data=told).status_code == 303
    page = browser.get(f"/review/{code}/notice").text
    assert "还差 2 项" in page
    assert "<script>alert" not in page
    long = browser.post(f"/review/{code}/notice/form", data={"form_note": "长" * 400})
    assert long.status_code == 422
    assert "长" * 300 in long.text, "nothing typed is lost"
    assert browser.post(f"/review/{code}/send-back").status_code == 303
    assert browser.post(f"/review/{code}/notice/form", data=told).status_code == 409


def test_a_case_that_was_withdrawn_meanwhile_is_a_clear_page(
    browser: FlaskClient, code: str, office: Office
) -> None:
    """Out of the auditor's hands in whatever way: nothing is sent, and the page says so."""
    all_pass(browser, office, code, but=("form",))
    say(browser, code, "form", "mend", reasons=["not_signed"])
    with office.work() as work:
        case = the_case(work, code)
        case.held_by = case.held_until = None
    answer = browser.post(f"/review/{code}/send-back")
    assert answer.status_code == 409
    assert "记下" in answer.text or "都在" in answer.text
    with office.look() as work:
        assert work.session.query(Correction).count() == 0


def test_a_hostile_note_stays_text_on_the_bench(browser: FlaskClient, code: str) -> None:
    say(browser, code, "form", "mend", reasons=["not_signed"], note=HOSTILE)
    page = browser.get(f"/review/{code}?m=form").text
    assert "<script>alert" not in page


def test_another_auditor_is_told_who_holds_the_case(
    browser: FlaskClient, code: str, auditor: Person, signed_in: SignIn, office: Office
) -> None:
    other = signed_in(Role.AUDITOR)
    answer = other.get(f"/review/{code}")
    assert answer.status_code == 409
    assert auditor.name in answer.text
    upload = first_upload(office, code)
    for path in (f"files/{upload}/1.jpg", f"files/{upload}/original", "notice"):
        assert other.get(f"/review/{code}/{path}").status_code == 409
    assert say(other, code, "form", "pass") == 409
    assert other.post(f"/review/{code}/pass").status_code == 409


def test_a_lock_that_ran_out_offers_the_case_again_and_keeps_the_words(
    browser: FlaskClient, code: str, office: Office
) -> None:
    say(browser, code, "id_front", "pass")
    stage(office).move_to(MONDAY + timedelta(minutes=25))
    answer = browser.get(f"/review/{code}")
    assert answer.status_code == 409
    assert "领这一件" in answer.text
    assert say(browser, code, "id_back", "pass") == 409
    assert browser.post(f"/review/{code}/take").status_code == 303
    assert "已看，通过" in browser.get(f"/review/{code}").text


def test_a_supervisor_looks_on_and_decides_nothing(
    browser: FlaskClient, code: str, office: Office, signed_in: SignIn
) -> None:
    boss = signed_in(Role.SUPERVISOR)
    page = boss.get(f"/review/{code}")
    assert page.status_code == 200
    assert 'name="word"' not in page.text
    assert say(boss, code, "form", "pass") == 403
    assert boss.get(f"/review/{code}/files/{first_upload(office, code)}/1.jpg").status_code == 200
    assert browser.get(f"/review/{code}").status_code == 200


@pytest.mark.parametrize("role", [Role.CITIZEN, Role.COLLECTOR, Role.CLERK, Role.ADMINISTRATOR])
def test_nobody_else_comes_in(code: str, office: Office, signed_in: SignIn, role: Role) -> None:
    stranger = signed_in(role, "civil-affairs" if role is Role.CLERK else None)
    upload = first_upload(office, code)
    for path in ("", f"/{code}", f"/{code}/notice", f"/{code}/files/{upload}/1.jpg", "/overview"):
        assert stranger.get(f"/review{path}").status_code == 403
    assert stranger.post("/review/next").status_code == 403


def test_pictures_and_cuts_of_them(browser: FlaskClient, code: str, office: Office) -> None:
    path = f"/review/{code}/files/{first_upload(office, code)}/1.jpg"
    whole = browser.get(path)
    assert (whole.status_code, whole.mimetype) == (200, "image/jpeg")
    assert whole.headers["Cache-Control"] == "no-store"
    cut = browser.get(f"{path}?box=10,20,50,40")
    assert Image.open(BytesIO(cut.data)).size == (50, 40)
    assert Image.open(BytesIO(browser.get(f"{path}?box=390,0,50,40").data)).size == (10, 40)
    assert browser.get(f"{path}?box=900,0,50,40").status_code == 404
    for nonsense in ("1,2,3", "a,b,c,d", "1,2,0,4", "-1,2,3,4", "9" * 40):
        assert browser.get(f"{path}?box={nonsense}").data == whole.data
    assert browser.get(path.replace("/1.jpg", "/2.jpg")).status_code == 404
    assert browser.get(f"/review/{code}/files/999999/1.jpg").status_code == 404


def test_a_picture_of_another_case_cannot_be_asked_for_through_mine(
    browser: FlaskClient, code: str, office: Office, person: PersonMaker
) -> None:
    foreign = first_upload(office, full_case(office, person(Role.CITIZEN)))
    assert browser.get(f"/review/{code}/files/{foreign}/1.jpg").status_code == 404
    assert browser.get(f"/review/{code}/files/{foreign}/original").status_code == 404


def test_an_original_is_only_ever_downloaded(browser: FlaskClient, code: str, office: Office) -> None:
    answer = browser.get(f"/review/{code}/files/{first_upload(office, code)}/original")
    assert answer.mimetype == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment")


def test_a_downloaded_identity_paper_says_what_it_is_for(
    browser: FlaskClient, code: str, office: Office
) -> None:
    upload = first_upload(office, code)
    with office.look() as work:
        key = work.session.get_one(MaterialVersion, upload).file_key
    kept = office.use(FileStore).read(key)
    answer = browser.get(f"/review/{code}/files/{upload}/original")
    assert answer.headers["Content-Disposition"].endswith('.pdf"')
    (page,) = pypdfium2.PdfDocument(answer.data)
    assert page.render(scale=2, grayscale=True).to_numpy().min() < 240
    assert office.use(FileStore).read(key) == kept
    shown = Image.open(BytesIO(browser.get(f"/review/{code}/files/{upload}/1.jpg").data))
    assert shown.convert("L").getextrema() == (255, 255)


def test_another_paper_is_downloaded_as_it_was_given(browser: FlaskClient, code: str, office: Office) -> None:
    with office.work() as work:
        case = the_case(work, code)
        row = work.session.query(Material).filter_by(case_id=case.id, code="form").one()
        (upload,) = uploads_of(work, case.id)[row.id]
        upload.reading = reading("application_form").to_json()
        number, key = upload.id, upload.file_key
    answer = browser.get(f"/review/{code}/files/{number}/original")
    assert answer.data == office.use(FileStore).read(key)
    assert answer.headers["Content-Disposition"].endswith('.jpeg"')


def test_nobody_is_handed_a_file_with_a_virus(browser: FlaskClient, code: str, office: Office) -> None:
    upload = first_upload(office, code)
    for scan, told in ((Scan.NOT_SCANNED, "还没有查过病毒"), (Scan.INFECTED, "查出了病毒")):
        with office.work() as work:
            work.session.get_one(MaterialVersion, upload).scan = scan
        assert told in browser.get(f"/review/{code}?m=id_front").text
    assert browser.get(f"/review/{code}/files/{upload}/original").status_code == 410
    assert f"{upload}/original" not in browser.get(f"/review/{code}?m=id_front").text
    assert browser.get(f"/review/{code}/files/{upload}/1.jpg").status_code == 200


def test_what_an_original_carries_is_told_before_it_is_opened(
    browser: FlaskClient, code: str, office: Office
) -> None:
    with office.work() as work:
        work.session.get_one(MaterialVersion, first_upload(office, code)).cares = ["active_content"]
    assert "夹带了程序" in browser.get(f"/review/{code}?m=id_front").text


def test_a_file_that_vanished_is_a_clear_page(browser: FlaskClient, code: str, office: Office) -> None:
    upload = first_upload(office, code)
    with office.work() as work:
        row = work.session.get_one(MaterialVersion, upload)
        row.previews = ["0" * 32]
    assert browser.get(f"/review/{code}/files/{upload}/1.jpg").status_code == 410


def test_an_unread_file_can_still_be_decided(browser: FlaskClient, code: str, office: Office) -> None:
    with office.work() as work:
        case = the_case(work, code)
        row = work.session.query(Material).filter_by(case_id=case.id, code="form").one()
        give(work, row)
    page = browser.get(f"/review/{code}?m=form&p=2")
    assert page.status_code == 200
    assert "机器还在看" in page.text


@pytest.mark.parametrize("query", ["m=nonsense", "p=999", "p=-1", "p=x", f"m={HOSTILE}", "m=%00"])
def test_an_odd_address_opens_the_bench_all_the_same(browser: FlaskClient, code: str, query: str) -> None:
    answer = browser.get(f"/review/{code}?{query}")
    assert answer.status_code == 200
    assert "<script>alert" not in answer.text


@pytest.mark.parametrize("odd", ["%00", "a%00b", "%F0%9F%90%9D", "x" * 3000, "..%2f..", "2222-2222"])
def test_an_odd_code_is_simply_not_found(browser: FlaskClient, odd: str) -> None:
    assert browser.get(f"/review/{odd}").status_code == 404
    assert browser.post(f"/review/{odd}/take").status_code == 404
    assert browser.post(f"/review/{odd}/decide", data={"word": "pass"}).status_code == 404


def test_an_odd_material_is_not_found(browser: FlaskClient, code: str) -> None:
    for odd in ("nonsense", "\x00", HOSTILE, ""):
        assert say(browser, code, odd, "pass") == 404


def test_the_second_notice_goes_through_a_supervisor(
    browser: FlaskClient, code: str, office: Office, signed_in: SignIn
) -> None:
    from tests.preaudit.test_notice import come_again

    all_pass(browser, office, code, but=("form",))
    say(browser, code, "form", "mend", reasons=["not_signed"])
    browser.post(f"/review/{code}/send-back")
    come_again(office, code, ("form",))
    browser = signed_in(Role.AUDITOR)
    browser.post("/review/next")
    say(browser, code, "form", "pass")
    say(browser, code, "id_back", "mend", reasons=["expired"])
    assert "要先请主管同意" in browser.get(f"/review/{code}/notice").text
    refused = browser.post(f"/review/{code}/send-back")
    assert refused.status_code == 409
    assert "一次性告知" in refused.text
    assert browser.post(f"/review/{code}/ask-approval").status_code == 303
    boss = signed_in(Role.SUPERVISOR)
    assert code in boss.get("/review/overview").text
    assert boss.post(f"/review/{code}/approve", data={"reason": ""}).status_code == 422
    assert boss.post(f"/review/{code}/approve", data={"reason": HOSTILE}).status_code == 303
    page = browser.get(f"/review/{code}/notice").text
    assert "主管已同意" in page
    assert "<script>alert" not in page
    assert browser.post(f"/review/{code}/send-back").status_code == 303
