"""Every way a call can end, against a real socket."""

import gzip
import json
import logging
import socket
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from typing import Any

import pytest

from beebox.adapters.carriers.sf.codes import Service
from beebox.adapters.carriers.sf.translate_answers import Print
from beebox.adapters.carriers.sf.transport import LabelGone, Patience, Transport
from beebox.logistics.faults import (
    AuthFailed,
    BadResponse,
    CarrierFault,
    OutcomeUnknown,
    Rejected,
    Throttled,
    Unavailable,
)
from tests.adapters.carriers.sf.conftest import (
    CHECKWORD,
    Answer,
    Desk,
    HandClock,
    account,
    bad,
    dropped,
    good,
    raw,
    refused,
    told,
)

QUICK = Patience(connect=0.3, read=0.3, whole=0.6)
DOING, ASKING = Service.CREATE, Service.SEARCH
TOKEN = "/oauth2/accessToken"


def wire(url: str, clock: HandClock, **other: Any) -> Transport:
    return Transport(account(url, **other), clock, QUICK)


@pytest.fixture
def line(desk: Desk, clock: HandClock) -> Transport:
    return wire(desk.url, clock)


def token(text: str, **other: Any) -> Answer:
    return told({"apiResultCode": "A1000", "accessToken": text, **other})


def test_a_call_carries_the_fields_sf_asks_for(line: Transport, desk: Desk, clock: HandClock) -> None:
    desk.will(DOING, good({"a": 1}))
    assert line.call(DOING, {"name": "𠮷*~ &-\"'"}).data == {"a": 1}
    (heard,) = desk.heard
    assert heard.path == "/std/service"
    assert set(heard.form) == {
        *("partnerID", "requestID", "serviceCode", "timestamp", "msgData", "msgDigest"),
    }
    assert heard.form["timestamp"] == str(int(clock.now().timestamp() * 1000))
    assert heard.headers["content-type"] == "application/x-www-form-urlencoded"
    assert CHECKWORD not in str(heard.form)


@pytest.mark.parametrize("name", ["*", "~", " ", "&", "-", "+", "%", "=", "𠮷", "中", "\\", "\"'", "/?#"])
def test_the_digest_is_right_for_every_awkward_sign(line: Transport, desk: Desk, name: str) -> None:
    """The stand-in answers A1006 where its own digest over what arrived differs."""
    desk.will(DOING, good({"a": 1}))
    assert line.call(DOING, {"name": name}).data == {"a": 1}
    assert desk.heard[0].message == {"name": name}


def test_a_wrong_checkword_stops_us(desk: Desk, clock: HandClock) -> None:
    desk.will(DOING, good({}))
    with pytest.raises(AuthFailed) as stopped:
        wire(desk.url, clock, checkword="another").call(DOING, {})
    assert stopped.value.code == "A1006"


def test_each_call_has_a_number_of_its_own(line: Transport, desk: Desk) -> None:
    desk.will(DOING, good({}))
    for _ in range(2):
        line.call(DOING, {})
    first, second = (call.form["requestID"] for call in desk.heard)
    assert first != second
    assert len(first) <= 40


def test_an_address_with_the_path_in_it_is_understood(desk: Desk, clock: HandClock) -> None:
    desk.will(DOING, good({"a": 1}))
    assert wire(desk.url + "/std/service", clock).call(DOING, {}).data == {"a": 1}


def nobody() -> str:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return f"http://127.0.0.1:{free.getsockname()[1]}"


def test_nobody_listening_means_that_nothing_was_sent(clock: HandClock) -> None:
    for service in (DOING, ASKING):
        with pytest.raises(Unavailable):
            wire(nobody(), clock).call(service, {})


def silent(_desk: Desk, _handler: BaseHTTPRequestHandler) -> None:
    time.sleep(0.8)


def half(_desk: Desk, handler: BaseHTTPRequestHandler) -> None:
    """Less than announced, then hung up."""
    handler.send_response(200)
    handler.send_header("content-length", "1000")
    handler.end_headers()
    handler.wfile.write(b'{"apiResultCode":"A1000",')
    handler.close_connection = True


