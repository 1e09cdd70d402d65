"""The page of one material: what is said, drawn, offered and served."""

import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from beebox.accounts.roles import Role
from beebox.cases.papers import Finding, Material, MaterialVersion, ReadingState
from beebox.kernel.files import FileStore
from tests.intake.test_submitting import find
from tests.intake.walking import Walk, picture, token_in


def read(walk: Walk, fields: list[dict[str, object]] | None = None) -> None:
    """Write down that everything given was read and nothing is wrong."""
    with walk.office.work() as work:
        for upload in work.session.scalars(select(MaterialVersion)):
            upload.reading_state = ReadingState.READ
            upload.previews = [work.use(FileStore).put(picture(5)).key]
            upload.reading = {"pages": [{"number": 1, "width": 640, "height": 480, "fields": fields or []}]}


def test_a_finding_is_the_heading_and_is_drawn_on_the_picture(walk: Walk) -> None:
    walk.start()
    walk.give("id_front", picture(1))
    find(walk, "id_front", "身份证号码被反光挡住了，请换个角度再拍一张")
    page = walk.browser.get(walk.path("/materials/id_front")).text
    assert "<h1>身份证号码被反光挡住了，请换个角度再拍一张</h1>" in page
    assert 'viewBox="0 0 640 480"' in page
    assert '<rect x="10.0" y="20.0" width="100.0" height="50.0"/>' in page
    assert "需重拍" in walk.browser.get(walk.path()).text
    assert "就交这一张" not in page


def test_an_english_reader_gets_the_english_sentence_where_there_is_one(walk: Walk) -> None:
    walk.start()
    walk.give("id_front", picture(1))
    find(walk, "id_front", "身份证号码被反光挡住了，请换个角度再拍一张")
    page = walk.browser.get(walk.path("/materials/id_front?lang=en")).text
    assert '<h1 lang="zh-CN">身份证号码被反光挡住了，请换个角度再拍一张</h1>' in page
    with walk.office.work() as work:
        work.session.scalars(select(Finding)).one().message_en = "Glare covers the ID number."
    page = walk.browser.get(walk.path("/materials/id_front?lang=en")).text
    assert "<h1>Glare covers the ID number.</h1>" in page
    assert "Glare covers the ID number." in walk.browser.get(walk.path("?lang=en")).text


def test_sentences_and_boxes_carry_the_same_numbers(walk: Walk) -> None:
    walk.start()
    walk.give("id_front", picture(1))
    find(walk, "id_front", "身份证号码被反光挡住了")
    find(walk, "id_front", "姓名和填写的不一样")
    with walk.office.work() as work:
        first, second = work.session.scalars(select(Finding).order_by(Finding.id))
        first.severity, second.box = "should", [200, 220, 90, 30]
        work.session.add(
            Finding(
                case_id=first.case_id, material_id=first.material_id, upload_id=first.upload_id, page=1,
                rule="right_type", answer="pass", severity="hint", message="是要的材料",
            )
        )  # fmt: skip
    page = walk.browser.get(walk.path("/materials/id_front")).text
    spots = re.findall(r'<li class="spot spot--(\w+)" id="spot-(\d)">(.*?)</li>', page, re.DOTALL)
    assert [(tone, number) for tone, number, _ in spots] == [("stop", "1"), ("wait", "2")]
    assert "姓名和填写的不一样" in spots[0][2]
    assert "必须" in spots[0][2] and "建议" in spots[1][2]
    assert '<rect x="200.0" y="220.0" width="90.0" height="30.0"/>' in spots[0][2], "shown enlarged"
    drawn = re.search(r'<svg class="marks".*?</svg>', page, re.DOTALL)
    assert drawn
    assert re.findall(r"<text[^>]*>(\d)</text>", drawn[0]) == ["2", "1"]
    assert "1 项通过" in page
    assert "是要的材料" in page


