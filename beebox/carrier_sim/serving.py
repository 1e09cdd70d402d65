"""Letting the simulator listen: as a process of its own, or in a thread of a test."""

import json
import logging
import signal
import socket
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from types import FrameType
from typing import Any

from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from beebox.carrier_sim.accounts import Accounts
from beebox.carrier_sim.app import DROPPED, create_app
from beebox.carrier_sim.journal import Journal
from beebox.carrier_sim.pushes import keep_firing
from beebox.carrier_sim.simulator import Simulator
from beebox.kernel.clock import SystemClock
from beebox.kernel.errors import BeeboxError


class CannotListen(BeeboxError):
    """The simulator cannot start; the message says why and what to do."""


def serve(host: str, port: int, journal: Path, keys: Path | None, say: Callable[[str], object]) -> None:
    """Listen until SIGTERM or Ctrl+C; `say` is given the one line of JSON once it listens."""
    accounts = Accounts.kept_in(keys) if keys else Accounts.fresh()
    server, simulator = _listening(host, port, Journal(journal, SystemClock()), accounts)

    def stop(_signal: int, _frame: FrameType | None) -> None:
        Thread(target=server.shutdown).start()

    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, stop)
    done = Event()
    pusher = Thread(target=keep_firing, args=(simulator, done), daemon=True)
    pusher.start()
    say(json.dumps(simulator.told()))
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        done.set()
        server.server_close()


@contextmanager
def in_thread(journal: Journal, accounts: Accounts | None = None) -> Iterator[Simulator]:
    """The same on a free port of this process, for as long as the block runs."""
    server, simulator = _listening("127.0.0.1", 0, journal, accounts or Accounts.fresh())
    thread = Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield simulator
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def _listening(
    host: str, port: int, journal: Journal, accounts: Accounts
) -> tuple[BaseWSGIServer, Simulator]:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise CannotListen(
            f"The carrier simulator cannot listen on {host}:{port} ({error.strerror});"
            " choose another with --port, or 0 for any."
        ) from None
    with listener:
        simulator = Simulator(journal, accounts, f"http://{host}:{listener.getsockname()[1]}")
        app = _Dropping(create_app(simulator))
        server = make_server(host, port, app, threaded=True, request_handler=_Quiet, fd=listener.fileno())
    return server, simulator


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Every call is in the journal."""


class _Dropping:
    """Closes the line without a word where the application asks for it."""

    def __init__(self, app: Callable[..., Iterable[bytes]]) -> None:
        self._app = app

    def __call__(self, environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *more: Any) -> Any:
            if any(name == DROPPED for name, _ in headers):
                line: socket.socket = environ["werkzeug.socket"]
                line.shutdown(socket.SHUT_RDWR)
                raise ConnectionAbortedError
            return start_response(status, headers, *more)

        return self._app(environ, start)
