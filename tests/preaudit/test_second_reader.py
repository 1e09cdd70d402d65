"""The second reader: who is drawn, what two words lead to, and who may not be the second."""

from collections import Counter
from datetime import date

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.models import CaseStep
from beebox.cases.papers import Correction, Material
from beebox.cases.queries import uploads_of
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.preaudit import notice, queue, review
from beebox.preaudit.checklist.lines import checklist_of
from beebox.preaudit.models import MaterialDecision, Review
from beebox.preaudit.queries import Filters
from beebox.preaudit.queries import queue as queue_page
from beebox.preaudit.second import ruling, settling
from beebox.preaudit.second.drawing import is_drawn, lot
from beebox.preaudit.second.ending import Ended, FirstReader, SettledOtherwise
from beebox.preaudit.second.models import ReaderDifference, SecondReading, SecondRule
from beebox.preaudit.second.pages import second_desk
from beebox.preaudit.second.tables import SecondState
from beebox.preaudit.second.words import differences, same
from beebox.preaudit.second_overdue import go_on_without
from beebox.preaudit.waiting.sums import counts
from tests.conftest import MONDAY, PersonMaker, stage
from tests.preaudit.papers_made import days, find, full_case
from tests.preaudit.test_review import decide, pass_all, the_case, tick_all

Team = tuple[Actor, Actor, Actor]


@pytest.fixture
def code(office: Office, person: PersonMaker) -> str:
    return full_case(office, person(Role.CITIZEN))


@pytest.fixture
def team(person: PersonMaker) -> Team:
    """First reader, second reader, supervisor."""
    return person(Role.AUDITOR).actor(), person(Role.AUDITOR).actor(), person(Role.SUPERVISOR).actor()


def rule(office: Office, boss: Actor, percent: str = "100", mode: str = "blind", item: str = "") -> None:
    with office.work() as work:
        ruling.set_rule(work, boss, item, percent, mode)


def end(office: Office, code: str, auditor: Actor) -> Ended:
    """Finish as the bench would: pass when nothing is to mend, else send the notice."""
    tick_all(office, code, auditor)
    with office.work() as work:
        case = the_case(work, code)
        words = review.decisions_of(work, case).values()
        if all(said.word == "pass" for said in words):
            return review.pass_case(work, case, auditor)
        sent = notice.send_back(work, case, auditor)
        return Ended.MOVES if sent else Ended.WAITS


def state(office: Office, code: str) -> State:
    with office.look() as work:
        return the_case(work, code).state


def reading(office: Office) -> SecondReading:
    with office.look() as work:
        found = work.session.query(SecondReading).one()
        work.session.expunge(found)
    return found


def test_the_lot_is_the_same_every_time_and_falls_evenly() -> None:
    key = b"k" * 32
    assert lot(key, 7, 1) == lot(key, 7, 1)
    assert lot(key, 7, 1) != lot(key, 7, 2) != lot(b"j" * 32, 7, 2)
    drawn = sum(is_drawn(lot(key, case, 1), 5) for case in range(20_000))
    assert 900 < drawn < 1100
    assert all(0 <= lot(key, case, 1) < 1 for case in range(1000))
    assert is_drawn(0.9999999, 100)
    assert not is_drawn(0.0, 0)


def test_only_word_and_reasons_weigh() -> None:
    one = {"1": {"word": "mend", "reasons": ["expired"], "note": "甲"}, "2": {"word": "pass", "reasons": []}}
    other = {"1": {"word": "mend", "reasons": ["expired"], "note": "乙"}, "2": {"word": "pass"}}
    assert same(one, other)
    third = {**other, "1": {"word": "mend", "reasons": ["expired", "too_old"]}}
    assert [found.reasons for found in differences(one, third)] == [["too_old"]]
    assert [found.material_id for found in differences(one, {"1": one["1"]})] == [2]


def test_without_a_rule_a_case_moves_at_once(office: Office, code: str, team: Team) -> None:
    pass_all(office, code, team[0])
    assert end(office, code, team[0]) is Ended.MOVES
    with office.look() as work:
        row = work.session.query(Review).one()
        assert (row.second_id, row.percent) == (None, 0.0)
        assert row.drawn is not None


