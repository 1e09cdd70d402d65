"""Who hears what, which tool stands behind which port, what is due when. The map of the system."""

from collections.abc import Callable
from typing import Any

from beebox.accounts.ports import MessageSender
from beebox.accounts.sweeping import sweep
from beebox.adapters.carriers.choosing import carriers_for
from beebox.adapters.channels.choosing import Rehearsal, channels_for
from beebox.adapters.clamd import ClamdScanner, NoScanner
from beebox.adapters.confined import ReadingRoom
from beebox.adapters.disk_files import DiskFiles
from beebox.adapters.file_door import PreauditDoor
from beebox.adapters.messages import sender_for
from beebox.adapters.notice_messages import NoticeMessagesNow
from beebox.adapters.press_room import PressRoom
from beebox.cases import events as ev
from beebox.cases.clock.checking import mend_clocks
from beebox.cases.clock.watch import when_trusted
from beebox.cases.counts import fold_counts
from beebox.cases.issuing.ports import Press
from beebox.cases.issuing.printing import PRINT
from beebox.deadlines.escalating import escalate
from beebox.handling.silence import accept_by_silence
from beebox.housekeeping import sweep_files
from beebox.intake.lapsing import lapse_overdue
from beebox.intake.ports import FileDoor, FileScanner
from beebox.intake.scanning import scan_waiting
from beebox.kernel.clock import Clock, StageClock, SystemClock
from beebox.kernel.db import Office, build_engine
from beebox.kernel.files import FileStore
from beebox.kernel.keys import Keys, read_keys
from beebox.kernel.outbox import Handlers, deliveries_for
from beebox.kernel.settings import Settings
from beebox.logistics import events as logistics_ev
from beebox.logistics.api.feed import sequence_changes
from beebox.logistics.api.sending import send_due
from beebox.logistics.api.sweeping import sweep_api
from beebox.logistics.booking import BOOK, SEND, settle_open_calls
from beebox.logistics.confirming import CONFIRM_END
from beebox.logistics.expecting import expect_paper
from beebox.logistics.labels.fetching import FETCH_LABEL, fetch_waiting_labels
from beebox.logistics.manifests import announce
from beebox.logistics.money.events import BillArrived, BillRead
from beebox.logistics.money.fees import look_after_fees, watch_fees
from beebox.logistics.money.intake import READ_BILL
from beebox.logistics.money.matching import MATCH_BILL
from beebox.logistics.polling import track_open_waybills
from beebox.logistics.ports import Carriers
from beebox.logistics.push_desk import PushDesk
from beebox.logistics.push_taking import take_heard_pushes, take_pushes
from beebox.logistics.rescue.events import InterceptionPlanned
from beebox.logistics.rescue.intercepting import INTERCEPT, look_after_interceptions
from beebox.logistics.returning import finish_in_person, give_back, return_result
from beebox.logistics.rounds import open_due_rounds
from beebox.logistics.stale import raise_stale
from beebox.logistics.telling import CALL_TO_DOOR
from beebox.notices.delivery.asking import carry_messages
from beebox.notices.delivery.events import AttemptPlanned
from beebox.notices.delivery.sending import SEND_MESSAGE
from beebox.notices.ports import Channels, Rehearsed
from beebox.notices.telling import TELL_CITIZEN
from beebox.preaudit.door import Limits
from beebox.preaudit.handled_before import tell_earlier_reviews
from beebox.preaudit.library.pictures import PictureDoor
from beebox.preaudit.machine import (
    READ_UPLOAD,
    check_corrected,
    check_submitted,
    give_up_stuck_readings,
    material_changed,
)
from beebox.preaudit.message_words import NoticeMessages
from beebox.preaudit.ports import CopyMaker, PageReader
from beebox.preaudit.read_once import sweep_readings
from beebox.preaudit.rulework.events import ReplayAsked
from beebox.preaudit.rulework.replays import REPLAY_RULES
from beebox.preaudit.rulework.verdicts import settle_verdicts
from beebox.preaudit.second_overdue import go_on_without

