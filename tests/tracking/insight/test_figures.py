"""The figures of histories made by hand, on each database."""

from datetime import date, timedelta

import pytest
from sqlalchemy import event

from beebox.accounts.roles import Role
from beebox.cases.clock.models import ClockEvent
from beebox.cases.clock.terms import What, Which
from beebox.cases.models import Case, CaseStep
from beebox.cases.papers import Correction, CorrectionBy
from beebox.cases.states import Action, State
from beebox.kernel.db import Office, Work
from beebox.preaudit.models import NoticeApproval, Outcome
from beebox.preaudit.second.models import SecondReading
from beebox.preaudit.second.tables import SecondState
from beebox.tracking.insight.causes import Trend, cases_with
from beebox.tracking.insight.figures import Insight, insight, sheets_of
from beebox.tracking.insight.loads import summed
from beebox.tracking.insight.periods import Period
from beebox.tracking.insight.shares import Share
from beebox.tracking.insight.waiting import PAST, Grain
from beebox.tracking.insight.wanted import Wanted
from tests.conftest import MONDAY
from tests.tracking.insight.reviewed import (
    ELDER,
    PERMIT,
    SENT_BACK,
    a_case,
    department_asked,
    noon,
    reviewed,
    somebody,
)

DAY = timedelta(days=1)
FIRST, LAST = date(2026, 11, 16), date(2026, 11, 29)
"""Two whole weeks before the Monday on which every test begins."""
PERIOD = Period(FIRST, LAST)


@pytest.fixture
def mei(any_office: Office) -> int:
    return somebody(any_office, Role.AUDITOR, "周梅")


@pytest.fixture
def lan(any_office: Office) -> int:
    return somebody(any_office, Role.AUDITOR, "陈兰")


def told(office: Office, **narrowed: object) -> Insight:
    with office.look() as work:
        return insight(work, Wanted(PERIOD, **narrowed))  # type: ignore[arg-type]  # fields of Wanted


def texts(found: Insight, name: str) -> list[list[str]]:
    sheet = sheets_of(found)[name]
    return [[cell.text for cell in row] for row in (*sheet.rows, *((sheet.total,) if sheet.total else ()))]


def test_an_empty_period_has_no_figures_and_says_so(any_office: Office) -> None:
    found = told(any_office)
    assert found.first.total == Share(0, 0)
    assert found.first.total.told is None
    assert list(found.first.weeks) == [date(2026, 11, 16), date(2026, 11, 23)]
    assert (found.causes, found.loads, found.waiting.total) == ([], {}, 0)
    assert found.waiting.days_of_work is None
    assert len(found.flows) == 14
    assert all(sheet.rows == () for name, sheet in sheets_of(found).items() if name not in {
        "first-time-weeks", "flow",
    })  # fmt: skip


def test_only_first_reviews_count_for_first_time_right(any_office: Office, mei: int) -> None:
    with any_office.work() as work:
        reviewed(work, mei, FIRST, times=6)
        twice = reviewed(work, mei, FIRST, SENT_BACK)
        reviewed(work, mei, FIRST + DAY, SENT_BACK, case=twice, round=2)
        reviewed(work, mei, FIRST + 8 * DAY, case=twice, round=3)
        withdrawn = reviewed(work, mei, LAST, SENT_BACK, item=PERMIT)
        setattr(withdrawn, "state", State.WITHDRAWN)  # noqa: B010 - a case that ended long ago
        reviewed(work, mei, FIRST - DAY, times=9)
        reviewed(work, mei, LAST + DAY, SENT_BACK, times=9)
    found = told(any_office)
    assert found.first.total == Share(6, 8)
    assert found.first.items == {ELDER: Share(6, 7), PERMIT: Share(0, 1)}
    assert found.first.weeks == {date(2026, 11, 16): Share(6, 7), date(2026, 11, 23): Share(0, 1)}
    assert found.reviews == 10
    rows = {row[0]: row[1:] for row in texts(found, "first-time")}
    assert rows["合计"] == ["8", "6", "75%"]
    assert rows["广东省居住证申领"] == ["<5", "0", "—"]


