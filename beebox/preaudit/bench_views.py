"""The bench: one case on the screen, decided material by material, passed or sent back."""

from io import BytesIO
from typing import Any

from flask import Blueprint, abort, flash, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from PIL import Image
from werkzeug.wrappers import Response

from beebox.accounts.access import allow, record_access
from beebox.accounts.roles import Actor, Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import material_for, upload_for
from beebox.cases.purpose import purpose_line
from beebox.cases.scans import Scan
from beebox.catalog.models import Department
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.files import FileGone, FileStore
from beebox.preaudit import notice, review
from beebox.preaudit.bench import Sheet, bench
from beebox.preaudit.benchwork import undo
from beebox.preaudit.benchwork.ahead import is_ahead
from beebox.preaudit.benchwork.onward import go_on
from beebox.preaudit.beside import message_beside
from beebox.preaudit.checklist.ticking import ChecklistOpen
from beebox.preaudit.endings import after_ending, to_open_line
from beebox.preaudit.forms import Typed, box_asked, note_field, typed_decision, whole, word
from beebox.preaudit.ports import CopyMaker
from beebox.preaudit.queue import held_case, keep
from beebox.preaudit.second.ending import Ended, ended_now
from beebox.web.errors import sentence_of
from beebox.web.requests import TextRefused, office, text_field
from beebox.web.watermark import as_pdf

bp = Blueprint("preaudit", __name__)
LOOKERS = (Role.AUDITOR, Role.SUPERVISOR)


class NoPicture(BeeboxError):
    status = 404
    code = "no_picture"
    message = N_("这一页没有图片：机器没有读出来，或图片上没有这一块。请打开原件看。")


class FileInfected(BeeboxError):
    status = 410
    code = "infected"
    message = N_("这个文件查出了病毒，不提供下载。请在预审台上看图片，并请申请人换一份。")


@bp.url_value_preprocessor
def _plain_codes_only(_endpoint: str | None, values: dict[str, Any] | None) -> None:
    if values and not str(values.get("code", "")).isprintable():
        abort(404)


@bp.context_processor
def _theme() -> dict[str, bool]:
    return {"night": request.cookies.get("theme") == "night"}


@bp.get("/review/<code>")
@allow(*LOOKERS)
def show_bench(code: str) -> Response:
    return _bench_page(code, word(request.args.get("m", "")))


def _bench_page(
    code: str, material: str, typed: Typed | None = None, problem: BeeboxError | None = None
) -> Response:
    actor = current_actor()
    if not _only_ahead(code, actor):
        come_in(code, f"preaudit:{material[:40] or '-'}")
    with office().look() as work:
        case = held_case(work, code, actor)
        found = bench(work, case, actor, material, whole(request.args.get("p", "1"), 1))
        page = render_template(
            "preaudit/bench.html", bench=found, typed=typed, longest=review.LONGEST_NOTE, spot=box_asked(),
            problem=sentence_of(problem) if problem else "", lost=_is_lost(found.sheet),
        )  # fmt: skip
    return make_response(page, problem.status if problem else 200)


def _only_ahead(code: str, actor: Actor) -> bool:
    """Whether the page is only loaded ahead; that look was written down when the case was reserved."""
    if "X-Bee-Ahead" not in request.headers:
        return False
    with office().look() as work:
        return is_ahead(work, actor, code)


def _is_lost(sheet: Sheet | None) -> bool:
    """Whether the picture that should be shown cannot be read any more."""
    if sheet is None or not sheet.has_picture:
        return False
    try:
        office().use(FileStore).read(sheet.upload.previews[sheet.page - 1])
    except FileGone:
        return True
    return False


def come_in(code: str, what: str) -> Actor:
    """Let the lock run anew and write down who looks at what; NotHeld and the like if it is not theirs."""
    actor = current_actor()
    with office().work() as work:
        case = held_case(work, code, actor)
        keep(work, case, actor)
        record_access(work, actor, what, case.id)
    return actor


@bp.post("/review/<code>/decide")
@allow(Role.AUDITOR)
def decide(code: str) -> Response:
    typed = typed_decision()
    try:
        note = note_field()
        with office().work() as work:
            actor = current_actor()
            case = held_case(work, code, actor)
            keep(work, case, actor)
            material = material_for(work, case, typed.material)
            undo.decide(work, case, material, actor, typed.word, typed.reasons, note)
            rest = review.undecided(work, case)
            upcoming = rest[0].code if rest else typed.material
    except (review.NoSuchWord, review.ReasonNeeded, TextRefused) as problem:
        return _bench_page(code, typed.material, typed, problem)
    return redirect(url_for("preaudit.show_bench", code=code, m=upcoming), 303)


@bp.post("/review/<code>/pass")
@allow(Role.AUDITOR)
def pass_case(code: str) -> Response:
    actor = current_actor()
    try:
        with office().work() as work:
            ended = review.pass_case(work, held_case(work, code, actor), actor)
            then = None if ended is Ended.DIFFERS else go_on(work, actor)
    except ChecklistOpen as problem:
        return to_open_line(code, problem)
    return after_ending(code, ended, _("%(code)s 已放行，申请人会收到寄件的办法。", code=code), then)


