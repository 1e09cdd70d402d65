"""A citizen's way through the pages, as a browser without JavaScript goes it."""

import io
import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, stream_encode_multipart

from beebox.adapters.disk_files import DiskFiles
from beebox.cases.models import Case
from beebox.cases.papers import Material, MaterialVersion
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore

FORM = {
    "applicant_name": "黄建国",
    "id_number": "440105194603060377",
    "phone": "13900003248",
    "address": "广东省广州市海珠区琶影路80号金桂里10栋2106室",
    "receiver_name": "黄建国",
    "receiver_phone": "13900003248",
    "receiver_address": "广东省广州市海珠区琶影路80号金桂里10栋2106室",
}
ANSWERS = {"applicant": "local", "agent": "no"}


def picture(shade: int = 200, kind: str = "JPEG", size: tuple[int, int] = (640, 480)) -> bytes:
    """A small picture of its own; another shade is another file."""
    out = io.BytesIO()
    Image.new("RGB", size, (shade, 180, 160)).save(out, kind)
    return out.getvalue()


def token_in(page: TestResponse, name: str) -> str:
    found = re.search(rf'name="{name}" value="([^"]+)"', page.text)
    assert found, f"the page has no {name}"
    return found[1]


@dataclass
class Walk:
    """One citizen's browser and the case they are at."""

    browser: FlaskClient
    office: Office
    enter: Callable[[], FlaskClient]
    code: str = ""

    def come_back(self) -> None:
        """Sign in again, some days later."""
        self.browser = self.enter()

    def start(self, item: str = "elder-card-first", answers: dict[str, str] | None = None) -> str:
        answer = self.browser.post(f"/apply/{item}", data=answers or ANSWERS)
        assert answer.status_code == 303, answer.text
        self.code = answer.location.rsplit("/", 1)[-1]
        return self.code

    def path(self, rest: str = "") -> str:
        return f"/cases/{self.code}{rest}"

    def give(self, material: str, data: bytes, name: str = "photo.jpg", **fields: str) -> TestResponse:
        sent = {"files": FileStorage(io.BytesIO(data), name.replace('"', "%22")), **fields}
        body, length, boundary = stream_encode_multipart(sent, threshold=1 << 30)
        return self.browser.post(
            self.path(f"/materials/{material}"), input_stream=body, content_length=length,
            content_type=f"multipart/form-data; boundary={boundary}",
        )  # fmt: skip

    def give_all(self) -> None:
        with self.office.look() as work:
            rows = work.session.scalars(
                select(Material.code).join(Case, Case.id == Material.case_id)
                .where(Case.code == self.code, Material.needed).order_by(Material.position)
            ).all()  # fmt: skip
        for number, material in enumerate(rows):
            answer = self.give(material, picture(number))
            assert answer.status_code == 303, answer.text

    def fill(self, **changes: str) -> TestResponse:
        return self.browser.post(self.path("/form"), data=FORM | changes)

    def ready(self) -> "Walk":
        self.start()
        self.give_all()
        assert self.fill().status_code == 303
        return self

    def submit(self, key: str = "k" * 20, agree: str = "yes") -> TestResponse:
        return self.browser.post(self.path("/submit"), data={"submit_key": key, "agree": agree})

    def case(self) -> Case:
        with self.office.look() as work:
            found = work.session.scalars(select(Case).where(Case.code == self.code)).one()
            work.session.refresh(found)
            work.session.expunge(found)
            return found


def uploads(office: Office) -> list[MaterialVersion]:
    """Every upload there is, removed or not, in the order they came."""
    with office.look() as work:
        found = list(work.session.scalars(select(MaterialVersion).order_by(MaterialVersion.id)))
        work.session.expunge_all()
    return found


def disk(office: Office) -> DiskFiles:
    store = office.use(FileStore)
    assert isinstance(store, DiskFiles)
    return store


def blobs(office: Office) -> int:
    """How many files are kept on disk."""
    return len(list(disk(office).keys()))


def half_way(office: Office) -> list[Path]:
    """Files that began to arrive and were neither kept nor forgotten."""
    return list(disk(office)._incoming.iterdir())