def test_causes_by_material_against_the_period_before(any_office: Office, mei: int) -> None:
    sign, photo = ("form", "not_signed"), ("photo", "portrait_unfit")
    with any_office.work() as work:
        reviewed(work, mei, FIRST, SENT_BACK, times=4, faults=(sign, photo))
        reviewed(work, mei, LAST, SENT_BACK, times=2, faults=(sign,))
        reviewed(work, mei, LAST, times=14)
        reviewed(work, mei, FIRST - DAY, SENT_BACK, times=1, faults=(sign,))
        reviewed(work, mei, FIRST - DAY, SENT_BACK, times=8, faults=(photo,))
        reviewed(work, mei, FIRST - DAY, times=1)
        reviewed(work, mei, FIRST - 14 * DAY, times=10)
        reviewed(work, mei, FIRST - 15 * DAY, SENT_BACK, times=10, faults=(sign,))
    found = told(any_office).causes
    assert [(one.material, one.reason, one.now, one.before) for one in found] == [
        ("form", "not_signed", Share(6, 20), Share(1, 20)),
        ("photo", "portrait_unfit", Share(4, 20), Share(8, 20)),
    ]
    assert [one.trend for one in found] == [Trend.RISING, Trend.FALLING]
    rows = texts(told(any_office), "causes")
    assert rows[0][4:] == ["6", "30%", "<5", "↑ 在上升"]
    assert rows[1][4:] == ["<5", "<5", "40%", "↓ 在下降"]


def test_a_cause_says_nothing_of_its_way_when_too_few_were_looked_at(any_office: Office, mei: int) -> None:
    with any_office.work() as work:
        reviewed(work, mei, FIRST, SENT_BACK, times=5, faults=(("form", ""),))
        reviewed(work, mei, FIRST - DAY, SENT_BACK, times=4, faults=(("form", ""),))
        reviewed(work, mei, FIRST, times=45, item=PERMIT)
        reviewed(work, mei, FIRST, SENT_BACK, times=4, item=PERMIT, faults=(("form", ""),))
        reviewed(work, mei, FIRST - DAY, times=45, item=PERMIT)
    found = told(any_office)
    assert [one.trend for one in found.causes] == [Trend.UNKNOWN] * 2
    assert texts(found, "causes")[0][0] == "只写了说明"


def test_the_cases_behind_a_cause_newest_first(any_office: Office, mei: int) -> None:
    with any_office.work() as work:
        old = reviewed(work, mei, FIRST, SENT_BACK, faults=(("form", "not_signed"),)).code
        new = reviewed(work, mei, LAST, SENT_BACK, faults=(("form", "not_signed"),)).code
        reviewed(work, mei, LAST, SENT_BACK, faults=(("photo", "not_signed"),))
        reviewed(work, mei, LAST + DAY, SENT_BACK, faults=(("form", "not_signed"),))
    with any_office.look() as work:
        found = cases_with(work, Wanted(PERIOD, item=ELDER), "form", "not_signed")
    assert [(one.code, one.on) for one in found] == [(new, LAST), (old, FIRST)]


def test_loads_by_person_and_item(any_office: Office, mei: int, lan: int) -> None:
    with any_office.work() as work:
        for seconds in (10, 20, 30, 40, 50, 60, 70, 80, 90, 605):
            reviewed(work, mei, FIRST, seconds=seconds, fails=2, overruled=1)
        reviewed(work, mei, FIRST, SENT_BACK, times=2, workdays=1, window_day=4, seconds=None)
        reviewed(work, mei, FIRST, SENT_BACK, item=PERMIT, workdays=6, window_day=6)
        reviewed(work, lan, LAST, times=3, workdays=2, window_day=2)
    found = told(any_office)
    mine = summed(found.loads, 0)[mei]
    assert (mine.reviews, mine.sent_back, mine.on_target, mine.red, mine.late) == (13, 3, 12, 3, 1)
    assert (mine.fails, mine.overruled) == (20, 10)
    assert sum(mine.spread.values()) == 11
    alone = found.loads[mei, ELDER]
    assert (alone.seconds(0.5), alone.seconds(0.9)) == (50, 90)
    rows = texts(found, "people")
    assert [row[0] for row in rows] == ["周梅", "陈兰"], "by name, whatever the figures"
    assert rows[0][1:] == [
        "13", "<5", "1 分 00 秒", "1 分 30 秒", "92%", "<5", "<5", "0%", "0", "50%", "0", "—",
    ]  # fmt: skip
    assert rows[1][1:] == ["<5", "—", "—", "—", "—", "0", "0", "—", "0", "—", "0", "—"]
    assert {row[0]: row[1] for row in texts(found, "items")} == {
        "老年人优待卡首次申领": "15", "广东省居住证申领": "<5", "合计": "16",
    }  # fmt: skip