def dripping(_desk: Desk, handler: BaseHTTPRequestHandler) -> None:
    """Never silent for long, and a good answer to whoever waits for all of it."""
    inner = {"success": True, "errorCode": "S0000", "msgData": {"a": 1}}
    body = json.dumps({"apiResultCode": "A1000", "apiResultData": inner}).encode()
    handler.send_response(200)
    handler.send_header("content-length", str(20 + len(body)))
    handler.end_headers()
    try:
        for piece in [b" "] * 20 + [body]:
            handler.wfile.write(piece)
            handler.wfile.flush()
            time.sleep(0.1)
    except OSError:
        return


def huge(_desk: Desk, handler: BaseHTTPRequestHandler) -> None:
    handler.send_response(200)
    handler.end_headers()
    try:
        for _ in range(64):
            handler.wfile.write(b" " * 1024 * 1024)
    except OSError:
        return


def swollen(desk: Desk, handler: BaseHTTPRequestHandler) -> None:
    """Compressed though we asked not to: small on the wire, too large when unpacked."""
    body = gzip.compress(b" " * 30 * 1024 * 1024)
    handler.send_response(200)
    handler.send_header("content-encoding", "gzip")
    handler.send_header("content-length", str(len(body)))
    handler.end_headers()
    try:
        handler.wfile.write(body)
    except OSError:
        return


def no_http(_desk: Desk, handler: BaseHTTPRequestHandler) -> None:
    handler.wfile.write(b"SSH-2.0-hello\r\n\r\n")
    handler.close_connection = True


@pytest.mark.parametrize("trouble", [silent, dropped, half, dripping, huge, swollen, no_http])
def test_no_whole_answer_to_an_order_leaves_its_outcome_unknown(
    line: Transport, desk: Desk, trouble: Answer
) -> None:
    desk.will(DOING, trouble)
    desk.will(ASKING, trouble)
    with pytest.raises(OutcomeUnknown):
        line.call(DOING, {})
    assert len(desk.heard) == 1, "an order was sent twice"
    with pytest.raises(Unavailable):
        line.call(ASKING, {})


@pytest.mark.parametrize(
    ("trouble", "order", "question"),
    [
        (raw(b"<html>busy</html>", 200, "text/html"), BadResponse, BadResponse),
        (raw(b"<html>Bad Gateway</html>", 502, "text/html"), BadResponse, Unavailable),
        (raw(b"", 500), BadResponse, Unavailable),
        (raw(b"\xff\xfe\x00garbage"), BadResponse, BadResponse),
        (raw(b"null"), BadResponse, BadResponse),
        (raw(b"Forbidden", 403, "text/plain"), BadResponse, BadResponse),
        (raw(b"", 302), BadResponse, BadResponse),
        (raw(b"slow down", 429), Throttled, Throttled),
        (told({"apiResultCode": "A1000", "apiResultData": None}), BadResponse, BadResponse),
        (told({"apiResultCode": "A1000", "apiResultData": "<html>"}), BadResponse, BadResponse),
        (told({"apiResultCode": "A1003"}, 403), AuthFailed, AuthFailed),
        (refused("A1005"), Throttled, Throttled),
        (refused("A1009"), OutcomeUnknown, Unavailable),
        (bad("20035"), Rejected, Rejected),
    ],
)
def test_an_answer_that_is_no_good_one_says_what_may_be_done_next(
    line: Transport,
    desk: Desk,
    trouble: Answer,
    order: type[CarrierFault],
    question: type[CarrierFault],
) -> None:
    for service, fault in ((DOING, order), (ASKING, question)):
        desk.will(service, trouble)
        with pytest.raises(fault) as raised:
            line.call(service, {})
        assert type(raised.value) is fault
        assert len(desk.asked(service)) == 1


@pytest.fixture
def signed_in(desk: Desk, clock: HandClock) -> Transport:
    return wire(desk.url, clock, oauth=True)


