"""The door for programs: `Authorization: Bearer bee_…`, a scope for each view, a pace for each key."""

from collections.abc import Mapping

from flask import g, request
from limits import parse

from beebox.accounts.api_keys import LONGEST_KEY, Program, Scope, program_of, touch
from beebox.kernel.errors import N_, BeeboxError
from beebox.web.limits import limiter
from beebox.web.requests import office

REFUSALS_A_MINUTE = 30
"""Wrong keys one address may try."""
MINUTE = "60"


class KeyWanted(BeeboxError):
    status = 401
    code = "key_wanted"
    message = N_("请求没有带可用的密钥。请在 Authorization 头里写 Bearer 和密钥。")
    headers: Mapping[str, str] = {"WWW-Authenticate": 'Bearer realm="beebox"'}


class ScopeMissing(BeeboxError):
    """RFC 6750 section 3.1 names this `insufficient_scope`."""

    status = 403
    code = "insufficient_scope"
    message = N_("这个密钥没有 %(scope)s 权限。请联系管理员换一个密钥。")


class TooOften(BeeboxError):
    status = 429
    code = "too_often"
    message = N_("请求太频繁，没有处理。请按 Retry-After 头里的秒数等一等。")
    headers: Mapping[str, str] = {"Retry-After": MINUTE}


def admit(scope: Scope) -> None:
    """Let the program in, or raise KeyWanted, ScopeMissing or TooOften."""
    with office().look() as work:
        found = program_of(work, _presented())
    if found is None:
        _count("refused", request.remote_addr or "", REFUSALS_A_MINUTE)
        raise KeyWanted
    _count("key", str(found.key_id), found.a_minute)
    if scope not in found.scopes:
        raise ScopeMissing(scope=scope.value)
    if not found.used_lately:
        with office().work() as work:
            touch(work, found.key_id)
    g.program = found


def program() -> Program:
    """Who asks, in a view that declares a scope."""
    found: Program = g.program
    return found


def _presented() -> str:
    kind, _, text = request.headers.get("Authorization", "")[: LONGEST_KEY + 10].partition(" ")
    return text.strip() if kind.lower() == "bearer" else ""


def _count(kind: str, who: str, a_minute: int) -> None:
    if limiter.enabled and not limiter.limiter.hit(parse(f"{a_minute}/minute"), "api", kind, who):
        raise TooOften
