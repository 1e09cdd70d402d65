"""Issued documents: for those whose case it is, and for anybody who holds the paper."""

import time
from threading import BoundedSemaphore

from flask import Blueprint, Response, jsonify, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as AnyResponse

from beebox.accounts.access import allow, public, record_access
from beebox.accounts.roles import Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import CaseNotFound, case_for
from beebox.cases.issuing.correcting import LONGEST, MENDING, mend_document
from beebox.cases.issuing.models import Document
from beebox.cases.issuing.numbering import read_mark
from beebox.cases.issuing.queries import marked, newest_of
from beebox.cases.models import Case
from beebox.handling.remedies import remedy_of
from beebox.kernel.db import Work
from beebox.kernel.errors import BeeboxError
from beebox.kernel.files import FileStore
from beebox.kernel.ids import new_secret, read_code
from beebox.tracking.documents import KIND_WORDS, Held, held, verified
from beebox.web.errors import sentence_of
from beebox.web.limits import limiter
from beebox.web.paper import pdf_response
from beebox.web.requests import office, text_field

bp = Blueprint("documents", __name__)
READERS = (Role.CITIZEN, Role.CLERK, Role.SUPERVISOR)
PATIENCE, LOOK_EVERY = 5.0, 0.15
SEATS = BoundedSemaphore(4)
"""So many downloads wait for the press at the same time; others see the page that says so."""
OFTEN = "30/minute;200/hour"


@bp.get("/cases/<code>/documents/<mark>")
@allow(*READERS)
def document(code: str, mark: str) -> str:
    return _page(code, mark)


@bp.get("/cases/<code>/documents/<mark>/state")
@allow(*READERS)
def document_state(code: str, mark: str) -> Response:
    """For the page itself: whether it is printed by now."""
    with office().look() as work:
        found = _held(work, code, mark)
        return jsonify(stamp="printed" if found.file_key else "waiting")


@bp.get("/cases/<code>/documents/<mark>.pdf")
@allow(*READERS)
def document_pdf(code: str, mark: str) -> AnyResponse:
    """The file as it was printed. Where it is not printed yet: the page that says so."""
    found = _once_printed(code, mark)
    if found.file_key is None:
        return redirect(url_for(".document", code=code, mark=found.content.mark), 303)
    data = office().use(FileStore).read(found.file_key)
    return pdf_response(data, f"{found.content.title}-{found.content.case_code}.pdf")


@bp.get("/cases/<code>/documents/newest/<kind>")
@allow(*READERS)
def newest(code: str, kind: str) -> AnyResponse:
    """The newest document of a kind; `.pdf` after the kind leads to its file."""
    plain, ending = kind.removesuffix(".pdf"), ".document_pdf" if kind.endswith(".pdf") else ".document"
    with office().look() as work:
        found = newest_of(work, case_for(work, code, current_actor()).id, plain)
        if found is None:
            raise CaseNotFound
        return redirect(url_for(ending, code=code, mark=found.mark), 303)


@bp.post("/cases/<code>/documents/<mark>/mend")
@allow(Role.CLERK, Role.SUPERVISOR)
def mend(code: str, mark: str) -> AnyResponse | tuple[str, int]:
    """Correct or revoke it, by a document of its own."""
    try:
        wrong, right = text_field("wrong", LONGEST), text_field("right", LONGEST)
        with office().work() as work:
            actor = current_actor()
            old = work.session.get_one(Document, _held(work, code, mark).id)
            case = case_for(work, code, actor)
            kind, key = request.form.get("kind", ""), request.form.get("key", "") or new_secret()
            made = mend_document(work, case, old, actor, kind, wrong, right, remedy_of(work, case), key)
            there = url_for(".document", code=code, mark=made.mark)
    except CaseNotFound:
        raise
    except BeeboxError as error:
        return _page(code, mark, sentence_of(error)), error.status
    return redirect(there, 303)


@bp.get("/verify")
@public
def ask() -> str:
    return render_template("tracking/verify.html", typed="", told=None, missing=False)


@bp.post("/verify")
@public
@limiter.limit(OFTEN)
def look() -> AnyResponse:
    typed = request.form.get("mark", "")[:64]
    return redirect(url_for(".verify", mark=read_mark(typed) or typed.strip() or "-"), 303)


@bp.get("/verify/<mark>")
@public
@limiter.limit(OFTEN)
def verify(mark: str) -> tuple[str, int]:
    """Whether this document is genuine. Nothing of its citizen, its item or its words is told."""
    with office().look() as work:
        row = marked(work, read_mark(mark) or "")
        told = verified(work, row) if row else None
    page = render_template("tracking/verify.html", typed=mark[:20], told=told, missing=told is None)
    return page, 200 if told else 404


def _page(code: str, mark: str, error: str | None = None) -> str:
    actor = current_actor()
    staff = actor.role is not Role.CITIZEN
    if staff:
        with office().work() as work:
            seen = _held(work, code, mark)
            record_access(work, actor, f"document:{seen.id}", seen.case_id)
    with office().look() as work:
        found = _held(work, code, mark)
    return render_template(
        "tracking/document.html", held=found, error=error, typed=request.form, kinds=KIND_WORDS,
        mending=MENDING if actor.role is Role.SUPERVISOR else MENDING[:1], staff=staff,
        key=request.form.get("key", "") or new_secret(), longest=LONGEST,
    )  # fmt: skip


def _held(work: Work, code: str, mark: str) -> Held:
    """The document of a case within this visitor's reach, or CaseNotFound."""
    case: Case = case_for(work, read_code(code) or code, current_actor())
    row: Document | None = marked(work, read_mark(mark) or "")
    if row is None or row.case_id != case.id:
        raise CaseNotFound
    return held(work, row)


def _once_printed(code: str, mark: str) -> Held:
    until, seated = time.monotonic() + PATIENCE, SEATS.acquire(blocking=False)
    try:
        while True:
            with office().look() as work:
                found = _held(work, code, mark)
            if found.file_key or not seated or time.monotonic() >= until:
                return found
            time.sleep(LOOK_EVERY)
    finally:
        if seated:
            SEATS.release()
