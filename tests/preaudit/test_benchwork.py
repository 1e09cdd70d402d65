"""Undo and loading ahead on each database there is."""

import threading
from datetime import date

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.papers import Material
from beebox.kernel.db import Office
from beebox.preaudit import queue
from beebox.preaudit.benchwork import ahead, keys, undo
from beebox.preaudit.models import MaterialDecision, Word
from tests.preaudit.papers_made import full_case
from tests.preaudit.test_review import the_case


def hired(office: Office, role: Role, name: str) -> Person:
    with office.work() as work:
        made = Person(role=role, name=name, login=name, created_at=work.now())
        work.session.add(made)
        work.session.flush()
        work.session.expunge(made)
    return made


def test_a_former_word_comes_back_as_it_was(any_office: Office) -> None:
    code = full_case(any_office, hired(any_office, Role.CITIZEN, "c"))
    auditor = hired(any_office, Role.AUDITOR, "a").actor()

    def word(text: str, *reasons: str) -> None:
        with any_office.work() as work:
            case = the_case(work, code)
            material = work.session.query(Material).filter_by(case_id=case.id, code="form").one()
            undo.decide(work, case, material, auditor, text, reasons, "请签名。")

    def kept() -> tuple[object, ...]:
        with any_office.look() as work:
            row = work.session.query(MaterialDecision).one()
            return row.word, row.reasons, row.note, row.at, row.by

    word("mend", "not_signed")
    former = kept()
    word("pass")
    assert kept()[0] is Word.PASS
    with any_office.work() as work:
        undo.undo(work, the_case(work, code), auditor)
    assert kept() == former


def test_however_many_load_ahead_no_two_get_the_same(any_office: Office) -> None:
    citizen = hired(any_office, Role.CITIZEN, "c")
    codes = [full_case(any_office, citizen, due=date(2026, 12, 4)) for _ in range(8)]
    auditors = [hired(any_office, Role.AUDITOR, f"a{number}").actor() for number in range(4)]
    got: list[str] = []

    def sit(auditor: Actor) -> None:
        with any_office.work() as work:
            mine = queue.take_next(work, auditor)
        with any_office.work() as work:
            following = ahead.reserve(work, auditor)
        assert mine is not None and following is not None
        got.extend([mine, following.code])

    threads = [threading.Thread(target=sit, args=(auditor,)) for auditor in auditors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)
    assert sorted(got) == sorted(codes)
    with any_office.work() as work:
        assert ahead.take_over(work, auditors[0]) is not None


def test_keys_are_kept(any_office: Office) -> None:
    auditor = hired(any_office, Role.AUDITOR, "a").actor()
    with any_office.work() as work:
        keys.change(work, auditor, {"turn": "g"})
        keys.switch(work, auditor, on=False)
    with any_office.look() as work:
        mine = keys.keys_of(work, auditor)
        assert (mine.by_name["turn"], mine.on, mine.usual) == ("g", False, False)
