"""Passwords and keyed hashes."""

import hmac
import secrets
from hashlib import sha256

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from beebox.kernel.errors import N_, BeeboxError

_HASHER = PasswordHasher()
_NOBODY = _HASHER.hash(secrets.token_hex(16))
SHORTEST, LONGEST = 12, 128
_CONTEXT = ("beebox", "小蜂箱", "海珠", "password", "12345678", "qwerty", "邮政")


class WeakPassword(BeeboxError):
    status = 422
    code = "weak_password"
    message = N_("密码至少 12 个字符、最多 128 个，不要用服务名称或常见密码。建议用几个不相干的词连起来。")


def hash_password(password: str) -> str:
    """An argon2id hash, or WeakPassword."""
    folded = password.casefold()
    common = any(word in folded for word in _CONTEXT) or len(set(password)) < 5
    if not SHORTEST <= len(password) <= LONGEST or common:
        raise WeakPassword
    return _HASHER.hash(password)


def password_fits(stored: str | None, password: str) -> bool:
    """Whether it fits; takes equally long where there is no such person."""
    try:
        return _HASHER.verify(stored or _NOBODY, password[:LONGEST]) and stored is not None
    except (VerificationError, InvalidHashError):
        return False


def keyed_hash(key: bytes, text: str) -> str:
    return hmac.new(key, text.encode(), sha256).hexdigest()


def new_password() -> str:
    """A one-time password that can be read aloud: four groups of four letters and digits."""
    signs = "23456789abcdefghjkmnpqrstuvwxyz"
    return "-".join("".join(secrets.choice(signs) for _ in range(4)) for _ in range(4))


def new_digits() -> str:
    return f"{secrets.randbelow(10**6):06d}"
