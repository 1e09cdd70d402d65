"""A machine that reads as it is told to, for the tests of what is made of its readings."""

import threading

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.events import CaseSubmitted, MaterialChanged, MaterialUploaded
from beebox.cases.lifecycle import move
from beebox.cases.papers import Material
from beebox.cases.states import Action, State
from beebox.kernel.db import Office
from beebox.kernel.outbox import Handlers, deliver_pending
from beebox.preaudit.machine import READ_UPLOAD, check_submitted, material_changed
from beebox.preaudit.ports import Told, nobody
from beebox.preaudit.report import Box, MaterialReading, Quality, QualityWord
from beebox.wiring import HANDLERS
from tests.preaudit.papers_made import give, make_case, picture, reading
from tests.preaudit.test_review import the_case

READS: Handlers = {
    **{event: [] for event in HANDLERS},
    MaterialUploaded: [READ_UPLOAD],
    MaterialChanged: [material_changed],
    CaseSubmitted: [check_submitted],
}
BLURRED = Quality(QualityWord.BLURRED, 0.1, 0.6, 0.0, Box(1, 2, 3, 4), "照片模糊，请重拍。")


class ScriptedReader:
    """Reads each file as it is told to; `wait` holds every reading up until it is set, and
    `after_page` is called after each page that was told."""

    edition = "test-1"

    def __init__(self) -> None:
        self.told: dict[bytes, MaterialReading | Exception] = {}
        self.times = 0
        self.wait = threading.Event()
        self.wait.set()
        self.after_page: Told = nobody

    def read(
        self, data: bytes, kind: str, pages: int = 1, told: Told = nobody
    ) -> tuple[MaterialReading, list[bytes]]:
        self.times += 1
        for page in range(1, pages + 1):
            assert self.wait.wait(10)
            told(page)
            self.after_page(page)
        found = self.told.get(data, reading())
        if isinstance(found, Exception):
            raise found
        return found, [picture(colour="grey") for _ in found.pages]


def work_off(bureau: Office) -> None:
    while deliver_pending(bureau, READS):
        pass


def begin(bureau: Office, citizen: Person, state: State = State.DRAFT) -> str:
    with bureau.work() as work:
        return make_case(work, citizen, state=state).code


def upload(bureau: Office, code: str, material: str, data: bytes) -> int:
    with bureau.work() as work:
        case = the_case(work, code)
        row = work.session.query(Material).filter_by(case_id=case.id, code=material).one()
        given = give(work, row, data=data)
        work.emit(MaterialUploaded(case.id, given.id))
        return given.id


def submit(bureau: Office, code: str) -> None:
    with bureau.work() as work:
        case = the_case(work, code)
        move(work, case, Action.SUBMIT, Actor(case.citizen_id, Role.CITIZEN))


def state_of(bureau: Office, code: str) -> State:
    with bureau.look() as work:
        return the_case(work, code).state
