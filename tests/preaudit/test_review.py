from datetime import timedelta

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.models import Case, CaseStep
from beebox.cases.papers import Correction, CorrectionBy, Material
from beebox.cases.queries import materials_of
from beebox.cases.states import Action, State
from beebox.kernel.db import Office, Work
from beebox.kernel.outbox import Delivery
from beebox.kernel.state_table import NoSuchMove
from beebox.preaudit import review
from beebox.preaudit.checklist import ticking
from beebox.preaudit.checklist.lines import checklist_of
from beebox.preaudit.models import MaterialDecision, Outcome, Review, Word
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import full_case, give, make_case, reading


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    return full_case(office, person(Role.CITIZEN))


@pytest.fixture
def auditor(person: PersonMaker) -> Actor:
    return person(Role.AUDITOR).actor()


def the_case(work: Work, code: str) -> Case:
    return work.session.query(Case).filter_by(code=code).one()


def notice_by(work: Work, case: Case, who: CorrectionBy) -> Correction:
    return Correction(case_id=case.id, asked_by=who, actor_id=1, asked_at=work.now(), due_on=MONDAY.date())


def decide(
    office: Office, code: str, auditor: Actor, material: str, word: str, *reasons: str, note: str = ""
) -> None:
    with office.work() as work:
        case = the_case(work, code)
        row = work.session.query(Material).filter_by(case_id=case.id, code=material).one()
        review.decide(work, case, row, auditor, word, reasons, note)


def tick_all(office: Office, code: str, auditor: Actor) -> None:
    """Confirm every line of the checklist."""
    with office.work() as work:
        case = the_case(work, code)
        while checklist_of(work, case).open_lines:
            ticking.tick_next(work, case, auditor)


def pass_all(office: Office, code: str, auditor: Actor, but: tuple[str, ...] = ()) -> None:
    """A word on every material and a tick on every line of the checklist."""
    tick_all(office, code, auditor)
    with office.look() as work:
        codes = [row.code for row in materials_of(work, the_case(work, code).id)]
    for material in codes:
        if material not in but:
            decide(office, code, auditor, material, "pass")


def test_a_word_is_kept_at_once_and_may_change(office: Office, code: str, auditor: Actor) -> None:
    decide(office, code, auditor, "form", "mend", "not_signed", note="右下角")
    decide(office, code, auditor, "form", "pass", note="还是可以的")
    with office.look() as work:
        row = work.session.query(MaterialDecision).one()
        assert (row.word, row.reasons, row.note, row.by) == (Word.PASS, [], "", auditor.id)


@pytest.mark.parametrize(
    ("word", "reasons", "note", "error"),
    [
        ("mend", (), "", review.ReasonNeeded),
        ("mend", (), "   ", review.ReasonNeeded),
        ("mend", ("other",), "", review.ReasonNeeded),
        ("mend", ("portrait_unfit",), "", review.ReasonNeeded),
        ("mend", ("nonsense",), "", review.ReasonNeeded),
        ("maybe", (), "", review.NoSuchWord),
        ("", (), "", review.NoSuchWord),
    ],
)
def test_a_word_that_says_nothing_is_refused(
    office: Office,
    code: str,
    auditor: Actor,
    word: str,
    reasons: tuple[str, ...],
    note: str,
    error: type[Exception],
) -> None:
    with pytest.raises(error):
        decide(office, code, auditor, "form", word, *reasons, note=note)


def test_a_sentence_alone_is_reason_enough(office: Office, code: str, auditor: Actor) -> None:
    decide(office, code, auditor, "form", "mend", "other", note="请写明与户主的关系。")
    decide(office, code, auditor, "id_front", "mend", note="请换一张近期的。")


def test_passing_needs_a_word_on_every_material(office: Office, code: str, auditor: Actor) -> None:
    pass_all(office, code, auditor, but=("photo",))
    with office.work() as work, pytest.raises(review.NotDecidedYet, match="1 份"):
        review.pass_case(work, the_case(work, code), auditor)
    decide(office, code, auditor, "photo", "mend", "portrait_unfit")
    with office.work() as work, pytest.raises(review.SomethingToMend):
        review.pass_case(work, the_case(work, code), auditor)


def test_a_passed_case_waits_for_its_paper(office: Office, code: str, auditor: Actor) -> None:
    pass_all(office, code, auditor)
    with office.work() as work:
        review.pass_case(work, the_case(work, code), auditor)
    with office.look() as work:
        case = the_case(work, code)
        assert (case.state, case.held_by) == (State.AWAITING_PAPER, None)
        assert case.clock_stopped_on == MONDAY.date()
        step = work.session.query(CaseStep).one()
        assert (step.action, step.actor_id) == (Action.PASS, auditor.id)
        done = work.session.query(Review).one()
        assert (done.outcome, done.auditor_id, done.round) == (Outcome.PASSED, auditor.id, 1)
    with office.work() as work, pytest.raises(NoSuchMove):
        review.pass_case(work, the_case(work, code), auditor)


def test_a_supervisor_cannot_pass_in_an_auditors_stead(
    office: Office, code: str, auditor: Actor, person: PersonMaker
) -> None:
    pass_all(office, code, auditor)
    supervisor = person(Role.SUPERVISOR).actor()
    with pytest.raises(NoSuchMove), office.work() as work:
        review.pass_case(work, the_case(work, code), supervisor)
    with office.look() as work:
        assert work.session.query(Review).count() == 0
        assert work.session.query(Delivery).count() == 0


def test_what_passed_stays_passed_in_the_next_round_unless_a_new_file_came(
    office: Office, code: str, auditor: Actor
) -> None:
    pass_all(office, code, auditor, but=("form",))
    decide(office, code, auditor, "form", "mend", "not_signed")
    stage(office).move_to(MONDAY + timedelta(hours=1))
    with office.work() as work:
        case = the_case(work, code)
        work.session.add(notice_by(work, case, CorrectionBy.PREAUDIT))
        again = work.session.query(Material).filter_by(case_id=case.id, code="photo").one()
        give(work, again, reading("portrait_photo"))
    with office.look() as work:
        case = the_case(work, code)
        assert {row.code for row in review.undecided(work, case)} == {"form", "photo"}
        words = review.decisions_of(work, case).values()
        assert all(word.carried and word.word is Word.PASS for word in words)


def test_a_department_s_notice_begins_no_new_round_of_review(
    office: Office, code: str, auditor: Actor
) -> None:
    with office.work() as work:
        case = the_case(work, code)
        work.session.add(notice_by(work, case, CorrectionBy.DEPARTMENT))
        work.session.flush()
        assert review.round_of(work, case.id) == 1


def test_a_missing_paper_still_needs_a_word(office: Office, auditor: Actor, person: PersonMaker) -> None:
    citizen: Person = person(Role.CITIZEN)
    with office.work() as work:
        case = make_case(work, citizen)
        assert len(review.undecided(work, case)) == len(materials_of(work, case.id))
