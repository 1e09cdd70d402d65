"""How every channel calls out: one client with limits, and what the ways to fail mean."""

import httpx

from beebox.notices.ports import Refused, Unknown

TIMEOUT = 10.0
"""Seconds for each step of one call."""
NOT_TAKEN = frozenset({429, 503})
"""Answers by which a provider says that it has not taken the message, and that it may be sent later."""


def client(base_url: str, transport: httpx.BaseTransport | None = None) -> httpx.Client:
    return httpx.Client(base_url=base_url, transport=transport, timeout=TIMEOUT, trust_env=False)


def failed(trouble: httpx.HTTPError) -> Refused | Unknown:
    """What it means that no answer came: before the connection stood nothing was sent, after it who knows."""
    why = type(trouble).__name__
    if isinstance(trouble, httpx.ConnectError | httpx.ConnectTimeout | httpx.PoolTimeout):
        return Refused(f"not reached: {why}", permanent=False)
    return Unknown(f"no answer: {why}")
