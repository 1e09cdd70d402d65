"""A stand-in for SF's gateway on a real socket: it checks what it is sent and answers what it is told to."""

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs

import pytest

from beebox.adapters.carriers.sf.carrier import SfCarrier
from beebox.adapters.carriers.sf.digest import digest_of
from beebox.adapters.carriers.sf.transport import Patience
from beebox.kernel.settings import SfAccount
from beebox.logistics.orders import Contact, Leg, Order

CHECKWORD = "a-checkword-of-this-test-only"
NUMBER, OTHER = "SF0200000000001", "SF0200000000002"
Answer = Callable[["Desk", BaseHTTPRequestHandler], None]


@dataclass
class HandClock:
    """A clock that stands still until it is moved."""

    at: datetime = datetime(2026, 11, 30, 1, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.at

    def forward(self, by: timedelta) -> None:
        self.at += by


@dataclass
class Heard:
    path: str
    form: dict[str, str]
    headers: dict[str, str]

    @property
    def message(self) -> Any:
        return json.loads(self.form["msgData"])


@dataclass
class Desk:
    """Answers in the order they were laid ready; the last one again and again."""

    url: str = ""
    heard: list[Heard] = field(default_factory=list)
    ready: dict[str, list[Answer]] = field(default_factory=dict)

    def will(self, what: str, *answers: Answer) -> None:
        self.ready[what] = list(answers)

    def answer_to(self, what: str) -> Answer:
        waiting = self.ready[what]
        return waiting.pop(0) if len(waiting) > 1 else waiting[0]

    def asked(self, what: str) -> list[Heard]:
        return [call for call in self.heard if what in (call.path, call.form.get("serviceCode"))]


class Handler(BaseHTTPRequestHandler):
    desk: Desk

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        form = {name: values[0] for name, values in parse_qs(body, keep_blank_values=True).items()}
        self._answer(form, form.get("serviceCode") or self.path)

    def do_GET(self) -> None:
        self._answer({}, self.path)

    def log_message(self, format: str, *args: object) -> None:
        return None

    def _answer(self, form: dict[str, str], what: str) -> None:
        headers = {name.lower(): value for name, value in self.headers.items()}
        self.desk.heard.append(Heard(self.path, form, headers))
        if "msgDigest" in form:
            signed = digest_of(form["msgData"], form["timestamp"], CHECKWORD)
            if signed != form["msgDigest"]:
                return refused("A1006", "签名错误")(self.desk, self)
        return self.desk.answer_to(what)(self.desk, self)


def raw(body: bytes, status: int = 200, kind: str = "application/json") -> Answer:
    def send(_desk: Desk, handler: BaseHTTPRequestHandler) -> None:
        handler.send_response(status)
        handler.send_header("content-type", kind)
        handler.send_header("content-length", str(len(body)))
        handler.end_headers()
        handler.wfile.write(body)

    return send


def told(value: object, status: int = 200) -> Answer:
    return raw(json.dumps(value, ensure_ascii=False).encode(), status)


def good(data: object, *, under: str = "msgData") -> Answer:
    """As it is on the wire: JSON within a string within JSON."""
    inner = {"success": True, "errorCode": "S0000", "errorMsg": None, under: data}
    return told(
        {
            "apiErrorMsg": "",
            "apiResponseID": "000175A1",
            "apiResultCode": "A1000",
            "apiResultData": json.dumps(inner, ensure_ascii=False),
        }
    )


def bad(code: str, sentence: str = "不行") -> Answer:
    """The gateway worked and the service refused."""
    inner = {"success": False, "errorCode": code, "errorMsg": sentence, "msgData": None}
    return told({"apiResultCode": "A1000", "apiErrorMsg": "", "apiResultData": json.dumps(inner)})


def refused(code: str, sentence: str = "不行") -> Answer:
    """The gateway itself refused."""
    return told({"apiResultCode": code, "apiErrorMsg": sentence, "apiResultData": None})


def dropped(_desk: Desk, handler: BaseHTTPRequestHandler) -> None:
    """Read, and hung up without a word."""
    handler.close_connection = True


@pytest.fixture
def desk() -> Iterator[Desk]:
    opened = Desk()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Own", (Handler,), {"desk": opened}))
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    opened.url = f"http://127.0.0.1:{server.server_address[1]}"
    yield opened
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture
def clock() -> HandClock:
    return HandClock()


def account(url: str, **other: Any) -> SfAccount:
    fields = {
        "url": url,
        "partner_id": "BEEBOX01",
        "checkword": CHECKWORD,
        "monthly_card": "7551234567",
        "push_token": "t0k3n-in-the-address",
        "oauth": False,
    }
    return SfAccount(**{**fields, **other})


@pytest.fixture
def carrier(desk: Desk, clock: HandClock) -> SfCarrier:
    return SfCarrier(account(desk.url), clock, Patience(connect=1, read=1, whole=2))


def an_order(**other: Any) -> Order:
    fields: dict[str, Any] = {
        "reference": "LBW-7K3Q-9M2X-R",
        "leg": Leg.RETURN,
        "sender": Contact("越秀区政务服务中心", "020-83123456", "广东省广州市越秀区吉祥路1号"),
        "receiver": Contact("李晓梅", "13900000003", "广州市天河区体育西路100号2306房"),
        "contents": "文件",
        "weight_grams": 350,
    }
    return Order(**{**fields, **other})


def ordered(**other: Any) -> dict[str, Any]:
    """A created order as SF answers it."""
    return {
        "orderId": "LBW-7K3Q-9M2X-R",
        "originCode": "020",
        "destCode": "020",
        "filterResult": 2,
        "remark": "",
        "waybillNoInfoList": [{"waybillType": 1, "waybillNo": NUMBER}],
        "routeLabelInfo": [{"code": "1000", "routeLabelData": {"destRouteLabel": "020W-EJ-012"}}],
        **other,
    }
