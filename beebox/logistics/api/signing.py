"""Signatures of outgoing messages as the Standard Webhooks specification has them.

`v1,` and the base64 of HMAC-SHA-256 over `id.timestamp.body`, keyed by the bytes behind `whsec_`.
"""

import hmac
from base64 import b64decode, b64encode
from hashlib import sha256
from secrets import token_bytes

MARK = "whsec_"
_BYTES = 32


def new_signing_secret() -> str:
    """`whsec_` and the base64 of 32 random bytes."""
    return MARK + b64encode(token_bytes(_BYTES)).decode()


def signature_of(secret: str, message_id: str, seconds: int, body: bytes) -> str:
    key = b64decode(secret.removeprefix(MARK))
    signed = f"{message_id}.{seconds}.".encode() + body
    return "v1," + b64encode(hmac.new(key, signed, sha256).digest()).decode()


def headers_of(secret: str, message_id: str, seconds: int, body: bytes) -> dict[str, str]:
    """The three headers that go with a message; `seconds` since 1970."""
    return {
        "webhook-id": message_id,
        "webhook-timestamp": str(seconds),
        "webhook-signature": signature_of(secret, message_id, seconds, body),
    }
