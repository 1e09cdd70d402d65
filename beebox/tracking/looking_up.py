"""Finding a case by its code and the last four digits of a phone, without signing in."""

import hmac
import re

from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.cases.access import CaseNotFound
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import read_code

_TAIL = re.compile(r"\d{4}", re.ASCII)


class NoSuchPair(BeeboxError):
    """Whatever is wrong - code, digits or both - the answer is the same."""

    status = 404
    code = "no_such_pair"
    message = N_("办件码和手机尾号对不上。请看回执或短信里的办件码，手机尾号是申请时所用号码的后 4 位。")


def look_up(work: Work, typed: str, tail: str) -> str:
    """The code of the case both belong to, or NoSuchPair."""
    code, tail = read_code(typed), tail.strip()
    row = work.session.execute(
        select(Person.phone, Case.form)
        .join(Person, Person.id == Case.citizen_id)
        .where(Case.code == (code or ""))
    ).one_or_none()
    phones = [row.phone, row.form.get("phone")] if row is not None else []
    fitting = [phone for phone in phones if phone and _same(str(phone)[-4:], tail)]
    if code is None or not _TAIL.fullmatch(tail) or not fitting:
        raise NoSuchPair
    return code


def opened_case(work: Work, code: str) -> Case:
    """The case of a visit that looked this code up before."""
    case = work.session.scalar(select(Case).where(Case.code == code))
    if case is None:
        raise CaseNotFound
    return case


def _same(one: str, other: str) -> bool:
    return hmac.compare_digest(one.encode(), other.encode())
