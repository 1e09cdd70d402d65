"""The supervisor's pages of the reasons, and what becomes of them on the bench and at the citizen's."""

from collections.abc import Callable
from copy import deepcopy
from io import BytesIO

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.papers import CorrectionItem
from beebox.housekeeping import sweep_files
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.preaudit.library.editing import reason_row
from beebox.preaudit.library.models import ReasonUse, ReasonVersion
from beebox.preaudit.rulekeeping.content import hash_of
from beebox.preaudit.rulekeeping.models import RuleVersion
from beebox.preaudit.rulekeeping.versions import in_force
from tests.conftest import PersonMaker
from tests.preaudit.papers_made import full_case, picture
from tests.preaudit.test_notice import send
from tests.preaudit.test_review import decide, pass_all

SignIn = Callable[..., FlaskClient]
HOSTILE = "<script>alert(1)</script>"
FORM = {
    "short": "没有签名", "short_en": "Not signed", "text": "没有看到签名。",
    "text_en": "There is no signature.",
    "how": "请本人签名。", "how_en": "Please sign by hand.", "law": "中华人民共和国行政许可法",
    "article": "第二十九条", "documents": ["application_form"], "rules": ["signature_present"],
    "position": "90", "picture": "sample:form.jpg",
}  # fmt: skip


@pytest.fixture
def boss(signed_in: SignIn) -> FlaskClient:
    return signed_in(Role.SUPERVISOR)


def save(boss: FlaskClient, **changes: object):  # type: ignore[no-untyped-def]  # a test response
    return boss.post("/review/reasons/not_signed", data={**FORM, "version": "1", **changes})


def test_the_list_shows_each_reason_with_its_basis_and_uses(
    boss: FlaskClient, office: Office, person: PersonMaker
) -> None:
    page = boss.get("/review/reasons").text
    assert "没有签名或没有填完" in page
    assert "第二十九条第一款" in page
    assert "1 次" not in page
    auditor = person(Role.AUDITOR).actor()
    code = full_case(office, person(Role.CITIZEN))
    pass_all(office, code, auditor, but=("form",))
    decide(office, code, auditor, "form", "mend", "not_signed")
    send(office, code, auditor)
    with office.look() as work:
        row = work.session.query(ReasonUse).one()
        assert (row.code, row.item_code, row.material_code) == ("not_signed", "elder-card-first", "form")
    assert "1 次" in boss.get("/review/reasons").text
    one = boss.get("/review/reasons?type=portrait_photo").text
    assert "照片规格不合" in one
    assert "没有盖章" not in one
    assert boss.get("/review/reasons?type=<b>").status_code == 200


def test_a_reason_is_changed_by_form_and_the_old_words_stay(boss: FlaskClient, office: Office) -> None:
    assert save(boss).location == "/review/reasons/not_signed"
    page = boss.get("/review/reasons/not_signed").text
    assert "已保存" in page
    assert "没有看到签名，或者还有该填的栏目空着。" in page  # struck through in the history
    with office.look() as work:
        assert work.session.query(ReasonVersion).filter_by(number=2).count() == 1
    again = save(boss)
    assert again.status_code == 409
    assert "刚刚已被他人处理" in again.text
    assert "请本人签名。" in again.text
    assert "看别人改成了什么" in again.text


def test_what_is_wrong_is_told_at_its_field_and_nothing_typed_is_lost(boss: FlaskClient) -> None:
    answer = save(boss, text_en="", law="", text="写了很多字", position="x")
    assert answer.status_code == 422
    assert "有 3 处要改" in answer.text
    for sentence in ("还缺英文", "请写法律依据", "次序要写", "写了很多字"):
        assert sentence in answer.text
    assert answer.text.count('aria-invalid="true"') == 3


def test_looking_first_saves_nothing(boss: FlaskClient, office: Office) -> None:
    answer = save(boss, do="look", text="试试这句。")
    assert answer.status_code == 200
    assert "还没有保存" in answer.text
    assert "<p>试试这句。</p>" in answer.text
    with office.look() as work:
        assert reason_row(work, "not_signed").version == 1


def test_a_new_reason_gets_a_code_of_its_own(boss: FlaskClient) -> None:
    assert boss.get("/review/reasons/new").status_code == 200
    taken = boss.post("/review/reasons/new", data={**FORM, "code": "expired"})
    assert taken.status_code == 422
    assert "已经有一个原因叫“expired”" in taken.text
    made = boss.post("/review/reasons/new", data={**FORM, "code": "faint_ink", "documents": ["bank_card"]})
    assert made.location == "/review/reasons/faint_ink"
    assert "加好了" in boss.get("/review/reasons/faint_ink").text


def test_hostile_words_stay_words(boss: FlaskClient) -> None:
    save(boss, text=HOSTILE, short=HOSTILE[:40])
    for path in ("/review/reasons", "/review/reasons/not_signed"):
        page = boss.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_retiring_and_restoring(boss: FlaskClient) -> None:
    boss.post("/review/reasons/not_signed/retire")
    page = boss.get("/review/reasons/not_signed").text
    assert "已停用" in page
    assert "重新启用" in page
    boss.post("/review/reasons/not_signed/restore")
    assert "又启用了" in boss.get("/review/reasons/not_signed").text


