"""One thing done to many rows of the queue; each row is answered."""

from flask import render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Actor, Role
from beebox.accounts.sessions import current_actor
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.preaudit.bench_views import LOOKERS
from beebox.preaudit.forms import word
from beebox.preaudit.queries import choices, rows
from beebox.preaudit.queue_desk import batch
from beebox.preaudit.queue_desk.label_views import bp
from beebox.preaudit.queue_desk.words import REASON, queue_words
from beebox.preaudit.waiting.hands import LONGEST_WHY
from beebox.preaudit.waiting.reach import queued_case
from beebox.preaudit.waiting.skills import auditors
from beebox.web.errors import sentence_of
from beebox.web.requests import office, safe_next, text_field

__all__ = ["bp"]


@bp.post("/review/batch")
@allow(*LOOKERS)
def do_batch() -> Response:
    actor, codes = current_actor(), _codes()
    try:
        order = _order()
        with office().look() as work:
            batch.check_order(work, order, codes, actor)
    except BeeboxError as problem:
        return _page(codes, problem=problem)
    if order.deed is batch.Deed.PRINT:
        return _printed(codes)
    return _page(codes, batch.run(office(), order, codes, actor))


def _codes(field: str = "") -> list[str]:
    ticked = request.form.getlist(field or ("shown" if request.form.get("whole") else "code"))
    return list(dict.fromkeys(filter(None, (word(code) for code in ticked))))[: batch.MOST]


def _cases(work: Work, actor: Actor, codes: list[str]) -> tuple[list[Case], list[tuple[str, str]]]:
    """Those that are still to be seen in the queue, and why the others are not."""
    found, missing = [], []
    for code in codes:
        try:
            found.append(queued_case(work, code, actor))
        except BeeboxError as problem:
            missing.append((code, sentence_of(problem)))
    return found, missing


def _order() -> batch.Order:
    deed = request.form.get("do", "")
    if deed not in set(batch.Deed):
        raise batch.NoSuchDeed
    form = request.form
    label, person = word(form.get("label", "")), word(form.get("person", ""))
    return batch.Order(batch.Deed(deed), label, person, text_field(REASON, LONGEST_WHY))


def _page(
    codes: list[str], answers: list[batch.Answer] | None = None, problem: BeeboxError | None = None
) -> Response:
    told = [(one, sentence_of(one.problem) if one.problem else _(one.said)) for one in answers or ()]
    actor = current_actor()
    supervisor = actor.role is Role.SUPERVISOR
    with office().look() as work:
        offered = [] if codes else _cases(work, actor, _codes("shown"))[0]
        page = render_template(
            "preaudit/batch.html", codes=codes, told=told, typed=request.form, supervisor=supervisor,
            offered=list(rows(work, actor, offered)),
            done=sum(one.problem is None for one, _said in told), labels=choices(work).labels,
            auditors=auditors(work) if supervisor else (), longest=LONGEST_WHY,
            problem=sentence_of(problem) if problem else "",
            back=safe_next(url_for("preaudit.show_queue")), **queue_words(),
        )  # fmt: skip
    return Response(page, problem.status if problem else 200, mimetype="text/html")


def _printed(codes: list[str]) -> Response:
    """The ticked rows as a sheet; what is no longer to be seen is named."""
    actor = current_actor()
    with office().look() as work:
        found, missing = _cases(work, actor, codes)
        page = render_template(
            "preaudit/queue_print.html", rows=list(rows(work, actor, found)), missing=missing, actor=actor,
            now=work.now(), back=safe_next(url_for("preaudit.show_queue")), **queue_words(),
        )  # fmt: skip
    return Response(page, mimetype="text/html")
