"""Files with viruses stay outside; a silent scanner loses nobody's upload."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from beebox.accounts.roles import Role
from beebox.adapters.clamd import ClamdScanner
from beebox.cases.papers import MaterialVersion
from beebox.cases.scans import Scan
from beebox.doctor.findings import Word
from beebox.doctor.records import examine_records
from beebox.intake.ports import FileScanner
from beebox.intake.scanning import scan_waiting
from beebox.kernel.db import Office
from beebox.kernel.settings import Settings
from tests.clamd_made import EICAR, running_clamd
from tests.intake.walking import Walk, blobs, half_way, picture, uploads


def infected(shade: int = 1) -> bytes:
    """A good JPEG with the test text in a note."""
    note = EICAR.encode()
    good = picture(shade)
    return good[:2] + b"\xff\xfe" + (len(note) + 2).to_bytes(2, "big") + note + good[2:]


def scanning_with(office: Office, address: Path | str) -> None:
    office._tools[FileScanner] = ClamdScanner(str(address))


def required(office: Office) -> None:
    office._tools[Settings] = replace(office.use(Settings), scan_required=True)


def scans(office: Office) -> list[Scan]:
    return [upload.scan for upload in uploads(office)]


def test_without_a_scanner_files_are_taken_and_say_so(walk: Walk) -> None:
    walk.start()
    assert walk.give("id_front", infected()).status_code == 303
    assert scans(walk.office) == [Scan.OFF]
    assert scan_waiting(walk.office) == 0


def test_a_virus_is_kept_out_with_a_sentence(walk: Walk, tmp_path: Path) -> None:
    walk.start()
    with running_clamd(tmp_path) as address:
        scanning_with(walk.office, address)
        answer = walk.give("id_front", infected())
        assert answer.status_code == 422
        assert "病毒" in answer.text
        assert "重新拍一张" in answer.text
        assert uploads(walk.office) == []
        assert blobs(walk.office) == 0
        assert not half_way(walk.office)
        assert walk.give("id_front", picture(2)).status_code == 303
    assert scans(walk.office) == [Scan.CLEAN]


def test_a_silent_scanner_keeps_the_file_and_tells_everybody(
    walk: Walk, tmp_path: Path, signed_in: Callable[..., FlaskClient]
) -> None:
    walk.start()
    scanning_with(walk.office, tmp_path / "nobody.sock")
    assert walk.give("id_front", picture(1)).status_code == 303
    assert walk.give("id_back", infected()).status_code == 303
    assert scans(walk.office) == [Scan.NOT_SCANNED] * 2
    told = [f for f in examine_records(walk.office.use(Settings), walk.office.now()) if f.name == "scans"]
    assert [(f.word, f.sentence[:1]) for f in told] == [(Word.WARN, "2")]
    page = signed_in(Role.SUPERVISOR).get("/alarms").text
    assert "2 个文件收下时病毒检查没有应答" in page
    assert scan_waiting(walk.office) == 0
    with running_clamd(tmp_path) as address:
        scanning_with(walk.office, address)
        assert scan_waiting(walk.office) == 2
        assert scan_waiting(walk.office) == 0
    assert scans(walk.office) == [Scan.CLEAN, Scan.INFECTED]
    page = signed_in(Role.SUPERVISOR).get("/alarms").text
    assert "病毒检查没有应答" not in page
    assert walk.code in page


def test_where_scanning_is_required_nothing_comes_in_unseen(walk: Walk, tmp_path: Path) -> None:
    walk.start()
    scanning_with(walk.office, tmp_path / "nobody.sock")
    required(walk.office)
    answer = walk.give("id_front", picture(1))
    assert answer.status_code == 422
    assert "病毒检查暂时停了" in answer.text
    assert (uploads(walk.office), blobs(walk.office)) == ([], 0)
    with running_clamd(tmp_path) as address:
        scanning_with(walk.office, address)
        assert walk.give("id_front", picture(1)).status_code == 303


def test_what_the_door_found_beside_the_picture_is_written_down(walk: Walk) -> None:
    walk.start()
    assert walk.give("id_front", picture(1) + b"PK\x01\x02 hidden PK\x05\x06").status_code == 303
    with walk.office.look() as work:
        (upload,) = work.session.query(MaterialVersion)
        assert upload.cares == ["polyglot"]


@pytest.mark.parametrize("scan", [Scan.CLEAN, Scan.INFECTED])
def test_a_removed_file_is_nobodys_worry(walk: Walk, scan: Scan) -> None:
    walk.start()
    walk.give("id_front", picture(1))
    with walk.office.work() as work:
        (upload,) = work.session.query(MaterialVersion)
        upload.scan, upload.removed_at = scan, work.now()
    assert not [f for f in examine_records(walk.office.use(Settings), walk.office.now()) if f.name == "scans"]