def test_a_drawn_case_waits_and_the_bench_is_blank(office: Office, code: str, team: Team) -> None:
    rule(office, team[2])
    pass_all(office, code, team[0])
    assert end(office, code, team[0]) is Ended.WAITS
    assert state(office, code) is State.REVIEWING
    with office.look() as work:
        case = the_case(work, code)
        assert work.session.query(MaterialDecision).count() == 0
        assert work.session.query(Review).count() == 0
        assert case.held_by is None
        assert len(checklist_of(work, case).open_lines) == 5
        assert queue_page(work, team[1], Filters()).rows[0].second
    kept = reading(office)
    assert (kept.first_id, kept.state, kept.blind) == (team[0].id, SecondState.WAITING, True)
    assert {said["word"] for said in kept.first_words.values()} == {"pass"}


def test_the_first_reader_never_gets_it_again(office: Office, code: str, team: Team) -> None:
    rule(office, team[2])
    pass_all(office, code, team[0])
    end(office, code, team[0])
    with office.work() as work:
        assert queue.take_next(work, team[0]) is None
        with pytest.raises(FirstReader):
            queue.take(work, code, team[0])
        assert queue.take_next(work, team[1]) == code
    pass_all(office, code, team[0])
    with pytest.raises(FirstReader):
        end(office, code, team[0])


def test_two_who_agree_send_it_on_under_both_names(office: Office, code: str, team: Team) -> None:
    rule(office, team[2])
    for auditor in team[:2]:
        pass_all(office, code, auditor)
        ended = end(office, code, auditor)
    assert ended is Ended.MOVES
    assert state(office, code) is State.AWAITING_PAPER
    with office.look() as work:
        row = work.session.query(Review).one()
        assert (row.auditor_id, row.second_id, row.percent) == (team[0].id, team[1].id, 100.0)
        assert work.session.query(CaseStep).one().actor_id == team[1].id
        assert work.session.query(ReaderDifference).count() == 0
    assert reading(office).state is SecondState.AGREED


def test_an_open_reading_begins_with_the_first_words(office: Office, code: str, team: Team) -> None:
    rule(office, team[2], mode="open")
    pass_all(office, code, team[0])
    end(office, code, team[0])
    with office.look() as work:
        assert len(review.decisions_of(work, the_case(work, code))) == 6
    assert end(office, code, team[1]) is Ended.MOVES


def differ(office: Office, code: str, team: Team) -> None:
    """The first sends the form back, the second lets it pass."""
    with office.work() as work:
        case = the_case(work, code)
        row = work.session.query(Material).filter_by(case_id=case.id, code="form").one()
        find(work, uploads_of(work, case.id)[row.id][0], "signature_present")
    rule(office, team[2])
    pass_all(office, code, team[0], but=("form",))
    decide(office, code, team[0], "form", "mend", "not_signed")
    assert end(office, code, team[0]) is Ended.WAITS
    pass_all(office, code, team[1])
    assert end(office, code, team[1]) is Ended.DIFFERS


def test_a_difference_is_counted_by_material_rule_and_reason(office: Office, code: str, team: Team) -> None:
    differ(office, code, team)
    assert end(office, code, team[1]) is Ended.DIFFERS
    assert state(office, code) is State.REVIEWING
    with office.look() as work:
        row = work.session.query(ReaderDifference).one()
        assert (row.material_code, row.reason, row.rule) == ("form", "not_signed", "signature_present")
        assert (row.first_word, row.second_word) == ("mend", "pass")
        desk = second_desk(work)
        assert [(count.reason, count.rule, count.times) for count in desk.counts] == [
            ("没有签名或没有填完", "signature_present", 1)
        ]
        assert (desk.read, desk.agreed) == (1, 0)


