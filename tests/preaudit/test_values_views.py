"""The page with every value side by side: words beside colours, masked numbers, a way to each place."""

import re
from collections.abc import Callable
from dataclasses import replace

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import AccessRecord, Person
from beebox.accounts.roles import Role
from beebox.cases.papers import Material, MaterialVersion
from beebox.cases.queries import materials_of
from beebox.kernel.db import Office
from beebox.preaudit.report import Box, FieldValue, MaterialReading
from tests.conftest import PersonMaker
from tests.preaudit.papers_made import FORM, full_case, give, make_case, reading
from tests.preaudit.test_review import the_case

SignIn = Callable[..., FlaskClient]
HOSTILE = "<script>alert(1)</script>"


def read(kind: str, **values: str) -> MaterialReading:
    """A reading of this paper with these values, each in a box of its own."""
    fields = tuple(
        FieldValue(name, text, 0.98, 1, Box(10, 20 + 30 * at, 200, 24))
        for at, (name, text) in enumerate(values.items())
    )
    found = reading(kind)
    page = replace(found.pages[0], fields=fields)
    return replace(found, pages=(page,), fields=fields)


@pytest.fixture
def auditor(person: PersonMaker) -> Person:
    return person(Role.AUDITOR)


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    """A case whose household page bears another name, and whose card another number."""
    papers = {
        "id_front": read(
            "id_card_front",
            name=FORM["applicant_name"],
            id_number="440105194904145542",
            address=FORM["address"],
        ),
        "household_self": read("household_member_page", name="李四", id_number=FORM["id_number"]),
        "household_head": read("household_head_page", address="海珠区琶影路80号金桂里10幢2106房"),
        "form": read("application_form", applicant_name=FORM["applicant_name"], address=HOSTILE),
    }
    with office.work() as work:
        case = make_case(work, person(Role.CITIZEN))
        for row in materials_of(work, case.id):
            if row.code in papers:
                give(work, row, papers[row.code])
        return case.code


@pytest.fixture
def shown(signed_in: SignIn, auditor: Person, code: str) -> str:
    browser = signed_in(auditor)
    browser.post("/review/next")
    answer = browser.get(f"/review/{code}/values")
    assert answer.status_code == 200
    return answer.text


def row(shown: str, label: str) -> str:
    """The HTML of the row with this label."""
    found = [part for part in shown.split("<tr") if f"{label} <span" in part]
    assert len(found) == 1
    return found[0]


def test_rows_that_disagree_say_so_in_words(shown: str) -> None:
    assert "有 3 行不一致" in shown
    names = row(shown, "姓名")
    assert names.startswith(' role="row" class="bad"')
    assert names.count("一致</span>") == 4
    assert names.count("不一致</span>") == 2
    assert "<mark>李四</mark>" in names


def test_what_disagrees_stands_on_top_and_can_stand_alone(
    shown: str, code: str, signed_in: SignIn, auditor: Person
) -> None:
    assert shown.index('class="bad"') < shown.index("户籍地址 <span")
    browser = signed_in(auditor)
    assert "只看要看的 " in shown
    alone = browser.get(f"/review/{code}/values?rows=open").text
    assert "姓名 <span" in alone
    assert "手机号码 <span" not in alone
    assert "看全部" in alone


def test_characters_that_differ_are_marked(shown: str) -> None:
    assert "440***********<mark>5542</mark>" in row(shown, "证件号码")


def test_materials_with_nothing_to_compare_are_named(shown: str) -> None:
    assert re.search("没有参加对照的材料：.*2 居民身份证（国徽面）", shown)


def test_spellings_of_one_address_agree(shown: str) -> None:
    assert "不一致" not in row(shown, "户籍地址")


def test_numbers_are_masked(shown: str) -> None:
    assert FORM["id_number"] not in shown
    assert "440105194904145542" not in shown
    assert "440***********5542" in re.sub("</?mark>", "", row(shown, "证件号码"))
    assert "15000003248" not in shown
    assert "150****3248" in row(shown, "手机号码")


def test_what_was_read_is_text_and_nothing_else(shown: str) -> None:
    assert HOSTILE not in shown
    assert "&lt;script&gt;" in shown


def test_every_value_leads_to_its_place(shown: str, code: str, signed_in: SignIn, auditor: Person) -> None:
    (link,) = re.findall(r'href="([^"]*m=household_self[^"]*box=[^"]*)"[^>]*><mark>李四', shown)
    assert link == f"/review/{code}?m=household_self&amp;p=1&amp;box=10,20,200,24#spot"
    bench = signed_in(auditor).get(link.replace("&amp;", "&").removesuffix("#spot")).text
    assert 'id="spot"' in bench
    assert 'data-box="10,20,200,24"' in bench


def test_the_bench_leads_there(code: str, signed_in: SignIn, auditor: Person) -> None:
    browser = signed_in(auditor)
    browser.post("/review/next")
    bench = browser.get(f"/review/{code}").text
    assert f"/review/{code}/values" in bench
    assert 'id="spot"' not in bench


def test_only_who_holds_the_case_sees_it_and_it_is_written_down(
    code: str, office: Office, signed_in: SignIn, auditor: Person, person: PersonMaker
) -> None:
    assert signed_in(person(Role.AUDITOR)).get(f"/review/{code}/values").status_code in {404, 409}
    assert signed_in(person(Role.CITIZEN)).get(f"/review/{code}/values").status_code in {403, 404}
    browser = signed_in(auditor)
    browser.post("/review/next")
    browser.get(f"/review/{code}/values")
    with office.look() as work:
        assert "preaudit:values" in {record.what for record in work.session.query(AccessRecord)}


def test_a_case_without_readings_has_a_page(office: Office, person: PersonMaker, signed_in: SignIn) -> None:
    code = full_case(office, person(Role.CITIZEN))
    with office.work() as work:
        case = the_case(work, code)
        for upload in work.session.query(MaterialVersion).filter_by(case_id=case.id):
            upload.reading = None
    browser = signed_in(Role.SUPERVISOR)
    assert "还没有可以放在一起看的值" in browser.get(f"/review/{code}/values").text


def test_the_second_file_of_a_material_is_led_to(
    office: Office, person: PersonMaker, signed_in: SignIn
) -> None:
    with office.work() as work:
        case = make_case(work, person(Role.CITIZEN))
        code = case.code
        form = work.session.query(Material).filter_by(case_id=case.id, code="form").one()
        give(work, form, read("application_form"))
        give(work, form, read("application_form", applicant_name=FORM["applicant_name"])).position = 1
    page = signed_in(Role.SUPERVISOR).get(f"/review/{code}/values").text
    assert "m=form&amp;p=2&amp;box=10,20,200,24#spot" in page
