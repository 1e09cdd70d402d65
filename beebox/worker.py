"""The hands that work off the outbox: one thread for each lane, woken when something is announced."""

import logging
import threading

from beebox.kernel.db import Office
from beebox.kernel.outbox import Handlers, Lane, deliver_pending

log = logging.getLogger(__name__)
LOOK_EVERY = {Lane.READING: 0.2}
"""Seconds between looks when nobody wakes us: whoever gave a picture to another process waits for it."""
OTHERWISE = 1.0


class Worker:
    """Threads that deliver events until stopped. Several processes may run one each."""

    def __init__(self, office: Office, handlers: Handlers, readers: int) -> None:
        self._office, self._handlers = office, handlers
        self._stop = threading.Event()
        counts = {Lane.READING: readers}
        posts = [(lane, n, threading.Event()) for lane in Lane for n in range(counts.get(lane, 1))]
        self._bells = [bell for _, _, bell in posts]
        self._threads = [
            threading.Thread(target=self._work, args=(lane, bell), name=f"worker-{lane}-{n}", daemon=True)
            for lane, n, bell in posts
        ]

    def start(self) -> None:
        self._office.wake = self.wake
        for thread in self._threads:
            thread.start()

    def wake(self) -> None:
        for bell in self._bells:
            bell.set()

    def stop(self, seconds: float = 10) -> None:
        """Let each thread finish what it holds; what it does not finish is taken up at the next start."""
        self._stop.set()
        self.wake()
        for thread in self._threads:
            thread.join(seconds)

    def _work(self, lane: Lane, bell: threading.Event) -> None:
        """One bell a thread: a thread that was busy when it rang does not miss it."""
        while not self._stop.is_set():
            bell.clear()
            try:
                deliver_pending(self._office, self._handlers, (lane,))
            except Exception:
                log.exception("the %s lane stumbled; going on", lane)
            bell.wait(LOOK_EVERY.get(lane, OTHERWISE))
