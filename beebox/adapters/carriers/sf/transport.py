"""The wire to SF: one POST per call, signed or with a token, and what each way of failing means.

Nothing is repeated, except once what SF refused for the age of its token or timestamp: then nothing was done.
Connections are not kept: on one that SF closed in between, a call that never left would look like one whose
answer was lost.
"""

import logging
import ssl
import uuid
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from time import monotonic
from urllib.parse import urlsplit

import httpx

from beebox.adapters.carriers.sf.codes import TOKEN_ENDED, Service, fault_of, shown
from beebox.adapters.carriers.sf.digest import LIFE, Token, Tokens, digest_of
from beebox.adapters.carriers.sf.environment import on_this_machine
from beebox.adapters.carriers.sf.reply import GATEWAY_OK, Reply, mapping, parse_json, read_reply
from beebox.adapters.carriers.sf.translate_answers import Print
from beebox.adapters.carriers.sf.translate_requests import wire_text
from beebox.kernel.clock import Clock
from beebox.kernel.settings import SfAccount
from beebox.logistics.faults import AuthFailed, BadResponse, OutcomeUnknown, Throttled, Unavailable

log = logging.getLogger(__name__)
PATH, TOKEN_PATH = "/std/service", "/oauth2/accessToken"
MOST_ANSWER, MOST_LABEL = 4 * 1024 * 1024, 20 * 1024 * 1024
"""Bytes read of an answer and of a label."""
_NOT_SENT = (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout, httpx.UnsupportedProtocol)
_SF_DOMAIN = ".sf-express.com"


@dataclass(frozen=True)
class Patience:
    """Seconds: for a connection, for the next piece of an answer, and for all of it."""

    connect: float = 5
    read: float = 20
    whole: float = 45


@cache
def _trusted() -> ssl.SSLContext:
    """The authorities a certificate is checked against, read once."""
    return httpx.create_ssl_context(trust_env=False)


class LabelGone(Unavailable):
    """The token of a printed label is no longer taken."""


class _TooMuch(Exception):
    """An answer is too large or comes too slowly."""


