"""The story of a case, told from histories given out of order."""

import string
from datetime import datetime, timedelta

import pytest

from beebox.accounts.roles import Role
from beebox.cases.states import Action, State
from beebox.logistics.models import HandIn
from beebox.logistics.queries import EnvelopeLane, Lanes, ParcelLane, Stop
from beebox.logistics.tables import EnvelopeState, WaybillState
from beebox.logistics.track_words import TrackStatus
from beebox.tracking import stories
from beebox.tracking.lanes import lanes_for
from beebox.tracking.stories import CASE, Happened, Reader, Source, story
from beebox.tracking.turns import NEXT, Situation, Step, turn_of
from tests.conftest import MONDAY

HOUR = timedelta(hours=1)


def at(hours: int) -> datetime:
    return MONDAY + HOUR * hours


WALK = [
    Happened(at(9), Source.RETURN, "delivered", note="本人签收 黄建国"),
    Happened(at(0), Source.CASE, Action.SUBMIT, Role.CITIZEN),
    Happened(at(1), Source.CASE, Action.SEND_BACK, Role.AUDITOR),
    Happened(at(2), Source.CASE, Action.SUBMIT, Role.CITIZEN),
    Happened(at(3), Source.CASE, Action.PASS, Role.AUDITOR),
    Happened(at(5), Source.ENVELOPE, "collected"),
    Happened(at(4), Source.ENVELOPE, "dropped"),
    Happened(at(6), Source.ENVELOPE, "received"),
    Happened(at(6), Source.CASE, Action.RECEIVE, Role.CLERK),
    Happened(at(7), Source.CASE, Action.ASK_CORRECTION, Role.CLERK, "第二页没有签名"),
    Happened(at(8), Source.CASE, Action.SUBMIT, Role.CITIZEN),
]


def test_three_histories_become_one_newest_first() -> None:
    told = story(WALK, Reader.CITIZEN)
    assert [line.text for line in told] == [
        "寄给您的邮包已签收", "补正好了，重新提交", "%(department)s要求补正，期限暂停",
        "%(department)s收到信封",
        "收件员取走信封", "投进小蜂箱", "预审通过，可以交原件", "改好了，重新提交",
        "预审退回，请修改", "提交申请",
    ]  # fmt: skip
    assert [line.who for line in told[:6]] == ["快递", "您", "部门经办人", "部门经办人", "收件员", "您"]


def test_a_visit_hears_no_words_people_wrote() -> None:
    assert all(line.note == "" for line in story(WALK, Reader.VISIT))
    assert any(line.note for line in story(WALK, Reader.CITIZEN))


def test_staff_read_of_the_applicant() -> None:
    assert {line.who for line in story(WALK, Reader.STAFF)} & {"您", "申请人"} == {"申请人"}


def test_there_are_words_for_everything_that_can_happen() -> None:
    assert set(CASE) == set(Action)
    assert set(stories.OUTBOUND) == set(stories.RETURN) == {code.value for code in TrackStatus}
    silent = {"waiting", "received", "cancelled"}
    assert set(stories.ENVELOPE) == {state.value for state in EnvelopeState} - silent


@pytest.mark.parametrize("state", State)
@pytest.mark.parametrize("result_by", [None, "post", "collect", "none"])
def test_every_situation_has_its_sentence(state: State, result_by: str | None) -> None:
    for envelope in (None, *EnvelopeState):
        for returning in (None, *WaybillState):
            turn = turn_of(Situation(state, envelope, returning, result_by))
            places = {name for _, name, _, _ in string.Formatter().parse(turn.text) if name}
            assert places == set()
            assert turn.text % {"department": "民政局", "count": 2}
            assert turn.step is None or turn.step in NEXT


def test_whose_turn_it_is_while_the_envelope_travels() -> None:
    waiting = turn_of(Situation(State.AWAITING_PAPER, EnvelopeState.WAITING))
    assert (waiting.yours, waiting.step) == (True, Step.HAND_IN)
    for state in (EnvelopeState.DROPPED, EnvelopeState.COLLECTED, EnvelopeState.BAGGED):
        moving = turn_of(Situation(State.AWAITING_PAPER, state))
        assert (moving.yours, moving.step) == (False, None)


def test_a_refused_case_is_not_over_while_originals_travel_home() -> None:
    travelling = turn_of(Situation(State.REFUSED, returning=WaybillState.IN_TRANSIT))
    assert "原件正寄还给您" in travelling.text
    home = turn_of(Situation(State.REFUSED, returning=WaybillState.DELIVERED, rated=True))
    assert "原件" not in home.text
    assert home.step is Step.READ


def test_a_closed_case_is_rated_once() -> None:
    assert turn_of(Situation(State.CLOSED)).step is Step.RATE
    assert turn_of(Situation(State.CLOSED, rated=True)).step is None


def parcel(state: WaybillState, *stops: str) -> ParcelLane:
    told = tuple(Stop(name, at(n)) for n, name in enumerate(stops))
    return ParcelLane("R1", "SIM0001", "simulated", True, state, at(0), None, None, None, told)


def test_lanes_always_tell_of_all_three_ways() -> None:
    nothing = lanes_for(Lanes(None, None, None), State.DRAFT, None)
    assert [lane.title for lane in nothing] == ["寄来的快递", "信封和小蜂箱", "寄回的快递"]
    steps = (Stop("dropped", at(1)), Stop("collected", at(2)))
    envelope = EnvelopeLane(EnvelopeState.COLLECTED, HandIn.BOX, "怡海社区小蜂箱", None, None, steps)
    returning = parcel(WaybillState.IN_TRANSIT, "in_transit")
    out, middle, back = lanes_for(
        Lanes(envelope, parcel(WaybillState.BOOKED), returning), State.RETURNING, "post"
    )
    assert "不用上门" in out.quiet
    assert [(s.done, s.here) for s in middle.stops] == [(True, False), (False, True), (False, False)]
    assert [(s.done, s.here, s.at is None) for s in back.stops] == [
        (True, False, True), (False, True, False), (False, False, True),
    ]  # fmt: skip


def test_collected_in_person_has_no_parcel() -> None:
    back = lanes_for(Lanes(None, None, None), State.DECIDED, "collect")[2]
    assert "窗口领取" in back.quiet
