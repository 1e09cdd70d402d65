"""What the outbox promises, on every database there is."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select

from beebox.kernel.db import Office, Work
from beebox.kernel.outbox import (
    MAX_TRIES,
    Delivery,
    Errand,
    Handlers,
    Lane,
    deliver_pending,
    deliveries_for,
    parked,
)
from tests.conftest import stage


@dataclass(frozen=True)
class BellRang:
    number: int


heard: list[int] = []


@pytest.fixture(autouse=True)
def nothing_heard_yet() -> None:
    heard.clear()


def fine(work: Work, event: BellRang) -> None:
    heard.append(event.number)


def broken(work: Work, event: BellRang) -> None:
    work.emit(BellRang(99))
    raise RuntimeError("the courier is down")


def ring(office: Office, handlers: Handlers, number: int = 1) -> None:
    office.deliveries = deliveries_for(handlers)
    with office.work() as work:
        work.emit(BellRang(number))


def rows(office: Office) -> list[Delivery]:
    with office.look() as work:
        found = list(work.session.scalars(select(Delivery).order_by(Delivery.id)))
        work.session.expunge_all()
        return found


def test_what_is_rolled_back_is_never_told(any_office: Office) -> None:
    handlers: Handlers = {BellRang: [fine]}
    any_office.deliveries = deliveries_for(handlers)
    with pytest.raises(ZeroDivisionError), any_office.work() as work:
        work.emit(BellRang(1))
        raise ZeroDivisionError
    assert deliver_pending(any_office, handlers) == 0 and heard == []


def test_one_failing_handler_does_not_hold_up_its_neighbour(any_office: Office) -> None:
    handlers: Handlers = {BellRang: [broken, fine]}
    ring(any_office, handlers)
    assert deliver_pending(any_office, handlers) == 1 and heard == [1]
    first, second = rows(any_office)
    assert first.done_at is None and first.tries == 1 and "courier" in (first.last_error or "")
    assert second.done_at is not None
    assert deliver_pending(any_office, handlers) == 0, "backing off"


def test_after_eight_tries_it_waits_for_a_person(any_office: Office) -> None:
    handlers: Handlers = {BellRang: [broken]}
    ring(any_office, handlers)
    for _ in range(MAX_TRIES + 2):
        deliver_pending(any_office, handlers)
        stage(any_office).move_to(any_office.now() + timedelta(minutes=10))
    with any_office.look() as work:
        [row] = work.session.scalars(parked())
        assert row.tries == MAX_TRIES


def errand(performed: list[int]) -> Errand:
    def prepare(work: Work, event: BellRang) -> int:
        return event.number

    def perform(office: Office, plan: int) -> int:
        with office.work():
            performed.append(plan)
        return plan * 2

    def record(work: Work, event: BellRang, plan: int, outcome: int) -> None:
        heard.append(outcome)

    return Errand("test:errand", Lane.OUTSIDE, prepare, perform, record)


def test_an_errand_performs_with_no_transaction_open(any_office: Office) -> None:
    performed: list[int] = []
    handlers: Handlers = {BellRang: [errand(performed)]}
    ring(any_office, handlers, 4)
    assert deliver_pending(any_office, handlers, [Lane.QUICK]) == 0, "another lane"
    assert deliver_pending(any_office, handlers) == 1
    assert performed == [4] and heard == [8]


def test_a_worker_that_wakes_up_too_late_may_not_write(any_office: Office) -> None:
    """The first worker hangs past its lease; the second does the work; the first's result is dropped."""
    outcomes: list[str] = []

    def perform(office: Office, plan: str) -> str:
        if not outcomes:
            outcomes.append("late")
            stage(office).move_to(office.now() + timedelta(minutes=30))
            assert deliver_pending(office, handlers) == 1
            return "late"
        return "second"

    def record(work: Work, event: Any, plan: str, outcome: str) -> None:
        outcomes.append(outcome)

    slow = Errand("test:slow", Lane.OUTSIDE, lambda w, e: "go", perform, record)
    handlers: Handlers = {BellRang: [slow]}
    ring(any_office, handlers)
    deliver_pending(any_office, handlers)
    assert outcomes == ["late", "second"]


def test_looking_cannot_write(any_office: Office) -> None:
    with pytest.raises(Exception, match=r"readonly|read-only"), any_office.look() as work:
        work.session.add(
            Delivery(
                handler="x", kind="x", lane=Lane.QUICK, event={}, emitted_at=work.now(), due_at=work.now()
            )
        )
        work.session.flush()
    assert rows(any_office) == []