@pytest.mark.parametrize(("say", "after"), [("first", State.SENT_BACK), ("second", State.AWAITING_PAPER)])
def test_the_second_reader_settles_it(office: Office, code: str, team: Team, say: str, after: State) -> None:
    differ(office, code, team)
    with office.work() as work:
        case = the_case(work, code)
        material = str(work.session.query(ReaderDifference).one().material_id)
        with pytest.raises(settling.ChooseEach, match="1 份"):
            settling.settle(work, case, team[1], {}, "")
        settling.settle(work, case, team[1], {material: say}, "再看了一遍")
    assert end(office, code, team[1]) is Ended.MOVES
    assert state(office, code) is after
    kept = reading(office)
    assert (kept.state, kept.settled_by, kept.note) == (SecondState.DONE, team[1].id, "再看了一遍")
    with office.look() as work:
        row = work.session.query(Review).one()
        assert (row.auditor_id, row.second_id) == (team[0].id, team[1].id)


def test_a_supervisor_settles_what_was_handed_up(
    office: Office, code: str, team: Team, person: PersonMaker
) -> None:
    differ(office, code, team)
    with office.work() as work:
        case = the_case(work, code)
        with pytest.raises(settling.SayWhy):
            settling.hand_up(work, case, team[1], " ")
        settling.hand_up(work, case, team[1], "签名很淡，拿不准")
    with office.work() as work:
        for auditor in team[:2]:
            assert queue.take_next(work, auditor) is None
        with pytest.raises(queue.WithSupervisor):
            queue.take(work, code, team[1])
    with office.work() as work:
        material = str(work.session.query(ReaderDifference).one().material_id)
        settling.settle(work, the_case(work, code), team[2], {material: "first"}, "")
        with pytest.raises(settling.NothingToSettle):
            settling.settle(work, the_case(work, code), team[2], {material: "second"}, "")
    third = person(Role.AUDITOR).actor()
    with office.work() as work:
        assert queue.take_next(work, third) == code
    decide(office, code, third, "form", "pass")
    with pytest.raises(SettledOtherwise):
        end(office, code, third)
    decide(office, code, third, "form", "mend", "not_signed")
    assert end(office, code, third) is Ended.MOVES
    assert state(office, code) is State.SENT_BACK


def test_nobody_waits_where_there_is_only_one_auditor(office: Office, code: str, person: PersonMaker) -> None:
    alone, boss = person(Role.AUDITOR).actor(), person(Role.SUPERVISOR).actor()
    rule(office, boss)
    pass_all(office, code, alone)
    assert end(office, code, alone) is Ended.MOVES


def test_a_red_case_is_not_kept_waiting(office: Office, person: PersonMaker, team: Team) -> None:
    code = full_case(office, person(Role.CITIZEN), due=date(2026, 12, 1))
    rule(office, team[2])
    pass_all(office, code, team[0])
    assert end(office, code, team[0]) is Ended.MOVES
    assert reading(office).state is SecondState.WENT_ON


@pytest.mark.parametrize("wrong", [(), ("form",)])
def test_who_turns_red_while_waiting_goes_on_by_the_first_word(
    office: Office, code: str, team: Team, wrong: tuple[str, ...]
) -> None:
    rule(office, team[2])
    pass_all(office, code, team[0], but=wrong)
    for material in wrong:
        decide(office, code, team[0], material, "mend", "not_signed", note="右下角")
    assert end(office, code, team[0]) is Ended.WAITS
    assert go_on_without(office) == 0
    stage(office).move_to(MONDAY + days(3))
    with office.work() as work:
        assert queue.take_next(work, team[1]) == code
    assert go_on_without(office) == 0
    stage(office).move_to(MONDAY + days(3.1))
    assert go_on_without(office) == 1
    assert go_on_without(office) == 0
    assert state(office, code) is (State.SENT_BACK if wrong else State.AWAITING_PAPER)
    with office.look() as work:
        row = work.session.query(Review).one()
        assert (row.auditor_id, row.second_id) == (team[0].id, None)
        assert work.session.query(Correction).count() == len(wrong)
        assert [one.code for one in second_desk(work).went_on] == [code]


