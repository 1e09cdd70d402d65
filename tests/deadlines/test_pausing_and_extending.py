"""Special procedures and extensions, as the clerk and the supervisor do them on their pages."""

from datetime import date, datetime, timedelta

import pytest
from sqlalchemy import select

from beebox.cases.clock.checking import check_clocks
from beebox.cases.clock.models import ClockEvent, Extension
from beebox.cases.clock.terms import What
from beebox.cases.events import ClockExtended, ClockStopped
from beebox.kernel.outbox import Delivery
from tests.conftest import ZONE, stage
from tests.handling.cases_made import by_code

STOP = {"reason": "expert_review", "days": "5", "note": "请两位专家评审"}


def at(office, month, day, hour=9, minute=0):  # type: ignore[no-untyped-def]
    stage(office).move_to(datetime(2026, month, day, hour, minute, tzinfo=ZONE))


def due(office, code):  # type: ignore[no-untyped-def]
    with office.look() as work:
        case = by_code(work, code)
        return case.decide_due_on, case.clock_stopped_on


def test_a_stop_and_a_resume_give_the_days_back(office, desk, code, deliver, client) -> None:  # type: ignore[no-untyped-def]
    assert due(office, code) == (date(2026, 12, 21), None)
    at(office, 12, 2)
    assert desk.post(f"/clock/{code}/stop", data=STOP).status_code == 303
    assert due(office, code) == (date(2026, 12, 21), date(2026, 12, 2))
    page = desk.get(f"/clock/{code}").text
    assert "12月2日" in page and "专家评审" in page and "计划到" in page and "恢复期限" in page
    at(office, 12, 9)
    assert desk.post(f"/clock/{code}/resume", data={"note": "通过"}).status_code == 303
    assert due(office, code) == (date(2026, 12, 28), None), "thirteen days left after 9 December"
    assert desk.get(f"/clock/{code}").text.count("专家评审") >= 2
    assert list(check_clocks(office, proofs=True)) == []
    with office.look() as work:
        told = work.session.scalars(
            select(Delivery.event).where(Delivery.kind == ClockStopped.__name__)
        ).one()
        assert (told["reason"], told["until"]) == ("expert_review", "2026-12-09")


@pytest.mark.parametrize(
    ("data", "said"),
    [
        ({**STOP, "reason": ""}, "请选是哪一种法定程序"),
        ({**STOP, "reason": "holiday"}, "请选是哪一种法定程序"),
        ({**STOP, "days": "0"}, "需要几个工作日"),
        ({**STOP, "days": "999"}, "需要几个工作日"),
        ({**STOP, "days": "几天"}, "需要几个工作日"),
        ({**STOP, "days": "٣"}, "需要几个工作日"),
        ({**STOP, "note": "  "}, "请写一句理由"),
    ],
)
def test_an_unclear_stop_is_told_and_nothing_typed_is_lost(office, desk, code, data, said) -> None:  # type: ignore[no-untyped-def]
    answer = desk.post(f"/clock/{code}/stop", data={**data, "note": data["note"] or "留着"})
    assert answer.status_code == 422 and said in answer.text
    if data["note"].strip():
        assert data["note"] in answer.text
    assert due(office, code)[1] is None


def test_it_is_never_stopped_twice_and_never_resumed_twice(office, desk, code) -> None:  # type: ignore[no-untyped-def]
    assert desk.post(f"/clock/{code}/resume").status_code == 409
    desk.post(f"/clock/{code}/stop", data=STOP)
    again = desk.post(f"/clock/{code}/stop", data=STOP)
    assert again.status_code == 409 and "已经停着" in again.text
    desk.post(f"/clock/{code}/resume")
    assert due(office, code) == (date(2026, 12, 21), None), "stopped and resumed on one day"
    assert desk.post(f"/clock/{code}/resume").status_code == 409


@pytest.mark.parametrize(("minute", "wanted"), [(59, date(2026, 12, 21)), (60, date(2026, 12, 22))])
def test_a_minute_before_midnight_in_shanghai(office, desk, code, minute, wanted) -> None:  # type: ignore[no-untyped-def]
    """Stopped on 3 December at nine, resumed on the same day at 23:59, or a minute later on the next."""
    at(office, 12, 3)
    desk.post(f"/clock/{code}/stop", data=STOP)
    stage(office).move_to(datetime(2026, 12, 3, 23, 0, tzinfo=ZONE) + timedelta(minutes=minute))
    desk.post(f"/clock/{code}/resume")
    assert due(office, code)[0] == wanted