def test_what_a_department_finds_later_counts_for_who_passed_it(
    any_office: Office, mei: int, lan: int
) -> None:
    with any_office.work() as work:
        reviewed(work, mei, LAST, times=9)
        found_out = reviewed(work, mei, LAST)
        sent_back_first = reviewed(work, lan, FIRST, SENT_BACK)
        reviewed(work, mei, LAST, case=sent_back_first, round=2)
        long_ago = reviewed(work, mei, FIRST - DAY)
        department_asked(work, found_out, LAST + 20 * DAY)
        department_asked(work, sent_back_first, LAST + DAY)
        department_asked(work, long_ago, LAST)
    loads = summed(told(any_office).loads, 0)
    assert (loads[mei].missed, loads[mei].passed) == (2, 11)
    assert loads[lan].missed == 0


def test_notices_beyond_the_one_time_rule_count_for_who_sent_them(
    any_office: Office, mei: int, lan: int
) -> None:
    def agreed(case_id: int, round_: int, *, approved: bool = True) -> NoticeApproval:
        return NoticeApproval(
            case_id=case_id, round=round_, asked_by=None, asked_at=noon(FIRST), approved_by=mei,
            approved_at=noon(FIRST) if approved else None,
        )  # fmt: skip

    with any_office.work() as work:
        sent = reviewed(work, lan, LAST, SENT_BACK, round=2)
        passed_after_all = reviewed(work, lan, LAST, round=2)
        asked_only = reviewed(work, lan, LAST, SENT_BACK, round=2)
        before = reviewed(work, lan, FIRST - DAY, SENT_BACK, round=2)
        reviewed(work, mei, FIRST, SENT_BACK, case=sent, round=1)
        work.session.add_all(agreed(case.id, 2) for case in (sent, passed_after_all, before))
        work.session.add(agreed(asked_only.id, 2, approved=False))
    loads = summed(told(any_office).loads, 0)
    assert (loads[lan].beyond, loads[mei].beyond) == (1, 0)


def test_narrowed_to_a_person_an_item_or_a_department(any_office: Office, mei: int, lan: int) -> None:
    with any_office.work() as work:
        reviewed(work, mei, FIRST, times=5)
        reviewed(work, lan, FIRST, SENT_BACK, times=3, item=PERMIT, faults=(("form", "not_signed"),))
        department = reviewed(work, lan, FIRST, times=2).department_id
    mine = told(any_office, auditor=lan)
    assert (mine.first.total, set(mine.loads)) == (Share(2, 5), {(lan, ELDER), (lan, PERMIT)})
    assert sum(flow.done for flow in mine.flows) == 10, "what comes and goes is the desk's"
    assert told(any_office, item=PERMIT).first.total == Share(0, 3)
    assert told(any_office, department=department).first.total == Share(7, 7)
    assert told(any_office, department=department).causes == []


def test_what_waits_by_the_day_of_the_window(any_office: Office, mei: int) -> None:
    with any_office.work() as work:
        for due in (date(2026, 12, 7), date(2026, 12, 4), date(2026, 12, 4), date(2026, 11, 27)):
            a_case(work, state=State.REVIEWING, notice_due_on=due)
        a_case(work, PERMIT, state=State.CHECKING, notice_due_on=date(2026, 11, 30))
        a_case(work, state=State.SENT_BACK, notice_due_on=date(2026, 11, 30))
        for back in range(1, 15):
            reviewed(work, mei, MONDAY.date() - back * DAY, times=2)
        reviewed(work, mei, MONDAY.date(), times=7)
    found = told(any_office).waiting
    assert {item: dict(days) for item, days in found.items.items()} == {
        ELDER: {0: 1, 1: 2, PAST: 1}, PERMIT: {5: 1},
    }  # fmt: skip
    assert found.a_day == 2.8, "28 on the fourteen days that hold ten working days; today is not over"
    assert found.days_of_work == pytest.approx(5 / 2.8)


