"""A sent notice taken back by a supervisor while its citizen has not answered."""

from datetime import timedelta

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.issuing.correcting import is_revoked, mend_document
from beebox.cases.issuing.queries import documents_of
from beebox.cases.lifecycle import move
from beebox.cases.models import CaseStep
from beebox.cases.papers import Correction
from beebox.cases.queries import materials_of, open_correction
from beebox.cases.states import Action, State
from beebox.kernel.db import Office
from beebox.kernel.state_table import NoSuchMove
from beebox.notices.models import Message
from beebox.preaudit import notice, recalling
from beebox.preaudit.library.counting import uses_by_code
from beebox.preaudit.models import NoticeApproval
from beebox.preaudit.overview import overview
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import full_case
from tests.preaudit.test_notice import come_again, send
from tests.preaudit.test_review import decide, pass_all, the_case, tick_all


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    return full_case(office, person(Role.CITIZEN))


@pytest.fixture
def auditor(person: PersonMaker) -> Actor:
    return person(Role.AUDITOR).actor()


@pytest.fixture
def boss(person: PersonMaker) -> Actor:
    return person(Role.SUPERVISOR).actor()


def sent_back(office: Office, code: str, auditor: Actor) -> None:
    pass_all(office, code, auditor, but=("form",))
    decide(office, code, auditor, "form", "mend", "not_signed")
    send(office, code, auditor)


def recall(office: Office, code: str, boss: Actor, reason: str = "原因选错了") -> None:
    with office.work() as work:
        recalling.recall_notice(work, the_case(work, code), boss, reason)


def test_a_recalled_notice_binds_nobody(office: Office, code: str, auditor: Actor, boss: Actor) -> None:
    sent_back(office, code, auditor)
    stage(office).move_to(MONDAY + timedelta(days=1))
    recall(office, code, boss)
    with office.look() as work:
        case = the_case(work, code)
        assert (case.state, case.lapses_on, case.clock_stopped_on) == (State.REVIEWING, None, None)
        assert open_correction(work, case.id) is None
        assert not any(row.open for row in materials_of(work, case.id))
        row = work.session.query(Correction).one()
        assert (row.recalled_by, row.recall_reason) == (boss.id, "原因选错了")
        step = work.session.query(CaseStep).order_by(CaseStep.id.desc()).first()
        assert step is not None
        assert (step.action, step.note) == (Action.RECALL, "原因选错了")
        assert overview(work, boss).recalled == 1


def test_the_days_the_citizen_held_it_do_not_count(
    office: Office, code: str, auditor: Actor, boss: Actor
) -> None:
    sent_back(office, code, auditor)
    with office.look() as work:
        before = the_case(work, code).notice_due_on
    stage(office).move_to(MONDAY + timedelta(days=2))
    recall(office, code, boss)
    with office.look() as work:
        after = the_case(work, code).notice_due_on
    assert before and after
    assert (after - before).days == 4  # two working days, over a weekend


def test_after_a_recall_the_next_notice_is_a_first_one(
    office: Office, code: str, auditor: Actor, boss: Actor
) -> None:
    sent_back(office, code, auditor)
    recall(office, code, boss)
    decide(office, code, auditor, "form", "pass")
    decide(office, code, auditor, "id_back", "mend", "expired")
    tick_all(office, code, auditor)
    with office.work() as work:
        draft = notice.letter(work, the_case(work, code))
        assert (draft.number, draft.excess) == (1, ())
        assert notice.send_back(work, the_case(work, code), auditor) is not None


def test_what_only_a_recalled_notice_named_is_new_again(
    office: Office, code: str, auditor: Actor, boss: Actor
) -> None:
    sent_back(office, code, auditor)
    come_again(office, code, ("form",))
    decide(office, code, auditor, "form", "pass")
    decide(office, code, auditor, "id_back", "mend", "expired")
    with office.work() as work:
        notice.approve(work, the_case(work, code), boss, "等待期间过期")
    send(office, code, auditor)
    recall(office, code, boss)
    decide(office, code, auditor, "id_back", "mend", "expired")
    with pytest.raises(notice.BeyondOneTime):
        send(office, code, auditor)


def test_the_citizen_hears_of_it(office: Office, code: str, auditor: Actor, boss: Actor, deliver) -> None:  # type: ignore[no-untyped-def]  # fixture
    sent_back(office, code, auditor)
    recall(office, code, boss)
    deliver()
    with office.look() as work:
        told = {message.kind: message.text for message in work.session.query(Message)}
    assert "收回" in told["NoticeRecalled"]
    assert "黄" not in told["NoticeRecalled"]


def test_a_reason_is_needed(office: Office, code: str, auditor: Actor, boss: Actor) -> None:
    sent_back(office, code, auditor)
    with pytest.raises(recalling.RecallReasonNeeded):
        recall(office, code, boss, "  ")


