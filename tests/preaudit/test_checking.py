from dataclasses import replace

import pytest

from beebox.accounts.roles import Role
from beebox.cases.papers import Finding, Material, MaterialVersion, ReadingState
from beebox.catalog.checked_file import read_checked
from beebox.catalog.queries import current_item
from beebox.kernel.db import Office, Work
from beebox.kernel.settings import ROOT
from beebox.preaudit.checking import Pages, check_across, joined, refresh_findings, wanted_material
from beebox.preaudit.reasons import ReasonBook
from beebox.preaudit.rule_book import load_rule_book
from tests.conftest import PersonMaker
from tests.preaudit.papers_made import FORM, give, make_case, named, picture, reading
from tests.preaudit.test_review import the_case


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    citizen = person(Role.CITIZEN)
    with office.work() as work:
        return make_case(work, citizen).code


def material(work: Work, code: str, which: str) -> Material:
    case = the_case(work, code)
    return work.session.query(Material).filter_by(case_id=case.id, code=which).one()


def answers(work: Work, **by: object) -> dict[tuple[str, int | None], str]:
    return {(f.rule, f.material_id): f.answer for f in work.session.query(Finding).filter_by(**by)}


def test_several_files_are_looked_at_as_one_paper() -> None:
    two_pages = replace(reading(), pages=(reading().pages[0], replace(reading().pages[0], number=2)))
    one = joined([two_pages, reading(name="李四")])
    assert [page.number for page in one.pages] == [1, 2, 3]
    assert [field.page for page in one.pages for field in page.fields] == [1, 2, 3]
    assert one.seconds == pytest.approx(0.2)


def test_a_page_counted_through_is_found_in_its_own_file(office: Office, code: str) -> None:
    two_pages = replace(reading(), pages=(reading().pages[0], replace(reading().pages[0], number=2)))
    with office.work() as work:
        row = material(work, code, "form")
        first, unread, last = give(work, row, two_pages), give(work, row), give(work, row, reading())
        pages = Pages([first, unread, last])
        assert pages.at(2) == (first.id, 2)
        assert pages.at(3) == (last.id, 1)
        assert pages.at(4) == pages.at(None) == (None, None)


def test_rules_run_over_what_is_there(office: Office, code: str) -> None:
    with office.work() as work:
        row = material(work, code, "id_front")
        give(work, row, named(reading(), "李四"))
        refresh_findings(work, row)
        refresh_findings(work, row)
        found = work.session.query(Finding).filter_by(rule="name_matches_form").all()
        assert [one.answer for one in found] == ["fail"]
        assert found[0].box == [40, 30, 120, 24]
        assert found[0].across is False


def test_a_finding_of_another_material_is_left_alone(office: Office, code: str) -> None:
    with office.work() as work:
        front, form = material(work, code, "id_front"), material(work, code, "form")
        for row in (front, form):
            give(work, row, reading())
            refresh_findings(work, row)
        before = answers(work, material_id=front.id)
        refresh_findings(work, form)
        assert answers(work, material_id=front.id) == before


def test_what_is_missing_shows_only_across_the_case(office: Office, code: str) -> None:
    with office.work() as work:
        given = material(work, code, "id_front")
        give(work, given, reading())
        failed = material(work, code, "photo")
        give(work, failed).reading_state = ReadingState.FAILED
        work.session.flush()
        case = the_case(work, code)
        check_across(work, case)
        check_across(work, case)
        missing = [f.material_id for f in work.session.query(Finding).filter_by(rule="present")]
        assert len(missing) == len(set(missing)) == 4
        assert {given.id, failed.id}.isdisjoint(missing)
        assert all(f.across for f in work.session.query(Finding))


def test_two_papers_with_two_names_disagree(office: Office, code: str) -> None:
    with office.work() as work:
        front, own = material(work, code, "id_front"), material(work, code, "household_self")
        give(work, front, reading())
        other = give(work, own, named(reading("household_member_page"), "李四"))
        check_across(work, the_case(work, code))
        found = work.session.query(Finding).filter_by(rule="names_agree", answer="fail").one()
        assert (found.material_id, found.upload_id, found.page) == (own.id, other.id, 1)


