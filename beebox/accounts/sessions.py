"""Server-side sessions: the cookie holds a secret, the row holds the rest and can be ended at once."""

from datetime import datetime, timedelta
from hashlib import sha256
from typing import Any

from flask import Flask, Request, Response, g, session
from flask.sessions import SessionInterface, SessionMixin
from sqlalchemy import delete
from werkzeug.datastructures import CallbackDict

from beebox.accounts.models import LoginSession, Person
from beebox.accounts.roles import STAFF, Actor, Role
from beebox.kernel.db import Office, Work
from beebox.kernel.ids import new_secret
from beebox.web.problems import is_programs
from beebox.web.requests import office

IDLE = {True: timedelta(minutes=30), False: timedelta(hours=2)}
LONGEST = {True: timedelta(hours=12), False: timedelta(hours=24)}
_TOUCH = timedelta(minutes=1)


class BeeSession(CallbackDict[str, Any], SessionMixin):
    def __init__(self, data: dict[str, Any] | None = None, secret: str | None = None) -> None:
        self.modified = False
        super().__init__(data, lambda _: setattr(self, "modified", True))
        self.secret = secret
        self.new = secret is None
        self.person_id: int | None = None
        self.renewed = False
        self.seen_at: datetime | None = None


class DatabaseSessions(SessionInterface):
    def open_session(self, app: Flask, request: Request) -> BeeSession:
        secret = request.cookies.get(self.get_cookie_name(app))
        if not secret or request.path.startswith("/static/") or is_programs(request.path):
            return BeeSession()
        bee: Office = app.extensions["beebox"]
        with bee.look() as work:
            row = work.session.get(LoginSession, _hash(secret))
            if row is None or _over(work, row):
                return BeeSession()
            opened = BeeSession(dict(row.data), secret)
            opened.person_id, opened.seen_at = row.person_id, row.seen_at
            return opened

    def save_session(self, app: Flask, session: SessionMixin, response: Response) -> None:
        assert isinstance(session, BeeSession)
        bee: Office = app.extensions["beebox"]
        stale = session.seen_at is not None and bee.now() - session.seen_at > _TOUCH
        if not session.modified and not session.renewed and not stale:
            return
        if not session and session.person_id is None and session.new:
            return
        if session.secret is None or session.renewed:
            old, session.secret = session.secret, new_secret()
            self._set_cookie(app, session.secret, response)
        else:
            old = None
        _write(bee, session, old)
        response.headers.add("Vary", "Cookie")

    def _set_cookie(self, app: Flask, secret: str, response: Response) -> None:
        response.set_cookie(
            self.get_cookie_name(app),
            secret,
            path="/",
            httponly=True,
            samesite="Lax",
            secure=app.config["SESSION_COOKIE_SECURE"],
            max_age=int(LONGEST[False].total_seconds()),
        )


def _write(bee: Office, session: BeeSession, old: str | None) -> None:
    with bee.work() as work:
        now = work.now()
        if old:
            work.session.execute(delete(LoginSession).where(LoginSession.secret_hash == _hash(old)))
        assert session.secret is not None
        row = work.session.get(LoginSession, _hash(session.secret))
        if row is None:
            row = LoginSession(secret_hash=_hash(session.secret), created_at=now)
            work.session.add(row)
        row.data, row.person_id, row.seen_at = dict(session), session.person_id, now


def _over(work: Work, row: LoginSession) -> bool:
    person = work.session.get(Person, row.person_id) if row.person_id else None
    staff = person is not None and person.role in STAFF
    now = work.now()
    ended = now - row.seen_at > IDLE[staff] or now - row.created_at > LONGEST[staff]
    return ended or (person is not None and not person.active)


def _hash(secret: str) -> str:
    return sha256(secret.encode()).hexdigest()


def begin_session(person: Person) -> None:
    """Sign this visitor in as `person`, under a fresh secret."""
    bee_session = _current()
    bee_session.clear()
    bee_session.person_id, bee_session.renewed = person.id, True
    g.pop("actor", None)


def end_session() -> None:
    bee_session = _current()
    if bee_session.secret:
        with office().work() as work:
            work.session.execute(
                delete(LoginSession).where(LoginSession.secret_hash == _hash(bee_session.secret))
            )
    bee_session.clear()
    bee_session.person_id, bee_session.secret, bee_session.modified = None, None, False
    bee_session.new = True
    g.pop("actor", None)


def end_sessions_of(work: Work, person_id: int) -> None:
    """Sign a person out everywhere, at once."""
    work.session.execute(delete(LoginSession).where(LoginSession.person_id == person_id))


def visitor() -> Person | None:
    """The signed-in person of this request, detached, or None."""
    if "actor" not in g:
        g.actor = _load()
    found: Person | None = g.actor
    return found


def current_actor() -> Actor:
    """Who acts in this request. Only for views that require a role."""
    person = visitor()
    if person is None:
        raise RuntimeError("a view without a role asked who acts")
    return person.actor()


def is_role(role: Role) -> bool:
    person = visitor()
    return person is not None and person.role is role


def _load() -> Person | None:
    person_id = _current().person_id
    if person_id is None:
        return None
    with office().look() as work:
        person = work.session.get(Person, person_id)
        if person is not None:
            work.session.expunge(person)
        return person


def _current() -> BeeSession:
    found = session._get_current_object()  # type: ignore[attr-defined]  # werkzeug's proxy
    assert isinstance(found, BeeSession)
    return found