class Transport:
    """Speaks with one SF account. Safe in many threads."""

    def __init__(self, account: SfAccount, clock: Clock, patience: Patience = Patience()) -> None:
        self._account, self._clock, self._patience = account, clock, patience
        self._base = account.url.rstrip("/").removesuffix(PATH)
        limits = httpx.Timeout(patience.read, connect=patience.connect)
        self._client = httpx.Client(
            verify=_trusted(),
            timeout=limits,
            trust_env=False,
            follow_redirects=False,
            limits=httpx.Limits(max_connections=30, max_keepalive_connections=0),
            headers={"accept-encoding": "identity", "user-agent": "beebox"},
        )
        logging.getLogger("httpx").setLevel(logging.WARNING)  # it logs addresses; a label's is a secret
        self._tokens = Tokens(self._fetch_token, clock)

    @property
    def host(self) -> str:
        return urlsplit(self._base).hostname or ""

    def call(self, service: Service, message: object) -> Reply:
        """The good answer to a message, or a CarrierFault."""
        text = wire_text(message)
        token = self._tokens.current() if self._account.oauth else ""
        try:
            return self._send(service, text, token)
        except AuthFailed as refused:
            if refused.code not in TOKEN_ENDED:
                raise
        return self._send(service, text, self._tokens.renewed(token) if token else "")

    def fetch_label(self, printed: Print) -> bytes:
        """The PDF. Raises LabelGone when its token is not taken, BadResponse for anything but a PDF."""
        if not self._may_fetch(printed.url):
            raise BadResponse("顺丰给出的面单地址不是顺丰的地址，没有下载")
        request = self._client.build_request("GET", printed.url, headers={"X-Auth-token": printed.token})
        status, data = self._exchange(request, MOST_LABEL, Unavailable)
        if status in {401, 403, 404, 410}:
            raise LabelGone("顺丰的面单文件已过期", code=f"HTTP {status}")
        if status != 200:
            raise Unavailable("顺丰的面单文件暂时下载不了", code=f"HTTP {status}")
        if not data.startswith(b"%PDF-"):
            raise BadResponse("顺丰给出的面单不是 PDF", raw=shown(data[:200].decode("utf-8", "replace")))
        return data

    def _send(self, service: Service, text: str, token: str) -> Reply:
        timestamp = str(int(self._clock.now().timestamp() * 1000))
        form = {
            "partnerID": self._account.partner_id,
            "requestID": str(uuid.uuid4()),
            "serviceCode": service.value,
            "timestamp": timestamp,
            "msgData": text,
        }
        if token:
            form["accessToken"] = token
        else:
            form["msgDigest"] = digest_of(text, timestamp, self._account.checkword)
        lost = Unavailable if service.only_asks else OutcomeUnknown
        status, body = self._post(PATH, form, lost)
        try:
            return read_reply(service, self._without_secrets(body, token))
        except BadResponse as riddle:
            if status == 200:
                raise
            raw = riddle.raw
        if status == 429:
            raise Throttled("顺丰限流", code="HTTP 429")
        if status >= 500 and service.only_asks:
            raise Unavailable("顺丰暂时没有应答", code=f"HTTP {status}")
        raise BadResponse("顺丰的回答读不懂", code=f"HTTP {status}", raw=raw)

    def _fetch_token(self) -> Token:
        """A token from the sign-in. Whatever fails here, the call itself was not sent yet."""
        form = {
            "partnerID": self._account.partner_id,
            "secret": self._account.checkword,
            "grantType": "password",
        }
        status, body = self._post(TOKEN_PATH, form, Unavailable)
        try:
            told = mapping(parse_json(body.decode("utf-8", "replace")))
        except ValueError:
            told = {}
        code = str(told.get("apiResultCode") or GATEWAY_OK)
        if code != GATEWAY_OK:
            fault = fault_of(Service.SEARCH, code, str(told.get("apiErrorMsg") or ""))
            raise fault if isinstance(fault, Unavailable) else AuthFailed(str(fault), code=code)
        if not told.get("accessToken"):
            failed = AuthFailed if status in {401, 403} else Unavailable
            raise failed("顺丰没有给出登录凭证", code=f"HTTP {status}")
        life = told.get("expiresIn")
        stated = timedelta(seconds=life) if isinstance(life, int) and 0 < life < 10**6 else LIFE
        return Token(str(told["accessToken"]), stated)

    def _post(
        self, path: str, form: Mapping[str, str], lost: type[OutcomeUnknown | Unavailable]
    ) -> tuple[int, bytes]:
        request = self._client.build_request("POST", self._base + path, data=form)
        return self._exchange(request, MOST_ANSWER, lost)

    def _exchange(
        self, request: httpx.Request, most: int, lost: type[OutcomeUnknown | Unavailable]
    ) -> tuple[int, bytes]:
        """Status and body; `lost` is raised when it may have arrived and no whole answer came.

        The fault is raised apart from what caused it, which holds the request with all its secrets.
        """
        deadline = monotonic() + self._patience.whole
        try:
            reply = self._client.send(request, stream=True)
            try:
                return reply.status_code, self._body(reply, most, deadline)
            finally:
                reply.close()
        except _NOT_SENT as failure:
            fault: Callable[[str], Exception] = Unavailable
            words, kind = "没有连上顺丰", type(failure).__name__
        except (httpx.HTTPError, httpx.StreamError, httpx.InvalidURL, _TooMuch) as failure:
            fault = lost
            words, kind = "请求发出后没有收到完整的回答", type(failure).__name__
        log.warning("SF at %s: %s (%s)", self.host, words, kind)
        raise fault(f"{words}（{kind}）")

    def _body(self, reply: httpx.Response, most: int, deadline: float) -> bytes:
        pieces, size = [], 0
        for piece in reply.iter_bytes():
            size += len(piece)
            if size > most or monotonic() > deadline:
                raise _TooMuch
            pieces.append(piece)
        return b"".join(pieces)

    def _without_secrets(self, body: bytes, token: str) -> bytes:
        """An answer that repeats what we sent must not carry it into a log."""
        for secret in filter(None, (self._account.checkword, token)):
            body = body.replace(secret.encode(), b"****")
        return body

    def _may_fetch(self, url: str) -> bool:
        """Labels lie with SF itself over https; a stand-in on this machine serves its own."""
        base = urlsplit(self._base)
        try:
            where = urlsplit(url)
            host, port = where.hostname or "", where.port
        except ValueError:
            return False
        if where.username or where.password:
            return False
        if base.scheme == "http":
            return where.scheme == "http" and port == base.port and on_this_machine(url)
        same = host == self.host or (self.host.endswith(_SF_DOMAIN) and host.endswith(_SF_DOMAIN))
        return where.scheme == "https" and same
