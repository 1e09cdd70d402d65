"""The page of one material: what is said, drawn, offered and served."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from beebox.accounts.roles import Role
from beebox.cases.papers import Material, MaterialVersion, ReadingState
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
