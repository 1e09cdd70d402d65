"""The list of versions, one version, two side by side, and how a draft is begun, published or dropped."""

from flask import flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.sessions import current_actor
from beebox.kernel.errors import BeeboxError
from beebox.preaudit.rulekeeping.versions import book_in, in_force, version
from beebox.preaudit.rulework import check_views, draft_views, score_views, try_views
from beebox.preaudit.rulework import drafting as drafts
from beebox.preaudit.rulework.blueprint import EDITORS, bp
from beebox.preaudit.rulework.differing import changes
from beebox.preaudit.rulework.publishing import publish, readiness
from beebox.preaudit.rulework.queries import version_lines, version_page
from beebox.web.errors import sentence_of
from beebox.web.requests import TextRefused, office, text_field

__all__ = ["bp", "check_views", "draft_views", "score_views", "try_views"]
LONGEST_WHY = 300


@bp.get("/review/rules")
@allow(*EDITORS)
def show_versions() -> str:
    with office().look() as work:
        current = in_force(work)
        return render_template(
            "preaudit/rules/versions.html", lines=version_lines(work), current=current,
            book=book_in(current) if current else None,
        )  # fmt: skip


@bp.post("/review/rules/draft")
@allow(*EDITORS)
def start() -> Response:
    with office().work() as work:
        number = drafts.start_draft(work, current_actor()).number
    return redirect(url_for("rules.show_version", number=number), 303)


@bp.get("/review/rules/v/<int:number>")
@allow(*EDITORS)
def show_version(number: int) -> Response:
    return _version_page(number)


def _version_page(number: int, problem: BeeboxError | None = None) -> Response:
    with office().look() as work:
        row = version(work, number)
        page = render_template(
            "preaudit/rules/version.html", page=version_page(work, row),
            ready=readiness(work, row, current_actor()) if row.is_draft else None,
            problem=sentence_of(problem) if problem else "", typed=request.form.get("why", "")[:1000],
        )  # fmt: skip
    return make_response(page, problem.status if problem else 200)


@bp.get("/review/rules/diff")
@allow(*EDITORS)
def show_difference() -> str:
    """Any two versions: `?from=1&to=2`; without them the last two."""
    with office().look() as work:
        lines = version_lines(work)
        numbers = [line.row.number for line in lines] or [0]
        older, newer = (
            _asked("from", numbers[min(1, len(numbers) - 1)]),
            _asked("to", numbers[0]),
        )
        old, new = version(work, older), version(work, newer)
        return render_template(
            "preaudit/rules/diff.html", lines=lines, old=old, new=new, book=book_in(new),
            changes=changes(old.content, new.content),
        )  # fmt: skip


def _asked(name: str, otherwise: int) -> int:
    text = request.args.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 9 else otherwise


@bp.post("/review/rules/v/<int:number>/publish")
@allow(*EDITORS)
def publish_draft(number: int) -> Response:
    try:
        why = text_field("why", LONGEST_WHY)
        with office().work() as work:
            publish(work, drafts.draft(work, number), current_actor(), why)
    except drafts.NotADraft:
        raise
    except (BeeboxError, TextRefused) as problem:
        return _version_page(number, problem)
    flash(_("第 %(number)s 版已公布：之后提交的办件按它核对，已经提交的办件不受影响。", number=number))
    return redirect(url_for("rules.show_version", number=number), 303)


@bp.post("/review/rules/v/<int:number>/drop")
@allow(*EDITORS)
def drop(number: int) -> Response:
    with office().work() as work:
        drafts.drop(work, drafts.draft(work, number), current_actor())
    flash(_("第 %(number)s 版草稿不用了；写过的内容还能查看。", number=number))
    return redirect(url_for("rules.show_versions"), 303)


@bp.post("/review/rules/v/<int:number>/merge")
@allow(*EDITORS)
def merge(number: int) -> Response:
    with office().work() as work:
        drafts.bring_up_to_date(work, drafts.draft(work, number), current_actor())
    flash(_("新公布的一版已合并进来，您改过的地方都在。请再试一遍。"))
    return redirect(url_for("rules.show_version", number=number), 303)
