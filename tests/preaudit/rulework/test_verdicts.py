"""What persons think of findings: said by a button, or told by what they decided."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.models import Case
from beebox.cases.papers import Finding
from beebox.cases.queries import materials_of
from beebox.kernel.db import Office
from beebox.kernel.outbox import Lane
from beebox.preaudit import notice, review
from beebox.preaudit.models import Word
from beebox.preaudit.rulekeeping.models import FindingVerdict, Judgement, Source
from beebox.preaudit.rulework.scoring import Score, judged_cases, scores, since_days
from beebox.preaudit.rulework.verdicts import (
    FindingGone,
    NoSuchJudgement,
    faulty_by_round,
    judge_finding,
    judgements,
)
from tests.conftest import PersonMaker
from tests.preaudit.rulework.test_trying import checked_case
from tests.preaudit.test_checking import material
from tests.preaudit.test_review import the_case, tick_all

Deliver = Callable[..., int]
NAMED = {"name_wrong": ["name_matches_form", "names_agree"], "blurred": ["readable"], "other": []}


def one(rule: str, answer: str) -> dict[str, str]:
    return {"rule": rule, "answer": answer, "place": "1:1"}


@pytest.mark.parametrize(
    ("answer", "word", "reasons", "told"),
    [
        ("fail", Word.PASS, [], [Judgement.WRONG]),
        ("cannot_tell", Word.PASS, [], [Judgement.UNSURE_FINE]),
        ("fail", Word.MEND, ["name_wrong"], [Judgement.RIGHT]),
        ("cannot_tell", Word.MEND, ["name_wrong"], [Judgement.UNSURE_FAULT]),
        ("fail", Word.MEND, ["other"], []),
        ("pass", Word.MEND, ["name_wrong"], [Judgement.MISSED]),
        ("pass", Word.PASS, [], []),
    ],
)
def test_a_decision_tells_what_it_says_of_a_finding(
    answer: str, word: Word, reasons: list[str], told: list[Judgement]
) -> None:
    found = judgements([one("name_matches_form", answer)], word, reasons, NAMED)
    assert [said for _, said in found] == told


def test_what_nobody_said_is_missed_by_those_that_looked_or_else_by_all_that_should() -> None:
    found = judgements([one("name_matches_form", "pass")], Word.MEND, ["name_wrong"], NAMED)
    assert [row["rule"] for row, _ in found] == ["name_matches_form"]
    found = judgements([], Word.MEND, ["name_wrong"], NAMED)
    assert [row["rule"] for row, _ in found] == ["name_matches_form", "names_agree"]


@pytest.fixture
def auditor(person: PersonMaker) -> Actor:
    return person(Role.AUDITOR).actor()


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    """A case whose ID card bears another name than typed."""
    return checked_case(office, person(Role.CITIZEN))


def decide_all(office: Office, code: str, auditor: Actor, mend: dict[str, list[str]]) -> None:
    tick_all(office, code, auditor)
    with office.work() as work:
        case: Case = the_case(work, code)
        for row in materials_of(work, case.id):
            if row.code in mend:
                review.decide(work, case, row, auditor, Word.MEND, mend[row.code], "")
            else:
                review.decide(work, case, row, auditor, Word.PASS, [], "")
        if mend:
            notice.send_back(work, case, auditor)
        else:
            review.pass_case(work, case, auditor)


def words(office: Office, code: str) -> dict[tuple[str, str], tuple[str, str]]:
    with office.look() as work:
        case_id = the_case(work, code).id
        rows = work.session.query(FindingVerdict).filter_by(case_id=case_id).order_by(FindingVerdict.id)
        return {(row.material, row.rule): (row.word.value, row.source.value) for row in rows}


def test_a_case_that_passed_says_its_complaints_were_wrong(
    office: Office, code: str, auditor: Actor, deliver: Deliver
) -> None:
    decide_all(office, code, auditor, {})
    deliver(Lane.QUICK)
    told = words(office, code)
    assert told["id_front", "name_matches_form"] == ("wrong", "decision")
    deliver(Lane.QUICK)
    assert words(office, code) == told


def test_a_case_sent_back_for_that_reason_says_they_were_right(
    office: Office, code: str, auditor: Actor, deliver: Deliver
) -> None:
    with office.look() as work:
        reasons = review.reason_book(work).reasons
        names = next(one.code for one in reasons if "name_matches_form" in one.rules)
        blurred = next(one.code for one in reasons if "readable" in one.rules)
    decide_all(office, code, auditor, {"id_front": [names, blurred]})
    deliver(Lane.QUICK)
    told = words(office, code)
    assert told["id_front", "name_matches_form"] == ("right", "decision")
    assert told["id_front", "readable"] == ("missed", "decision")
    with office.look() as work:
        row = work.session.query(FindingVerdict).filter_by(rule="readable").one()
        assert (row.by, row.round, row.page, row.answer) == (auditor.id, 1, "", "")
        assert row.run_id is not None


def finding_id(office: Office, code: str, rule: str) -> int:
    with office.look() as work:
        row = material(work, code, "id_front")
        return work.session.query(Finding).filter_by(material_id=row.id, rule=rule).one().id


def test_a_word_said_outright_counts_before_what_follows_and_can_be_taken_back(
    office: Office, code: str, auditor: Actor, deliver: Deliver
) -> None:
    which = finding_id(office, code, "name_matches_form")
    with office.work() as work:
        case = the_case(work, code)
        judge_finding(work, case, which, "wrong", auditor)
        judge_finding(work, case, which, "right", auditor)
    decide_all(office, code, auditor, {})
    deliver(Lane.QUICK)
    with office.look() as work:
        case_id = the_case(work, code).id
        assert faulty_by_round(work, case_id)[1]["id_front", "name_matches_form"] is True
        found = {score.rule: score for score in scores(work, since_days(work, 30))}
        assert found["name_matches_form"] == Score("name_matches_form", 0, right=1)
    with office.work() as work:
        judge_finding(work, the_case(work, code), which, "back", auditor)
    with office.look() as work:
        counted = {one.rule: one for one in scores(work, since_days(work, 30), by_version=True)}
        assert counted["name_matches_form"] == Score("name_matches_form", 1, wrong=1)


def test_a_finding_that_is_gone_and_a_word_that_is_none(office: Office, code: str, auditor: Actor) -> None:
    with office.work() as work:
        case = the_case(work, code)
        with pytest.raises(FindingGone):
            judge_finding(work, case, 99999, "right", auditor)
    which = finding_id(office, code, "name_matches_form")
    with office.work() as work, pytest.raises(NoSuchJudgement):
        judge_finding(work, the_case(work, code), which, "perhaps", auditor)


def add(
    office: Office, code: str, auditor: Actor, word: Judgement, count: int, rule: str = "readable"
) -> None:
    with office.work() as work:
        case_id = the_case(work, code).id
        for _ in range(count):
            number = 1 + work.session.query(FindingVerdict).count()
            work.session.add(
                FindingVerdict(
                    case_id=case_id,
                    version_id=1,
                    round=number,
                    material="form",
                    rule=rule,
                    page="",
                    answer="fail",
                    word=word,
                    source=Source.DECISION,
                    by=auditor.id,
                    at=work.now(),
                )
            )
            work.session.flush()


def test_shares_are_told_from_five_on(any_office: Office) -> None:
    office = any_office
    with office.work() as work:
        people = [
            Person(role=role, name="x", created_at=work.now(), phone=phone, login=login)
            for role, phone, login in ((Role.CITIZEN, "15000009998", None), (Role.AUDITOR, None, "a"))
        ]
        work.session.add_all(people)
        work.session.flush()
        who = people[1].actor()
        work.session.expunge_all()
    code = checked_case(office, people[0])
    add(office, code, who, Judgement.RIGHT, 3)
    add(office, code, who, Judgement.WRONG, 1)
    with office.look() as work:
        score = scores(work, since_days(work, 30))[0]
        assert (score.right, score.wrong, score.precision, score.recall, score.word) == (
            3,
            1,
            None,
            None,
            "few",
        )
    add(office, code, who, Judgement.RIGHT, 1)
    add(office, code, who, Judgement.MISSED, 2)
    add(office, code, who, Judgement.UNSURE_FAULT, 4)
    with office.look() as work:
        score = scores(work, since_days(work, 30))[0]
        assert (score.precision, score.recall, score.unsure, score.word) == (0.8, 0.8, 4, "misses")
        cases = judged_cases(work, "readable", [Judgement.MISSED], since_days(work, 30))
        assert [(one.code, one.version) for one in cases] == [(code, 1)] * 2
        assert judged_cases(work, "readable", [Judgement.MISSED], work.now() + timedelta(days=1)) == []
