"""The supervisor's pages of the reasons: list, one reason, its form, its pictures."""

from collections.abc import Mapping
from dataclasses import replace

from flask import abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor, is_role
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.kernel.files import FileStore
from beebox.preaudit.bench_views import LOOKERS, bp
from beebox.preaudit.forms import word
from beebox.preaudit.library import editing, keeping, pages
from beebox.preaudit.library.faults import Said, TypedReason
from beebox.preaudit.reason_forms import pictures_of_this_visit, take_picture, typed_reason
from beebox.web.errors import sentence_of
from beebox.web.requests import office
from beebox.web.uploads import takes_files


def supervisor_here() -> bool:
    """Whether a signed-in supervisor stands at the door: whose files are taken."""
    return is_role(Role.SUPERVISOR)


@bp.get("/review/reasons")
@allow(Role.SUPERVISOR)
def show_reasons() -> str:
    with office().look() as work:
        found = pages.library(work, word(request.args.get("type", "")))
    return render_template("preaudit/reasons.html", library=found)


@bp.get("/review/reasons/new")
@allow(Role.SUPERVISOR)
def new_reason() -> Response:
    with office().look() as work:
        return _form(work, "", pages.blank(keeping.last_position(work) + keeping.STEP))


@bp.get("/review/reasons/<reason>")
@allow(Role.SUPERVISOR)
def show_reason(reason: str) -> Response:
    with office().look() as work:
        return _form(work, reason, pages.as_typed(editing.reason_row(work, reason)))


@bp.post("/review/reasons/new")
@allow(Role.SUPERVISOR)
@takes_files(supervisor_here)
def add_reason() -> Response:
    return _take("")


@bp.post("/review/reasons/<reason>")
@allow(Role.SUPERVISOR)
@takes_files(supervisor_here)
def change_reason(reason: str) -> Response:
    """`do=look` shows what the citizen would see and saves nothing."""
    return _take(reason)


def _take(code: str) -> Response:
    typed = typed_reason(code)
    try:
        if picture := take_picture():
            typed = replace(typed, picture=picture)
        if request.form.get("do") == "look":
            with office().look() as work:
                return _form(work, code, typed, look=True)
        told = _save(code, typed)
    except editing.WrongReason as wrong:
        return _again(code, typed, wrong, wrong.faults)
    except editing.NoSuchReason:
        raise
    except BeeboxError as problem:
        return _again(code, typed, problem, {})
    flash(told)
    return redirect(url_for("preaudit.show_reason", reason=typed.code), 303)


def _save(code: str, typed: TypedReason) -> str:
    with office().work() as work:
        mine, actor = pictures_of_this_visit(), current_actor()
        if not code:
            editing.add_reason(work, typed, actor, mine)
            return str(_("加好了。预审员马上就能选这一条。"))
        version = word(request.form.get("version", ""))
        changed = editing.change_reason(work, code, typed, version, actor, mine)
    if not changed:
        return str(_("没有改动。"))
    return str(_("已保存，从现在起的告知用新的说法；已经发出的告知不变。"))


def _again(code: str, typed: TypedReason, problem: BeeboxError, faults: Mapping[str, Said]) -> Response:
    """The form with everything typed; after somebody else's change it still holds the old version."""
    with office().look() as work:
        return _form(work, code, typed, sentence_of(problem), faults, problem.status)


def _form(
    work: Work,
    code: str,
    typed: TypedReason,
    problem: str = "",
    faults: Mapping[str, Said] | None = None,
    status: int = 200,
    *,
    look: bool = False,
) -> Response:
    row = editing.reason_row(work, code) if code else None
    version = request.form.get("version", "") if problem or look else str(row.version) if row else ""
    page = render_template(
        "preaudit/reason.html", row=row, typed=typed, version=version, problem=problem, look=look,
        choices=pages.choices(work), history=pages.history(work, row) if row else (),
        faults={name: _(said.text, **said.places) for name, said in (faults or {}).items()},
    )  # fmt: skip
    return make_response(page, status)


@bp.post("/review/reasons/<reason>/retire")
@allow(Role.SUPERVISOR)
def retire_reason(reason: str) -> Response:
    with office().work() as work:
        editing.retire(work, reason, current_actor())
    flash(_("停用了，预审员选不到它了；用过它的办件和告知不变。"))
    return redirect(url_for("preaudit.show_reason", reason=reason), 303)


@bp.post("/review/reasons/<reason>/restore")
@allow(Role.SUPERVISOR)
def restore_reason(reason: str) -> Response:
    try:
        with office().work() as work:
            editing.restore(work, reason, current_actor())
    except editing.WrongReason as wrong:
        with office().look() as work:
            typed = pages.as_typed(editing.reason_row(work, reason))
        return _again(reason, typed, wrong, wrong.faults)
    flash(_("又启用了，预审员可以选它。"))
    return redirect(url_for("preaudit.show_reason", reason=reason), 303)


@bp.get("/review/reasons/<reason>/pictures/<key>")
@allow(*LOOKERS)
def reason_picture(reason: str, key: str) -> Response:
    """A picture some version of the reason has or had, or one this visitor has just given."""
    with office().look() as work:
        row = None if reason == "new" else editing.reason_row(work, reason)
        known = editing.known_to(work, row).files
    if key not in known and key not in pictures_of_this_visit():
        abort(404)
    return picture_answer(key)


def picture_answer(key: str) -> Response:
    answer = make_response(office().use(FileStore).read(key))
    answer.mimetype = "image/jpeg"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, max-age=3600"
    return answer
