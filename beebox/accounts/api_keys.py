"""Keys of programs: made by an administrator, shown once, kept as a keyed hash, revoked at once."""

import hmac
import secrets
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ForeignKey, select
from sqlalchemy.orm import Mapped, mapped_column

from beebox.accounts.roles import Actor
from beebox.accounts.secrets import keyed_hash
from beebox.kernel.db import Base, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import new_secret
from beebox.kernel.keys import Keys

MARK = "bee"
LONGEST_KEY = 200
LONGEST_LIFE = timedelta(days=366)
_PREFIX_SIGNS = "abcdefghjkmnpqrstuvwxyz23456789"
_TOUCH = timedelta(minutes=1)


class Scope(StrEnum):
    """What a key opens."""

    READ_WAYBILLS = "waybills:read"
    WRITE_WAYBILLS = "waybills:write"
    READ_EVENTS = "events:read"
    WRITE_EVENTS = "events:write"
    WEBHOOKS = "webhooks"


class ApiKey(Base):
    """One program that may ask; its secret is known to it alone."""

    __tablename__ = "api_keys"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str]
    prefix: Mapped[str] = mapped_column(unique=True)
    """The part that may be shown and logged."""
    secret_hash: Mapped[str]
    """HMAC-SHA-256 of the whole key under the installation's own key."""
    scopes: Mapped[list[Any]]
    carrier: Mapped[str] = mapped_column(default="")
    """The courier company it speaks for and whose parcels alone it sees; empty: all, and it tells nothing."""
    a_minute: Mapped[int]
    made_at: Mapped[datetime]
    made_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    expires_at: Mapped[datetime]
    revoked_at: Mapped[datetime | None]
    revoked_by: Mapped[int | None] = mapped_column(ForeignKey("people.id"))
    last_used_at: Mapped[datetime | None]


@dataclass(frozen=True)
class Program:
    """Who asks, once its key was accepted."""

    key_id: int
    name: str
    carrier: str
    scopes: frozenset[Scope]
    a_minute: int
    used_lately: bool


class KeyRefused(BeeboxError):
    status = 422
    code = "key_refused"


class KeyNotFound(BeeboxError):
    status = 404
    code = "key_not_found"
    message = N_("没有这个密钥。请刷新密钥页面。")


def make_key(
    work: Work, name: str, scopes: Collection[Scope], carrier: str, days: int, a_minute: int, actor: Actor
) -> tuple[ApiKey, str]:
    """A new key and its text, which nobody can show again. Raises KeyRefused."""
    if not name:
        raise KeyRefused(N_("请写明这个密钥给谁用，例如“某某速递 取件系统”。"))
    if not scopes:
        raise KeyRefused(N_("请至少选一项权限。"))
    if Scope.WRITE_EVENTS in scopes and not carrier:
        raise KeyRefused(N_("能上报轨迹的密钥要选定一家快递公司，它只能替这一家上报。"))
    if not 1 <= days <= LONGEST_LIFE.days or not 1 <= a_minute <= 6000:
        raise KeyRefused(N_("有效期请填 1 到 366 天，每分钟请求数请填 1 到 6000。"))
    prefix = "".join(secrets.choice(_PREFIX_SIGNS) for _ in range(8))
    text = f"{MARK}_{prefix}_{new_secret()}"
    key = ApiKey(
        name=name,
        prefix=prefix,
        secret_hash=_hash(work, text),
        scopes=sorted(scope.value for scope in scopes),
        carrier=carrier,
        a_minute=a_minute,
        made_at=work.now(),
        made_by=actor.id,
        expires_at=work.now() + timedelta(days=days),
    )
    work.session.add(key)
    work.session.flush()
    return key, text


def revoke(work: Work, key_id: int, actor: Actor) -> None:
    """It opens nothing from now on; again changes nothing."""
    key = work.session.get(ApiKey, key_id, with_for_update=True)
    if key is None:
        raise KeyNotFound
    if key.revoked_at is None:
        key.revoked_at, key.revoked_by = work.now(), actor.id


def all_keys(work: Work) -> Sequence[ApiKey]:
    """Every key there was, those in use first."""
    return work.session.scalars(
        select(ApiKey).order_by(ApiKey.revoked_at.is_not(None), ApiKey.id.desc())
    ).all()


def program_of(work: Work, text: str) -> Program | None:
    """Whose key this is; None when it is unknown, revoked or expired. Equally long for each."""
    parts = text[:LONGEST_KEY].split("_", 2)
    prefix = parts[1] if len(parts) == 3 and parts[0] == MARK else ""
    key = work.session.scalar(select(ApiKey).where(ApiKey.prefix == prefix)) if prefix.isalnum() else None
    fits = hmac.compare_digest(key.secret_hash if key else _hash(work, "nobody"), _hash(work, text))
    if key is None or not fits or key.revoked_at is not None or key.expires_at <= work.now():
        return None
    return Program(
        key_id=key.id,
        name=key.name,
        carrier=key.carrier,
        scopes=frozenset(Scope(word) for word in key.scopes),
        a_minute=key.a_minute,
        used_lately=key.last_used_at is not None and work.now() - key.last_used_at < _TOUCH,
    )


def touch(work: Work, key_id: int) -> None:
    work.session.get_one(ApiKey, key_id, with_for_update=True).last_used_at = work.now()


def _hash(work: Work, text: str) -> str:
    return keyed_hash(work.use(Keys).index, f"api-key:{text}")
