"""What handing in and giving promise when twenty come at once, on each database there is."""

import io
from collections.abc import Callable
from threading import Thread

import pytest
from PIL import Image
from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.adapters.file_door import PreauditDoor
from beebox.cases.models import Case, CaseStep
from beebox.cases.papers import MaterialVersion
from beebox.cases.queries import materials_of
from beebox.catalog.queries import current_item
from beebox.intake.filling import fill_form
from beebox.intake.giving import Place, give_file
from beebox.intake.ports import FileDoor
from beebox.intake.starting import start_case
from beebox.intake.submitting import submit_case
from beebox.kernel.db import Office
from beebox.kernel.files import FileStore
from beebox.preaudit.door import Limits, inspect
from beebox.web.uploads import Arrived
from tests.intake.walking import ANSWERS, FORM


@pytest.fixture
def draft(any_office: Office) -> tuple[Office, str, Actor]:
    """An office, a draft with everything in it, and its citizen."""
    any_office._tools[FileDoor] = PreauditDoor(lambda data, name: inspect(data, name, Limits()))
    with any_office.work() as work:
        person = Person(role=Role.CITIZEN, phone="15000000419", name="", created_at=work.now())
        work.session.add(person)
        work.session.flush()
        me = person.actor()
        case = start_case(work, me, current_item(work, "elder-card-first"), ANSWERS)
        code = case.code
        assert fill_form(work, code, FORM, me) == {}
        wanted = [material.code for material in materials_of(work, case.id)]
    for shade, material in enumerate(wanted):
        give(any_office, Place(code, material, me), shade, f"key-{material}")
    return any_office, code, me


def give(office: Office, place: Place, shade: int, key: str) -> None:
    """A small picture, as the request brings it and lets go of it."""
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (shade, 0, 0)).save(out, "PNG")
    incoming = office.use(FileStore).incoming(1024 * 1024)
    incoming.write(out.getvalue())
    try:
        give_file(office, place, Arrived("a.png", incoming), key)
    finally:
        incoming.close()


def twenty(act: Callable[[int], object]) -> None:
    faults: list[BaseException] = []

    def run(number: int) -> None:
        try:
            act(number)
        except BaseException as fault:
            faults.append(fault)

    threads = [Thread(target=run, args=(number,)) for number in range(20)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []


@pytest.mark.parametrize("keys", ["one", "twenty"])
def test_twenty_submissions_are_one(draft: tuple[Office, str, Actor], keys: str) -> None:
    office, code, me = draft

    def submit(number: int) -> None:
        with office.work() as work:
            submit_case(work, code, "same" if keys == "one" else f"key-{number}", "yes", me)

    twenty(submit)
    with office.look() as work:
        assert work.session.scalar(select(func.count(CaseStep.id))) == 1
        assert work.session.scalars(select(Case.number)).one()


def test_twenty_uploads_with_one_token_are_one(draft: tuple[Office, str, Actor]) -> None:
    office, code, me = draft
    place = Place(code, "household_head", me)
    before = len(list(office.use(FileStore).keys()))
    twenty(lambda _: give(office, place, 99, "again"))
    with office.look() as work:
        keys = select(func.count(MaterialVersion.id)).where(MaterialVersion.upload_key.endswith(":again"))
        assert work.session.scalar(keys) == 1
    assert len(list(office.use(FileStore).keys())) == before + 1
