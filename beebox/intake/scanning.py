"""Whether a file carries a virus: asked at the door, and again later where nobody could tell."""

import logging

from sqlalchemy import select

from beebox.cases.papers import MaterialVersion
from beebox.cases.scans import Scan
from beebox.intake.ports import FileRefused, FileScanner
from beebox.kernel.db import Office
from beebox.kernel.errors import N_
from beebox.kernel.files import FileGone, FileStore
from beebox.kernel.settings import Settings

log = logging.getLogger(__name__)
AT_ONCE = 50
"""Files looked at again in one turn of the duty."""
INFECTED = N_("这个文件里查出了病毒，没有收下。请不要再打开它；请重新拍一张照片上传，之前传的都在。")
NOBODY_LOOKS = N_("病毒检查暂时停了，这个文件还没有收下。请过几分钟再传一次；之前传的都在。")


def scanned(office: Office, data: bytes) -> Scan:
    """What the scanner says of a file that wants to come in; FileRefused for an infected one.

    Where the scanner does not answer, the file is kept and marked, or refused: as the installation
    has chosen.
    """
    found = office.use(FileScanner).scan(data)
    if found is Scan.INFECTED:
        raise FileRefused("infected", INFECTED)
    if found is Scan.NOT_SCANNED:
        if office.use(Settings).scan_required:
            raise FileRefused("not_scanned", NOBODY_LOOKS)
        log.warning("the virus scanner does not answer; a file is kept unscanned")
    return found


def scan_waiting(office: Office) -> int:
    """Look again at files that came while the scanner was silent; how many have their word now.

    A duty of the timetable, safe to repeat.
    """
    waiting = select(MaterialVersion.id, MaterialVersion.file_key).where(
        MaterialVersion.scan == Scan.NOT_SCANNED, MaterialVersion.removed_at.is_(None)
    )
    with office.look() as work:
        rows = work.session.execute(waiting.order_by(MaterialVersion.id).limit(AT_ONCE)).all()
    done = 0
    for upload_id, key in rows:
        try:
            found = office.use(FileScanner).scan(office.use(FileStore).read(key))
        except FileGone:
            continue
        if found in (Scan.NOT_SCANNED, Scan.OFF):
            break
        with office.work() as work:
            work.session.get_one(MaterialVersion, upload_id).scan = found
        done += 1
    return done