def test_each_page_that_failed_has_its_own_way_to_take_it_again(walk: Walk) -> None:
    walk.start()
    for shade in (1, 2):
        walk.give("household_head", picture(shade))
    read(walk)
    find(walk, "household_head", "第一页太暗")
    with walk.office.work() as work:
        first, second = work.session.scalars(select(MaterialVersion).order_by(MaterialVersion.id))
        seen = work.session.scalars(select(Finding)).one()
        work.session.add(
            Finding(
                case_id=seen.case_id, material_id=seen.material_id, upload_id=second.id, page=1,
                rule="readable", answer="fail", severity="must", message="第二页模糊",
            )
        )  # fmt: skip
        wanted = [str(first.id), str(second.id)]
    page = walk.browser.get(walk.path("/materials/household_head")).text
    assert re.findall(r'name="replaces" value="(\d+)"', page) == wanted
    assert page.count('type="file"') == 2
    assert len(set(re.findall(r'id="(files[^"]*)"', page))) == len(re.findall(r'id="files[^"]*"', page))


def test_a_page_nobody_could_read_has_no_picture_and_is_told(walk: Walk) -> None:
    walk.start()
    walk.give("household_head", picture(1))
    read(walk)
    with walk.office.work() as work:
        upload = work.session.scalars(select(MaterialVersion)).one()
        upload.previews = ["", upload.previews[0]]
        upload.pages = 2
        work.session.add(
            Finding(
                case_id=upload.case_id, material_id=upload.material_id, upload_id=upload.id, page=1,
                rule="readable", answer="cannot_tell", severity="should", message="这一页机器没有看清",
            )
        )  # fmt: skip
        upload_id = upload.id
    page = walk.browser.get(walk.path("/materials/household_head")).text
    assert "这一页机器没有看清" in page
    assert f"/files/{upload_id}/1.jpg" not in page
    assert f"/files/{upload_id}/2.jpg" in page
    assert walk.browser.get(walk.path(f"/files/{upload_id}/1.jpg")).status_code == 404
    assert walk.browser.get(walk.path("/check")).status_code == 200
    assert walk.browser.get(walk.path(f"/files/{upload_id}/remove")).status_code == 200


def test_after_two_tries_it_may_be_handed_in_anyway(walk: Walk) -> None:
    walk.start()
    walk.give("id_front", picture(1))
    find(walk, "id_front", "看不清")
    first = walk.case().id
    with walk.office.look() as work:
        upload = work.session.scalars(select(MaterialVersion.id)).one()
    walk.give("id_front", picture(2), replaces=str(upload))
    find(walk, "id_front", "还是看不清")
    assert "就交这一张，请人来看" in walk.browser.get(walk.path("/materials/id_front")).text
    answer = walk.browser.post(walk.path("/materials/id_front/anyway"))
    assert answer.location == walk.path()
    assert "交人工看" in walk.browser.get(walk.path()).text
    walk.give("id_front", picture(3))
    with walk.office.look() as work:
        wanted = select(Material).where(Material.case_id == first, Material.code == "id_front")
        assert not work.session.scalars(wanted).one().doubted


def test_a_new_picture_takes_the_place_of_the_faulty_page(walk: Walk) -> None:
    walk.start()
    for shade in (1, 2):
        walk.give("form", picture(shade))
    read(walk)
    find(walk, "form", "没有签名")
    page = walk.browser.get(walk.path("/materials/form"))
    faulty = token_in(page, "replaces")
    assert "不换，作为新的一页加上" in page.text
    walk.give("form", picture(3), replaces=faulty)
    assert len(order(walk)) == 2
    walk.give("form", picture(4), replaces=str(order(walk)[0]), add="yes")
    assert len(order(walk)) == 3


def test_what_was_read_is_shown_and_numbers_are_masked(walk: Walk) -> None:
    walk.start()
    walk.give("id_front", picture(1))
    box = {"x": 1, "y": 2, "w": 3, "h": 4}
    read(walk, [
        {"name": "name", "value": "黄建国", "box": box, "valid": None},
        {"name": "id_number", "value": "440105194603060377", "box": box, "valid": True},
        {"name": "unknown_field", "value": "secret", "box": None, "valid": None},
    ])  # fmt: skip
    page = walk.browser.get(walk.path("/materials/id_front")).text
    assert "黄建国" in page
    assert '<summary><span class="code">440***********0377</span>' in page
    assert "unknown_field" not in page