def test_a_stop_over_the_weekend_costs_no_day(office, desk, code) -> None:  # type: ignore[no-untyped-def]
    at(office, 12, 5)
    desk.post(f"/clock/{code}/stop", data=STOP)
    at(office, 12, 6)
    desk.post(f"/clock/{code}/resume")
    assert due(office, code)[0] == date(2026, 12, 21)


def test_an_extension_is_asked_for_granted_told_and_only_once(office, desk, boss, code) -> None:  # type: ignore[no-untyped-def]
    assert desk.post(f"/clock/{code}/extension", data={"days": "11", "note": "x"}).status_code == 422
    ask = {"days": "10", "note": "要向户籍地核实"}
    assert desk.post(f"/clock/{code}/extension", data=ask).status_code == 303
    assert desk.post(f"/clock/{code}/extension", data=ask).status_code == 409
    assert due(office, code)[0] == date(2026, 12, 21), "nothing moves before it is granted"
    assert "要向户籍地核实" in boss.get("/deadlines").text
    assert boss.post("/deadlines/extensions/1", data={"answer": "no"}).status_code == 422
    assert boss.post("/deadlines/extensions/1", data={"answer": "yes"}).status_code == 303
    assert due(office, code)[0] == date(2027, 1, 5), "ten working days more, New Year's Day is off"
    assert boss.post("/deadlines/extensions/1", data={"answer": "yes"}).status_code == 404
    assert "只能延一次" in desk.post(f"/clock/{code}/extension", data=ask).text
    page = desk.get(f"/clock/{code}").text
    assert "暂定" in page and "行政许可法第四十二条" in page
    with office.look() as work:
        told = work.session.scalars(
            select(Delivery.event).where(Delivery.kind == ClockExtended.__name__)
        ).one()
        assert (told["days"], told["until"]) == (10, "2027-01-05")
        event = work.session.scalars(select(ClockEvent).where(ClockEvent.what == What.EXTENDED)).one()
        assert event.by is not None and event.note == "要向户籍地核实"


def test_a_refused_extension_says_why_and_may_be_asked_again(office, desk, boss, code) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/clock/{code}/extension", data={"days": "3", "note": "人手不够"})
    boss.post("/deadlines/extensions/1", data={"answer": "no", "why": "人手不够不是理由"})
    assert "人手不够不是理由" in desk.get(f"/clock/{code}").text
    assert desk.post(f"/clock/{code}/extension", data={"days": "3", "note": "等鉴定"}).status_code == 303
    with office.look() as work:
        assert [row.granted for row in work.session.scalars(select(Extension).order_by(Extension.id))] == [
            False,
            None,
        ]


def test_past_its_last_day_nothing_is_extended(office, desk, boss, code) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/clock/{code}/extension", data={"days": "3", "note": "等"})
    at(office, 12, 22)
    answer = boss.post("/deadlines/extensions/1", data={"answer": "yes"})
    assert answer.status_code == 409 and "过了期限不能再延" in answer.text
    assert due(office, code)[0] == date(2026, 12, 21)


def test_a_late_decision_is_not_rescued_by_a_stop(office, desk, boss, code) -> None:  # type: ignore[no-untyped-def]
    at(office, 12, 23)
    assert desk.post(f"/clock/{code}/stop", data=STOP).status_code == 303
    answer = desk.post(f"/clock/{code}/extension", data={"days": "3", "note": "等"})
    assert answer.status_code == 409 and "过了期限不能再延" in answer.text
    at(office, 12, 30)
    assert desk.post(f"/clock/{code}/resume", data={"note": "通过"}).status_code == 303
    assert due(office, code) == (date(2026, 12, 21), None)
    assert list(check_clocks(office, proofs=True)) == []


def test_the_citizen_is_told_of_stop_and_extension(office, desk, boss, code, deliver) -> None:  # type: ignore[no-untyped-def]
    from beebox.notices.models import Message

    desk.post(f"/clock/{code}/stop", data=STOP)
    desk.post(f"/clock/{code}/resume")
    desk.post(f"/clock/{code}/stop", data=STOP)
    deliver()
    with office.look() as work:
        kinds = [row.kind for row in work.session.scalars(select(Message).order_by(Message.id))]
    assert kinds.count("ClockStopped") == 2 and kinds.count("ClockResumed") == 1


