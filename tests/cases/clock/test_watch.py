"""A time that leaps stops the deadline duties; nights, weekends and sleep do not."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import select

from beebox.accounts.roles import Actor, Role
from beebox.cases.clock.leaping import LONGEST_OUTAGE, TOLERANCE, leap
from beebox.cases.clock.models import ClockJump, ClockWatch
from beebox.cases.clock.watch import SayWhatYouFound, TimeIsTrusted, confirm_time, trusted, when_trusted
from beebox.cases.states import State
from beebox.kernel.clock import Clock, Reading, SystemClock
from beebox.kernel.db import Office
from beebox.wiring import DUTIES
from tests.cases.clock.test_random_cases import some_citizen
from tests.conftest import stage
from tests.handling.cases_made import by_code, received

NOON = datetime(2026, 11, 30, 4, 0, tzinfo=UTC)
SEEN = Reading(NOON, 1000.0, "one")
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


class HandClock:
    """A clock moved by hand, with a steady one beside it."""

    def __init__(self) -> None:
        self.wall, self.steady, self.boot = NOON, 1000.0, "one"

    def now(self) -> datetime:
        return self.wall

    def reading(self) -> Reading:
        return Reading(self.wall, self.steady, self.boot)

    def passes(self, time: timedelta) -> None:
        self.wall += time
        self.steady += time.total_seconds()

    def restart(self, off: timedelta) -> None:
        self.wall += off
        self.steady, self.boot = 5.0, self.boot + "+"


@pytest.fixture
def hand(any_office: Office) -> HandClock:
    clock = HandClock()
    any_office._tools[Clock] = clock
    return clock


@pytest.mark.parametrize(
    ("wall", "steady", "boot", "leapt"),
    [
        (HOUR, 3600, "one", False),  # time went by
        (3 * DAY, 3 * 86400, "one", False),  # a weekend asleep, which the steady clock counts
        (HOUR, 0, "one", True),  # set forward
        (-HOUR, 0, "one", True),  # set back
        (HOUR - timedelta(minutes=1), 3600, "one", False),  # set right by a minute
        (3 * DAY, -990, "two", False),  # switched off over a weekend
        (13 * DAY, -990, "two", False),  # over a long holiday
        (15 * DAY, -990, "two", True),  # nobody is away so long
        (-HOUR, -990, "two", True),  # started with an earlier time
        (3 * DAY, -990, "one", False),  # a steady clock that began anew under the same name
        (365 * DAY, 60, "one", True),
    ],
)
def test_what_is_a_leap(wall, steady, boot, leapt) -> None:  # type: ignore[no-untyped-def]
    assert (leap(SEEN, Reading(NOON + wall, 1000.0 + steady, boot)) is not None) == leapt


@given(st.integers(0, 10**8), st.integers(-(10**6), 10**6))
def test_within_one_start_only_the_difference_counts(passed: int, off: int) -> None:
    now = Reading(NOON + timedelta(seconds=passed + off), 1000.0 + passed, "one")
    found = leap(SEEN, now)
    assert (found is not None) == (abs(timedelta(seconds=off)) > TOLERANCE)
    if found is not None:
        assert found.off == timedelta(seconds=off) and found.expected + found.off == now.wall


def test_a_leap_forward_pauses_the_duties_and_shifts_nothing(any_office, hand) -> None:  # type: ignore[no-untyped-def]
    code = received(any_office, some_citizen(any_office))
    assert trusted(any_office)
    hand.wall += 40 * DAY
    for name in ("accept by silence", "lapse", "escalations"):
        DUTIES[name][1](any_office)
    with any_office.look() as work:
        case = by_code(work, code)
        assert case.state is State.RECEIVED
        assert [jump.seconds for jump in work.session.scalars(select(ClockJump))] == [40 * 86400]
    assert not trusted(any_office)
    with any_office.work() as work, pytest.raises(SayWhatYouFound):
        confirm_time(work, Actor(None, Role.ADMINISTRATOR), " ")
    with any_office.work() as work:
        confirm_time(work, Actor(None, Role.ADMINISTRATOR), "电池换过，时间核对过了")
    assert trusted(any_office)
    assert DUTIES["accept by silence"][1](any_office) == 1
    with any_office.work() as work, pytest.raises(TimeIsTrusted):
        confirm_time(work, Actor(None, Role.ADMINISTRATOR), "再确认")


def test_a_time_that_comes_back_goes_on_by_itself(any_office, hand) -> None:  # type: ignore[no-untyped-def]
    assert trusted(any_office)
    hand.passes(HOUR)
    hand.wall -= 2 * HOUR
    assert not trusted(any_office)
    hand.passes(HOUR)
    assert not trusted(any_office)
    hand.wall += 2 * HOUR
    assert trusted(any_office)
    with any_office.look() as work:
        jump = work.session.scalars(select(ClockJump)).one()
        assert jump.settled_by is None and "自己" in jump.note


def test_an_ordinary_outage_needs_nobody(any_office, hand) -> None:  # type: ignore[no-untyped-def]
    assert trusted(any_office)
    hand.restart(9 * DAY)
    assert trusted(any_office)
    hand.restart(LONGEST_OUTAGE + HOUR)
    assert not trusted(any_office)


def test_starting_the_machine_anew_does_not_make_a_wrong_time_right(any_office, hand) -> None:  # type: ignore[no-untyped-def]
    """Ten days ahead would pass for an outage, had it not been seen to leap."""
    assert trusted(any_office)
    hand.wall += 10 * DAY
    assert not trusted(any_office)
    hand.restart(HOUR)
    assert not trusted(any_office)
    hand.restart(-10 * DAY)
    assert trusted(any_office), "set right: an hour after what was seen last"


def test_a_leap_while_the_program_was_stopped_is_seen_at_its_start(any_office, hand) -> None:  # type: ignore[no-untyped-def]
    """The machine ran on, so its steady clock knows better."""
    assert trusted(any_office)
    hand.wall += 3 * DAY
    hand.steady += 600
    assert not trusted(any_office)


def test_it_writes_once_a_minute(any_office, hand) -> None:  # type: ignore[no-untyped-def]
    def kept() -> datetime:
        with any_office.look() as work:
            return work.session.scalars(select(ClockWatch.wall)).one()

    assert trusted(any_office)
    hand.passes(timedelta(seconds=59))
    assert trusted(any_office) and kept() == NOON
    hand.passes(timedelta(seconds=1))
    assert trusted(any_office) and kept() == hand.wall


def test_a_stage_that_is_moved_on_purpose_leaps_announced(office) -> None:  # type: ignore[no-untyped-def]
    done: list[datetime] = []
    duty = when_trusted(lambda office: done.append(office.now()))
    duty(office)
    stage(office).move_to(office.now() + 90 * DAY)
    duty(office)
    assert len(done) == 2


def test_the_machine_counts_seconds_and_knows_its_start() -> None:
    first, second = SystemClock().reading(), SystemClock().reading()
    assert first.boot == second.boot and second.steady >= first.steady
    assert leap(first, second) is None
