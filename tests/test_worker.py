"""The hands of the outbox: woken at once, and quick to look for what another process announced."""

import threading
import time
from collections.abc import Callable
from dataclasses import dataclass

import pytest

from beebox import worker as module
from beebox.kernel.db import Office
from beebox.kernel.outbox import Delivery, Errand, Handlers, Lane, deliveries_for
from beebox.worker import Worker


@dataclass(frozen=True)
class Given:
    name: str


class Desk:
    """Reads what is given, one thing after another for each hand; `go` lets them finish."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.go = threading.Event()
        steps = Errand(
            "test:read", Lane.READING, lambda _work, event: event.name, self._perform, lambda *_: None
        )
        self.handlers: Handlers = {Given: [steps]}

    def _perform(self, _office: Office, name: str) -> None:
        self.begun.append(name)
        assert self.go.wait(20)


def wait_for(what: Callable[[], bool]) -> None:
    until = time.monotonic() + 15
    while not what():
        assert time.monotonic() < until
        time.sleep(0.01)


def announce(office: Office, *names: str) -> None:
    with office.work() as work:
        for name in names:
            work.emit(Given(name))


@pytest.fixture
def desk() -> Desk:
    return Desk()


@pytest.fixture
def bureau(office: Office, desk: Desk) -> Office:
    office.deliveries = deliveries_for(desk.handlers)
    return office


def test_every_hand_is_woken_though_nobody_looks(
    bureau: Office, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "LOOK_EVERY", {Lane.READING: 600.0})
    hands = Worker(bureau, desk.handlers, readers=2)
    hands.start()
    try:
        time.sleep(0.2)
        announce(bureau, "first", "second")
        wait_for(lambda: sorted(desk.begun) == ["first", "second"])
        announce(bureau, "third")
        desk.go.set()
        wait_for(lambda: len(desk.begun) == 3)
    finally:
        desk.go.set()
        hands.stop()


def test_what_another_process_announced_is_found_by_itself(bureau: Office, desk: Desk) -> None:
    desk.go.set()
    hands = Worker(bureau, desk.handlers, readers=1)
    hands.start()
    try:
        bureau.wake = lambda: None
        announce(bureau, "from elsewhere")
        wait_for(lambda: desk.begun == ["from elsewhere"])
    finally:
        hands.stop()
    with bureau.look() as work:
        assert work.session.query(Delivery).one().done_at is not None
