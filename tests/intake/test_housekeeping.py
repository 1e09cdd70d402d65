"""What nobody names goes after a day; what anybody names stays."""

import os

from sqlalchemy import select

from beebox.cases.issuing.models import Document
from beebox.cases.papers import MaterialVersion
from beebox.housekeeping import sweep_files
from beebox.kernel.files import FileStore
from beebox.kernel.outbox import Lane, deliver_pending
from beebox.kernel.settings import Settings
from beebox.preaudit.models import Reading
from beebox.wiring import HANDLERS
from tests.intake.walking import Walk


def test_unnamed_files_go_and_named_ones_stay(walk: Walk) -> None:
    office = walk.office
    store = office.use(FileStore)
    walk.ready()
    store.put(b"nobody names me")
    kept = store.put(b"a picture of what was read")
    with office.work() as work:
        work.session.add(
            Reading(sha256="0" * 64, kind="jpeg", edition="test", reading={}, previews=["", kept.key])
        )
    assert sweep_files(office) == 0, "a day has not passed"
    for file in (office.use(Settings).var_dir / "files" / "blobs").glob("??/*"):
        os.utime(file, (0, 0))
    assert sweep_files(office) == 1
    with office.look() as work:
        named = work.session.scalars(select(MaterialVersion.file_key)).all()
    assert named
    assert all(store.read(key) for key in [*named, kept.key])


def test_the_file_of_a_document_stays_for_good(walk: Walk) -> None:
    office = walk.office
    walk.ready().submit()
    assert deliver_pending(office, HANDLERS, (Lane.PRINTING,)) == 1
    for file in (office.use(Settings).var_dir / "files" / "blobs").glob("??/*"):
        os.utime(file, (0, 0))
    assert sweep_files(office) == 0
    with office.look() as work:
        key = work.session.scalars(select(Document.file_key)).one()
    assert office.use(FileStore).read(str(key)).startswith(b"%PDF-")
