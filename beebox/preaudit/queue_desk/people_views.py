"""What each auditor is trained for and how much they are given: a supervisor's pages."""

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.preaudit.queries import choices
from beebox.preaudit.queue_desk.batch_views import bp
from beebox.preaudit.queue_desk.words import queue_words
from beebox.preaudit.waiting import skills
from beebox.preaudit.waiting.sums import done_since, midnight
from beebox.web.errors import sentence_of
from beebox.web.requests import office

__all__ = ["bp"]


@bp.get("/review/people")
@allow(Role.SUPERVISOR)
def show_people() -> str:
    with office().look() as work:
        return render_template(
            "preaudit/people.html", auditors=skills.auditors(work), present=skills.present(work),
            done=done_since(work, midnight(work)), choices=choices(work), **queue_words(),
        )  # fmt: skip


@bp.get("/review/people/<int:person_id>")
@allow(Role.SUPERVISOR)
def show_person(person_id: int) -> Response:
    return _page(person_id)


def _page(person_id: int, problem: BeeboxError | None = None) -> Response:
    with office().look() as work:
        person = skills.auditor(work, person_id)
        page = render_template(
            "preaudit/person.html", one=person, choices=choices(work),
            chosen=_chosen(work, person_id, problem),
            problem=sentence_of(problem) if problem else "", **queue_words(),
        )  # fmt: skip
    return Response(page, problem.status if problem else 200, mimetype="text/html")


def _chosen(work: Work, person_id: int, problem: BeeboxError | None) -> dict[str, Any]:
    """What the form shows: what stands, or what was typed and could not be taken."""
    if problem:
        typed = request.form
        return {
            "items": typed.getlist("item"), "departments": typed.getlist("department"),
            "languages": typed.getlist("language"), "a_day": typed.get("a_day", "")[:20],
            "at_once": typed.get("at_once", "")[:20],
        }  # fmt: skip
    stands = skills.skills_of(work, person_id)
    return {
        "items": stands.items, "departments": stands.departments, "languages": stands.languages,
        "a_day": stands.a_day or "", "at_once": stands.at_once or "",
    }  # fmt: skip


@bp.post("/review/people/<int:person_id>")
@allow(Role.SUPERVISOR)
def train(person_id: int) -> Response:
    form = request.form
    try:
        with office().work() as work:
            person = skills.auditor(work, person_id)
            wanted = skills.Skills(
                frozenset(form.getlist("item")), frozenset(form.getlist("department")),
                frozenset(form.getlist("language")), frozenset(),
                skills.limit_typed(form.get("a_day", "")), skills.limit_typed(form.get("at_once", "")),
            )  # fmt: skip
            skills.train(work, person, wanted, current_actor())
            name = person.name or person.login
    except (skills.NotANumber, skills.NoSuchSkill) as problem:
        return _page(person_id, problem)
    flash(_("%(name)s的受训范围和件数已保存，下一件起就按它给。", name=name))
    return redirect(url_for("preaudit.show_people"), 303)