def test_the_citizen_reads_why_and_that_the_clock_stands(office, desk, boss, code) -> None:  # type: ignore[no-untyped-def]
    from beebox.tracking.queries import timeline
    from beebox.tracking.stories import Reader

    desk.post(f"/clock/{code}/stop", data=STOP)
    with office.look() as work:
        told = timeline(work, by_code(work, code), Reader.CITIZEN)
        assert "期限暂停" in told.turn.text and told.turn.until is None
        assert told.story[0].note == "请两位专家评审"
        assert timeline(work, by_code(work, code), Reader.VISIT).story[0].note == ""
    desk.post(f"/clock/{code}/resume")
    desk.post(f"/clock/{code}/extension", data={"days": "10", "note": "要向户籍地核实"})
    boss.post("/deadlines/extensions/1", data={"answer": "yes"})
    with office.look() as work:
        told = timeline(work, by_code(work, code), Reader.CITIZEN)
        assert told.turn.until == date(2027, 1, 5) and told.provisional
        assert told.story[0].note == "要向户籍地核实"


def test_another_department_and_a_stranger_stay_outside(signed_in, code) -> None:  # type: ignore[no-untyped-def]
    from beebox.accounts.roles import Role

    other = signed_in(Role.CLERK, "market")
    assert other.get(f"/clock/{code}").status_code == 404
    assert other.post(f"/clock/{code}/stop", data=STOP).status_code == 404


def documents(office, code):  # type: ignore[no-untyped-def]
    from beebox.cases.issuing.queries import documents_of

    with office.look() as work:
        return [(row.kind, row.content) for row in documents_of(work, by_code(work, code).id)]


def test_a_special_procedure_is_told_in_writing_each_time(office, desk, code) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/clock/{code}/stop", data={**STOP, "days": "0"})
    assert documents(office, code) == [], "what was refused issues nothing"
    desk.post(f"/clock/{code}/stop", data=STOP)
    desk.post(f"/clock/{code}/resume")
    desk.post(f"/clock/{code}/stop", data={**STOP, "reason": "hearing", "days": "8", "note": "邻居要求听证"})
    (kind, told), (again, second) = documents(office, code)
    assert kind == again == "special_procedure"
    assert "专家评审，需要 5 个工作日" in told["body"]["opening"][0]
    assert "2026年11月30日" in told["body"]["opening"][0] and "2026年12月7日" in told["body"]["opening"][0]
    assert told["body"]["points"][0]["lines"] == ["请两位专家评审"]
    assert "第四十五条" in told["articles"][0]
    assert "听证，需要 8 个工作日" in second["body"]["opening"][0]


def test_an_extension_is_told_in_writing_with_the_new_last_day(office, desk, boss, code) -> None:  # type: ignore[no-untyped-def]
    desk.post(f"/clock/{code}/extension", data={"days": "10", "note": "要向户籍地核实"})
    assert documents(office, code) == [], "asked for is not granted"
    boss.post("/deadlines/extensions/1", data={"answer": "yes"})
    boss.post("/deadlines/extensions/1", data={"answer": "yes"})
    ((kind, told),) = documents(office, code)
    assert kind == "extension"
    assert "延长 10 个工作日" in told["body"]["opening"][0]
    assert told["body"]["points"][0]["lines"] == ["要向户籍地核实"]
    assert "2027年1月5日" in told["body"]["closing"][0]
    assert "第四十二条" in told["articles"][0]


def test_the_citizen_finds_the_papers_beside_the_progress(  # type: ignore[no-untyped-def]
    office, desk, boss, code, citizen, signed_in
) -> None:
    desk.post(f"/clock/{code}/stop", data=STOP)
    desk.post(f"/clock/{code}/resume")
    desk.post(f"/clock/{code}/extension", data={"days": "10", "note": "要向户籍地核实"})
    boss.post("/deadlines/extensions/1", data={"answer": "yes"})
    page = signed_in(citizen).get(f"/track/{code}").text
    assert "特别程序通知书" in page and "延长期限通知书" in page
    assert page.count(f"/cases/{code}/documents/") == 2
