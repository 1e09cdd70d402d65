"""Letting the simulator listen as a process of its own."""

import json
import logging
import signal
import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Event, Thread
from types import FrameType
from wsgiref.types import WSGIApplication

from werkzeug.serving import WSGIRequestHandler, make_server
from werkzeug.wrappers import Request, Response

from beebox.kernel.clock import SystemClock
from beebox.kernel.errors import BeeboxError
from beebox.message_sim.accounts import Accounts
from beebox.message_sim.doors import answer
from beebox.message_sim.journal import Journal
from beebox.message_sim.pushing import keep_pushing
from beebox.message_sim.wires import Call

MOST_BYTES = 200_000


class CannotListen(BeeboxError):
    """The simulator cannot start; the message says why and what to do."""


@contextmanager
def in_thread(journal: Journal, accounts: Accounts) -> Iterator[str]:
    """The same on a free port of this process, for as long as the block runs; gives its address."""
    server = make_server("127.0.0.1", 0, _web(journal, accounts), threaded=True, request_handler=_Quiet)
    thread = Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def serve(host: str, port: int, file: Path, push: str, say: Callable[[str], object]) -> None:
    """Listen until SIGTERM or Ctrl+C; `say` is given one line of JSON with address and keys."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    accounts, journal, done = Accounts.fresh(), Journal(file, SystemClock()), Event()
    try:
        listener = socket.create_server((host, port))
    except OSError as error:
        raise CannotListen(
            f"The message simulator cannot listen on {host}:{port} ({error.strerror});"
            " choose another with --port, or 0 for any."
        ) from None
    with listener:
        place = f"http://{host}:{listener.getsockname()[1]}"
        app = _web(journal, accounts)
        server = make_server(host, port, app, threaded=True, request_handler=_Quiet, fd=listener.fileno())

    def stop(_signal: int, _frame: FrameType | None) -> None:
        Thread(target=server.shutdown).start()

    for kind in (signal.SIGTERM, signal.SIGINT):
        signal.signal(kind, stop)
    if push:
        Thread(target=keep_pushing, args=(journal, accounts, push, done), daemon=True).start()
    say(json.dumps({"url": place, **accounts.told()}))
    try:
        server.serve_forever(poll_interval=0.1)
    finally:
        done.set()
        server.server_close()


def _web(journal: Journal, accounts: Accounts) -> WSGIApplication:
    """The doors behind a web server."""

    @Request.application
    def app(request: Request) -> Response:
        headers = {name.lower(): value for name, value in request.headers.items()}
        query = {name: request.args[name] for name in request.args}
        body = request.get_data()[:MOST_BYTES]
        reply = answer(journal, accounts, Call(request.method, request.path, query, headers, body))
        return Response(reply.body, reply.status, content_type=reply.media_type)

    return app


class _Quiet(WSGIRequestHandler):
    def log_request(self, code: int | str = "-", size: int | str = "-") -> None:
        """Every message is in the journal."""