def test_an_unknown_reason_is_a_clear_page(boss: FlaskClient) -> None:
    for answer in (boss.get("/review/reasons/nothing"), boss.post("/review/reasons/nothing", data=FORM)):
        assert answer.status_code == 404
        assert "没有这个退回原因" in answer.text


def test_only_supervisors_may(signed_in: SignIn) -> None:
    auditor = signed_in(Role.AUDITOR)
    assert auditor.get("/review/reasons").status_code == 403
    assert auditor.post("/review/reasons/not_signed", data=FORM).status_code == 403


def upload(boss: FlaskClient, data: bytes, name: str = "a.jpg", **changes: object):  # type: ignore[no-untyped-def]  # a test response
    form = {**FORM, "version": "1", "picture": "", **changes, "file": (BytesIO(data), name)}
    return boss.post("/review/reasons/not_signed", data=form, content_type="multipart/form-data")


def test_a_sample_picture_goes_from_the_supervisor_to_the_citizen(
    boss: FlaskClient, office: Office, person: PersonMaker, signed_in: SignIn
) -> None:
    refused = upload(boss, picture(900, 700), law="")
    assert refused.status_code == 422
    assert "上传的那一张" in refused.text
    kept = refused.text.split('value="file:')[1].split('"')[0]
    assert boss.get(f"/review/reasons/not_signed/pictures/{kept}").data[:2] == b"\xff\xd8"
    assert signed_in(Role.SUPERVISOR).get(f"/review/reasons/not_signed/pictures/{kept}").status_code == 404
    assert save(boss, picture=f"file:{kept}").status_code == 303
    auditor, citizen = person(Role.AUDITOR).actor(), person(Role.CITIZEN)
    code = full_case(office, citizen)
    pass_all(office, code, auditor, but=("form",))
    decide(office, code, auditor, "form", "mend", "not_signed")
    send(office, code, auditor)
    save(boss, version="2", picture="", text="以后的说法。")
    with office.look() as work:
        item = work.session.query(CorrectionItem).one()
        assert item.reasons == ["没有看到签名。请本人签名。"]
        assert item.points[0]["legal"] == "《中华人民共和国行政许可法》第二十九条"
        assert item.points[0]["picture"] == f"file:{kept}"
    browser = signed_in(citizen)
    page = browser.get(f"/cases/{code}/fix").text
    for words in ("没有看到签名。", "请本人签名。", "第二十九条"):
        assert words in page
    assert "以后的说法" not in page
    path = f"/cases/{code}/notice/{item_id(office)}/1.jpg"
    assert path in page
    assert browser.get(path).data[:2] == b"\xff\xd8"
    assert browser.get(path.replace("1.jpg", "2.jpg")).status_code == 404
    assert signed_in(Role.CITIZEN).get(path).status_code == 404
    sweep_files(office)
    assert office.use(FileStore).read(kept)


def item_id(office: Office) -> int:
    with office.look() as work:
        return work.session.query(CorrectionItem).one().id


@pytest.mark.parametrize(
    ("data", "name", "told"),
    [
        (b"%PDF-1.4 broken", "a.pdf", "PDF"),
        (b"hello", "a.jpg", "导出为 PDF"),
        (b"", "a.jpg", "空的"),
    ],
)
def test_a_file_that_is_no_picture_is_refused_with_a_sentence(
    boss: FlaskClient, data: bytes, name: str, told: str
) -> None:
    answer = upload(boss, data, name, text="写了很多字")
    assert answer.status_code == 422
    assert told in answer.text
    assert "写了很多字" in answer.text


def test_nobody_can_show_a_citizen_s_file_as_a_sample(
    boss: FlaskClient, office: Office, person: PersonMaker
) -> None:
    from beebox.cases.papers import MaterialVersion

    full_case(office, person(Role.CITIZEN))
    with office.look() as work:
        key = work.session.query(MaterialVersion.file_key).first()[0]
    answer = save(boss, picture=f"file:{key}")
    assert answer.status_code == 422
    assert "样图找不到了" in answer.text
    assert boss.get(f"/review/reasons/not_signed/pictures/{key}").status_code == 404


def test_a_retired_reason_leaves_the_bench(
    boss: FlaskClient, office: Office, person: PersonMaker, signed_in: SignIn
) -> None:
    code = full_case(office, person(Role.CITIZEN))
    somebody: Person = person(Role.AUDITOR)
    auditor = signed_in(somebody)
    auditor.post("/review/next")
    assert "没有签名或没有填完" in auditor.get(f"/review/{code}?m=form").text
    boss.post("/review/reasons/not_signed/retire")
    assert "没有签名或没有填完" not in auditor.get(f"/review/{code}?m=form").text


def test_a_reason_is_offered_for_the_rules_that_are_published_now(boss: FlaskClient, office: Office) -> None:
    with office.work() as work:
        old = in_force(work)
        assert old is not None
        content = deepcopy(old.content)
        fault = content["rules"]["signature_present"]["fault"]
        content["faults"][fault] = "这是办公室自己的说法"
        work.session.add(
            RuleVersion(
                number=old.number + 1, base_id=old.id, origin=old.origin, content=content,
                content_hash=hash_of(content), made_at=work.now(), published_at=work.now(), why="",
            )
        )  # fmt: skip
    assert "这是办公室自己的说法" in boss.get("/review/reasons/not_signed").text
    assert save(boss, rules=["signature_present"]).status_code == 303
    assert save(boss, version="2", rules=["no_such_rule"]).status_code == 422
