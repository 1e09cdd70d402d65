"""The line to EMS against a real server: whatever happens on it ends in the fault that says what next."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler
from ipaddress import ip_address
from pathlib import Path
from threading import Event, Thread

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

from beebox.adapters.carriers.ems.cipher import Envelope
from beebox.adapters.carriers.ems.transport import PATH, Line, endpoint_of, is_loopback
from beebox.logistics.faults import AuthFailed, BadResponse, OutcomeUnknown, Throttled, Unavailable
from tests.adapters.carriers.ems.far_side import KEY, FarSide, reply

FORM = {
    "apiCode": "040001",
    "logitcsInterface": Envelope(KEY).seal("{}"),
    "authorization": "letMeIn123456789",
}


def line_to(url: str) -> Line:
    return Line(url, connect=10, read=20, whole=30)


@pytest.fixture
def line(far: FarSide) -> Line:
    return line_to(far.url)


def test_nobody_there_means_nothing_was_sent() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(Unavailable):
        line_to(f"http://127.0.0.1:{port}").ask(FORM)


def test_a_certificate_nobody_vouches_for_means_nothing_was_sent(tmp_path: Path) -> None:
    with tls_server(tmp_path) as (port, heard), pytest.raises(Unavailable, match="证书"):
        line_to(f"https://127.0.0.1:{port}").ask(FORM)
    assert heard == []


@contextmanager
def tls_server(folder: Path) -> Iterator[tuple[int, list[bytes]]]:
    """A server with a certificate of its own making, and what it heard after the handshake."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    names = x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))])
    made = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    made = made.not_valid_before(datetime(2020, 1, 1, tzinfo=UTC)).not_valid_after(
        datetime(2099, 1, 1, tzinfo=UTC)
    )
    pem = folder / "both.pem"
    pem.write_bytes(
        made.add_extension(names, critical=False).sign(key, SHA256()).public_bytes(Encoding.PEM)
        + key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(pem)
    heard: list[bytes] = []
    with socket.create_server(("127.0.0.1", 0)) as server:

        def serve() -> None:
            with (
                server.accept()[0] as plain,
                suppress(OSError),
                context.wrap_socket(plain, server_side=True) as tls,
            ):
                heard.append(tls.recv(10))

        thread = Thread(target=serve)
        thread.start()
        yield server.getsockname()[1], heard
        thread.join()


def hang(line: BaseHTTPRequestHandler) -> None:
    Event().wait(1)


def drop(line: BaseHTTPRequestHandler) -> None:
    line.close_connection = True
    line.connection.shutdown(socket.SHUT_RDWR)


def half(line: BaseHTTPRequestHandler) -> None:
    line.send_response(200)
    line.send_header("Content-Length", "1000")
    line.end_headers()
    line.wfile.write(b'{"retCode":"00000"')
    drop(line)


def drip(line: BaseHTTPRequestHandler) -> None:
    line.send_response(200)
    line.end_headers()
    for _ in range(20):
        try:
            line.wfile.write(b" ")
            line.wfile.flush()
        except OSError:
            return
        Event().wait(0.1)


def flood(line: BaseHTTPRequestHandler) -> None:
    line.send_response(200)
    line.end_headers()
    try:
        for _ in range(100):
            line.wfile.write(b"x" * 100_000)
    except OSError:
        return


def noise(line: BaseHTTPRequestHandler) -> None:
    line.wfile.write(b"\x00\xffnot http at all\r\n\r\n")
    drop(line)


@pytest.mark.parametrize("trouble", [hang, drop, half, drip, flood, noise])
def test_sent_without_a_whole_answer_means_the_outcome_is_unknown(far: FarSide, trouble: object) -> None:
    far.answer = lambda code, asked: trouble
    with pytest.raises(OutcomeUnknown):
        Line(far.url, connect=10, read=0.4, whole=0.8).ask(FORM)
    assert len(far.seen) <= 1


@pytest.mark.parametrize("body", [b"", b"<html>busy</html>", b"\xff\xfe\x00", b"null"])
@pytest.mark.parametrize("status", [200, 302, 404, 500, 502])
def test_a_page_instead_of_an_answer_cannot_be_read(
    far: FarSide, line: Line, status: int, body: bytes
) -> None:
    far.status, far.answer = status, lambda code, asked: body
    with pytest.raises(BadResponse) as riddle:
        line.ask(FORM)
    assert riddle.value.code == f"HTTP {status}"


@pytest.mark.parametrize(("status", "kind"), [(401, AuthFailed), (403, AuthFailed), (429, Throttled)])
def test_a_gateway_that_refuses_did_nothing(
    far: FarSide, line: Line, status: int, kind: type[Exception]
) -> None:
    far.status, far.answer = status, lambda code, asked: b"no"
    with pytest.raises(kind):
        line.ask(FORM)


def test_a_readable_refusal_counts_whatever_its_http_status(far: FarSide, line: Line) -> None:
    far.status, far.answer = 500, lambda code, asked: {"retCode": "B0001", "retMsg": "少了字段"}
    assert line.ask(FORM).code == "B0001"


def test_every_call_has_a_connection_of_its_own(far: FarSide, line: Line) -> None:
    """A kept connection, closed by the other side as we send, would make an outcome unknown for nothing."""
    peers: list[object] = []

    def note(one: BaseHTTPRequestHandler) -> None:
        peers.append(one.client_address)
        reply(one, 200, b'{"retCode":"00000"}')

    far.answer = lambda code, asked: note
    line.ask(FORM)
    line.ask(FORM)
    assert len(set(peers)) == 2


def test_no_secret_is_in_a_fault_or_in_the_log(
    far: FarSide, line: Line, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    far.answer = lambda code, asked: b"<html>"
    far.files["/label?token=secret1"] = (200, b"%PDF-1.7")
    with pytest.raises(BadResponse) as riddle:
        line.ask(FORM)
    line.fetch(far.url.partition("/amp")[0] + "/label?token=secret1")
    told = caplog.text + str(riddle.value) + riddle.value.raw + repr(riddle.value.__cause__)
    assert "letMeIn" not in told and "secret1" not in told


@pytest.mark.parametrize(
    "url",
    [
        "http://api.example/l.pdf", "ftp://x.example/l", "http://localhost:1/l", "https://user@x.example/l",
        "https://10.0.0.8/l", "https://192.168.1.1/l", "https://intranet/l", "file:///etc/passwd", "https://[::1/l",
    ],
)  # fmt: skip
def test_a_label_is_fetched_from_safe_places_only(line: Line, url: str) -> None:
    with pytest.raises(BadResponse):
        line.fetch(url)


def test_a_real_carrier_cannot_send_us_to_this_machine() -> None:
    with pytest.raises(BadResponse):
        line_to("https://ems.example").fetch("http://127.0.0.1:8000/secret")
    with pytest.raises(BadResponse):
        line_to("https://ems.example").fetch("https://127.0.0.1:8000/secret")


@pytest.mark.parametrize("status", [403, 404, 500])
def test_a_label_that_is_gone_may_be_asked_for_again(far: FarSide, line: Line, status: int) -> None:
    far.files["/l.pdf"] = (status, b"expired")
    with pytest.raises(Unavailable):
        line.fetch(far.url.partition("/amp")[0] + "/l.pdf")


def test_a_host_alone_is_the_production_service() -> None:
    assert endpoint_of("https://ems.example") == "https://ems.example" + PATH
    assert endpoint_of("https://ems.example/") == "https://ems.example" + PATH
    sandbox = "https://ems.example/amp-prod-api/f/amp/api/test"
    assert endpoint_of(sandbox) == sandbox


def test_this_machine_is_known_by_its_addresses() -> None:
    here = ["http://127.0.0.1:1/x", "http://localhost:1", "http://[::1]:1", "http://127.1.2.3"]
    assert all(map(is_loopback, here))
    assert not any(map(is_loopback, ["https://ems.example", "https://127.0.0.1.example", "http://10.0.0.1"]))