@bp.get("/review/<code>/notice")
@allow(*LOOKERS)
def show_notice(code: str) -> Response:
    return notice_page(code)


def notice_page(code: str, problem: BeeboxError | None = None) -> Response:
    actor = come_in(code, "preaudit:notice")
    with office().look() as work:
        case = held_case(work, code, actor)
        found = bench(work, case, actor, "", 1)
        draft = notice.letter(work, case)
        page = render_template(
            "preaudit/notice.html", bench=found, letter=draft,
            department=work.session.get(Department, case.department_id),
            supervisor=actor.role is Role.SUPERVISOR, typed=request.form.get("reason", "")[:400],
            message=message_beside(work, case, draft), longest=review.LONGEST_NOTE,
            problem=sentence_of(problem) if problem else "",
        )  # fmt: skip
    return make_response(page, problem.status if problem else 200)


@bp.post("/review/<code>/send-back")
@allow(Role.AUDITOR)
def send_back(code: str) -> Response:
    actor = current_actor()
    try:
        with office().work() as work:
            case = held_case(work, code, actor)
            sent = notice.send_back(work, case, actor)
            ended = Ended.MOVES if sent else ended_now(work, case.id)
            then = None if ended is Ended.DIFFERS else go_on(work, actor)
    except notice.BeyondOneTime as problem:
        return notice_page(code, problem)
    except ChecklistOpen as problem:
        return to_open_line(code, problem)
    return after_ending(code, ended, _("%(code)s 的告知书已发出，等申请人改好再回到队列。", code=code), then)


@bp.post("/review/<code>/ask-approval")
@allow(Role.AUDITOR)
def ask_approval(code: str) -> Response:
    actor = current_actor()
    with office().work() as work:
        case = held_case(work, code, actor)
        notice.ask_approval(work, case, actor)
    flash(_("已请主管看。您可以先放回队列，主管同意后再发。"))
    return redirect(url_for("preaudit.show_notice", code=code), 303)


@bp.post("/review/<code>/approve")
@allow(Role.SUPERVISOR)
def approve(code: str) -> Response:
    actor = current_actor()
    try:
        reason = text_field("reason", review.LONGEST_NOTE)
        with office().work() as work:
            notice.approve(work, held_case(work, code, actor), actor, reason)
    except (notice.WhyNeeded, TextRefused) as problem:
        return notice_page(code, problem)
    flash(_("已同意再次告知，预审员现在可以发出。"))
    return redirect(url_for("preaudit.show_notice", code=code), 303)


@bp.get("/review/<code>/files/<int:upload_id>/<int:page>.jpg")
@allow(*LOOKERS)
def picture(code: str, upload_id: int, page: int) -> Response:
    """A page's upright picture, or with `?box=x,y,w,h` (pixels of it) just that part."""
    with office().look() as work:
        upload = upload_for(work, held_case(work, code, current_actor()), upload_id)
        previews = list(upload.previews)
    if not 1 <= page <= len(previews) or not previews[page - 1]:
        raise NoPicture
    data = office().use(FileStore).read(previews[page - 1])
    box = box_asked()
    answer = make_response(_cut(data, box) if box else data)
    answer.mimetype = "image/jpeg"
    return answer


def _cut(data: bytes, box: tuple[int, int, int, int]) -> bytes:
    x, y, width, height = box
    with Image.open(BytesIO(data)) as whole_page:
        right, bottom = min(x + width, whole_page.width), min(y + height, whole_page.height)
        if x >= right or y >= bottom:
            raise NoPicture
        out = BytesIO()
        whole_page.convert("RGB").crop((x, y, right, bottom)).save(out, "JPEG", quality=90)
    return out.getvalue()


@bp.get("/review/<code>/files/<int:upload_id>/original")
@allow(*LOOKERS)
def original(code: str, upload_id: int) -> Response:
    """The file as given, to be kept and opened elsewhere: never shown inside this site.

    Of an identity paper it is a copy that says what it is for; what is stored stays as it was given.
    """
    actor = current_actor()
    with office().work() as work:
        case = held_case(work, code, actor)
        upload = upload_for(work, case, upload_id)
        if upload.scan is Scan.INFECTED:
            raise FileInfected
        record_access(work, actor, f"preaudit:original:{upload_id}", case.id)
        key, kind, line = upload.file_key, upload.kind, purpose_line(work, case, upload)
    data = office().use(FileStore).read(key)
    if line:
        data, kind = as_pdf(office().use(CopyMaker).copies(data, kind, line)), "pdf"
    answer = make_response(data)
    answer.mimetype = "application/octet-stream"
    answer.headers["Content-Disposition"] = f'attachment; filename="{code}-{upload_id}.{kind}"'
    return answer
