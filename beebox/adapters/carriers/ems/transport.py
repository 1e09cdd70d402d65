"""The line to EMS: one form out, one answer in; certificates verified, every wait limited.

A connection is used once: a kept one may be closed by the other side just as we send, and EMS cannot
be asked afterwards what became of an order. Nothing is repeated here, and no secret reaches a log.
"""

import logging
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from ipaddress import ip_address
from ssl import SSLContext
from time import monotonic
from urllib.parse import urlsplit

import httpx

from beebox.adapters.carriers.ems.translate_answers import Answer, masked, read_answer
from beebox.logistics.faults import AuthFailed, BadResponse, OutcomeUnknown, Throttled, Unavailable

PATH = "/amp-prod-api/f/amp/api/open"
MOST_ANSWER = 4 * 1024 * 1024
MOST_LABEL = 16 * 1024 * 1024
_HEADERS = {"Accept": "application/json, text/plain, */*", "User-Agent": "little-bee-box"}
logging.getLogger("httpx").setLevel(logging.WARNING)  # it would write the addresses of labels to the log


def endpoint_of(url: str) -> str:
    """Where to send: the address as told when it has a path, else that of the production service.

    The sandbox is `…/amp-prod-api/f/amp/api/test` on the same host.
    """
    return url if urlsplit(url).path.strip("/") else url.rstrip("/") + PATH


def is_loopback(url: str) -> bool:
    """Whether the address is on this machine: then a stand-in answers."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


class Line:
    """Sends to one endpoint; times in seconds. May be used by several threads at once."""

    def __init__(self, url: str, *, connect: float = 5, read: float = 20, whole: float = 40) -> None:
        self._url, self._whole = endpoint_of(url), whole
        self._client = httpx.Client(
            timeout=httpx.Timeout(read, connect=connect),
            limits=httpx.Limits(max_keepalive_connections=0, max_connections=20),
            verify=_trusted(),
            trust_env=False,
            follow_redirects=False,
            headers=_HEADERS,
        )

    def ask(self, form: Mapping[str, str]) -> Answer:
        """Send a form and read the answer. Raises the fault that tells what may be done next."""
        status, body = self._exchange("POST", self._url, MOST_ANSWER, dict(form))
        text = body.decode("utf-8", "replace")
        try:
            return read_answer(text)
        except BadResponse:
            raise _by_status(status, text) from None

    def fetch(self, url: str) -> bytes:
        """Get a label. Only from an https address, or from the machine our endpoint is on when that is
        this one. Raises Unavailable when it is no longer, or not yet, there."""
        if not _is_safe(url, self._url):
            raise BadResponse("EMS 给出的面单地址不是安全的地址，没有下载。")
        try:
            status, body = self._exchange("GET", url, MOST_LABEL, None)
        except (OutcomeUnknown, httpx.InvalidURL) as lost:
            raise Unavailable("没有下载到面单，请稍后再试。") from lost
        if status != 200:
            raise Unavailable(f"没有下载到面单（HTTP {status}），请稍后再试。")
        return body

    def _exchange(self, method: str, url: str, most: int, form: dict[str, str] | None) -> tuple[int, bytes]:
        try:
            with self._client.stream(method, url, data=form) as answer:
                return answer.status_code, _limited(answer, most, monotonic() + self._whole)
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as away:
            raise Unavailable(_why_away(away)) from None
        except httpx.HTTPError as lost:
            raise OutcomeUnknown(f"EMS 没有给出完整的回答（{type(lost).__name__}）。") from None


@cache
def _trusted() -> SSLContext:
    """The public authorities; read once, because that takes long."""
    return httpx.create_ssl_context(trust_env=False)


def _limited(answer: httpx.Response, most: int, until: float) -> bytes:
    """The body, as long as it is not too big and does not drip for ever."""
    parts: list[bytes] = []
    size = 0
    for part in answer.iter_bytes():
        size += len(part)
        if size > most:
            raise BadResponse("EMS 的回答过大，没有读完。")
        if monotonic() > until:
            raise OutcomeUnknown("EMS 的回答来得太慢，没有读完。")
        parts.append(part)
    return b"".join(parts)


def _why_away(away: Exception) -> str:
    if "CERTIFICATE" in str(away).upper():
        return "EMS 平台的证书无法验证，没有发送。"
    return "没有连上 EMS 平台，没有发送。"


def _by_status(status: int, text: str) -> Exception:
    """What an answer that is no EMS answer means, by its HTTP status."""
    code = f"HTTP {status}"
    if status in {401, 403}:
        return AuthFailed("EMS 平台拒绝了我们的访问。", code=code)
    if status == 429:
        return Throttled("EMS 平台要求降低访问频率。", code=code, after=timedelta(seconds=60))
    return BadResponse(f"EMS 的回答无法识别（{code}）。", code=code, raw=masked(text))


def _is_safe(url: str, endpoint: str) -> bool:
    """Whether a label may be fetched there: never from the inside of our own network."""
    try:
        parts, own = urlsplit(url), urlsplit(endpoint)
        host = parts.hostname or ""
    except ValueError:
        return False
    if parts.username is not None:
        return False
    if is_loopback(endpoint) and host == own.hostname:
        return parts.scheme in {"http", "https"}
    return parts.scheme == "https" and not _is_inside(host)


def _is_inside(host: str) -> bool:
    try:
        return not ip_address(host).is_global
    except ValueError:
        return "." not in host
