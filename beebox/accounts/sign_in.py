"""Signing in: a citizen by phone and one-time code, staff by name and password."""

import re
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func, select

from beebox.accounts.models import Person, SignInCode
from beebox.accounts.roles import Role
from beebox.accounts.secrets import hash_password, keyed_hash, new_digits, password_fits
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import new_secret
from beebox.kernel.keys import Keys

CODE_LIFE = timedelta(minutes=10)
CODE_TRIES = 5
CODES_AN_HOUR = 6
PASSWORD_TRIES = 5
LOCKED_FOR = timedelta(minutes=30)
_MOBILE = re.compile(r"1[3-9]\d{9}")


class WrongPhone(BeeboxError):
    status = 422
    code = "wrong_phone"
    message = N_("请填写 11 位手机号码，例如 15000000419。")


class TooManyCodes(BeeboxError):
    status = 429
    code = "too_many_codes"
    message = N_("这个号码一小时内已经要了多次验证码。请稍等再试，或查看手机里最近一条短信。")


class WrongCode(BeeboxError):
    status = 422
    code = "wrong_code"
    message = N_("验证码不对或已经过期。请核对短信里的 6 位数字；10 分钟内有效，也可以重新获取。")


class WrongPassword(BeeboxError):
    status = 422
    code = "wrong_password"
    message = N_("账号或密码不对。请核对后再试；连续输错 5 次会暂停 30 分钟。")


@dataclass(frozen=True)
class CodeSent:
    ticket: str
    code: str


def read_phone(text: str) -> str:
    """A mainland mobile number (11 digits), or WrongPhone."""
    phone = re.sub(r"[\s-]", "", text)[:20].removeprefix("+86")
    if not phone.isascii() or not _MOBILE.fullmatch(phone):
        raise WrongPhone
    return phone


def make_code(work: Work, phone: str) -> CodeSent:
    """A new one-time code for this phone; the caller sends it once this transaction is over."""
    now, key = work.now(), work.use(Keys).index
    lately = SignInCode.made_at > now - timedelta(hours=1)
    count = select(func.count()).where(SignInCode.phone == phone, lately)
    if (work.session.scalar(count) or 0) >= CODES_AN_HOUR:
        raise TooManyCodes
    sent = CodeSent(new_secret(), new_digits())
    work.session.add(
        SignInCode(
            phone=phone,
            ticket_hash=keyed_hash(key, sent.ticket),
            code_hash=keyed_hash(key, sent.ticket + sent.code),
            made_at=now,
            expires_at=now + CODE_LIFE,
        )
    )
    return sent


def redeem_code(work: Work, ticket: str, code: str) -> Person | None:
    """The citizen whose phone got this code, made known if new; None when the code does not fit.

    A wrong try is counted, so the caller must let this transaction commit before it complains.
    """
    now, key = work.now(), work.use(Keys).index
    found = work.session.scalar(
        select(SignInCode).where(SignInCode.ticket_hash == keyed_hash(key, ticket)).with_for_update()
    )
    if found is None or found.used_at or found.expires_at < now or found.tries >= CODE_TRIES:
        return None
    found.tries += 1
    if found.code_hash != keyed_hash(key, ticket + code.strip()):
        return None
    found.used_at = now
    return _citizen(work, found.phone)


def _citizen(work: Work, phone: str) -> Person:
    known = work.session.scalar(select(Person).where(Person.phone == phone))
    if known is None:
        known = Person(role=Role.CITIZEN, phone=phone, created_at=work.now())
        work.session.add(known)
        work.session.flush()
    return known


def check_password(work: Work, login: str, password: str) -> Person | None:
    """The member of staff, or None; failures are counted and lock the account for a while."""
    now = work.now()
    person = work.session.scalar(
        select(Person).where(Person.login == login.strip().lower()[:80]).with_for_update()
    )
    fits = password_fits(person.password_hash if person else None, password)
    if person is None or not person.active or (person.locked_until and person.locked_until > now):
        return None
    if not fits:
        person.failures += 1
        if person.failures >= PASSWORD_TRIES:
            person.failures, person.locked_until = 0, now + LOCKED_FOR
        return None
    person.failures, person.locked_until = 0, None
    return person


def change_password(work: Work, person_id: int, old: str, new: str) -> None:
    person = work.session.get_one(Person, person_id)
    if not password_fits(person.password_hash, old):
        raise WrongPassword(N_("现在的密码不对，没有更改。请核对后再试。"))
    person.password_hash, person.must_change_password = hash_password(new), False
