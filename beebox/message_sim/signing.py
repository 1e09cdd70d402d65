"""Signatures of the plain JSON gateway, both ways: docs/messages.md."""

import hmac
from hashlib import sha256

STAMP, SIGNATURE = "X-Beebox-Timestamp", "X-Beebox-Signature"
WINDOW = 300
"""Seconds for which a signed message is fresh."""


def signature_of(key: str, seconds: int, told: bytes) -> str:
    """Hex of HMAC-SHA-256 over `seconds.told`; of a question without a body `told` is its path."""
    return hmac.new(key.encode(), f"{seconds}.".encode() + told, sha256).hexdigest()


def headers_of(key: str, seconds: int, told: bytes) -> dict[str, str]:
    return {STAMP: str(seconds), SIGNATURE: signature_of(key, seconds, told)}


def why_not(key: str, stamp: str, signature: str, told: bytes, now: int) -> str:
    """Empty when the signature fits and is fresh; else why not."""
    if not stamp.isascii() or not stamp.isdigit() or len(stamp) > 12:
        return f"{STAMP} is missing or no number of seconds"
    if not hmac.compare_digest(signature_of(key, int(stamp), told), signature.lower()):
        return f"{SIGNATURE} does not fit"
    return "" if abs(now - int(stamp)) <= WINDOW else f"{STAMP} is more than {WINDOW} seconds off"
