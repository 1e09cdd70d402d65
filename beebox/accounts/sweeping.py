"""Clearing away what has expired: sessions, used sign-in codes."""

from datetime import timedelta

from sqlalchemy import delete

from beebox.accounts.models import LoginSession, SignInCode
from beebox.kernel.db import Office

SESSIONS_KEPT = timedelta(days=2)
CODES_KEPT = timedelta(days=2)


def sweep(office: Office) -> None:
    with office.work() as work:
        now = work.now()
        work.session.execute(delete(LoginSession).where(LoginSession.seen_at < now - SESSIONS_KEPT))
        work.session.execute(delete(SignInCode).where(SignInCode.expires_at < now - CODES_KEPT))
