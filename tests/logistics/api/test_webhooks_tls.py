"""Messages over TLS: the name is pinned to what was judged, and its certificate must be vouched for."""

import ssl
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from beebox.kernel.clock import SystemClock
from beebox.logistics.api.outward import post
from tests.conftest import settings_in
from tests.logistics.api.test_webhooks import Receiver


def certificate(folder: Path, host: str) -> tuple[Path, Path]:
    """A certificate for one name that vouches for itself, and its key."""
    key, now = ec.generate_private_key(ec.SECP256R1()), SystemClock().now()
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, host)])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(host)]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    chain, secret = folder / f"{host}.pem", folder / f"{host}.key"
    chain.write_bytes(made.public_bytes(serialization.Encoding.PEM))
    secret.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
    return chain, secret


class SafeReceiver(Receiver):
    """The same behind TLS, under the name of a certificate."""

    def __init__(self, chain: Path, secret: Path) -> None:
        super().__init__()
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(chain, secret)
        self.server.socket = context.wrap_socket(self.server.socket, server_side=True)
        self.server.handle_error = lambda *_: None  # type: ignore[method-assign,assignment]  # hanging up is the point

    @property
    def safe_url(self) -> str:
        return f"https://localhost:{self.server.server_port}/hooks"


@pytest.fixture(params=["localhost", "bee.example"])
def receiver(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[tuple[SafeReceiver, Path, str]]:
    chain, secret = certificate(tmp_path, request.param)
    made = SafeReceiver(chain, secret)
    yield made, chain, request.param
    made.close()


def test_only_a_certificate_for_this_very_name_is_believed(
    receiver: tuple[SafeReceiver, Path, str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    other, chain, name = receiver
    settings = settings_in(tmp_path / "var", MODE="production", WEBHOOK_NETWORKS="127.0.0.0/8,::1/128")
    refused = post(settings, other.safe_url, {}, b"{}")
    assert refused.status is None and "certificate" in refused.error.lower() and other.got == []
    monkeypatch.setenv("SSL_CERT_FILE", str(chain))
    answer = post(settings, other.safe_url, {"webhook-id": "msg_1"}, b"{}")
    assert answer.good == (name == "localhost")
    assert len(other.got) == (name == "localhost")
    if other.got:
        assert other.got[0][0]["host"] == f"localhost:{other.server.server_port}"
