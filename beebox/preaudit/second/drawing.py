"""The lot: which cases get a second reader. Pure, reproducible, and known to nobody beforehand."""

import hashlib
import hmac

_PURPOSE = b"second reader 1"
_BITS = 53


def lot(key: bytes, case_id: int, this_round: int) -> float:
    """Where the lot falls for this case and round, from 0 up to but not 1.

    Made from the installation's key: nobody without it can tell beforehand, nobody can draw again,
    and whoever has the key can check every draw afterwards.
    """
    digest = hmac.new(key, b"%s:%d:%d" % (_PURPOSE, case_id, this_round), hashlib.sha256).digest()
    return (int.from_bytes(digest[:8], "big") >> (64 - _BITS)) / (1 << _BITS)


def is_drawn(where: float, percent: float) -> bool:
    return where * 100 < percent