def test_a_token_takes_the_place_of_the_digest(signed_in: Transport, desk: Desk) -> None:
    desk.will(TOKEN, token("first"))
    desk.will(DOING, good({"a": 1}))
    for _ in range(3):
        assert signed_in.call(DOING, {}).data == {"a": 1}
    (asked,) = desk.asked(TOKEN)
    assert asked.form == {"partnerID": "BEEBOX01", "secret": CHECKWORD, "grantType": "password"}
    assert {call.form["accessToken"] for call in desk.asked(DOING)} == {"first"}
    assert not any("msgDigest" in call.form or CHECKWORD in str(call.form) for call in desk.asked(DOING))


def test_a_token_is_replaced_before_it_ends(signed_in: Transport, desk: Desk, clock: HandClock) -> None:
    desk.will(TOKEN, token("first", expiresIn=7200), token("second"))
    desk.will(DOING, good({}))
    signed_in.call(DOING, {})
    clock.forward(timedelta(hours=1, minutes=56))
    signed_in.call(DOING, {})
    assert [call.form["accessToken"] for call in desk.asked(DOING)] == ["first", "second"]


@pytest.mark.parametrize("code", ["A1002", "A1011"])
def test_a_token_that_ends_on_the_way_is_fetched_once_more(
    signed_in: Transport, desk: Desk, code: str
) -> None:
    desk.will(TOKEN, token("first"), token("second"))
    desk.will(DOING, refused(code), good({"a": 1}))
    assert signed_in.call(DOING, {}).data == {"a": 1}
    assert [call.form["accessToken"] for call in desk.asked(DOING)] == ["first", "second"]


def test_a_signature_too_old_is_made_anew_once(line: Transport, desk: Desk) -> None:
    desk.will(DOING, refused("A1002"), good({"a": 1}))
    assert line.call(DOING, {}).data == {"a": 1}
    desk.will(DOING, refused("A1002"))
    with pytest.raises(AuthFailed):
        line.call(DOING, {})
    assert len(desk.heard) == 4
    assert desk.asked(TOKEN) == []


def test_a_fresh_token_that_is_refused_stops_us(signed_in: Transport, desk: Desk) -> None:
    desk.will(TOKEN, token("first"), token("second"))
    desk.will(DOING, refused("A1011"))
    with pytest.raises(AuthFailed):
        signed_in.call(DOING, {})
    assert (len(desk.asked(TOKEN)), len(desk.asked(DOING))) == (2, 2)


def test_another_refusal_fetches_no_token(signed_in: Transport, desk: Desk) -> None:
    desk.will(TOKEN, token("first"))
    desk.will(DOING, refused("A1004"))
    with pytest.raises(AuthFailed):
        signed_in.call(DOING, {})
    assert (len(desk.asked(TOKEN)), len(desk.asked(DOING))) == (1, 1)


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [
        (dropped, Unavailable),
        (raw(b"<html>", 502), Unavailable),
        (raw(b"denied", 401), AuthFailed),
        (refused("A1006"), AuthFailed),
        (refused("A1001"), AuthFailed),
        (refused("A1009"), Unavailable),
        (refused("A1005"), Throttled),
        (told({"apiResultCode": "A1000"}), Unavailable),
    ],
)
def test_without_a_token_the_order_was_not_sent(
    signed_in: Transport, desk: Desk, trouble: Answer, fault: type[CarrierFault]
) -> None:
    desk.will(TOKEN, trouble)
    with pytest.raises(fault) as raised:
        signed_in.call(DOING, {})
    assert isinstance(raised.value, Unavailable)
    assert not isinstance(raised.value, OutcomeUnknown | Rejected)
    assert desk.asked(DOING) == []


PDF = b"%PDF-1.7\nlabel"


def test_a_label_is_fetched_with_its_token(line: Transport, desk: Desk) -> None:
    desk.will("/label/1.pdf", raw(PDF, kind="application/pdf"))
    assert line.fetch_label(Print(f"{desk.url}/label/1.pdf", "key")) == PDF
    assert desk.heard[0].headers["x-auth-token"] == "key"


