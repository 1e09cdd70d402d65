"""The steps of a clerk: each reads the form, calls one use case and goes back to the case."""

from collections.abc import Callable

from flask import redirect, request, url_for
from werkzeug.datastructures import FileStorage
from werkzeug.wrappers import Response

from beebox.accounts.access import allow
from beebox.accounts.roles import Actor, Role
from beebox.accounts.sessions import current_actor
from beebox.cases.access import CaseNotFound, case_for
from beebox.cases.models import Case
from beebox.cases.queries import materials_of
from beebox.handling.acceptance import accept
from beebox.handling.blueprint import bp
from beebox.handling.correction import Fault, ask_correction
from beebox.handling.decision import Verdict, WayNotAllowed, decide
from beebox.handling.desk import show_case
from beebox.handling.hand_out import Collector, IdNotChecked, WrongPickupCode, hand_out
from beebox.handling.refusal import refuse
from beebox.handling.result_file import KeptFile, keep_result_file
from beebox.handling.rules import Way
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.files import FileStore
from beebox.web.errors import sentence_of
from beebox.web.requests import office, settings, text_field

LONGEST = 500
Answer = Response | tuple[str, int]


class VerdictMissing(BeeboxError):
    status = 422
    code = "verdict_missing"
    message = N_("请先选“准予”或“不予”，再提交决定。填写的内容都在。")


def _step(code: str, do: Callable[[Work, Case, Actor], None]) -> Answer:
    """Do it and go back to the case; an error is said on the case's page, with what was typed."""
    actor = current_actor()
    try:
        with office().work() as work:
            do(work, case_for(work, code, actor), actor)
    except CaseNotFound:
        raise
    except BeeboxError as error:
        return show_case(code, actor, sentence_of(error)), error.status
    return redirect(url_for(".case", code=code), 303)


@bp.post("/desk/<code>/accept")
@allow(Role.CLERK)
def accept_case(code: str) -> Answer:
    return _step(code, accept)


@bp.post("/desk/<code>/refuse")
@allow(Role.CLERK)
def refuse_case(code: str) -> Answer:
    reason = request.form.get("reason", "")
    return _step(code, lambda work, case, who: refuse(work, case, who, reason, text_field("note", LONGEST)))


@bp.post("/desk/<code>/correction")
@allow(Role.CLERK)
def correct_case(code: str) -> Answer:
    def do(work: Work, case: Case, clerk: Actor) -> None:
        faults = [_fault(material.code) for material in materials_of(work, case.id)]
        named = [fault for fault in faults if fault.reasons or fault.note]
        ask_correction(work, case, clerk, named, text_field("form_note", LONGEST))

    return _step(code, do)


def _fault(material: str) -> Fault:
    reasons = tuple(request.form.getlist(f"reasons-{material}"))
    return Fault(material, reasons, text_field(f"note-{material}", LONGEST))


@bp.post("/desk/<code>/decision")
@allow(Role.CLERK)
def decide_case(code: str) -> Answer:
    actor, store = current_actor(), office().use(FileStore)
    with office().look() as work:
        case_for(work, code, actor)
    kept: list[KeptFile] = []

    def do(work: Work, case: Case, clerk: Actor) -> None:
        decide(work, case, clerk, _verdict(kept[0] if kept else None))

    try:
        kept.extend(_kept(store, request.files.get("file")))
    except BeeboxError as error:
        return show_case(code, actor, sentence_of(error)), error.status
    answer = _step(code, do)
    if kept and not isinstance(answer, Response):
        store.remove(kept[0].key)
    return answer


def _kept(store: FileStore, given: FileStorage | None) -> list[KeptFile]:
    if given is None or not given.filename:
        return []
    return [keep_result_file(store, given.stream, given.filename, settings().max_upload_bytes)]  # type: ignore[arg-type]  # werkzeug's stream is a BinaryIO in all but name


def _verdict(file: KeptFile | None) -> Verdict:
    granted, way = request.form.get("granted", ""), request.form.get("way", "")
    if granted not in {"yes", "no"}:
        raise VerdictMissing
    if way not in set(Way):
        raise WayNotAllowed
    return Verdict(granted == "yes", text_field("text", 2000), Way(way), file)


@bp.post("/desk/<code>/hand-out")
@allow(Role.CLERK)
def hand_out_case(code: str) -> Answer:
    actor, fits = current_actor(), False
    try:
        if request.form.get("checked") != "yes":
            raise IdNotChecked
        with office().work() as work:
            case, typed = case_for(work, code, actor), text_field("code", 10)
            collector = Collector(text_field("name", 40), text_field("id_tail", 4).upper())
            fits = hand_out(work, case, actor, typed, collector)
        if not fits:
            raise WrongPickupCode
    except CaseNotFound:
        raise
    except BeeboxError as error:
        return show_case(code, actor, sentence_of(error)), error.status
    return redirect(url_for(".case", code=code), 303)
