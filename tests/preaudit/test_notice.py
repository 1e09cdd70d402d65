from datetime import date, timedelta

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.issuing.contents import Content
from beebox.cases.issuing.queries import newest_of
from beebox.cases.legal_clock import correction_due_on
from beebox.cases.lifecycle import move
from beebox.cases.papers import Correction, CorrectionItem, Material
from beebox.cases.queries import materials_of, open_correction, uploads_of
from beebox.cases.states import Action, State
from beebox.kernel.db import Office
from beebox.preaudit import notice, review
from beebox.preaudit.form_note import note_form
from beebox.preaudit.models import NoticeApproval, Outcome, Review
from beebox.preaudit.overview import overview
from beebox.preaudit.queries import Filters, queue
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import find, full_case, give, reading
from tests.preaudit.test_review import decide, pass_all, the_case, tick_all


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    return full_case(office, person(Role.CITIZEN))


@pytest.fixture
def auditor(person: PersonMaker) -> Actor:
    return person(Role.AUDITOR).actor()


def send(office: Office, code: str, auditor: Actor) -> None:
    tick_all(office, code, auditor)
    with office.work() as work:
        notice.send_back(work, the_case(work, code), auditor)


def come_again(office: Office, code: str, new_files: tuple[str, ...] = ()) -> None:
    """The citizen answers, with new files for some materials, and the machine has looked."""
    stage(office).move_to(office.now() + timedelta(hours=2))
    with office.work() as work:
        case = the_case(work, code)
        for material in work.session.query(Material).filter(Material.code.in_(new_files)):
            give(work, material, reading())
        citizen = Actor(case.citizen_id, Role.CITIZEN)
        move(work, case, Action.SUBMIT, citizen)
        move(work, case, Action.FINISH_CHECK, Actor(None, Role.SYSTEM))
    stage(office).move_to(office.now() + timedelta(hours=1))


def test_one_notice_names_everything_and_opens_only_that(office: Office, code: str, auditor: Actor) -> None:
    pass_all(office, code, auditor, but=("form", "photo"))
    decide(office, code, auditor, "form", "mend", "not_signed", "other", note="签在右下角。")
    decide(office, code, auditor, "photo", "mend", "portrait_unfit")
    send(office, code, auditor)
    with office.look() as work:
        case = the_case(work, code)
        assert case.state is State.SENT_BACK
        assert {row.code for row in materials_of(work, case.id) if row.open} == {"form", "photo"}
        found = open_correction(work, case.id)
        assert found is not None
        sent, items = found
        assert sent.due_on == case.lapses_on == date(2026, 12, 30)
        assert case.lapse_told is False
        assert [item.note for item in items] == ["", "签在右下角。"]
        assert items[1].reasons == [
            "没有看到签名，或者还有该填的栏目空着。请填好、由本人手写签名后再拍一张。"
        ]
        assert work.session.query(Review).one().outcome is Outcome.SENT_BACK


def test_there_is_no_notice_before_every_material_has_a_word(
    office: Office, code: str, auditor: Actor
) -> None:
    decide(office, code, auditor, "form", "mend", "not_signed")
    with pytest.raises(review.NotDecidedYet):
        send(office, code, auditor)
    pass_all(office, code, auditor)
    with pytest.raises(notice.NothingToMend):
        send(office, code, auditor)


def test_a_second_click_sends_nothing_more(office: Office, code: str, auditor: Actor) -> None:
    pass_all(office, code, auditor, but=("form",))
    decide(office, code, auditor, "form", "mend", "not_signed")
    send(office, code, auditor)
    with pytest.raises(review.NotDecidedYet):
        send(office, code, auditor)
    with office.look() as work:
        assert work.session.query(Correction).count() == 1


