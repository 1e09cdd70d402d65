"""Cases with papers for the tests of the review: rows as the machine would have left them."""

from dataclasses import replace
from datetime import date, timedelta
from hashlib import sha256
from io import BytesIO
from typing import Any

from PIL import Image

from beebox.accounts.models import Person
from beebox.cases.models import Case
from beebox.cases.papers import Finding, Material, MaterialVersion, ReadingState
from beebox.cases.queries import materials_of
from beebox.cases.states import State
from beebox.catalog.models import Department
from beebox.catalog.queries import current_item
from beebox.catalog.rules import materials_for
from beebox.kernel.db import Office, Work
from beebox.kernel.files import FileStore
from beebox.kernel.ids import new_code, new_secret
from beebox.preaudit.report import Box, FieldValue, MaterialReading, PageReading, Quality, QualityWord

ANSWERS = {"applicant": "local", "agent": "no"}
FORM = {
    "applicant_name": "黄建国",
    "id_number": "440105194603060377",
    "phone": "15000003248",
    "address": "广东省广州市海珠区琶影路80号金桂里10栋2106室",
}
NAME_BOX = Box(40, 30, 120, 24)


def picture(width: int = 400, height: int = 300, colour: str = "white") -> bytes:
    out = BytesIO()
    Image.new("RGB", (width, height), colour).save(out, "JPEG")
    return out.getvalue()


def reading(kind: str = "id_card_front", name: str = "黄建国", engine: str = "test") -> MaterialReading:
    field = FieldValue("name", name, 0.98, 1, NAME_BOX)
    quality = Quality(QualityWord.GOOD, 0.9, 0.6, 0.0, None, "")
    page = PageReading(1, 400, 300, 0, quality, kind, 0.99, "", (), (field,), ())
    return MaterialReading(engine, "1", (page,), kind, (field,), 0.1)


def make_case(
    work: Work,
    citizen: Person,
    state: State = State.REVIEWING,
    due: date = date(2026, 12, 4),
    form: dict[str, Any] | None = None,
) -> Case:
    """An elder card case with its needed materials and nothing given yet."""
    item = current_item(work, "elder-card-first")
    department = work.session.query(Department).filter_by(code=item.department).one()
    case = Case(
        code=new_code(), citizen_id=citizen.id, department_id=department.id, item_code=item.code,
        item_version=item.version, answers=dict(ANSWERS), form=dict(form or FORM), state=state,
        created_at=work.now(), submitted_at=work.now(), notice_due_on=due,
    )  # fmt: skip
    work.session.add(case)
    work.session.flush()
    for position, material in enumerate(materials_for(item, ANSWERS)):
        row = Material(case_id=case.id, code=material.code, position=position, open=False)
        work.session.add(row)
    work.session.flush()
    return case


def give(
    work: Work, material: Material, read: MaterialReading | None = None, data: bytes | None = None
) -> MaterialVersion:
    """A file for a material; already read when `read` is given."""
    files, data = work.use(FileStore), data or picture()
    stored = files.put(data)
    upload = MaterialVersion(
        material_id=material.id, case_id=material.case_id, position=0, upload_key=new_secret(),
        file_key=stored.key, file_name="a.jpg", kind="jpeg", mime="image/jpeg",
        sha256=sha256(data).hexdigest(), size=len(data), pages=1, given_by=1, given_at=work.now(),
    )  # fmt: skip
    if read is not None:
        upload.reading, upload.reading_state = read.to_json(), ReadingState.READ
        upload.previews, upload.read_at = [files.put(picture()).key], work.now()
    work.session.add(upload)
    work.session.flush()
    return upload


def find(
    work: Work, upload: MaterialVersion, rule: str, answer: str = "fail", message: str = "姓名不一致。"
) -> Finding:
    box = [NAME_BOX.x, NAME_BOX.y, NAME_BOX.w, NAME_BOX.h]
    finding = Finding(
        case_id=upload.case_id, material_id=upload.material_id, upload_id=upload.id, rule=rule,
        answer=answer, severity="must", message=message, page=1, box=box,
    )  # fmt: skip
    work.session.add(finding)
    work.session.flush()
    return finding


def full_case(office: Office, citizen: Person, **how: Any) -> str:
    """The code of a case in review, every material given and read."""
    with office.work() as work:
        case = make_case(work, citizen, **how)
        for material in materials_of(work, case.id):
            give(work, material, reading())
        return case.code


def named(finding_of: MaterialReading, name: str) -> MaterialReading:
    """The same reading with another name on the paper."""
    page = finding_of.pages[0]
    field = replace(page.fields[0], value=name)
    return replace(finding_of, pages=(replace(page, fields=(field,)),), fields=(field,))


def days(count: float) -> timedelta:
    return timedelta(days=count)
