"""Every published bad file through the upload page and the confined door: a page, never a fault."""

import json
from pathlib import Path

import pytest

from beebox.adapters.confined import ReadingRoom
from beebox.adapters.file_door import PreauditDoor
from beebox.intake.ports import FileDoor
from beebox.kernel.settings import Settings
from beebox.preaudit.door import Limits
from tests.intake.walking import Walk, blobs, half_way, uploads

TAKEN = {"accept", "accept_with_care", "either"}
TURNED_AWAY = {"reject", "either"}


def test_every_bad_file_gets_a_page_and_nothing_given_is_lost(
    walk: Walk, shared_data: Path, request: pytest.FixtureRequest
) -> None:
    book = shared_data / "bad" / "expected.jsonl"
    if not book.is_file():
        pytest.skip(f"no bad files at {book}")
    settings = walk.office.use(Settings)
    room = ReadingRoom(settings.catalogue_dir, Limits())
    request.addfinalizer(room.close)
    walk.office._tools[FileDoor] = PreauditDoor(room.inspect)
    walk.start("food-licence-new", {"business": "shop", "papers": "upload", "online": "no", "agent": "no"})
    kept = 0
    for line in book.read_text().splitlines():
        told = json.loads(line)
        data = (book.parent / told["file"]).read_bytes()
        answer = walk.give("premises", data, told.get("upload_name", told["file"]))
        if answer.status_code == 303:
            assert told["expect"] in TAKEN, told["file"]
            kept += 1
            last = uploads(walk.office)[-1]
            walk.browser.post(walk.path(f"/files/{last.id}/remove"))
        else:
            assert answer.status_code in {413, 422}, (told["file"], answer.status_code)
            assert told["expect"] in TURNED_AWAY, told["file"]
            assert 'role="alert"' in answer.text or answer.status_code == 413
    assert kept > 20
    assert blobs(walk.office) == kept
    assert not half_way(walk.office)