def test_a_sentence_with_a_percent_sign_breaks_nothing(walk: Walk) -> None:
    walk.start()
    walk.give("id_front", picture(1))
    find(walk, "id_front", "只拍到 50%（左半边）%s %(x)s")
    for page in ("", "/materials/id_front", "/check"):
        answer = walk.browser.get(walk.path(page))
        assert answer.status_code == 200
        assert "只拍到 50%（左半边）%s %(x)s" in answer.text


def test_pictures_are_served_closed_in_and_only_to_their_owner(walk: Walk, stranger: FlaskClient) -> None:
    walk.start()
    walk.give("id_front", picture(1))
    read(walk)
    with walk.office.look() as work:
        upload = work.session.scalars(select(MaterialVersion)).one().id
    path = walk.path(f"/files/{upload}/1.jpg")
    answer = walk.browser.get(path)
    assert answer.status_code == 200
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["Content-Security-Policy"].startswith("sandbox")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "private, no-store"
    assert stranger.get(path).status_code == 404
    assert walk.browser.get(walk.path(f"/files/{upload}/2.jpg")).status_code == 404
    assert walk.browser.get(walk.path(f"/files/{upload}/0.jpg")).status_code == 404
    assert walk.browser.get(walk.path("/files/99999999999999999999/1.jpg")).status_code == 404


def test_files_change_places_and_go_after_a_second_question(walk: Walk) -> None:
    walk.start()
    for shade in (1, 2, 3):
        walk.give("household_head", picture(shade), f"{shade}.jpg")
    with walk.office.look() as work:
        first, second, third = [u.id for u in work.session.scalars(select(MaterialVersion))]
    walk.browser.post(walk.path(f"/files/{third}/shift"), data={"direction": "up"})
    assert order(walk) == [first, third, second]
    walk.browser.post(walk.path(f"/files/{first}/shift"), data={"direction": "up"})
    assert order(walk) == [first, third, second]
    assert walk.browser.post(walk.path(f"/files/{first}/shift"), data={"direction": "x"}).status_code == 400
    asked = walk.browser.get(walk.path(f"/files/{third}/remove"))
    assert "删除这个文件？" in asked.text
    assert order(walk) == [first, third, second]
    for _ in range(2):
        assert walk.browser.post(walk.path(f"/files/{third}/remove")).status_code == 303
    assert order(walk) == [first, second]
    with walk.office.look() as work:
        gone = work.session.get_one(MaterialVersion, third)
        assert work.use(FileStore).read(gone.file_key) == picture(3)


def order(walk: Walk) -> list[int]:
    with walk.office.look() as work:
        rows = select(MaterialVersion).where(MaterialVersion.removed_at.is_(None))
        return [u.id for u in work.session.scalars(rows.order_by(MaterialVersion.position))]


@pytest.mark.parametrize("path", [
    "", "/state", "/answers", "/form", "/check", "/sent", "/fix", "/withdraw", "/receipt.pdf",
    "/materials/id_front", "/materials/id_front/state", "/files/1/1.jpg", "/files/1/remove",
])  # fmt: skip
def test_another_citizens_case_does_not_exist(walk: Walk, stranger: FlaskClient, path: str) -> None:
    walk.ready()
    assert stranger.get(walk.path(path)).status_code == 404


@pytest.mark.parametrize("path", [
    "/answers", "/form", "/submit", "/withdraw", "/materials/id_front", "/materials/id_front/anyway",
    "/files/1/remove", "/files/1/shift",
])  # fmt: skip
def test_nobody_else_changes_it(
    walk: Walk, stranger: FlaskClient, signed_in: Callable[..., FlaskClient], path: str
) -> None:
    walk.ready()
    before = walk.case().version
    sent = {"agree": "yes", "submit_key": "x", "direction": "up"}
    assert stranger.post(walk.path(path), data=sent).status_code == 404
    assert signed_in(Role.AUDITOR).post(walk.path(path), data=sent).status_code == 403
    assert walk.case().version == before
