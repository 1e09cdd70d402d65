"""One POST to an address somebody typed: never to the inside of the house, never longer than allowed.

The name is resolved once, every address it has is judged, and the connection goes to what was judged:
a name that answers differently the second time gains nothing. Redirects are not followed, proxies of
the environment are not used, and of the answer nothing but its status is read.
"""

import socket
import ssl
import time
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from typing import Any
from urllib.parse import urlsplit

import httpcore

from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings

SECONDS = 10.0
"""For everything together: connecting, TLS, sending, the answer's head."""
LONGEST_URL = 500
_NAT64 = IPv6Network("64:ff9b::/96")
Address = IPv4Address | IPv6Address


class UrlRefused(BeeboxError):
    status = 422
    code = "url_refused"


class NotAllowedThere(Exception):
    """The name leads to an address that is not public."""


@dataclass(frozen=True)
class Answer:
    """`status` is None when none came; `error` then says why, in a few words of the machine."""

    status: int | None
    error: str
    took_ms: int

    @property
    def good(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


def check_url(settings: Settings, url: str) -> None:
    """Raises UrlRefused for what may never be sent to; what a name leads to is judged when sending."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise UrlRefused(N_("这个网址读不懂。请写完整的网址，例如 https://example.com/hooks。")) from None
    plain = url.isascii() and url.isprintable() and " " not in url and len(url) <= LONGEST_URL
    if not plain or not host or port == 0 or parts.username is not None or parts.fragment:
        raise UrlRefused(N_("这个网址读不懂。请写完整的网址，例如 https://example.com/hooks。"))
    if parts.scheme != "https" and not (parts.scheme == "http" and settings.development):
        raise UrlRefused(N_("网址要以 https:// 开头，这样内容在路上才不会被看到。"))
    literal = _literal(host)
    if literal is not None and not may_reach(settings, literal):
        raise UrlRefused(N_("不能发到内部网络的地址。如果确实要发，请先在 BEEBOX_WEBHOOK_NETWORKS 里写明。"))


def may_reach(settings: Settings, address: Address) -> bool:
    """A public address, or one in a network that the settings name."""
    meant = _embedded(address)
    if any(meant in network for network in settings.webhook_networks if network.version == meant.version):
        return True
    return meant.is_global and not (meant.is_multicast or meant.is_reserved)


def post(settings: Settings, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
    """Send it. Every end is an answer; nothing is raised."""
    begun = time.monotonic()
    backend = _Guarded(settings, begun + SECONDS)
    sent: dict[bytes | str, bytes | str] = {
        "content-type": "application/json",
        "user-agent": "beebox-webhooks",
        "connection": "close",
    }
    sent.update(headers)
    waits = dict.fromkeys(("connect", "read", "write", "pool"), SECONDS)
    status, error = None, ""
    try:
        check_url(settings, url)
        with (
            httpcore.ConnectionPool(ssl.create_default_context(), network_backend=backend) as pool,
            pool.stream("POST", url, headers=sent, content=body, extensions={"timeout": waits}) as answer,
        ):
            status = answer.status
    except (httpcore.TimeoutException, TimeoutError):
        error = "timed out"
    except (NotAllowedThere, UrlRefused):
        error = "address not allowed"
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError, ValueError) as broken:
        error = f"{type(broken).__name__}: {broken}"[:200]
    return Answer(status, error, int((time.monotonic() - begun) * 1000))


def addresses_of(host: str, port: int) -> list[Address]:
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return [ip_address(str(place[4][0]).partition("%")[0]) for place in found]


class _Guarded(httpcore.NetworkBackend):
    """Connects to judged addresses only, and ends everything at one moment."""

    def __init__(self, settings: Settings, end: float) -> None:
        self._settings, self._end = settings, end
        self._plain = httpcore.SyncBackend()

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        found = addresses_of(host, port)
        if not found or not all(may_reach(self._settings, address) for address in found):
            raise NotAllowedThere(host)
        for last, address in enumerate(found, start=1 - len(found)):
            try:
                stream = self._plain.connect_tcp(
                    str(address), port, _left(self._end), local_address, socket_options
                )
                return _Timed(stream, self._end)
            except httpcore.ConnectError:
                if last == 0:
                    raise
        raise NotAllowedThere(host)


class _Timed(httpcore.NetworkStream):
    """A stream whose every step ends by one moment, so that nobody keeps us by dripping."""

    def __init__(self, stream: httpcore.NetworkStream, end: float) -> None:
        self._stream, self._end = stream, end

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._stream.read(max_bytes, _left(self._end))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._stream.write(buffer, _left(self._end))

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        safe = self._stream.start_tls(ssl_context, server_hostname, _left(self._end))
        return _Timed(safe, self._end)

    def get_extra_info(self, info: str) -> Any:
        return self._stream.get_extra_info(info)


def _left(end: float) -> float:
    left = end - time.monotonic()
    if left <= 0:
        raise TimeoutError
    return left


def _literal(host: str) -> Address | None:
    try:
        return ip_address(host.partition("%")[0])
    except ValueError:
        return None


def _embedded(address: Address) -> Address:
    """The IPv4 address inside an IPv6 one that only wraps it."""
    if isinstance(address, IPv4Address):
        return address
    if address in _NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    return address.ipv4_mapped or address.sixtofour or address