def test_what_was_not_mended_may_be_told_again(office: Office, code: str, auditor: Actor) -> None:
    pass_all(office, code, auditor, but=("form",))
    decide(office, code, auditor, "form", "mend", "not_signed")
    send(office, code, auditor)
    come_again(office, code)
    decide(office, code, auditor, "form", "mend", "not_signed")
    send(office, code, auditor)
    with office.look() as work:
        assert work.session.query(CorrectionItem).count() == 2


def test_a_new_file_may_have_new_faults(office: Office, code: str, auditor: Actor) -> None:
    pass_all(office, code, auditor, but=("form",))
    decide(office, code, auditor, "form", "mend", "not_signed")
    send(office, code, auditor)
    come_again(office, code, ("form",))
    decide(office, code, auditor, "form", "mend", "unreadable")
    send(office, code, auditor)


def test_a_late_idea_needs_a_supervisor(
    office: Office, code: str, auditor: Actor, person: PersonMaker
) -> None:
    pass_all(office, code, auditor, but=("form",))
    decide(office, code, auditor, "form", "mend", "not_signed")
    send(office, code, auditor)
    come_again(office, code, ("form",))
    decide(office, code, auditor, "form", "pass")
    decide(office, code, auditor, "id_back", "mend", "expired")
    with pytest.raises(notice.BeyondOneTime):
        send(office, code, auditor)
    supervisor = person(Role.SUPERVISOR).actor()
    with office.work() as work:
        notice.ask_approval(work, the_case(work, code), auditor)
    with office.work() as work, pytest.raises(notice.WhyNeeded):
        notice.approve(work, the_case(work, code), supervisor, " ")
    with office.work() as work:
        notice.approve(work, the_case(work, code), supervisor, "证件在等待期间过期")
    decide(office, code, auditor, "photo", "mend", "portrait_unfit")
    with pytest.raises(notice.BeyondOneTime):
        send(office, code, auditor)
    decide(office, code, auditor, "photo", "pass")
    send(office, code, auditor)
    with office.look() as work:
        row = work.session.query(NoticeApproval).one()
        assert (row.asked_by, row.approved_by) == (auditor.id, supervisor.id)
        assert row.reason == "证件在等待期间过期"


def test_another_sentence_under_other_is_another_fault(office: Office, code: str, auditor: Actor) -> None:
    pass_all(office, code, auditor, but=("form",))
    decide(office, code, auditor, "form", "mend", "other", note="签名在右下角。")
    send(office, code, auditor)
    come_again(office, code)
    decide(office, code, auditor, "form", "mend", "other", note="还缺日期。")
    with pytest.raises(notice.BeyondOneTime):
        send(office, code, auditor)
    decide(office, code, auditor, "form", "mend", "other", note="签名在右下角。")
    send(office, code, auditor)


def test_the_form_named_late_needs_a_supervisor_and_is_counted(
    office: Office, code: str, auditor: Actor, person: PersonMaker
) -> None:
    pass_all(office, code, auditor, but=("photo",))
    decide(office, code, auditor, "photo", "mend", "portrait_unfit")
    send(office, code, auditor)
    come_again(office, code)
    decide(office, code, auditor, "photo", "mend", "portrait_unfit")
    with office.work() as work:
        note_form(work, the_case(work, code), auditor, "住址少了门牌号。")
    with office.look() as work:
        assert notice.letter(work, the_case(work, code)).form_excess
    with pytest.raises(notice.BeyondOneTime):
        send(office, code, auditor)
    supervisor = person(Role.SUPERVISOR).actor()
    with office.work() as work:
        notice.approve(work, the_case(work, code), supervisor, "门牌号刚改")
    send(office, code, auditor)
    with office.look() as work:
        first, second = work.session.query(Correction).order_by(Correction.id)
        assert (first.approved_by, first.form_note) == (None, "")
        assert (second.approved_by, second.form_note) == (supervisor.id, "住址少了门牌号。")


def test_a_reason_about_the_form_opens_the_form(office: Office, code: str, auditor: Actor) -> None:
    pass_all(office, code, auditor, but=("form",))
    decide(office, code, auditor, "form", "mend", "name_differs")
    send(office, code, auditor)
    with office.look() as work:
        assert "填错了就改过来" in work.session.query(Correction).one().form_note


