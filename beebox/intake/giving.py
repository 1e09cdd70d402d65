"""Taking a file in: looked at, made durable, written down, answered - in this order.

Whoever pulls the plug between two of these steps loses nothing that was answered for, and leaves
nothing visible that is not whole.
"""

from dataclasses import dataclass

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.cases.access import material_for, upload_for
from beebox.cases.events import MaterialChanged, MaterialUploaded
from beebox.cases.models import Case
from beebox.cases.papers import Material, MaterialVersion
from beebox.cases.queries import uploads_of
from beebox.cases.scans import Scan
from beebox.intake.own_case import hold, own_case, refuse_locked
from beebox.intake.ports import FileDoor, Inspected
from beebox.intake.scanning import scanned
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.files import FileStore, Stored
from beebox.kernel.settings import Settings
from beebox.web.uploads import Arrived


class NothingChosen(BeeboxError):
    status = 422
    code = "nothing_chosen"
    message = N_("还没有选文件。请先拍照或选一个文件，再点“上传”。")


class TooManyPages(BeeboxError):
    status = 422
    code = "too_many_pages"
    message = N_(
        "一份材料最多 %(limit)d 页：已经有 %(have)d 页，这个文件有 %(pages)d 页，没有收下。"
        "请去掉用不着的页再传；之前传的都在。"
    )


class GivenAlready(BeeboxError):
    status = 409
    code = "given_already"
    message = N_("这个文件和已经传过的第 %(place)d 个一模一样，没有重复收。要传另一页，请换一张。")


@dataclass(frozen=True)
class Place:
    """Where a file belongs: whose case, which material, and the file it takes the place of, if any."""

    case_code: str
    material_code: str
    citizen: Actor
    replaces: int | None = None


@dataclass(frozen=True)
class Looked:
    """What was found out about a file before it is kept."""

    inspected: Inspected
    scan: Scan


def give_file(office: Office, place: Place, arrived: Arrived, key: str) -> int:
    """The id of the upload. The same key again gives the same upload, and keeps nothing twice."""
    with office.look() as work:
        known = _known(work, _open_place(work, place)[1], key)
        if known is not None:
            return known
    data = arrived.read()
    looked = Looked(office.use(FileDoor).inspect(data, arrived.name), scanned(office, data))
    stored = arrived.stream.keep()
    try:
        with office.work() as work:
            upload_id = _write_down(work, place, arrived.name, looked, stored, key)
            kept = work.session.get_one(MaterialVersion, upload_id).file_key
    except BeeboxError:
        office.use(FileStore).remove(stored.key)
        raise
    if kept != stored.key:
        office.use(FileStore).remove(stored.key)
    return upload_id


def _open_place(work: Work, place: Place) -> tuple[Case, Material]:
    case = own_case(work, place.case_code, place.citizen)
    material = material_for(work, case, place.material_code)
    refuse_locked(work, case, material)
    return case, material


def _known(work: Work, material: Material, key: str) -> int | None:
    return work.session.scalar(
        select(MaterialVersion.id).where(MaterialVersion.upload_key == _own_key(material, key))
    )


def _own_key(material: Material, key: str) -> str:
    """The form's token, made unreachable from any other material."""
    return f"{material.id}:{key[:80]}"


def _write_down(work: Work, place: Place, name: str, looked: Looked, stored: Stored, key: str) -> int:
    case = own_case(work, place.case_code, place.citizen)
    hold(work, case)
    case, material = _open_place(work, place)
    known = _known(work, material, key)
    if known is not None:
        return known
    present = uploads_of(work, case.id).get(material.id, [])
    old = upload_for(work, case, place.replaces) if place.replaces is not None else None
    inspected = looked.inspected
    _refuse_same(present, stored)
    _refuse_too_many(work, [upload for upload in present if upload is not old], inspected)
    upload = MaterialVersion(
        material_id=material.id, case_id=case.id, position=_position(work, material, old),
        upload_key=_own_key(material, key), file_key=stored.key, file_name=name or "photo",
        kind=inspected.kind, mime=inspected.mime, sha256=stored.sha256, size=stored.size,
        pages=inspected.pages, cares=list(inspected.cares),
        scan=looked.scan, given_by=place.citizen.id, given_at=work.now(), previews=[],
    )  # fmt: skip
    if old is not None and old.material_id == material.id and old.removed_at is None:
        old.removed_at = work.now()
        work.emit(MaterialChanged(case.id, material.id))
    material.doubted = False
    work.session.add(upload)
    work.session.flush()
    work.emit(MaterialUploaded(case.id, upload.id))
    return upload.id


def _refuse_same(present: list[MaterialVersion], stored: Stored) -> None:
    for place, upload in enumerate(present, 1):
        if upload.sha256 == stored.sha256:
            raise GivenAlready(place=place)


def _refuse_too_many(work: Work, staying: list[MaterialVersion], inspected: Inspected) -> None:
    have, limit = sum(upload.pages for upload in staying), work.use(Settings).max_pages
    if have + inspected.pages > limit:
        raise TooManyPages(limit=limit, have=have, pages=inspected.pages)


def _position(work: Work, material: Material, old: MaterialVersion | None) -> int:
    if old is not None and old.material_id == material.id:
        return old.position
    highest = select(func.max(MaterialVersion.position))
    found = work.session.scalar(highest.where(MaterialVersion.material_id == material.id))
    return 0 if found is None else found + 1
