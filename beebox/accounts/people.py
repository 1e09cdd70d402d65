"""Opening, closing and renewing the accounts of staff."""

import re
from collections.abc import Sequence

from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.accounts.roles import STAFF, Role
from beebox.accounts.secrets import hash_password, new_password
from beebox.accounts.sessions import end_sessions_of
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError

_LOGIN = re.compile(r"[a-z][a-z0-9.-]{2,39}")


class AccountRefused(BeeboxError):
    status = 422
    code = "account_refused"


def staff(work: Work) -> Sequence[Person]:
    """Everybody who works here, closed accounts last."""
    listed = select(Person).where(Person.role.in_(STAFF))
    return work.session.scalars(listed.order_by(Person.active.desc(), Person.role, Person.login)).all()


def open_account(work: Work, login: str, name: str, role: Role, department_id: int | None) -> str:
    """Make an account and return its one-time password, which is kept nowhere."""
    login = login.strip().lower()
    if not _LOGIN.fullmatch(login):
        raise AccountRefused(N_("账号用 3 到 40 个小写字母、数字、点或短横，以字母开头。"))
    if work.session.scalar(select(Person.id).where(Person.login == login)) is not None:
        raise AccountRefused(N_("账号 %(login)s 已经有人用了，请换一个。"), login=login)
    if role not in STAFF or (role is Role.CLERK) != (department_id is not None):
        raise AccountRefused(N_("经办人要选部门，其他岗位不选部门。"))
    password = new_password()
    work.session.add(
        Person(
            role=role,
            login=login,
            name=name or login,
            password_hash=hash_password(password),
            must_change_password=True,
            department_id=department_id,
            created_at=work.now(),
        )
    )
    return password


def renew_password(work: Work, person_id: int) -> str:
    """A new one-time password; the old one and every open session end at once."""
    person = _member(work, person_id)
    password = new_password()
    person.password_hash, person.must_change_password = hash_password(password), True
    person.failures, person.locked_until = 0, None
    end_sessions_of(work, person.id)
    return password


def close_account(work: Work, person_id: int, by: int | None) -> None:
    """End an account and its sessions; what it did stays in the history."""
    if person_id == by:
        raise AccountRefused(N_("不能停用自己的账号。请让另一位管理员来做。"))
    person = _member(work, person_id)
    person.active = False
    end_sessions_of(work, person.id)


def _member(work: Work, person_id: int) -> Person:
    person = work.session.get(Person, person_id)
    if person is None or person.role not in STAFF:
        raise AccountRefused(N_("没有这个账号。请回到账号列表再选。"))
    return person


def people_named(work: Work, ids: set[int]) -> dict[int, str]:
    """The names of these people, by id."""
    rows = work.session.execute(select(Person.id, Person.name).where(Person.id.in_(ids)))
    return {row[0]: row[1] for row in rows}
