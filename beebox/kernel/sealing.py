"""Small secrets that have to be read again, sealed before they go into the database."""

import hmac
from base64 import urlsafe_b64decode, urlsafe_b64encode
from hashlib import sha256
from secrets import token_bytes

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.keys import Keys

_NONCE = 12


class CannotUnseal(BeeboxError):
    """The row was changed by hand, or this installation has other keys than the one that sealed it."""

    status = 500
    code = "cannot_unseal"
    message = N_("存着的密文打不开：可能换过 keys.json。请恢复原来的 keys.json，或重新设置这一项。")


def seal(keys: Keys, purpose: str, text: str) -> str:
    """AES-256-GCM under a key made for this purpose alone; nonce and ciphertext in base64url."""
    nonce = token_bytes(_NONCE)
    return urlsafe_b64encode(nonce + _cipher(keys, purpose).encrypt(nonce, text.encode(), None)).decode()


def unseal(keys: Keys, purpose: str, sealed: str) -> str:
    """What was sealed for this purpose; CannotUnseal when it cannot be opened."""
    try:
        raw = urlsafe_b64decode(sealed)
        return _cipher(keys, purpose).decrypt(raw[:_NONCE], raw[_NONCE:], None).decode()
    except (InvalidTag, ValueError) as broken:
        raise CannotUnseal from broken


def _cipher(keys: Keys, purpose: str) -> AESGCM:
    return AESGCM(hmac.new(keys.files, f"beebox:{purpose}".encode(), sha256).digest())