def test_an_item_s_own_rule_comes_before_the_rule_for_all(office: Office, team: Team) -> None:
    rule(office, team[2], "5")
    rule(office, team[2], "100", "open", "food-licence-new")
    with office.work() as work:
        assert ruling.rule_for(work, "food-licence-new") == ruling.Rule(100.0, False)
        assert ruling.rule_for(work, "elder-card-first") == ruling.Rule(5.0, True)
        ruling.drop_rule(work, team[2], "food-licence-new")
        assert ruling.rule_for(work, "food-licence-new") == ruling.Rule(5.0, True)
        assert work.session.query(SecondRule).count() == 3


@pytest.mark.parametrize("percent", ["", "-1", "101", "abc", "1e2", "5..", "９"])
def test_a_wrong_share_is_told(office: Office, team: Team, percent: str) -> None:
    with pytest.raises(ruling.WrongPercent), office.work() as work:
        ruling.set_rule(work, team[2], "", percent, "blind")


def test_an_unknown_item_is_told(office: Office, team: Team) -> None:
    with pytest.raises(ruling.NoSuchItem), office.work() as work:
        ruling.set_rule(work, team[2], "no-such-item", "5", "blind")


def test_a_new_installation_begins_with_five_in_a_hundred_once(office: Office) -> None:
    for _ in range(2):
        with office.work() as work:
            ruling.begin_with_a_share(work)
    with office.look() as work:
        assert [row.percent for row in work.session.query(SecondRule)] == [5.0]


def test_a_second_reading_on_any_database(any_office: Office) -> None:
    made = [
        Person(role=role, name=f"{role}{number}", login=f"{role}{number}")
        for number, role in enumerate([Role.AUDITOR, Role.AUDITOR, Role.SUPERVISOR])
    ]
    citizen = Person(role=Role.CITIZEN, name="黄", phone="15000000001")
    with any_office.work() as work:
        for one in [*made, citizen]:
            one.created_at = work.now()
        work.session.add_all([*made, citizen])
        work.session.flush()
        work.session.expunge_all()
    first, second, boss = (one.actor() for one in made)
    code = full_case(any_office, citizen)
    differ(any_office, code, (first, second, boss))
    with any_office.work() as work:
        material = str(work.session.query(ReaderDifference).one().material_id)
        settling.settle(work, the_case(work, code), second, {material: "second"}, "")
    with any_office.work() as work:
        assert queue.take_next(work, first) is None
        assert Counter(line.times for line in second_desk(work).counts) == {1: 1}
    assert end(any_office, code, second) is Ended.MOVES


def test_a_double_click_is_one_end(any_office: Office) -> None:
    """Two windows end the same reading at the same time: one waits, the other is told, nothing breaks."""
    from threading import Barrier, Thread

    from beebox.kernel.errors import BeeboxError

    people = [
        Person(role=role, name=f"{role}{number}", login=f"{role}{number}")
        for number, role in enumerate([Role.AUDITOR, Role.AUDITOR, Role.SUPERVISOR])
    ]
    citizen = Person(role=Role.CITIZEN, name="黄", phone="15000000001")
    with any_office.work() as work:
        for one in [*people, citizen]:
            one.created_at = work.now()
        work.session.add_all([*people, citizen])
        work.session.flush()
        work.session.expunge_all()
    first, _, boss = (one.actor() for one in people)
    rule(any_office, boss)
    code = full_case(any_office, citizen)
    pass_all(any_office, code, first)
    told: list[str] = []
    start = Barrier(2)

    def click() -> None:
        start.wait(10)
        try:
            with any_office.work() as work:
                told.append(str(review.pass_case(work, the_case(work, code), first)))
        except BeeboxError as refused:
            told.append(refused.code)

    threads = [Thread(target=click) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert Counter(told)["waits"] == 1
    assert len(told) == 2
    with any_office.look() as work:
        assert work.session.query(SecondReading).count() == 1


def test_what_the_second_reader_finished_counts_for_both(office: Office, code: str, team: Team) -> None:
    rule(office, team[2])
    for auditor in team[:2]:
        pass_all(office, code, auditor)
        end(office, code, auditor)
    with office.look() as work:
        first, second, boss = (counts(work, one) for one in team[:3])
        assert (first.mine_today, second.mine_today, boss.mine_today) == (1, 1, 0)
        assert second.done_today == 1, "one case"