def test_what_came_and_what_was_done(any_office: Office, mei: int) -> None:
    late_evening = noon(LAST).replace(hour=23, minute=30)
    with any_office.work() as work:
        reviewed(work, mei, LAST, handed_in_on=FIRST, times=2)
        reviewed(work, mei, LAST + DAY, handed_in_on=LAST)
        waits = a_case(work, state=State.REVIEWING, notice_due_on=date(2026, 12, 4))
        for at in (noon(FIRST), late_evening):
            work.session.add(
                CaseStep(
                    case_id=waits.id, action=Action.SUBMIT, before=State.DRAFT, after=State.CHECKING,
                    actor_id=None, role=Role.CITIZEN, note=None, at=at,
                )
            )  # fmt: skip
    flows = {flow.begins: (flow.came, flow.done) for flow in told(any_office).flows}
    assert {day: both for day, both in flows.items() if any(both)} == {FIRST: (2, 0), LAST: (2, 2)}


@pytest.mark.parametrize(
    ("days", "grain", "how_many"), [(31, Grain.DAY, 31), (32, Grain.WEEK, 6), (191, Grain.MONTH, 7)]
)
def test_long_periods_are_told_in_larger_steps(
    office: Office, days: int, grain: Grain, how_many: int
) -> None:
    period = Period(date(2026, 11, 30) - (days - 1) * DAY, date(2026, 11, 30))
    assert Grain.of(period) is grain
    with office.look() as work:
        assert len(insight(work, Wanted(period)).flows) == how_many


def test_more_cases_and_days_are_no_more_questions(office: Office) -> None:
    mei = somebody(office, Role.AUDITOR, "周梅")

    def asked(period: Period) -> int:
        told_: list[str] = []
        event.listen(office.engine, "after_cursor_execute", lambda *args: told_.append(args[2]))
        with office.look() as work:
            sheets_of(insight(work, Wanted(period)))
        return len([one for one in told_ if one.startswith("SELECT")])

    with office.work() as work:
        reviewed(work, mei, LAST, SENT_BACK, faults=(("form", "not_signed"),))
    few = asked(Period(LAST, LAST))
    with office.work() as work:
        for back in range(200):
            reviewed(work, mei, LAST - back * DAY, SENT_BACK, item=PERMIT, faults=(("form", f"r{back}"),))
    assert asked(Period(LAST - 200 * DAY, LAST)) <= few + 1


def notice_sent(work: Work, case: Case, on: date, recalled: date | None = None) -> None:
    work.session.add(
        Correction(
            case_id=case.id, asked_by=CorrectionBy.PREAUDIT, actor_id=1, asked_at=noon(on), due_on=on,
            recalled_at=noon(recalled) if recalled else None,
        )
    )  # fmt: skip


def test_a_notice_that_was_taken_back_is_left_out(any_office: Office, mei: int, lan: int) -> None:
    sign = (("form", "not_signed"),)
    with any_office.work() as work:
        again = reviewed(work, mei, FIRST, SENT_BACK, faults=sign)
        notice_sent(work, again, FIRST, recalled=FIRST + DAY)
        reviewed(work, lan, FIRST + 2 * DAY, case=again, round=2, handed_in_on=FIRST)
        stands = reviewed(work, mei, FIRST, SENT_BACK, faults=sign)
        notice_sent(work, stands, FIRST)
        reviewed(work, lan, FIRST + 2 * DAY, case=stands, round=2)
    found = told(any_office)
    assert found.first.total == Share(1, 2), "what took its place is the first review that holds"
    assert [(one.reason, one.now.hits) for one in found.causes] == [("not_signed", 1)]
    loads = summed(found.loads, 0)
    assert (loads[mei].recalled, loads[mei].reviews, loads[lan].recalled) == (1, 2, 0)
    came = {flow.begins: flow.came for flow in found.flows if flow.came}
    assert came == {FIRST: 2, FIRST + 2 * DAY: 1}, "handed in once, reviewed twice"
    with any_office.look() as work:
        assert len(cases_with(work, Wanted(PERIOD, item=ELDER), "form", "not_signed")) == 1


