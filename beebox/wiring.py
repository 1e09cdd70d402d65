"""Who hears what, which tool stands behind which port, what is due when. The map of the system."""

from collections.abc import Callable
from typing import Any

from beebox.accounts.ports import MessageSender
from beebox.accounts.sweeping import sweep
from beebox.adapters.confined import ReadingRoom
from beebox.adapters.disk_files import DiskFiles
from beebox.adapters.file_door import PreauditDoor
from beebox.cases import events as ev
from beebox.handling.silence import accept_by_silence
from beebox.intake.lapsing import lapse_overdue
from beebox.intake.ports import FileDoor
from beebox.kernel.clock import Clock, StageClock, SystemClock
from beebox.kernel.db import Office, build_engine
from beebox.kernel.files import FileStore
from beebox.kernel.keys import Keys, read_keys
from beebox.kernel.outbox import Handlers, deliveries_for
from beebox.kernel.settings import Settings
from beebox.preaudit.door import Limits
from beebox.preaudit.ports import PageReader

HANDLERS: Handlers = {
    ev.MaterialUploaded: [],
    ev.CaseSubmitted: [],
    ev.CaseChecked: [],
    ev.CaseSentBack: [],
    ev.CasePassed: [],
    ev.CaseReceived: [],
    ev.CorrectionAsked: [],
    ev.CaseCorrected: [],
    ev.CaseRefused: [],
    ev.CaseAccepted: [],
    ev.CaseDecided: [],
    ev.CasePostedBack: [],
    ev.CaseClosed: [],
    ev.CaseWithdrawn: [],
    ev.CaseLapsed: [],
    ev.LapseIsNear: [],
}

DUTIES: dict[str, tuple[int, Callable[[Office], object]]] = {
    "sweep": (3600, sweep),
    "lapse": (600, lapse_overdue),
    "accept by silence": (600, accept_by_silence),
}
"""Name of a duty: every how many seconds to look, and what to do."""


def build_office(settings: Settings) -> Office:
    """The running service as these settings describe it."""
    return Office(build_engine(settings.database_url), build_tools(settings), deliveries_for(HANDLERS))


def build_tools(settings: Settings) -> dict[type, Any]:
    keys = read_keys(settings.var_dir)
    clock = StageClock(settings.var_dir / "stage-clock") if settings.development else SystemClock()
    limits = Limits(settings.max_upload_bytes, settings.max_pixels, settings.max_pages)
    room = ReadingRoom(
        settings.catalogue_dir,
        limits,
        engine=settings.ocr_engine,
        tesseract=settings.tesseract,
        readers=settings.readers,
    )
    return {
        Settings: settings,
        Keys: keys,
        Clock: clock,
        FileStore: DiskFiles(settings.var_dir / "files", keys.files),
        MessageSender: None,
        FileDoor: PreauditDoor(room.inspect),
        PageReader: room,
    }
