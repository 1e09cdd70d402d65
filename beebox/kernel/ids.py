"""Codes that people read, type and scan, and secrets that nobody may guess."""

import re
import secrets
import unicodedata

ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""32 signs without 0, 1, I and O, which hands and eyes confuse."""
_CODE = re.compile(rf"(?:LBB:ENV:)?([{ALPHABET}]{{4}})[-\s]?([{ALPHABET}]{{4}})")


def new_code() -> str:
    """A random public code such as `7K3Q-9M2X` (40 bits): a name, not a secret."""
    drawn = "".join(secrets.choice(ALPHABET) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def read_code(text: str) -> str | None:
    """The public code in what was typed or scanned, or None.

    Full-width letters, lower case, a missing dash and the slip's `LBB:ENV:` prefix are all taken.
    """
    plain = unicodedata.normalize("NFKC", text[:64]).strip().upper()
    found = _CODE.fullmatch(plain)
    return f"{found[1]}-{found[2]}" if found else None


def new_secret() -> str:
    """A random token of 256 bits for sessions and forms."""
    return secrets.token_urlsafe(32)