@pytest.mark.parametrize(
    ("trouble", "fault"),
    [
        (raw(b"", 401), LabelGone),
        (raw(b"", 403), LabelGone),
        (raw(b"", 404), LabelGone),
        (raw(b"", 500), Unavailable),
        (raw(b"", 302), Unavailable),
        (raw(b"<html>gone</html>", kind="text/html"), BadResponse),
        (huge, Unavailable),
        (dropped, Unavailable),
    ],
)
def test_a_label_that_is_not_there_is_told_apart(
    line: Transport, desk: Desk, trouble: Answer, fault: type[CarrierFault]
) -> None:
    desk.will("/l", trouble)
    with pytest.raises(fault) as raised:
        line.fetch_label(Print(f"{desk.url}/l", "key"))
    assert type(raised.value) is fault


@pytest.mark.parametrize(
    ("base", "label"),
    [
        ("http://127.0.0.1:1", "http://127.0.0.1:2/label"),
        ("http://127.0.0.1:1", "http://169.254.169.254:1/label"),
        ("http://127.0.0.1:1", "https://sfapi.sf-express.com:1/label"),
        ("http://127.0.0.1:1", "file:///etc/passwd"),
        ("https://sfapi.sf-express.com", "http://sfapi.sf-express.com/label"),
        ("https://sfapi.sf-express.com", "https://sf-express.com.example.org/label"),
        ("https://sfapi.sf-express.com", "https://evil-sf-express.com/label"),
        ("https://sfapi.sf-express.com", "https://a:b@print.sf-express.com/label"),
        ("https://sfapi.sf-express.com", "https://127.0.0.1/label"),
        ("https://gateway.example.org", "https://print.sf-express.com/label"),
        ("https://sfapi.sf-express.com", "https://[bad/label"),
        ("https://sfapi.sf-express.com", "https://print.sf-express.com:x/label"),
        ("https://sfapi.sf-express.com", ""),
    ],
)
def test_a_label_elsewhere_is_not_fetched(clock: HandClock, base: str, label: str) -> None:
    with pytest.raises(BadResponse):
        wire(base, clock).fetch_label(Print(label, "key"))


def chain(fault: BaseException) -> str:
    """All that a log with a traceback would show, values of variables included."""
    shown = traceback.TracebackException.from_exception(fault, capture_locals=False)
    seen, told_all = fault, [*shown.format()]
    while seen is not None:
        told_all += [repr(vars(seen)), repr(seen)]
        seen = seen.__cause__ or seen.__context__
    return "".join(told_all)


PERSON = {"contact": "李晓梅", "mobile": "13900000003"}
TICKET, KEY, PLACE = "ticket-4711", "key-4712", "/place-4713"
"""Named here, so that a line of the test in a traceback does not show them."""


@contextmanager
def every_log(caplog: pytest.LogCaptureFixture) -> Iterator[None]:
    with caplog.at_level(logging.INFO):
        yield


@pytest.mark.parametrize("trouble", [dropped, silent, refused("A1006", CHECKWORD), raw(CHECKWORD.encode())])
def test_no_secret_and_no_person_gets_into_a_fault_or_a_log(
    line: Transport, desk: Desk, caplog: pytest.LogCaptureFixture, trouble: Answer
) -> None:
    desk.will(DOING, trouble)
    with every_log(caplog), pytest.raises(CarrierFault) as raised:
        line.call(DOING, PERSON)
    everything = chain(raised.value) + caplog.text
    for secret in (CHECKWORD, *PERSON.values()):
        assert secret not in everything
    assert raised.value.__context__ is None or "httpx" not in type(raised.value.__context__).__module__


def test_no_token_and_no_address_of_a_label_gets_into_a_log(
    signed_in: Transport, desk: Desk, caplog: pytest.LogCaptureFixture
) -> None:
    desk.will(TOKEN, token(TICKET))
    desk.will(DOING, raw(TICKET.encode()))
    desk.will(PLACE, raw(b"", 500))
    with every_log(caplog):
        with pytest.raises(BadResponse) as unread:
            signed_in.call(DOING, {})
        with pytest.raises(Unavailable) as gone:
            signed_in.fetch_label(Print(desk.url + PLACE, KEY))
    everything = chain(unread.value) + chain(gone.value) + caplog.text
    for secret in (TICKET, KEY, PLACE, CHECKWORD):
        assert secret not in everything
