"""Beginning a case, and changing one's answers while it is a draft."""

from collections.abc import Callable, Mapping
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError

from beebox.accounts.roles import Actor
from beebox.cases.legal_clock import begin_draft
from beebox.cases.models import Case
from beebox.cases.papers import Material, MaterialVersion
from beebox.cases.queries import item_of
from beebox.cases.states import State
from beebox.catalog.definitions import Item, Option
from beebox.catalog.queries import department_by_code
from beebox.catalog.rules import materials_for, missing_answers, questions_for, stops_for
from beebox.intake.own_case import NotYourTurn, hold
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import new_code
from beebox.kernel.settings import Settings

_TRIES = 6


class ComeInPerson(BeeboxError):
    """The item, or this answer, needs the person on the spot."""

    status = 422
    code = "come_in_person"
    message = N_("这件事不能用小蜂箱办：%(why)s请到 %(place)s 办理。")


class AnswersMissing(BeeboxError):
    status = 422
    code = "answers_missing"
    message = N_("还有 %(count)d 个问题没有选，选好后点“开始准备材料”。")


def read_answers(item: Item, typed: Mapping[str, str]) -> dict[str, str]:
    """The answers to this item's questions in what was sent; anything else is left out."""
    known = {question.code: question for question in item.questions}
    given = {c: v for c, v in typed.items() if c in known and v in known[c].values}
    asked = {question.code for question in questions_for(item, given)}
    return {code: value for code, value in given.items() if code in asked}


def start_case(
    work: Work,
    citizen: Actor,
    item: Item,
    answers: Mapping[str, str],
    make_code: Callable[[], str] = new_code,
) -> Case:
    """A draft with its list of materials. One nobody has put anything into yet is taken up again."""
    check_answers(item, answers)
    case = _untouched_draft(work, citizen, item)
    if case is None:
        case = _new_draft(work, citizen, item, make_code)
    case.answers = dict(answers)
    settle_materials(work, case, item)
    return case


def change_answers(work: Work, case: Case, typed: Mapping[str, str]) -> None:
    """Answer anew; what is not needed any more keeps its files and stands aside."""
    hold(work, case)
    if case.state is not State.DRAFT:
        raise NotYourTurn
    item = item_of(work, case)
    answers = read_answers(item, typed)
    check_answers(item, answers)
    case.answers = answers
    settle_materials(work, case, item)


def check_answers(item: Item, answers: Mapping[str, str]) -> None:
    """ComeInPerson when the box cannot be used, AnswersMissing when the list would not be final."""
    if not item.takes_mail:
        place = item.mail.go_to
        raise ComeInPerson(why=place.why if place else "", place=place.place if place else "")
    stopped: list[Option] = stops_for(item, answers)
    if stopped and stopped[0].stop:
        raise ComeInPerson(why=stopped[0].stop.why, place=stopped[0].stop.place)
    missing = missing_answers(item, answers)
    if missing:
        raise AnswersMissing(count=len(missing))


def drafts_of(work: Work, citizen: Actor, item_code: str) -> list[Case]:
    """This citizen's unfinished drafts for the item, newest first."""
    wanted = select(Case).where(
        Case.citizen_id == citizen.id, Case.item_code == item_code, Case.state == State.DRAFT
    )
    return list(work.session.scalars(wanted.order_by(Case.id.desc())))


def settle_materials(work: Work, case: Case, item: Item) -> None:
    """Make the rows say what these answers ask for, in the order of the catalogue."""
    rows = {m.code: m for m in work.session.scalars(select(Material).where(Material.case_id == case.id))}
    asked = {m.code: place for place, m in enumerate(materials_for(item, case.answers))}
    for code, row in rows.items():
        row.needed = code in asked
    for code, place in asked.items():
        if code in rows:
            rows[code].position = place
        else:
            work.session.add(Material(case_id=case.id, code=code, position=place))
    work.session.flush()


def _untouched_draft(work: Work, citizen: Actor, item: Item) -> Case | None:
    for case in drafts_of(work, citizen, item.code):
        given = select(MaterialVersion.id).where(MaterialVersion.case_id == case.id).limit(1)
        fresh = case.item_version == item.version and not case.form
        if fresh and work.session.scalar(given) is None:
            return case
    return None


def _new_draft(work: Work, citizen: Actor, item: Item, make_code: Callable[[], str]) -> Case:
    for tries_left in reversed(range(_TRIES)):
        case = Case(
            code=make_code(),
            citizen_id=citizen.id,
            department_id=department_by_code(work, item.department).id,
            item_code=item.code,
            item_version=item.version,
            answers={},
            form={},
            receiver={},
            state=State.DRAFT,
            created_at=work.now(),
        )
        try:
            with work.session.begin_nested():
                work.session.add(case)
            begin_draft(work, case, timedelta(days=work.use(Settings).draft_days))
            return case
        except IntegrityError:
            if not tries_left:
                raise
    raise AssertionError("unreachable")
