"""What the address of the page asks for; what makes no sense is said in a sentence and left out."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from beebox.accounts.models import Person
from beebox.accounts.roles import STAFF, Actor, Role
from beebox.cases.legal_clock import today
from beebox.catalog.queries import departments
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.tracking.insight.names import names
from beebox.tracking.insight.periods import lately, period_asked
from beebox.tracking.insight.wanted import Wanted


class NoSuchFilter(BeeboxError):
    status = 422
    code = "no_such_filter"
    message = N_("没有找到事项“%(typed)s”。请在上面重新选；下面显示全部事项。")


class NoSuchDepartment(NoSuchFilter):
    message = N_("没有找到部门“%(typed)s”。请在上面重新选；下面显示全部部门。")


class NoSuchPerson(NoSuchFilter):
    message = N_("没有找到这个人（%(typed)s）。请在“按人”的表里点名字；下面显示所有人。")


@dataclass(frozen=True)
class Asked:
    wanted: Wanted
    address: Mapping[str, Any]
    """What the address has to say to ask the same again."""
    problems: tuple[BeeboxError, ...]


def asked_of(work: Work, args: Mapping[str, str], actor: Actor) -> Asked:
    """An auditor asks for their own figures, whatever the address says."""
    problems: list[BeeboxError] = []
    try:
        wanted = Wanted(period_asked(args, today(work)))
    except BeeboxError as problem:
        problems.append(problem)
        wanted = Wanted(lately(today(work)))
    address: dict[str, Any] = dict(wanted.period.address())
    for name, narrow in (("department", _department), ("item", _item), ("person", _person)):
        typed = args.get(name, "").strip()[:60]
        if not typed or (name == "person" and actor.role is not Role.SUPERVISOR):
            continue
        try:
            wanted = narrow(work, wanted, typed)
            address[name] = typed
        except NoSuchFilter as problem:
            problems.append(problem)
    if actor.role is not Role.SUPERVISOR:
        wanted = replace(wanted, auditor=actor.id or 0)
    return Asked(wanted, address, tuple(problems))


def _department(work: Work, wanted: Wanted, typed: str) -> Wanted:
    for department in departments(work):
        if department.code == typed:
            return replace(wanted, department=department.id)
    raise NoSuchDepartment(typed=typed)


def _item(work: Work, wanted: Wanted, typed: str) -> Wanted:
    if typed not in names(work).items:
        raise NoSuchFilter(typed=typed)
    return replace(wanted, item=typed)


def _person(work: Work, wanted: Wanted, typed: str) -> Wanted:
    person = (
        work.session.get(Person, int(typed))
        if typed.isascii() and typed.isdigit() and len(typed) < 9
        else None
    )
    if person is None or person.role not in STAFF:
        raise NoSuchPerson(typed=typed)
    return replace(wanted, auditor=person.id)
