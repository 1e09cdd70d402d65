"""Files: what is taken, what is refused and why, and that nothing is lost or doubled on the way."""

import io
import multiprocessing
import os
from collections.abc import Callable
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.adapters.disk_files import DiskFiles, DiskIncoming
from beebox.cases.events import MaterialUploaded
from beebox.cases.papers import Material
from beebox.kernel.files import FileStore, Stored
from beebox.kernel.outbox import Delivery
from beebox.wiring import HANDLERS
from tests.intake.walking import Walk, blobs, disk, picture, token_in, uploads

KEY = "a" * 30


@pytest.mark.parametrize(("kind", "name"), [
    ("JPEG", "a.jpg"), ("PNG", "a.png"), ("WEBP", "a.webp"), ("TIFF", "a.tif"), ("PDF", "a.pdf"),
])  # fmt: skip
def test_a_file_is_kept_exactly_and_its_reading_announced(walk: Walk, kind: str, name: str) -> None:
    walk.start()
    data = picture(1, kind)
    assert walk.give("id_front", data, name).status_code == 303
    given = uploads(walk.office)[0]
    assert walk.office.use(FileStore).read(given.file_key) == data
    assert (given.file_name, given.size, given.pages) == (name, len(data), 1)
    with walk.office.look() as work:
        told = select(func.count(Delivery.id)).where(Delivery.kind == "MaterialUploaded")
        assert work.session.scalar(told) == len(HANDLERS[MaterialUploaded])


def test_heic_is_taken(walk: Walk, shared_data: Path) -> None:
    found = sorted((shared_data / "specimens").rglob("*.heic"))
    if not found:
        pytest.skip("no HEIC picture among the published test data")
    walk.start()
    assert walk.give("id_front", found[0].read_bytes(), "a.heic").status_code == 303


def test_the_same_form_twice_is_one_upload(walk: Walk) -> None:
    walk.start()
    page = walk.browser.get(walk.path("/materials/id_front"))
    key = token_in(page, "upload_key")
    for _ in range(3):
        assert walk.give("id_front", picture(1), upload_key=key).status_code == 303
    assert len(uploads(walk.office)) == 1
    assert blobs(walk.office) == 1


