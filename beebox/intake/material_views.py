"""One material a page: give files, see what was read, change them."""

from collections.abc import Mapping
from typing import cast

from flask import abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_babel import gettext as _
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import material_for, upload_for
from beebox.cases.papers import Material
from beebox.intake.arranging import Direction, hand_in_anyway, remove_file, shift_file
from beebox.intake.door import bp, citizen_here, mine, token
from beebox.intake.giving import NothingChosen, Place, give_file
from beebox.intake.own_case import refuse_locked
from beebox.intake.queries import material_page
from beebox.intake.spots import Key
from beebox.intake.status import BUSY
from beebox.intake.waiting import PATIENCE, wait_for_reading
from beebox.intake.wording import reading_words
from beebox.kernel.errors import BeeboxError
from beebox.kernel.files import FileStore
from beebox.kernel.ids import new_secret
from beebox.web.errors import sentence_of
from beebox.web.requests import office, wants_json
from beebox.web.uploads import UploadRequest, takes_files

Refusal = tuple[str, BeeboxError]


@bp.get("/cases/<code>/materials/<material>")
@allow(Role.CITIZEN)
def material(code: str, material: str) -> str:
    """`?given=yes`, straight after an upload without script: wait a moment for its reading."""
    if request.args.get("given"):
        wait_for_reading(office(), _material_id(code, material), PATIENCE)
    return shown(code, material, None)


@bp.post("/cases/<code>/materials/<material>")
@allow(Role.CITIZEN)
@takes_files(citizen_here)
def give(code: str, material: str) -> Response | tuple[str, int]:
    with office().look() as work:
        case = mine(work, code)
        refuse_locked(work, case, material_for(work, case, material))
    here = url_for(".material", code=code, material=material)
    try:
        uploads, refusals = _give_all(code, material)
    except BeeboxError as error:
        if wants_json():
            raise
        return shown(code, material, error), error.status
    told = [_("“%(name)s”：%(why)s", name=name, why=sentence_of(e)) for name, e in refusals]
    if wants_json():
        answer = jsonify(next=here, uploads=uploads, refused=told)
        answer.status_code = 201
        return answer
    for sentence in told:
        flash(sentence)
    return redirect(f"{here}?given=yes", 303)


@bp.get("/cases/<code>/materials/<material>/state")
@allow(Role.CITIZEN)
def material_state(code: str, material: str) -> Response:
    """For the page itself: how far reading is. `?seen=3` waits for a moment until it is further."""
    patience = PATIENCE if "seen" in request.args else 0.0
    seen = _number(request.args.get("seen", ""))
    reading, status = wait_for_reading(office(), _material_id(code, material), patience, seen), BUSY
    if not reading.busy:
        with office().look() as work:
            case = mine(work, code)
            status = material_page(work, case, material_for(work, case, material)).task.status
    return jsonify(
        stamp=status.word, busy=status.word == "busy", text=_(status.text), hint=_(status.hint),
        read=reading.read, pages=reading.pages, told=reading_words(reading),
    )  # fmt: skip


def _material_id(code: str, material: str) -> int:
    with office().look() as work:
        return material_for(work, mine(work, code), material).id


@bp.post("/cases/<code>/materials/<material>/anyway")
@allow(Role.CITIZEN)
def anyway(code: str, material: str) -> Response:
    with office().work() as work:
        case = hand_in_anyway(work, code, material, current_actor())
        return redirect(url_for(".hub", code=case.code), 303)


@bp.get("/cases/<code>/files/<int(max=2147483647):upload>/remove")
@allow(Role.CITIZEN)
def remove(code: str, upload: int) -> str:
    with office().look() as work:
        case = mine(work, code)
        found = upload_for(work, case, upload)
        pages = material_page(work, case, work.session.get_one(Material, found.material_id))
        refuse_locked(work, case, pages.task.material)
        return render_template("intake/remove.html", case=case, page=pages, upload=found)


@bp.post("/cases/<code>/files/<int(max=2147483647):upload>/remove")
@allow(Role.CITIZEN)
def do_remove(code: str, upload: int) -> Response:
    with office().work() as work:
        found = remove_file(work, code, upload, current_actor())
        return redirect(url_for(".material", code=code, material=found.code), 303)


@bp.post("/cases/<code>/files/<int(max=2147483647):upload>/shift")
@allow(Role.CITIZEN)
def shift(code: str, upload: int) -> Response:
    wanted = request.form.get("direction", "")
    if wanted not in set(Direction):
        abort(400)
    with office().work() as work:
        found = shift_file(work, code, upload, Direction(wanted), current_actor())
        return redirect(url_for(".material", code=code, material=found.code), 303)


@bp.get("/cases/<code>/files/<int(max=2147483647):upload>/<int(max=999):page>.jpg")
@allow(Role.CITIZEN)
def picture(code: str, upload: int, page: int) -> Response:
    """One page of one's own paper as the machine put it upright."""
    with office().look() as work:
        previews = upload_for(work, mine(work, code), upload).previews
    if not 1 <= page <= len(previews) or not previews[page - 1]:
        abort(404)
    answer = make_response(office().use(FileStore).read(previews[page - 1]))
    answer.mimetype = "image/jpeg"
    answer.headers["Content-Security-Policy"] = "sandbox; default-src 'none'"
    answer.headers["Cache-Control"] = "private, no-store"
    return answer


def _give_all(code: str, material: str) -> tuple[list[int], list[Refusal]]:
    """Each file on its own: one that cannot be taken does not cost the others."""
    arrived = cast(UploadRequest, request).arrived("files")
    if not arrived:
        raise NothingChosen
    key = token("upload_key") or new_secret()
    replaces = None if token("add") else _number(request.form.get("replaces", ""))
    uploads: list[int] = []
    refusals: list[Refusal] = []
    for number, one in enumerate(arrived):
        place = Place(code, material, current_actor(), None if uploads else replaces)
        try:
            uploads.append(give_file(office(), place, one, f"{key}:{number}"))
        except BeeboxError as error:
            refusals.append((one.name, error))
    if not uploads:
        raise refusals[0][1]
    return uploads, refusals


def _number(text: str) -> int | None:
    """A whole number that came with a form, or None."""
    return int(text) if text.isascii() and text.isdigit() and len(text) <= 9 else None


def shown(
    code: str, material_code: str, error: BeeboxError | None, doubting: Mapping[Key, str] | None = None
) -> str:
    """The page of one material, with what went wrong on top of it.

    `doubting`: notes on findings that could not be taken, so that nobody has to type them again.
    """
    with office().look() as work:
        case = mine(work, code)
        found = material_page(work, case, material_for(work, case, material_code))
        return render_template(
            "intake/material.html",
            case=case,
            page=found,
            task=found.task,
            definition=found.task.definition,
            status=found.task.status,
            error=sentence_of(error) if error else None,
            doubting=doubting or {},
        )
