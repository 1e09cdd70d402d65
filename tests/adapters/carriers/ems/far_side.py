"""A far side of the wire for the tests: a real HTTP server on this machine that answers as it is told."""

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

from beebox.adapters.carriers.ems.cipher import Envelope
from beebox.kernel.settings import EmsAccount

KEY = "TvaBgrhE46sft3nZlfe7xw=="
"""The sample key of the interface document."""
SENDER = "1100000000001"


class FarSide:
    """Keeps every form it got, opened; `answer` is called with (apiCode, request) and gives the answer.

    What it gives may be a dict (sent as JSON), bytes, or a function that writes to the connection.
    """

    def __init__(self) -> None:
        self.seen: list[dict[str, str]] = []
        self.asked: list[tuple[str, Any]] = []
        self.fetched: list[str] = []
        self.answer: Callable[[str, Any], Any] = lambda code, asked: done({})
        self.files: dict[str, tuple[int, bytes]] = {}
        self.status = 200
        self.url = ""
        self._envelope = Envelope(KEY)

    def account(self, **other: str) -> EmsAccount:
        told = {"sender_no": SENDER, "authorization": "letMeIn123456789", "sign_key": KEY}
        return EmsAccount(**{"url": self.url, **told, **other})

    def take(self, line: BaseHTTPRequestHandler) -> None:
        length = int(line.headers.get("Content-Length", "0"))
        form = {name: values[0] for name, values in parse_qs(line.rfile.read(length).decode()).items()}
        self.seen.append(form)
        asked = json.loads(self._envelope.open(form["logitcsInterface"]))
        self.asked.append((form["apiCode"], asked))
        given = self.answer(form["apiCode"], asked)
        if callable(given):
            given(line)
            return
        body = json.dumps(given, ensure_ascii=False).encode() if isinstance(given, dict) else given
        reply(line, self.status, body)

    def give(self, line: BaseHTTPRequestHandler) -> None:
        self.fetched.append(line.path)
        reply(line, *self.files.get(line.path, (404, b"gone")))


def done(body: Any) -> dict[str, Any]:
    """A good answer with its body as JSON in a text, as EMS usually sends it."""
    text = body if isinstance(body, str) else json.dumps(body, ensure_ascii=False)
    return {"retCode": "00000", "retMsg": "成功", "retBody": text, "serialNo": "1"}


def refused(code: str, text: str) -> dict[str, Any]:
    return {"retCode": code, "retMsg": text, "retBody": None}


def reply(line: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    line.send_response(status)
    line.send_header("Content-Length", str(len(body)))
    line.end_headers()
    line.wfile.write(body)


@contextmanager
def listening() -> Iterator[FarSide]:
    far = FarSide()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            far.take(self)

        def do_GET(self) -> None:
            far.give(self)

        def log_message(self, format: str, *args: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    far.url = f"http://127.0.0.1:{server.server_port}/amp-prod-api/f/amp/api/test"
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield far
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
