"""Idempotency-Key: a request that comes twice is done once and answered twice.

After the IETF draft "The Idempotency-Key HTTP Header Field". A claim is committed first; then the
work and its answer are committed together. So a process that dies leaves either both or a claim
with nothing behind it, which another request may take over after `HELD_FOR`. What is refused has
changed nothing, and frees its key.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from sqlalchemy import ColumnElement, and_, delete, select

from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import new_secret
from beebox.logistics.api.models import ApiRequest
from beebox.logistics.insert_once import insert_once

HELD_FOR = timedelta(minutes=2)
KEPT_FOR = timedelta(hours=48)
_KEY = re.compile(r'"([!#-\[\]-~ ]{1,200})"|([!#-\[\]-~]{1,200})')
Act = Callable[[Work], tuple[int, bytes]]


class IdempotencyKeyWanted(BeeboxError):
    status = 400
    code = "idempotency_key_missing"
    message = N_("请在 Idempotency-Key 头里写一个不重复的编号（1 到 200 个 ASCII 字符），例如 UUID。")


class IdempotencyKeyReused(BeeboxError):
    status = 422
    code = "idempotency_key_reused"
    message = N_("这个 Idempotency-Key 已经用在另一个请求上了。新的请求请用新的编号。")


class InFlight(BeeboxError):
    status = 409
    code = "request_in_flight"
    headers = {"Retry-After": "2"}
    message = N_("同一个请求正在处理。请过几秒用同一个 Idempotency-Key 再试。")


@dataclass(frozen=True)
class Request:
    api_key_id: int
    key: str
    method: str
    path: str
    body: bytes

    @property
    def body_hash(self) -> str:
        return sha256(self.body).hexdigest()


@dataclass(frozen=True)
class Answered:
    status: int
    body: bytes
    replayed: bool


def read_key(header: str) -> str:
    """The key of a request, with or without the quotes of RFC 8941; IdempotencyKeyWanted when it is none."""
    found = _KEY.fullmatch(header.strip())
    if found is None:
        raise IdempotencyKeyWanted
    return found[1] or found[2]


def once(office: Office, request: Request, act: Act) -> Answered:
    """Do it, or give what it was answered. Raises IdempotencyKeyReused and InFlight."""
    holder = new_secret()
    with office.work() as work:
        known = _claim(work, request, holder)
    if known is not None:
        return known
    try:
        with office.work() as work:
            return _act(work, request, holder, act)
    except Exception:
        with office.work() as work:
            work.session.execute(delete(ApiRequest).where(_mine(request), ApiRequest.holder == holder))
        raise


def _claim(work: Work, request: Request, holder: str) -> Answered | None:
    """Write down that we work on it; or what it was answered before."""
    added = insert_once(
        work,
        ApiRequest,
        api_key_id=request.api_key_id,
        key=request.key,
        method=request.method,
        path=request.path,
        body_hash=request.body_hash,
        holder=holder,
        begun_at=work.now(),
    )
    if added:
        return None
    row = work.session.scalar(select(ApiRequest).where(_mine(request)))
    if row is None:
        raise InFlight
    if (row.method, row.path, row.body_hash) != (request.method, request.path, request.body_hash):
        raise IdempotencyKeyReused
    if row.answered_at is not None:
        return Answered(row.status or 200, row.answer or b"", replayed=True)
    if work.now() - row.begun_at < HELD_FOR or not _take_over(work, row, holder):
        raise InFlight
    return None


def _take_over(work: Work, row: ApiRequest, holder: str) -> bool:
    """Its process is gone, or so slow that it will find itself replaced."""
    locked = select(ApiRequest).where(ApiRequest.id == row.id, ApiRequest.holder == row.holder)
    free = work.session.scalar(
        locked.with_for_update(skip_locked=True).execution_options(populate_existing=True)
    )
    if free is None or free.answered_at is not None:
        return False
    free.holder, free.begun_at = holder, work.now()
    return True


def _act(work: Work, request: Request, holder: str, act: Act) -> Answered:
    row = work.session.scalar(
        select(ApiRequest).where(_mine(request), ApiRequest.holder == holder).with_for_update()
    )
    if row is None:
        raise InFlight
    status, body = act(work)
    row.status, row.answer, row.answered_at = status, body, work.now()
    return Answered(status, body, replayed=False)


def _mine(request: Request) -> ColumnElement[bool]:
    return and_(ApiRequest.api_key_id == request.api_key_id, ApiRequest.key == request.key)
