"""The same thing done to many waiting cases, each in its own transaction and each with its own answer.

Passing and sending back are not among them: each is a decision on one citizen's papers that somebody read.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from beebox.accounts.access import NotYourRole
from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.kernel.db import Office, Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.queue import put_back
from beebox.preaudit.queue_desk.assigning import assign
from beebox.preaudit.waiting.hands import WhyMoved
from beebox.preaudit.waiting.labels import label_in_use, put_on, take_off
from beebox.preaudit.waiting.reach import queued_case
from beebox.preaudit.waiting.skills import NoSuchAuditor, auditor

MOST = 100


class Deed(StrEnum):
    LABEL_ON = "label_on"
    LABEL_OFF = "label_off"
    ASSIGN = "assign"
    PUT_BACK = "put_back"
    PRINT = "print"


class NothingTicked(BeeboxError):
    status = 422
    code = "nothing_ticked"
    message = N_("还没有勾选办件。请勾选要处理的几行，或勾“本页全部”，再按一次；其他填好的都在。")


class NoSuchDeed(BeeboxError):
    status = 422
    code = "no_such_deed"
    message = N_("没有这种批量处理。请从页面上的按钮里选一个。")


@dataclass(frozen=True)
class Order:
    """What is to be done to each case."""

    deed: Deed
    label: str = ""
    """Its id, as sent."""
    person: str = ""
    why: str = ""


@dataclass(frozen=True)
class Answer:
    """What became of one case: a sentence, or the error that kept it as it was."""

    code: str
    said: str = ""
    problem: BeeboxError | None = None


def check_order(work: Work, order: Order, codes: Sequence[str], actor: Actor) -> None:
    """Refuse before anything is touched what could be done to no case at all."""
    if not codes:
        raise NothingTicked
    if order.deed in {Deed.LABEL_ON, Deed.LABEL_OFF}:
        label_in_use(work, order.label)
    if order.deed is Deed.ASSIGN:
        if actor.role is not Role.SUPERVISOR:
            raise NotYourRole
        _person(work, order)
    if order.deed is Deed.PUT_BACK and actor.role is Role.SUPERVISOR and not order.why:
        raise WhyMoved


def run(office: Office, order: Order, codes: Sequence[str], actor: Actor) -> list[Answer]:
    """Do it case by case; one that cannot be done keeps none of the others back."""
    answers = []
    for code in codes:
        try:
            with office.work() as work:
                answers.append(Answer(code, _do(work, order, code, actor)))
        except BeeboxError as problem:
            answers.append(Answer(code, problem=problem))
    return answers


def _do(work: Work, order: Order, code: str, actor: Actor) -> str:
    case = queued_case(work, code, actor)
    match order.deed:
        case Deed.LABEL_ON:
            done = put_on(work, case, label_in_use(work, order.label), actor)
            return N_("贴上了标签。") if done else N_("本来就有这个标签，没有变化。")
        case Deed.LABEL_OFF:
            done = take_off(work, case, label_in_use(work, order.label))
            return N_("揭下了标签。") if done else N_("本来就没有这个标签，没有变化。")
        case Deed.ASSIGN:
            assign(work, code, _person(work, order), actor, order.why)
            return N_("交给这位预审员了，今天之内只给他/她。")
        case Deed.PUT_BACK:
            done = put_back(work, code, actor, order.why)
            if not done:
                return N_("没有人拿着，或不在您手上，没有变化。")
            return N_("放回队列了，记下的决定都在。")
        case _:
            raise NoSuchDeed


def _person(work: Work, order: Order) -> Person:
    if not (order.person.isascii() and order.person.isdigit() and len(order.person) < 10):
        raise NoSuchAuditor
    return auditor(work, int(order.person))