def test_what_was_answered_cannot_be_recalled(office: Office, code: str, auditor: Actor, boss: Actor) -> None:
    with pytest.raises(recalling.NoOpenNotice):
        recall(office, code, boss)
    sent_back(office, code, auditor)
    with office.work() as work:
        case = the_case(work, code)
        move(work, case, Action.SUBMIT, Actor(case.citizen_id, Role.CITIZEN))
    with pytest.raises(recalling.NoOpenNotice):
        recall(office, code, boss)


def test_an_auditor_may_not_recall(office: Office, code: str, auditor: Actor) -> None:
    sent_back(office, code, auditor)
    with pytest.raises(NoSuchMove):
        recall(office, code, auditor)
    with office.look() as work:
        assert work.session.query(Correction).one().recalled_at is None


def test_the_issued_paper_is_revoked_by_another_that_names_it(
    office: Office, code: str, auditor: Actor, boss: Actor
) -> None:
    sent_back(office, code, auditor)
    recall(office, code, boss)
    with office.look() as work:
        paper, revoking = documents_of(work, the_case(work, code).id)
        assert (paper.kind, revoking.kind, revoking.replaces_id) == ("notice", "revocation", paper.id)
        assert paper.number in str(revoking.content["earlier"])
        assert "原因选错了" in revoking.content["body"]["opening"][0]
        assert revoking.issued_by == boss.id


def test_a_second_notice_has_a_paper_of_its_own_that_stands(
    office: Office, code: str, auditor: Actor, boss: Actor
) -> None:
    sent_back(office, code, auditor)
    recall(office, code, boss)
    decide(office, code, auditor, "form", "mend", "not_signed")
    tick_all(office, code, auditor)
    send(office, code, auditor)
    with office.look() as work:
        case = the_case(work, code)
        first, revoking, second = documents_of(work, case.id)
        assert [first.kind, revoking.kind, second.kind] == ["notice", "revocation", "notice"]
        assert is_revoked(work, first) and not is_revoked(work, second)
    recall(office, code, boss, "又错了")
    with office.look() as work:
        assert all(
            is_revoked(work, row)
            for row in documents_of(work, the_case(work, code).id)
            if row.kind == "notice"
        )


def test_a_paper_that_was_revoked_by_hand_is_no_hindrance(
    office: Office, code: str, auditor: Actor, boss: Actor
) -> None:
    sent_back(office, code, auditor)
    with office.work() as work:
        case = the_case(work, code)
        paper = documents_of(work, case.id)[0]
        mend_document(work, case, paper, boss, "revocation", "写错了", "", "", "by-hand")
    recall(office, code, boss)
    with office.look() as work:
        case = the_case(work, code)
        assert case.state is State.REVIEWING
        assert len(documents_of(work, case.id)) == 2


def test_reasons_of_a_recalled_notice_do_not_count(
    office: Office, code: str, auditor: Actor, boss: Actor
) -> None:
    sent_back(office, code, auditor)
    with office.look() as work:
        assert uses_by_code(work) == {"not_signed": 1}
    recall(office, code, boss)
    with office.look() as work:
        assert uses_by_code(work) == {}
    decide(office, code, auditor, "form", "mend", "not_signed")
    tick_all(office, code, auditor)
    send(office, code, auditor)
    with office.look() as work:
        assert uses_by_code(work) == {"not_signed": 1}


def test_a_notice_is_taken_back_on_any_database(any_office: Office) -> None:
    roles = (Role.CITIZEN, Role.AUDITOR, Role.SUPERVISOR)
    with any_office.work() as work:
        people = [Person(role=role, name="黄", login=role, created_at=work.now()) for role in roles]
        work.session.add_all(people)
        work.session.flush()
        work.session.expunge_all()
    citizen, auditor, boss = people
    code = full_case(any_office, citizen)
    sent_back(any_office, code, auditor.actor())
    recall(any_office, code, boss.actor())
    with any_office.look() as work:
        case = the_case(work, code)
        assert [row.kind for row in documents_of(work, case.id)] == ["notice", "revocation"]
        taken = work.session.execute(recalling.recalled_rounds(MONDAY - timedelta(days=1))).all()
        assert [tuple(row) for row in taken] == [(case.id, 1)]
        assert uses_by_code(work) == {}
    with any_office.work() as work:
        at = the_case(work, code).id
        for number in (1, 2):
            work.session.add(
                NoticeApproval(
                    case_id=at, round=number, covers=[], asked_at=work.now(), approved_at=work.now()
                )
            )  # fmt: skip
    with any_office.look() as work:
        assert overview(work, boss.actor()).second_requests == 1, "that of the notice taken back is none"
