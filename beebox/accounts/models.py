from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from beebox.accounts.roles import Actor, Role
from beebox.kernel.db import Base


class Person(Base):
    """A citizen (known by phone) or a member of staff (known by a sign-in name)."""

    __tablename__ = "people"
    id: Mapped[int] = mapped_column(primary_key=True)
    role: Mapped[Role]
    name: Mapped[str] = mapped_column(default="")
    phone: Mapped[str | None] = mapped_column(unique=True)
    login: Mapped[str | None] = mapped_column(unique=True)
    password_hash: Mapped[str | None]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    department_id: Mapped[int | None]
    active: Mapped[bool] = mapped_column(default=True)
    failures: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[datetime | None]
    created_at: Mapped[datetime]

    def actor(self) -> Actor:
        return Actor(self.id, self.role, self.department_id, self.name)


class LoginSession(Base):
    """A visitor's session, kept here so that it can be ended here; the cookie holds only its secret."""

    __tablename__ = "login_sessions"
    secret_hash: Mapped[str] = mapped_column(primary_key=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    data: Mapped[dict[str, Any]]
    created_at: Mapped[datetime]
    seen_at: Mapped[datetime] = mapped_column(index=True)


class SignInCode(Base):
    """A one-time code sent to a phone; bound to the visit that asked for it."""

    __tablename__ = "sign_in_codes"
    id: Mapped[int] = mapped_column(primary_key=True)
    phone: Mapped[str] = mapped_column(index=True)
    ticket_hash: Mapped[str] = mapped_column(unique=True)
    code_hash: Mapped[str]
    made_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    tries: Mapped[int] = mapped_column(default=0)
    used_at: Mapped[datetime | None]


class AccessRecord(Base):
    """Who looked at whose papers, and why; rows are added and never changed."""

    __tablename__ = "access_records"
    id: Mapped[int] = mapped_column(primary_key=True)
    at: Mapped[datetime]
    person_id: Mapped[int | None]
    role: Mapped[Role]
    what: Mapped[str]
    case_id: Mapped[int | None] = mapped_column(index=True)