def test_a_form_with_odd_values_breaks_no_rule(office: Office, code: str) -> None:
    with office.work() as work:
        case = the_case(work, code)
        case.form = {**FORM, "applicant_name": None, "id_number": 7, "extra": ["x"]}
        row = material(work, code, "id_front")
        give(work, row, reading())
        refresh_findings(work, row)
        assert "rules" not in {f.rule for f in work.session.query(Finding)}


def test_a_reading_of_an_older_shape_costs_a_finding_and_no_case(
    office: Office, code: str, caplog: pytest.LogCaptureFixture
) -> None:
    with office.work() as work:
        row = material(work, code, "id_front")
        upload: MaterialVersion = give(work, row, reading())
        upload.reading = {"engine": "x"}
        work.session.flush()
        refresh_findings(work, row)
        assert [f.answer for f in work.session.query(Finding)] == ["cannot_tell"]


def test_the_age_of_an_item_reaches_its_rule(office: Office) -> None:
    with office.look() as work:
        wanted = wanted_material(current_item(work, "elder-card-first"), "id_front")
    assert wanted.least_months == 60 * 12 - 2
    assert wanted.rules[0] == "present"


def test_every_rule_there_is_suggests_a_reason() -> None:
    suggested = {
        rule
        for reason in read_checked(ROOT / "catalogue" / "reasons.yaml", ReasonBook).reasons
        for rule in reason.rules
    }
    assert set(load_rule_book(ROOT / "catalogue").rules) <= suggested


def test_one_file_in_two_places_is_told_as_such(office: Office, code: str) -> None:
    data = picture(colour="green")
    with office.work() as work:
        front, back = material(work, code, "id_front"), material(work, code, "id_back")
        give(work, front, reading(), data)
        give(work, back, reading(), data)
        refresh_findings(work, back)
        found = work.session.query(Finding).filter_by(material_id=back.id, answer="fail").one()
        assert found.rule == "not_twice"
        assert "人像面" in found.message


def test_a_wrong_paper_is_looked_at_again_when_another_comes_or_goes(office: Office, code: str) -> None:
    data = picture(colour="green")
    with office.work() as work:
        front, back = material(work, code, "id_front"), material(work, code, "id_back")
        give(work, back, reading(), data)
        refresh_findings(work, back)
        failed = {"material_id": back.id, "answer": "fail"}
        assert work.session.query(Finding).filter_by(**failed).one().rule == "right_type"
        given = give(work, front, reading(), data)
        refresh_findings(work, front)
        assert work.session.query(Finding).filter_by(**failed).one().rule == "not_twice"
        given.removed_at = work.now()
        refresh_findings(work, front)
        assert work.session.query(Finding).filter_by(**failed).one().rule == "right_type"


def test_a_missing_page_is_told_with_the_page_that_is_there(office: Office, code: str) -> None:
    with office.work() as work:
        give(work, material(work, code, "household_head"), reading("household_head_page"))
        check_across(work, the_case(work, code))
        own = material(work, code, "household_self")
        found = work.session.query(Finding).filter_by(rule="present", material_id=own.id).one()
        assert "户主页" in found.message


def test_the_age_a_paper_may_have_reaches_its_rule(office: Office) -> None:
    with office.look() as work:
        wanted = wanted_material(current_item(work, "driving-licence-replacement"), "health_form")
    assert wanted.most_days == 180
    assert wanted.original


def test_what_a_material_was_told_already_is_not_told_again(office: Office, code: str) -> None:
    with office.work() as work:
        give(work, material(work, code, "id_front"), reading())
        own = material(work, code, "household_self")
        give(work, own, named(reading("household_member_page"), "李四"))
        refresh_findings(work, own)
        check_across(work, the_case(work, code))
        failed = work.session.query(Finding).filter_by(material_id=own.id, answer="fail")
        assert [found.rule for found in failed] == ["name_matches_form"]
