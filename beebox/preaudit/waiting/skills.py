"""What each auditor is trained for and how much they are given; a supervisor says so."""

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, select

from beebox.accounts.models import LoginSession, Person
from beebox.accounts.roles import Actor, Role
from beebox.accounts.sessions import IDLE
from beebox.cases.counts import CaseCount
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.catalog.queries import current_items, departments
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.waiting.filters import LANGUAGES
from beebox.preaudit.waiting.models import Capacity, Skill, SkillKind

MOST = 999


class NoSuchAuditor(BeeboxError):
    status = 404
    code = "no_such_auditor"
    message = N_("没有找到这位预审员，或账号已停用。请从人员页重新选一位。")


class NotANumber(BeeboxError):
    status = 422
    code = "not_a_number"
    message = N_("“%(typed)s”不是 1 到 999 的整数。请填数字，或留空表示不限；其他填好的内容都在。")


class NoSuchSkill(BeeboxError):
    status = 422
    code = "no_such_skill"
    message = N_("目录里没有“%(what)s”。请刷新页面后重新勾选。")


@dataclass(frozen=True)
class Skills:
    """What one auditor takes; nothing named means everything."""

    items: frozenset[str] = frozenset()
    departments: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    places: frozenset[int] = frozenset()
    """The ids of `departments`."""
    a_day: int | None = None
    at_once: int | None = None

    @property
    def everything(self) -> bool:
        return not (self.items or self.departments)

    @property
    def limited(self) -> bool:
        """Whether there may be cases that this auditor is not given."""
        return bool(self.languages) or not self.everything

    def fits(self, item: str, department_id: int, language: str) -> bool:
        known = self.everything or item in self.items or department_id in self.places
        return known and (not self.languages or language in self.languages)

    def lanes(self) -> Iterator[list[ColumnElement[bool]]]:
        """Conditions whose union is what this auditor takes; each is quick by an index of its own."""
        tongues = self.languages if 0 < len(self.languages) < len(LANGUAGES) else {""}
        for tongue in sorted(tongues):
            also = [Case.language == tongue] if tongue else []
            if self.everything:
                yield also
            for item in sorted(self.items):
                yield [Case.item_code == item, *also]
            for place in sorted(self.places):
                yield [Case.department_id == place, *also]


@dataclass(frozen=True)
class Trained:
    """One auditor with what they take."""

    person: Person
    skills: Skills


@dataclass(frozen=True)
class Unfit:
    """Waiting cases of one kind that nobody present takes."""

    item: str
    language: str
    number: int


def skills_of(work: Work, person_id: int) -> Skills:
    return skills_by_person(work, [person_id])[person_id]


def skills_by_person(work: Work, people: Collection[int]) -> Mapping[int, Skills]:
    """What each of these people takes."""
    rows = work.session.execute(
        select(Skill.person_id, Skill.kind, Skill.what).where(Skill.person_id.in_(people))
    ).all()
    limits = {
        one.person_id: one
        for one in work.session.scalars(select(Capacity).where(Capacity.person_id.in_(people)))
    }
    ids = {place.code: place.id for place in departments(work)} if rows else {}
    found = {}
    for person in people:
        mine = [(kind, what) for owner, kind, what in rows if owner == person]
        of = {kind: frozenset(what for k, what in mine if k is kind) for kind in SkillKind}
        places = frozenset(ids[code] for code in of[SkillKind.DEPARTMENT] if code in ids)
        limit = limits.get(person)
        found[person] = Skills(
            of[SkillKind.ITEM], of[SkillKind.DEPARTMENT], of[SkillKind.LANGUAGE], places,
            limit.a_day if limit else None, limit.at_once if limit else None,
        )  # fmt: skip
    return found


def auditors(work: Work) -> Sequence[Trained]:
    """Everybody who reviews, by name."""
    wanted = select(Person).where(Person.role == Role.AUDITOR, Person.active).order_by(Person.name, Person.id)
    people = work.session.scalars(wanted).all()
    skills = skills_by_person(work, [person.id for person in people])
    return [Trained(person, skills[person.id]) for person in people]


def auditor(work: Work, person_id: int) -> Person:
    """This auditor; NoSuchAuditor when there is none."""
    found = work.session.get(Person, person_id) if person_id < 2**31 else None
    if found is None or found.role is not Role.AUDITOR or not found.active:
        raise NoSuchAuditor
    return found


def train(work: Work, person: Person, wanted: Skills, supervisor: Actor) -> None:
    """Write down what an auditor takes from now on, in place of what stood there."""
    known = {
        SkillKind.ITEM: (wanted.items, {item.code for item in current_items(work)}),
        SkillKind.DEPARTMENT: (wanted.departments, {place.code for place in departments(work)}),
        SkillKind.LANGUAGE: (wanted.languages, set(LANGUAGES)),
    }
    had = set(work.session.scalars(select(Skill.what).where(Skill.person_id == person.id)))
    for chosen, there in known.values():
        for strange in sorted(chosen - there - had):
            raise NoSuchSkill(what=strange[:60])
    work.session.execute(delete(Skill).where(Skill.person_id == person.id))
    for kind, (chosen, _) in known.items():
        work.session.add_all(Skill(person_id=person.id, kind=kind, what=what) for what in sorted(chosen))
    work.session.merge(
        Capacity(
            person_id=person.id, a_day=wanted.a_day, at_once=wanted.at_once,
            changed_by=supervisor.id, changed_at=work.now(),
        )
    )  # fmt: skip


def limit_typed(text: str) -> int | None:
    """A limit as typed; None when left empty, NotANumber when it is none."""
    plain = text.strip()
    if not plain:
        return None
    if not (plain.isascii() and plain.isdigit() and len(plain) <= 3 and 1 <= int(plain) <= MOST):
        raise NotANumber(typed=plain[:20])
    return int(plain)


def present(work: Work) -> Mapping[int, datetime]:
    """Who reviews and did something lately: person and when."""
    seen = func.max(LoginSession.seen_at)
    here = (
        select(LoginSession.person_id, seen)
        .join(Person, Person.id == LoginSession.person_id)
        .where(Person.role == Role.AUDITOR, Person.active, LoginSession.seen_at > work.now() - IDLE[True])
        .group_by(LoginSession.person_id)
    )
    return {row[0]: row[1] for row in work.session.execute(here) if row[0] is not None}


def nobody_fits(work: Work) -> Sequence[Unfit]:
    """The kinds of waiting cases that no auditor who is present takes, the largest first."""
    skills = skills_by_person(work, list(present(work))).values()
    number = func.sum(CaseCount.number)
    kinds = (
        select(CaseCount.item_code, CaseCount.department_id, CaseCount.language, number)
        .where(CaseCount.state == State.REVIEWING)
        .group_by(CaseCount.item_code, CaseCount.department_id, CaseCount.language)
        .having(number > 0)
    )
    left = [
        Unfit(row[0], row[2], int(row[3]))
        for row in work.session.execute(kinds)
        if not any(one.fits(row[0], row[1], row[2]) for one in skills)
    ]
    return sorted(left, key=lambda one: (-one.number, one.item, one.language))
