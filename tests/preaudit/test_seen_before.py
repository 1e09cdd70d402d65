"""The same file in other people's cases: counted for the auditor, told to nobody else."""

from collections.abc import Callable
from dataclasses import replace

import pytest
import sqlalchemy as sa
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.papers import Finding, Material, MaterialVersion
from beebox.kernel.db import Office, Work
from beebox.preaudit.checking import book_of
from beebox.preaudit.likeness import keys_of
from beebox.preaudit.models import PictureKey
from beebox.preaudit.report import MaterialReading
from beebox.preaudit.seen_before import Seen, remember_pictures, seen_elsewhere
from tests.conftest import PersonMaker
from tests.preaudit.machine_room import ScriptedReader, begin, upload, work_off
from tests.preaudit.papers_made import full_case, give, make_case, named, picture, reading
from tests.preaudit.test_review import the_case

PRINT, NEAR, FAR = "ab" * 32, "aa" + "ab" * 31, "54" * 32
SignIn = Callable[..., FlaskClient]


def pictured(print_: str, name: str = "黄建国") -> MaterialReading:
    found = named(reading(), name)
    return replace(found, pages=(replace(found.pages[0], picture=print_),))


def hand_in(
    office: Office, whose: Person, data: bytes, read: MaterialReading, material: str = "id_front"
) -> str:
    """The code of a new case of this person with one file given and read."""
    with office.work() as work:
        case = make_case(work, whose)
        row = work.session.query(Material).filter_by(case_id=case.id, code=material).one()
        given = give(work, row, read, data)
        remember_pictures(work, given, read)
        return case.code


def seen(office: Office, code: str) -> Seen | None:
    with office.look() as work:
        case = the_case(work, code)
        uploads = work.session.query(MaterialVersion).filter_by(case_id=case.id, removed_at=None).all()
        return seen_elsewhere(work, case, uploads, book_of(work))


@pytest.fixture
def people(person: PersonMaker) -> tuple[Person, Person, Person]:
    return person(Role.CITIZEN), person(Role.CITIZEN), person(Role.CITIZEN)


def test_the_same_file_of_somebody_else(office: Office, people: tuple[Person, ...]) -> None:
    mine, hers, his = people
    data = picture(colour="green")
    code = hand_in(office, mine, data, pictured(PRINT))
    assert seen(office, code) is None
    hand_in(office, mine, data, pictured(PRINT))
    assert seen(office, code) is None
    hand_in(office, hers, data, pictured(PRINT))
    hand_in(office, his, data, pictured(PRINT))
    assert seen(office, code) == Seen(files=2, pictures=0)


def test_nearly_the_same_picture_of_the_same_paper(office: Office, people: tuple[Person, ...]) -> None:
    mine, hers, his = people
    code = hand_in(office, mine, picture(colour="green"), pictured(PRINT))
    hand_in(office, hers, picture(colour="navy"), pictured(NEAR))
    assert seen(office, code) == Seen(files=0, pictures=1)
    hand_in(office, his, picture(colour="red"), pictured(FAR))
    hand_in(office, his, picture(colour="blue"), pictured(NEAR, name="李四"))
    assert seen(office, code) == Seen(files=0, pictures=1)


def test_what_was_taken_away_again_does_not_count(office: Office, people: tuple[Person, ...]) -> None:
    mine, hers, _ = people
    data = picture(colour="green")
    code, other = (hand_in(office, who, data, pictured(PRINT)) for who in (mine, hers))
    with office.work() as work:
        case = the_case(work, other)
        work.session.query(MaterialVersion).filter_by(case_id=case.id).one().removed_at = work.now()
    assert seen(office, code) is None


def test_a_reading_leaves_the_keys_of_its_pictures(
    bureau: Office, citizen: Person, reader: ScriptedReader
) -> None:
    code, data = begin(bureau, citizen), picture(colour="green")
    reader.told[data] = pictured(PRINT)
    given = upload(bureau, code, "id_front", data)
    work_off(bureau)
    with bureau.look() as work:
        rows = work.session.query(PictureKey).filter_by(upload_id=given).all()
        assert sorted(row.key for row in rows) == sorted(keys_of(PRINT))
        assert {row.page for row in rows} == {1}


def test_the_look_up_goes_by_index(office: Office) -> None:
    with office.look() as work:
        for table, column in (("picture_keys", "key"), ("material_versions", "sha256")):
            plan = work.session.execute(
                sa.text(f"EXPLAIN QUERY PLAN SELECT * FROM {table} WHERE {column} IN ('a', 'b')")
            ).all()
            assert "USING INDEX" in str(plan)


def test_only_the_auditor_is_told_and_nobody_is_named(
    office: Office, person: PersonMaker, signed_in: SignIn, people: tuple[Person, ...]
) -> None:
    mine, hers, _ = people
    code = full_case(office, mine)
    hand_in(office, hers, picture(), pictured(PRINT, name="王秘密"))
    browser = signed_in(person(Role.AUDITOR))
    browser.post(f"/review/{code}/take")
    page = browser.get(f"/review/{code}?m=id_front").text
    assert "同一个文件也出现在另外 1 件别人的办件里" in page
    assert "王" not in page
    with office.look() as work:
        other = work.session.query(MaterialVersion).order_by(MaterialVersion.id.desc()).first()
        assert other is not None
        assert not _told_in_rows(work)
    citizen = signed_in(mine)
    for path in (f"/cases/{code}", f"/cases/{code}/materials/id_front"):
        assert "别人的办件" not in citizen.get(path).text


def _told_in_rows(work: Work) -> bool:
    return any("别人" in found.message for found in work.session.query(Finding))
