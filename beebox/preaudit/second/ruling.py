"""How many cases a second person reads: set by supervisors, for all items or for one."""

from dataclasses import dataclass

from sqlalchemy import func, select

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.catalog.queries import current_items
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.second.models import SecondRule

FIRST_PERCENT = 5.0
"""What a new installation begins with."""
ALL = ""


class WrongPercent(BeeboxError):
    status = 422
    code = "wrong_percent"
    message = N_("复看的比例要写 0 到 100 之间的数字，例如 5 或 2.5。100 就是每一件都复看，0 就是不复看。")


class NoSuchItem(BeeboxError):
    status = 422
    code = "no_such_item"
    message = N_("没有这个事项，或者它已经停办了。请从列表里选一个。")


@dataclass(frozen=True)
class Rule:
    percent: float
    blind: bool


def rule_for(work: Work, item_code: str) -> Rule:
    """The rule in force for an item: its own, else the one for all, else no second reading."""
    for code in (item_code, ALL):
        row = newest(work, code)
        if row is not None and not row.dropped:
            return Rule(row.percent, row.blind)
    return Rule(0.0, True)


def newest(work: Work, item_code: str) -> SecondRule | None:
    rows = select(SecondRule).where(SecondRule.item_code == item_code)
    return work.session.scalar(rows.order_by(SecondRule.id.desc()).limit(1))


def set_rule(work: Work, supervisor: Actor, item_code: str, percent: str, mode: str) -> None:
    """Set the share of an item, or of all; `mode` is blind or open."""
    if item_code and item_code not in {item.code for item in current_items(work)}:
        raise NoSuchItem
    share = _percent(percent)
    work.session.add(
        SecondRule(item_code=item_code, percent=share, blind=mode != "open", by=supervisor.id, at=work.now())
    )


def drop_rule(work: Work, supervisor: Actor, item_code: str) -> None:
    """The item goes by the rule for all again."""
    row = newest(work, item_code)
    if item_code and row is not None and not row.dropped:
        work.session.add(
            SecondRule(
                item_code=item_code, percent=row.percent, blind=row.blind, dropped=True,
                by=supervisor.id, at=work.now(),
            )
        )  # fmt: skip


def begin_with_a_share(work: Work) -> None:
    """A new installation reads five in a hundred twice; what a supervisor set stays."""
    if work.session.scalar(select(SecondRule.id).limit(1)) is None:
        work.session.add(SecondRule(item_code=ALL, percent=FIRST_PERCENT, blind=True, by=None, at=work.now()))


def others_can_read(work: Work, auditor: Actor) -> bool:
    """Whether there is another auditor at all: alone, nobody waits for a second reader."""
    others = select(func.count(Person.id)).where(
        Person.role == Role.AUDITOR, Person.id != auditor.id, Person.active
    )
    return bool(work.session.scalar(others))


def _percent(text: str) -> float:
    plain = text.strip().removesuffix("%").removesuffix("％").strip()
    digits = plain.replace(".", "", 1)
    if not (digits.isascii() and digits.isdigit() and len(plain) <= 6):
        raise WrongPercent
    share = float(plain)
    if share > 100:
        raise WrongPercent
    return share
