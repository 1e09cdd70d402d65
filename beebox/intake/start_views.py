"""Beginning: who may apply, the questions, my cases."""

from flask import redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.models import Case
from beebox.cases.queries import item_of
from beebox.catalog.definitions import Item
from beebox.catalog.queries import current_item
from beebox.catalog.rules import questions_for, stops_for
from beebox.intake.door import bp, mine
from beebox.intake.own_case import refuse_others_turn
from beebox.intake.queries import my_cases
from beebox.intake.starting import (
    AnswersMissing,
    ComeInPerson,
    change_answers,
    drafts_of,
    read_answers,
    start_case,
)
from beebox.kernel.errors import BeeboxError
from beebox.web.errors import sentence_of
from beebox.web.requests import office


@bp.get("/apply/<item>")
@allow(Role.CITIZEN)
def apply(item: str) -> str:
    with office().look() as work:
        found = current_item(work, item)
        drafts = drafts_of(work, current_actor(), item)
        return _start_page(found, read_answers(found, request.args), drafts, None)


@bp.post("/apply/<item>")
@allow(Role.CITIZEN)
def start(item: str) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            found = current_item(work, item)
            case = start_case(work, current_actor(), found, read_answers(found, request.form))
            return redirect(url_for(".hub", code=case.code), 303)
    except (AnswersMissing, ComeInPerson) as error:
        with office().look() as work:
            found = current_item(work, item)
            return _start_page(found, read_answers(found, request.form), [], error), error.status


@bp.get("/cases/<code>/answers")
@allow(Role.CITIZEN)
def answers(code: str) -> str:
    with office().look() as work:
        case = mine(work, code)
        refuse_others_turn(case)
        return _start_page(item_of(work, case), case.answers, [], None, case)


@bp.post("/cases/<code>/answers")
@allow(Role.CITIZEN)
def change(code: str) -> Response | tuple[str, int]:
    try:
        with office().work() as work:
            case = mine(work, code)
            change_answers(work, case, request.form)
            return redirect(url_for(".hub", code=case.code), 303)
    except (AnswersMissing, ComeInPerson) as error:
        with office().look() as work:
            case = mine(work, code)
            found = item_of(work, case)
            page = _start_page(found, read_answers(found, request.form), [], error, case)
            return page, error.status


@bp.get("/cases")
@allow(Role.CITIZEN)
def cases() -> str:
    with office().look() as work:
        return render_template("intake/cases.html", cases=my_cases(work, current_actor()))


def _start_page(
    item: Item,
    given: dict[str, str],
    drafts: list[Case],
    error: BeeboxError | None,
    case: Case | None = None,
) -> str:
    questions = questions_for(item, given)
    open_ones = [question for question in questions if question.code not in given]
    return render_template(
        "intake/start.html",
        item=item,
        questions=questions,
        given=given,
        drafts=drafts,
        stops=[option.stop for option in stops_for(item, given)],
        error=sentence_of(error) if isinstance(error, AnswersMissing) else None,
        first_open=(open_ones or questions)[0].code if questions else "main",
        case=case,
    )
