"""Every route says who may use it; what says nothing is closed."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Flask, abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.api_keys import Scope
from beebox.accounts.key_door import admit
from beebox.accounts.models import AccessRecord
from beebox.accounts.roles import Actor, Role
from beebox.accounts.sessions import visitor
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError

View = TypeVar("View", bound=Callable[..., Any])
EVERYBODY = frozenset(Role)
NO_PERSON: frozenset[Role] = frozenset()
PASSWORD_PAGES = frozenset({"accounts.password", "accounts.set_password", "accounts.sign_out"})


class SignInFirst(BeeboxError):
    status = 401
    code = "sign_in_first"
    message = N_("请先登录再继续。您之前保存的内容都在。")


class NotYourRole(BeeboxError):
    status = 403
    code = "not_your_role"
    message = N_("您的账号没有这一页的权限。如果需要，请联系管理员。")


def allow(*roles: Role) -> Callable[[View], View]:
    """Declare the roles that may use a view."""

    def mark(view: View) -> View:
        view.allowed_roles = frozenset(roles)  # type: ignore[attr-defined]  # our own mark
        return view

    return mark


def public(view: View) -> View:
    """Declare that anybody may use a view, signed in or not."""
    view.allowed_roles = EVERYBODY  # type: ignore[attr-defined]  # our own mark
    return view


def api_key(scope: Scope) -> Callable[[View], View]:
    """Declare that a view is for programs whose key has this scope; no person's session opens it."""

    def mark(view: View) -> View:
        view.allowed_roles, view.key_scope = NO_PERSON, scope  # type: ignore[attr-defined]  # our own marks
        return view

    return mark


def key_scope(app: Flask, endpoint: str) -> Scope | None:
    """The scope an endpoint asks of a program's key, or None when it is not for programs alone."""
    found: Scope | None = getattr(app.view_functions[endpoint], "key_scope", None)
    return found


def allowed_roles(app: Flask, endpoint: str) -> frozenset[Role] | None:
    """The roles an endpoint declares, or None when it declares nothing."""
    found: frozenset[Role] | None = getattr(app.view_functions[endpoint], "allowed_roles", None)
    return found


def guard() -> Response | None:
    """Before every request: does this visitor, or this program's key, have what the view declares?"""
    endpoint = request.endpoint
    if endpoint is None or endpoint.endswith("static"):
        return None
    roles = allowed_roles(current_app, endpoint)
    if roles is None:
        abort(500, f"{endpoint} declares no role")
    if roles == EVERYBODY:
        return None
    scope = key_scope(current_app, endpoint)
    if scope is not None:
        admit(scope)
        return None
    person = visitor()
    if person is None:
        return _ask_to_sign_in(roles)
    if person.must_change_password and endpoint not in PASSWORD_PAGES:
        return redirect(url_for("accounts.password"), 303)
    if person.role not in roles:
        raise NotYourRole
    return None


def _ask_to_sign_in(roles: frozenset[Role]) -> Response:
    if request.path.startswith("/api/") or request.method not in {"GET", "HEAD"}:
        raise SignInFirst
    page = "accounts.sign_in" if Role.CITIZEN in roles else "accounts.staff_sign_in"
    return redirect(url_for(page, next=request.full_path.rstrip("?")), 303)


def record_access(work: Work, actor: Actor, what: str, case_id: int | None) -> None:
    """Write down that somebody looked at a citizen's data."""
    work.session.add(
        AccessRecord(at=work.now(), person_id=actor.id, role=actor.role, what=what, case_id=case_id)
    )