def test_only_a_case_whose_every_earlier_notice_was_taken_back_begins_anew(
    any_office: Office, mei: int
) -> None:
    with any_office.work() as work:
        case = reviewed(work, mei, FIRST, SENT_BACK)
        notice_sent(work, case, FIRST)
        reviewed(work, mei, FIRST + DAY, SENT_BACK, case=case, round=2)
        notice_sent(work, case, FIRST + DAY, recalled=FIRST + 2 * DAY)
        reviewed(work, mei, FIRST + 3 * DAY, case=case, round=3)
    assert told(any_office).first.total == Share(0, 1)


def read_again(
    work: Work, case: Case, first: int, second: int, state: SecondState, settled: str = ""
) -> None:
    def words(word: str) -> dict[str, object]:
        return {"7": {"word": word, "reasons": [], "note": "", "carried": False}}

    work.session.add(
        SecondReading(
            case_id=case.id, round=1, state=state, drawn=0.1, percent=5, blind=True, first_id=first,
            first_outcome=Outcome.PASSED, first_words=words("pass"), asked_at=noon(FIRST), second_id=second,
            second_words=words("mend" if settled else "pass"), read_at=noon(FIRST),
            settled_words=words(settled) if settled else None,
        )
    )  # fmt: skip


def test_what_a_second_reader_changed_counts_for_the_first(any_office: Office, mei: int, lan: int) -> None:
    with any_office.work() as work:
        for state, settled in (
            (SecondState.AGREED, ""), (SecondState.AGREED, ""), (SecondState.DONE, "mend"),
            (SecondState.DONE, "pass"), (SecondState.WENT_ON, ""), (SecondState.DONE, "mend"),
        ):  # fmt: skip
            read_again(work, reviewed(work, mei, FIRST), mei, lan, state, settled)
        reviewed(work, mei, FIRST, times=4)
    load = told(any_office).loads[mei, ELDER]
    assert (load.reviews, load.twice, load.changed) == (10, 5, 2)


def test_red_and_breached_are_what_the_clocks_wrote_down(any_office: Office, mei: int) -> None:
    def wrote(case: Case, which: Which, what: What, on: date) -> ClockEvent:
        return ClockEvent(
            case_id=case.id, which=which, what=what, day=on, at=noon(on), by=None, role=Role.SYSTEM,
            calendar_version=1,
        )  # fmt: skip

    with any_office.work() as work:
        seen = reviewed(work, mei, FIRST)
        other = a_case(work, PERMIT)
        work.session.add_all(
            [
                wrote(seen, Which.NOTICE, What.REDDENED, FIRST),
                wrote(seen, Which.NOTICE, What.BREACHED, LAST),
                wrote(seen, Which.NOTICE, What.EXPLAINED, LAST),
                wrote(seen, Which.NOTICE, What.STARTED, FIRST),
                wrote(seen, Which.DRAFT, What.BREACHED, LAST),
                wrote(other, Which.DECISION, What.REDDENED, LAST),
                wrote(other, Which.DECISION, What.BREACHED, LAST + DAY),
                wrote(other, Which.DECISION, What.BREACHED, FIRST - DAY),
            ]
        )
    rows = texts(told(any_office), "deadlines")
    assert sorted(rows) == [
        ["广东省居住证申领", "作出决定", "1", "0", "0"],
        ["老年人优待卡首次申领", "一次告知或受理", "1", "1", "1"],
    ]
    assert [row[0] for row in texts(told(any_office, auditor=mei), "deadlines")] == ["老年人优待卡首次申领"]
    assert [row[1] for row in texts(told(any_office, item=PERMIT), "deadlines")] == ["作出决定"]
