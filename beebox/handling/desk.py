"""Showing a case on the desk, also after a step that could not be done."""

from flask import render_template, request
from werkzeug.datastructures import MultiDict

from beebox.accounts.roles import Actor
from beebox.cases.access import case_for
from beebox.cases.states import State
from beebox.handling import words
from beebox.handling.desk_page import DeskPage, desk_page
from beebox.handling.queries import counts_of
from beebox.handling.rating import LEVELS
from beebox.web.requests import office

_STEP_OF = {
    "accept": "accept",
    "refuse": "refuse",
    "correction": "ask_correction",
    "ask": "ask_correction",
    "decision": "decide",
    "hand-out": "hand_out",
}
"""Which step a form's address belongs to: it stays open when something was wrong with it."""


def show_case(code: str, actor: Actor, error: str | None = None) -> str:
    """The page of one case; what was typed stays in its fields."""
    with office().look() as work:
        page = desk_page(work, case_for(work, code, actor))
        return render_template(
            "handling/case.html",
            page=page,
            counts=counts_of(work, actor),
            words=words,
            fields=words.FIELDS,
            levels=LEVELS,
            error=error,
            typed=request.form or _typed_before(page),
            open_step=_step_to_open(page, error),
        )


def _typed_before(page: DeskPage) -> MultiDict[str, str]:
    """What the clerk had typed when it was laid before a supervisor."""
    return MultiDict(page.approval.typed if page.approval else {})


def _step_to_open(page: DeskPage, error: str | None) -> str | None:
    """The step whose form was wrong, or the one that waits for a supervisor's word."""
    if error:
        return _STEP_OF.get(request.path.rpartition("/")[2])
    return "ask_correction" if page.approval and page.case.state is State.RECEIVED else None