def test_twenty_at_once_with_one_token_are_one_upload(
    walk: Walk, app: Flask, signed_in: Callable[..., FlaskClient], citizen: Person
) -> None:
    walk.start()
    browsers = [signed_in(citizen) for _ in range(20)]
    answers: list[int] = []

    def send(browser: FlaskClient) -> None:
        data = {"files": (io.BytesIO(picture(1)), "a.jpg"), "upload_key": KEY}
        answers.append(browser.post(walk.path("/materials/id_front"), data=data).status_code)

    threads = [Thread(target=send, args=(browser,)) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [303] * 20
    assert len(uploads(walk.office)) == 1
    assert blobs(walk.office) == 1


def test_one_token_in_two_materials_is_two_uploads(walk: Walk) -> None:
    walk.start()
    walk.give("id_front", picture(1), upload_key=KEY)
    walk.give("id_back", picture(2), upload_key=KEY)
    assert len(uploads(walk.office)) == 2


def test_the_same_file_twice_in_one_material_is_told(walk: Walk) -> None:
    walk.start()
    walk.give("household_head", picture(1))
    answer = walk.give("household_head", picture(1))
    assert answer.status_code == 409
    assert "一模一样" in answer.text
    assert walk.give("household_self", picture(1)).status_code == 303
    assert len(uploads(walk.office)) == 2
    assert blobs(walk.office) == 2


def test_one_bad_file_does_not_cost_the_others(walk: Walk) -> None:
    walk.start()
    sent = ((picture(1), "1.jpg"), (b"no", "2.jpg"), (picture(2), "3.jpg"))
    files = [(io.BytesIO(data), name) for data, name in sent]
    answer = walk.browser.post(
        walk.path("/materials/household_head"), data={"files": files}, follow_redirects=True
    )
    assert answer.status_code == 200
    assert "2.jpg" in answer.text
    assert "没有" in answer.text or "不是" in answer.text
    assert [upload.file_name for upload in uploads(walk.office)] == ["1.jpg", "3.jpg"]


def test_a_program_gets_json(walk: Walk) -> None:
    walk.start()
    wants = {"Accept": "application/json"}
    sent: dict[str, Any] = {"files": (io.BytesIO(picture(1)), "a.jpg")}
    answer = walk.browser.post(walk.path("/materials/id_front"), data=sent, headers=wants)
    assert answer.status_code == 201
    assert answer.json is not None
    assert answer.json["next"] == walk.path("/materials/id_front")
    sent = {"files": (io.BytesIO(b"no"), "a.jpg")}
    refused = walk.browser.post(walk.path("/materials/id_front"), data=sent, headers=wants)
    assert refused.status_code == 422
    assert refused.content_type == "application/problem+json"
    state = walk.browser.get(walk.path("/materials/id_front/state")).json
    assert state is not None
    assert (state["stamp"], state["busy"], state["text"]) == ("busy", True, "检查中")


def test_replacing_keeps_the_place_and_the_old_row(walk: Walk) -> None:
    walk.start()
    for shade in (1, 2):
        walk.give("household_head", picture(shade), f"{shade}.jpg")
    first = uploads(walk.office)[0]
    assert walk.give("household_head", picture(9), "9.jpg", replaces=str(first.id)).status_code == 303
    old, second, new = uploads(walk.office)
    assert old.removed_at is not None
    assert new.position == old.position < second.position


def test_a_file_of_another_case_is_never_replaced(walk: Walk, signed_in: Callable[..., FlaskClient]) -> None:
    from beebox.accounts.roles import Role

    walk.start()
    walk.give("id_front", picture(1))
    mine = uploads(walk.office)[0]
    thief = Walk(signed_in(Role.CITIZEN), walk.office, walk.enter)
    thief.start()
    assert thief.give("id_front", picture(2), replaces=str(mine.id)).status_code == 404
    assert uploads(walk.office)[0].removed_at is None


def test_the_plug_pulled_between_keeping_and_writing_down_leaves_nothing_visible(walk: Walk) -> None:
    walk.start()
    store = disk(walk.office)

    class Dying(DiskIncoming):
        def keep(self) -> Stored:
            super().keep()
            os._exit(9)

    class DyingStore(DiskFiles):
        def incoming(self, max_bytes: int) -> DiskIncoming:
            return Dying(self, max_bytes)

    def child() -> None:
        walk.office.engine.dispose(close=False)
        walk.office._tools[FileStore] = DyingStore(store._blobs.parent, bytes(32))
        walk.give("id_front", picture(1), upload_key=KEY)
        os._exit(0)

    process = multiprocessing.get_context("fork").Process(target=child)
    process.start()
    process.join(60)
    assert process.exitcode == 9
    assert blobs(walk.office) == 1
    assert not uploads(walk.office)
    assert "已经传的" not in walk.browser.get(walk.path("/materials/id_front")).text
    assert walk.give("id_front", picture(1), upload_key=KEY).status_code == 303
    assert len(uploads(walk.office)) == 1


def test_files_of_a_visitor_who_is_not_signed_in_touch_no_disk(walk: Walk, client: FlaskClient) -> None:
    walk.start()
    data = {"files": (io.BytesIO(picture(1)), "a.jpg")}
    answer = client.post(walk.path("/materials/id_front"), data=data)
    assert answer.status_code == 401
    assert blobs(walk.office) == 0


def test_a_name_may_be_anything_and_is_only_a_name(walk: Walk) -> None:
    walk.start()
    walk.give("id_front", picture(1), "../../etc/<b>护照\u202egpj.exe")
    given = uploads(walk.office)[0]
    assert given.file_name == "<b>护照gpj.exe"
    assert "<b>护照" not in walk.browser.get(walk.path("/materials/id_front")).text


def test_a_material_that_is_not_on_the_list_takes_nothing(walk: Walk) -> None:
    walk.start()
    assert walk.give("no_such", picture(1)).status_code == 404
    walk.browser.post(walk.path("/answers"), data={"applicant": "migrant", "agent": "no"})
    assert walk.give("household_self", picture(1)).status_code == 409
    with walk.office.look() as work:
        assert work.session.scalar(select(func.count(Material.id)).where(~Material.needed)) == 2
