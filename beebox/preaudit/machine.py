"""机审: reading starts with the upload; submitting adds what only several papers together can show.

Reading is slow and its files are strangers': it happens in an errand, with no transaction open. What
goes wrong there costs a reading, never an upload and never a case: a person will look instead.
"""

import logging
from dataclasses import dataclass

from sqlalchemy import select

from beebox.accounts.roles import SYSTEM
from beebox.cases.events import CaseCorrected, CaseSubmitted, MaterialChanged, MaterialUploaded
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.papers import Material, MaterialVersion, ReadingState
from beebox.cases.queries import uploads_of
from beebox.cases.states import Action, State
from beebox.kernel.db import Office, Work
from beebox.kernel.files import FileGone
from beebox.kernel.outbox import Errand, Lane, parked
from beebox.preaudit.checking import check_across, refresh_findings
from beebox.preaudit.ports import ReadingFailed
from beebox.preaudit.read_once import Paper, read_once
from beebox.preaudit.report import MaterialReading
from beebox.preaudit.rulekeeping.runs import record_run
from beebox.preaudit.rulekeeping.versions import freeze
from beebox.preaudit.seen_before import remember_pictures

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Plan:
    """Which upload to read, and where its file lies."""

    upload_id: int
    paper: Paper


@dataclass(frozen=True)
class Outcome:
    """What came of it; no reading when nobody could make one."""

    reading: MaterialReading | None
    previews: tuple[str, ...]


def _prepare(work: Work, event: MaterialUploaded) -> Plan | None:
    upload = work.session.get(MaterialVersion, event.upload_id)
    if upload is None or upload.removed_at or upload.reading_state is not ReadingState.WAITING:
        return None
    return Plan(upload.id, Paper(upload.file_key, upload.sha256, upload.kind, upload.pages))


def _perform(office: Office, plan: Plan) -> Outcome:
    try:
        return Outcome(*read_once(office, plan.paper))
    except (ReadingFailed, FileGone):
        log.warning("upload %s could not be read; a person will look", plan.upload_id)
        return Outcome(None, ())


def _record(work: Work, _event: MaterialUploaded, plan: Plan, outcome: Outcome) -> None:
    _write_down(work, plan.upload_id, outcome)


READ_UPLOAD = Errand("preaudit.machine:read_upload", Lane.READING, _prepare, _perform, _record)
"""Read what a citizen just gave."""


def _write_down(work: Work, upload_id: int, outcome: Outcome) -> bool:
    """Keep a reading, or that there is none; False when the upload has its word already."""
    case_id = work.session.scalar(select(MaterialVersion.case_id).where(MaterialVersion.id == upload_id))
    if case_id is None:
        return False
    case = _locked(work, case_id)
    upload = work.session.get_one(MaterialVersion, upload_id)
    if upload.reading_state is not ReadingState.WAITING:
        return False
    if outcome.reading is None:
        upload.reading_state = ReadingState.FAILED
    else:
        upload.reading_state, upload.reading = ReadingState.READ, outcome.reading.to_json()
        remember_pictures(work, upload, outcome.reading)
    upload.previews, upload.read_at = list(outcome.previews), work.now()
    work.session.flush()
    refresh_findings(work, work.session.get_one(Material, upload.material_id))
    finish_check_if_ready(work, case)
    return True


def material_changed(work: Work, event: MaterialChanged) -> None:
    """Files were removed or reordered: look anew at what is left."""
    case = _locked(work, event.case_id)
    refresh_findings(work, work.session.get_one(Material, event.material_id))
    finish_check_if_ready(work, case)


def check_submitted(work: Work, event: CaseSubmitted) -> None:
    """End the machine's part at once where everything was read before the citizen submitted."""
    case = _locked(work, event.case_id)
    freeze(work, case)
    finish_check_if_ready(work, case)


def check_corrected(work: Work, event: CaseCorrected) -> None:
    """A case answered after a department's notice goes straight to its clerk; this is advice only."""
    finish_check_if_ready(work, _locked(work, event.case_id))


def finish_check_if_ready(work: Work, case: Case) -> None:
    """Once every present file has its word: compare across materials, and hand over to the auditors.

    The case is locked by the caller, so of two readings that end together the later one sees both.
    """
    uploads = [upload for given in uploads_of(work, case.id).values() for upload in given]
    if any(upload.reading_state is ReadingState.WAITING for upload in uploads):
        return
    if case.state in {State.CHECKING, State.RECEIVED}:
        check_across(work, case)
        record_run(work, case)
    if case.state is State.CHECKING:
        move(work, case, Action.FINISH_CHECK, SYSTEM)


def give_up_stuck_readings(office: Office) -> int:
    """Hand to a person what could not be read after every try; how many that were.

    A duty of the timetable, safe to repeat: without it a case would wait for ever on our fault.
    """
    with office.look() as work:
        stuck = [
            row.event["upload_id"]
            for row in work.session.scalars(parked())
            if row.handler == READ_UPLOAD.name
        ]
    given_up = 0
    for upload_id in stuck:
        with office.work() as work:
            given_up += _write_down(work, upload_id, Outcome(None, ()))
    return given_up


def _locked(work: Work, case_id: int) -> Case:
    return work.session.get_one(Case, case_id, with_for_update=True, populate_existing=True)
