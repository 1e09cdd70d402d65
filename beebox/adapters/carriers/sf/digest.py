"""Showing SF who calls: a digest over each message, or a token for two hours (SF open platform)."""

import base64
import hashlib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from threading import Lock
from urllib.parse import quote_plus

from beebox.kernel.clock import Clock

LIFE = timedelta(hours=2)
"""How long a token is good where the answer does not say."""
MARGIN = timedelta(minutes=5)
"""A token is given up this long before its end, so that none ends on its way."""


def java_url_encode(text: str) -> str:
    """As java.net.URLEncoder does it in UTF-8: a space becomes `+`, `*` stays, `~` becomes `%7E`.

    Python's own functions keep `~` and escape `*`, which SF answers with A1006.
    """
    return quote_plus(text, safe="*").replace("~", "%7E")


def digest_of(message: str, timestamp: str, checkword: str) -> str:
    """`msgDigest`: base64 of the raw MD5 of the encoded message, timestamp and checkword, joined.

    MD5 is SF's choice. What is signed must be the very text that is sent.
    """
    told = java_url_encode(message + timestamp + checkword)
    return base64.b64encode(hashlib.md5(told.encode("ascii"), usedforsecurity=False).digest()).decode()


@dataclass(frozen=True)
class Token:
    text: str
    life: timedelta = LIFE

    def __repr__(self) -> str:
        return "Token(…)"


class Tokens:
    """The token in use, fetched when there is none or it is about to end. Safe in many threads.

    `fetch` asks SF for a new one and raises a CarrierFault when it gives none.
    """

    def __init__(self, fetch: Callable[[], Token], clock: Clock) -> None:
        self._fetch, self._clock = fetch, clock
        self._lock = Lock()
        self._text = ""
        self._until: datetime | None = None

    def current(self) -> str:
        with self._lock:
            return self._text if self._good() else self._new()

    def renewed(self, refused: str) -> str:
        """Another one than `refused`, which SF takes no more; one thread fetches it for all."""
        with self._lock:
            return self._text if self._good() and self._text != refused else self._new()

    def _good(self) -> bool:
        return self._until is not None and self._clock.now() < self._until

    def _new(self) -> str:
        self._until = None
        asked_at = self._clock.now()
        token = self._fetch()
        self._text, self._until = token.text, asked_at + max(token.life - MARGIN, token.life / 2)
        return self._text