def test_a_file_that_came_after_the_word_needs_a_new_word(office: Office, code: str, auditor: Actor) -> None:
    pass_all(office, code, auditor, but=("form",))
    decide(office, code, auditor, "form", "mend", "not_signed")
    stage(office).move_to(office.now() + timedelta(minutes=5))
    with office.work() as work:
        case = the_case(work, code)
        material = work.session.query(Material).filter_by(case_id=case.id, code="photo").one()
        give(work, material, reading())
    with pytest.raises(review.NotDecidedYet):
        send(office, code, auditor)
    decide(office, code, auditor, "photo", "pass")
    send(office, code, auditor)


def test_the_notice_is_issued_with_every_word_of_it(office: Office, code: str, auditor: Actor) -> None:
    pass_all(office, code, auditor, but=("form", "photo"))
    decide(office, code, auditor, "form", "mend", "not_signed", "other", note="签在右下角。")
    decide(office, code, auditor, "photo", "mend", "portrait_unfit")
    with office.look() as work:
        draft = notice.letter(work, the_case(work, code)).words
    send(office, code, auditor)
    with office.look() as work:
        row = newest_of(work, the_case(work, code).id, "notice")
        assert row is not None
        told = Content.from_json(row.content)
        assert row.issued_by == auditor.id
    assert [point.name for point in told.body.points] == [entry.name for entry in draft.named]
    for entry, point in zip(draft.named, told.body.points, strict=True):
        for said in entry.said:
            assert said.text in point.lines[0]
        assert not entry.note or entry.note in point.lines
    assert told.body.link is not None
    assert told.body.link.address.endswith(f"/cases/{code}/fix")


def test_the_letter_shows_where_on_the_picture(office: Office, code: str, auditor: Actor) -> None:
    pass_all(office, code, auditor, but=("form",))
    decide(office, code, auditor, "form", "mend", "name_differs")
    with office.work() as work:
        case = the_case(work, code)
        material = work.session.query(Material).filter_by(case_id=case.id, code="form").one()
        shown = find(work, uploads_of(work, case.id)[material.id][0], "name_matches_form").id
    with office.look() as work:
        draft = notice.letter(work, the_case(work, code))
        assert draft.entries[0].shown is not None
        assert draft.entries[0].shown.id == shown
        assert (draft.number, draft.total, draft.excess) == (1, 6, ())


def test_the_due_day_counts_natural_days_and_rolls_off_a_holiday(office: Office, code: str) -> None:
    """Thirty days from 2 December end on New Year's Day, a Friday: the Monday after is the last day."""
    stage(office).move_to(MONDAY + timedelta(days=2))
    with office.look() as work:
        assert correction_due_on(work, the_case(work, code)) == date(2027, 1, 4)


def test_two_rounds_on_any_database(any_office: Office) -> None:
    with any_office.work() as work:
        roles = (Role.CITIZEN, Role.AUDITOR)
        people = [Person(role=role, name=role, created_at=work.now()) for role in roles]
        work.session.add_all(people)
        work.session.flush()
        work.session.expunge_all()
    code, auditor = full_case(any_office, people[0]), people[1].actor()
    pass_all(any_office, code, auditor, but=("form",))
    decide(any_office, code, auditor, "form", "mend", "not_signed")
    send(any_office, code, auditor)
    come_again(any_office, code, ("form",))
    decide(any_office, code, auditor, "form", "pass")
    tick_all(any_office, code, auditor)
    with any_office.work() as work:
        review.pass_case(work, the_case(work, code), auditor)
    with any_office.look() as work:
        assert the_case(work, code).state is State.AWAITING_PAPER
        shown = overview(work, auditor)
        assert (shown.days[0].passed, shown.days[0].sent_back) == (1, 1)
        assert queue(work, auditor, Filters(shade="stop", held="free")).found == 0