HANDLERS: Handlers = {
    ev.MaterialUploaded: [READ_UPLOAD],
    ev.MaterialChanged: [material_changed],
    ev.CaseSubmitted: [check_submitted, TELL_CITIZEN],
    ev.CaseChecked: [],
    ev.CaseSentBack: [settle_verdicts, TELL_CITIZEN],
    ev.NoticeRecalled: [TELL_CITIZEN],
    ev.CasePassed: [settle_verdicts, expect_paper, TELL_CITIZEN],
    ev.CaseReceived: [TELL_CITIZEN],
    ev.CorrectionAsked: [TELL_CITIZEN],
    ev.CaseCorrected: [check_corrected, TELL_CITIZEN],
    ev.CaseRefused: [give_back, TELL_CITIZEN],
    ev.CaseAccepted: [TELL_CITIZEN],
    ev.CaseDecided: [return_result, TELL_CITIZEN],
    ev.CasePostedBack: [TELL_CITIZEN],
    ev.CaseClosed: [finish_in_person, TELL_CITIZEN],
    ev.CaseEndedAfterLoss: [],
    ev.CaseReopened: [TELL_CITIZEN],
    ev.ParcelOutForDelivery: [TELL_CITIZEN],
    ev.ParcelReady: [TELL_CITIZEN],
    ev.ParcelNotDelivered: [TELL_CITIZEN],
    ev.ParcelReturned: [TELL_CITIZEN],
    ev.ParcelDelivered: [TELL_CITIZEN],
    ev.CaseWithdrawn: [give_back, TELL_CITIZEN],
    ev.CaseLapsed: [give_back, TELL_CITIZEN],
    ev.LapseIsNear: [TELL_CITIZEN],
    ev.ClockStopped: [TELL_CITIZEN],
    ev.ClockResumed: [TELL_CITIZEN],
    ev.ClockExtended: [TELL_CITIZEN],
    ev.DeadlineEscalated: [TELL_CITIZEN],
    ev.DocumentIssued: [PRINT],
    ev.ParcelSearched: [TELL_CITIZEN],
    ev.OriginalsFound: [TELL_CITIZEN],
    ev.OriginalsLost: [TELL_CITIZEN],
    ev.CitizenReached: [],
    AttemptPlanned: [SEND_MESSAGE],
    logistics_ev.WaybillPlanned: [BOOK, watch_fees],
    logistics_ev.WaybillBooked: [FETCH_LABEL],
    logistics_ev.CallPlanned: [SEND],
    logistics_ev.PickupChosen: [CALL_TO_DOOR],
    logistics_ev.ParcelsHandedOver: [announce],
    logistics_ev.EndHeard: [CONFIRM_END],
    logistics_ev.PushesHeard: [take_heard_pushes],
    InterceptionPlanned: [INTERCEPT],
    BillArrived: [READ_BILL],
    BillRead: [MATCH_BILL],
    ReplayAsked: [REPLAY_RULES],
}

DUTIES: dict[str, tuple[int, Callable[[Office], object]]] = {
    "sweep": (3600, sweep),
    "sweep files": (24 * 3600, sweep_files),
    "sweep readings": (3600, sweep_readings),
    "rounds": (30, open_due_rounds),
    "carrier calls": (60, settle_open_calls),
    "pushes": (5, take_pushes),
    "carriers' labels": (60, fetch_waiting_labels),
    "stale parcels": (600, raise_stale),
    "tracking": (60, track_open_waybills),
    "changes": (2, sequence_changes),
    "webhooks": (2, send_due),
    "sweep api": (3600, sweep_api),
    "fees": (300, look_after_fees),
    "interceptions": (60, look_after_interceptions),
    "messages": (3, carry_messages),
    "stuck readings": (60, give_up_stuck_readings),
    "scans": (300, scan_waiting),
    "clocks": (24 * 3600, mend_clocks),
    "escalations": (600, when_trusted(escalate)),
    "lapse": (600, when_trusted(lapse_overdue)),
    "accept by silence": (600, when_trusted(accept_by_silence)),
    "case counts": (60, fold_counts),
    "second readers": (300, when_trusted(go_on_without)),
    "figures of earlier reviews": (3600, tell_earlier_reviews),
}
"""Name of a duty: every how many seconds to look, and what to do."""


def build_office(settings: Settings) -> Office:
    """The running service as these settings describe it."""
    return Office(build_engine(settings.database_url), build_tools(settings), deliveries_for(HANDLERS))


def build_tools(settings: Settings) -> dict[type, Any]:
    keys = read_keys(settings.var_dir)
    clock = StageClock(settings.var_dir / "stage-clock") if settings.development else SystemClock()
    rehearsal = Rehearsal.of(settings, clock, keys) if settings.development else None
    channels = channels_for(settings, clock, keys, rehearsal)
    limits = Limits(settings.max_upload_bytes, settings.max_pixels, settings.max_pages)
    room = ReadingRoom(
        settings.catalogue_dir,
        limits,
        engine=settings.ocr_engine,
        program=settings.ocr_program,
        readers=settings.readers,
    )
    return {
        Settings: settings,
        Keys: keys,
        Clock: clock,
        FileStore: DiskFiles(settings.var_dir / "files", keys.files),
        Channels: channels,
        Rehearsed: rehearsal,
        MessageSender: sender_for(channels, rehearsal),
        Carriers: carriers_for(settings, clock, keys),
        PushDesk: PushDesk(),
        FileDoor: PreauditDoor(room.inspect),
        FileScanner: ClamdScanner(settings.clamd) if settings.clamd else NoScanner(),
        PageReader: room,
        CopyMaker: room,
        PictureDoor: room,
        Press: PressRoom(),
        NoticeMessages: NoticeMessagesNow(),
    }
