"""Pages for what may come between an auditor and a case: each says what happened and what to do next."""

from flask import make_response, render_template, request, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from beebox.accounts.sessions import current_actor
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.files import FileGone
from beebox.preaudit.bench_views import bp
from beebox.preaudit.benchwork.undo import NothingToUndo
from beebox.preaudit.forms import Typed, typed_decision
from beebox.preaudit.library.book import reason_book
from beebox.preaudit.queue import HeldByOther, NotHeld, NotInReview
from beebox.preaudit.reasons import Reason
from beebox.preaudit.review import NotDecidedYet
from beebox.preaudit.waiting.hands import Told, untold
from beebox.web.errors import sentence_of, told
from beebox.web.requests import office, wants_json

__all__ = ["bp"]
DECIDING = {"preaudit.decide", "preaudit.take_again"}
SINCE = {
    State.WITHDRAWN: N_("申请人撤回了这一件，不用再看。"),
    State.SENT_BACK: N_("告知书已经发出，正等申请人改好。"),
    State.AWAITING_PAPER: N_("这一件已经放行，正等申请人寄出原件。"),
    State.LAPSED: N_("申请人没有在期限内改好，这一件已经终止。"),
    State.CHECKING: N_("申请人改好后重新提交了，机器正在看；看完会回到队列。"),
}


@bp.app_errorhandler(HeldByOther)
@bp.app_errorhandler(NotHeld)
@bp.app_errorhandler(NotInReview)
def _not_yours(why: BeeboxError) -> Response:
    """Two auditors on one case, a lock that ran out, a case that went on: nothing typed is lost."""
    if wants_json():
        return told(why)
    code, typed = str((request.view_args or {}).get("code", "")), _typed()
    page = render_template(
        "preaudit/not_yours.html", code=code, sentence=sentence_of(why), since=_since(why, code),
        free=isinstance(why, NotHeld), typed=typed, reasons=_reasons(typed),
        moved=isinstance(why, NotInReview), moves=_moves(code),
    )  # fmt: skip
    return make_response(page, why.status)


def _moves(code: str) -> list[Told]:
    """What a supervisor did with this case that its auditor has not read yet."""
    actor = current_actor()
    with office().look() as work:
        return [one for one in untold(work, actor) if one.code == code]


@bp.errorhandler(FileGone)
def _file_gone(why: FileGone) -> Response:
    if wants_json():
        return told(why)
    code = str((request.view_args or {}).get("code", ""))
    return make_response(render_template("preaudit/file_gone.html", code=code), why.status)


@bp.errorhandler(NothingToUndo)
@bp.errorhandler(NotDecidedYet)
def _back_to_the_bench(why: BeeboxError) -> Response:
    if wants_json():
        return told(why)
    code = str((request.view_args or {}).get("code", ""))
    bench = url_for("preaudit.show_bench", code=code)
    return make_response(
        render_template("preaudit/not_now.html", code=code, sentence=sentence_of(why), bench=bench),
        why.status,
    )


def _typed() -> Typed | None:
    """The decision that came too late, to be shown and sent again."""
    if request.endpoint not in DECIDING:
        return None
    typed = typed_decision()
    return typed if typed.word else None


def _reasons(typed: Typed | None) -> list[Reason]:
    """What was ticked, by name."""
    if typed is None or not typed.reasons:
        return []
    with office().look() as work:
        return reason_book(work).named(typed.reasons)


def _since(why: BeeboxError, code: str) -> str:
    if not isinstance(why, NotInReview):
        return ""
    with office().look() as work:
        state = work.session.scalar(select(Case.state).where(Case.code == code))
    return SINCE.get(state, "") if state else ""
