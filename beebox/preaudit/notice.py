"""The one complete notice of the pre-audit: drafted from all decisions at once, guarded, sent."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.complete_notice import CompleteNotice, Named, said_in
from beebox.cases.issuing.issue import issue
from beebox.cases.legal_clock import correction_due_on
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionBy, CorrectionItem, Finding, Material
from beebox.cases.queries import findings_of, item_of, materials_of, uploads_of
from beebox.cases.states import Action
from beebox.catalog.definitions import Material as MaterialEntry
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.faults import THE_FORM, faults_in
from beebox.preaudit.form_note import ABOUT_THE_FORM, form_note_of, opens_form
from beebox.preaudit.library.counting import note_uses
from beebox.preaudit.models import MaterialDecision, NoticeApproval, Outcome, Word
from beebox.preaudit.notice_paper import paper_of
from beebox.preaudit.one_time_guard import Before, Fault, beyond, unapproved
from beebox.preaudit.reasons import Reason
from beebox.preaudit.review import (
    Decided,
    Ended,
    decisions_of,
    finish_review,
    reason_book,
    refuse_unfinished,
    round_of,
)


class NothingToMend(BeeboxError):
    code = "nothing_to_mend"
    message = N_("没有材料要退回，不需要告知书。请回预审台直接放行。")


class BeyondOneTime(BeeboxError):
    code = "beyond_one_time"
    message = N_("告知书里有上次没有讲过的问题，按一次性告知的规定要先请主管同意。决定都已记下。")


class WhyNeeded(BeeboxError):
    status = 422
    code = "why_needed"
    message = N_("请写明为什么同意再次告知，然后再确认。")


@dataclass(frozen=True)
class Entry:
    """One material of the letter, with a finding that can be shown on its picture."""

    material: Material
    entry: MaterialEntry
    reasons: tuple[Reason, ...]
    note: str
    words: Named
    """What the citizen reads of it."""
    shown: Finding | None
    excess: bool
    """Whether the one-time rule forbids naming it without a supervisor's word."""


@dataclass(frozen=True)
class Letter:
    """Everything the citizen will read, before it is sent."""

    number: int
    entries: tuple[Entry, ...]
    total: int
    """Materials that were looked at."""
    due_on: date
    excess: tuple[Fault, ...]
    """What still needs a supervisor's word."""
    approval: NoticeApproval | None
    words: CompleteNotice
    """What the citizen reads."""

    beyond: bool
    """Whether it names something that needed, or needs, a supervisor's word."""

    @property
    def form_excess(self) -> bool:
        return THE_FORM in self.excess


def letter(work: Work, case: Case) -> Letter:
    """The notice as it stands now; NotDecidedYet or NothingToMend when there is none to show."""
    refuse_unfinished(work, case)
    decided = decisions_of(work, case)
    to_mend = {at: word for at, word in decided.items() if word.word is Word.MEND}
    if not to_mend:
        raise NothingToMend
    approval = approval_of(work, case)
    form_note = form_note_of(work, case)
    late = _excess(work, case, to_mend, form_note)
    excess = unapproved(late, _covered(approval))
    over = {fault.material for fault in excess}
    named = [material for material in materials_of(work, case.id) if material.id in to_mend]
    entries = tuple(_entries(work, case, named, to_mend, over))
    number, due_on = 1 + len(rounds_in_force(work, case)), correction_due_on(work, case)
    if not form_note and any(opens_form(entry.reasons) for entry in entries):
        form_note = ABOUT_THE_FORM
    words = CompleteNotice(tuple(entry.words for entry in entries), form_note, due_on)
    return Letter(number, entries, len(decided), due_on, tuple(excess), approval, words, bool(late))


def _entries(
    work: Work, case: Case, named: Sequence[Material], to_mend: dict[int, Decided], over: set[int]
) -> Iterator[Entry]:
    item, findings, book = item_of(work, case), findings_of(work, case.id), reason_book(work)
    for material in named:
        entry, word = item.material(material.code), to_mend[material.id]
        reasons = tuple(book.named(word.reasons))
        said = said_in(reason.point() for reason in _telling(reasons))
        words = Named(entry.code, entry.name, entry.name_en, said, word.note)
        shown = _shown(findings.get(material.id, []))
        yield Entry(material, entry, reasons, word.note, words, shown, material.id in over)


def _telling(reasons: Sequence[Reason]) -> list[Reason]:
    """Those that say something by themselves."""
    return [reason for reason in reasons if not reason.needs_note]


def send_back(work: Work, case: Case, auditor: Actor) -> Correction | None:
    """Issue the notice: what it names is open for change, all else is locked, the clock waits.

    None where a second reader has to look first.
    """
    work.session.refresh(case, with_for_update=True)
    draft = letter(work, case)
    if draft.excess:
        raise BeyondOneTime
    if finish_review(work, case, auditor, Outcome.SENT_BACK) is not Ended.MOVES:
        return None
    sent = Correction(
        case_id=case.id, asked_by=CorrectionBy.PREAUDIT, actor_id=auditor.id, asked_at=work.now(),
        due_on=draft.due_on, note="", form_note=draft.words.form_note,
        approved_by=draft.approval.approved_by if draft.approval and draft.beyond else None,
    )  # fmt: skip
    work.session.add(sent)
    work.session.flush()
    work.session.add_all(_item(sent, entry) for entry in draft.entries)
    note_uses(work, case, sent, {e.material.code: [r.code for r in e.reasons] for e in draft.entries})
    named = {entry.material.id for entry in draft.entries}
    for material in materials_of(work, case.id):
        material.open = material.id in named
    case.lapses_on, case.lapse_told = draft.due_on, False
    move(work, case, Action.SEND_BACK, auditor)
    issue(work, case, "notice", auditor, paper_of(work, case, draft.total, draft.words), sent.id)
    return sent


def _item(sent: Correction, entry: Entry) -> CorrectionItem:
    said = _telling(entry.reasons)
    return CorrectionItem(
        correction_id=sent.id, material_id=entry.material.id, note=entry.note,
        reasons=[reason.sentence for reason in said], points=[reason.point() for reason in said],
    )  # fmt: skip


def ask_approval(work: Work, case: Case, auditor: Actor) -> None:
    """Lay the notice before a supervisor; asking twice is asking once."""
    letter(work, case)
    _approval_row(work, case, auditor)


def approve(work: Work, case: Case, supervisor: Actor, reason: str) -> None:
    """Agree that this notice names what it names now; anything added later needs a new word."""
    if not reason.strip():
        raise WhyNeeded
    draft = letter(work, case)
    row = _approval_row(work, case, None)
    covered = _covered(row) | set(draft.excess)
    row.covers = [[fault.material, fault.reason] for fault in sorted(covered)]
    row.reason, row.approved_by, row.approved_at = reason.strip(), supervisor.id, work.now()


def approval_of(work: Work, case: Case) -> NoticeApproval | None:
    return work.session.scalar(
        select(NoticeApproval).where(
            NoticeApproval.case_id == case.id, NoticeApproval.round == round_of(work, case.id)
        )
    )


def _approval_row(work: Work, case: Case, auditor: Actor | None) -> NoticeApproval:
    work.session.refresh(case, with_for_update=True)
    row = approval_of(work, case)
    if row is None:
        row = NoticeApproval(
            case_id=case.id, round=round_of(work, case.id), asked_by=auditor.id if auditor else None,
            asked_at=work.now(), covers=[],
        )  # fmt: skip
        work.session.add(row)
        work.session.flush()
    return row


def _covered(approval: NoticeApproval | None) -> set[Fault]:
    return {Fault(*pair) for pair in approval.covers} if approval else set()


def _excess(work: Work, case: Case, to_mend: dict[int, Decided], form_note: str) -> list[Fault]:
    book = reason_book(work)
    words = to_mend.items()
    proposed = [fault for at, word in words for fault in faults_in(book, at, word.reasons, word.note)]
    proposed += [THE_FORM] if form_note else []
    return beyond(_before(work, case), proposed)


def _before(work: Work, case: Case) -> Before:
    in_force = rounds_in_force(work, case)
    told = work.session.scalars(
        select(MaterialDecision).where(
            MaterialDecision.case_id == case.id,
            MaterialDecision.round.in_(in_force),
            MaterialDecision.word == Word.MEND,
        )
    )
    book = reason_book(work)
    named = {fault for row in told for fault in faults_in(book, row.material_id, row.reasons, row.note)}
    named |= {THE_FORM} if _form_was_named(work, case) else set()
    return Before(len(in_force), named, _sent_since_last_notice(work, case))


def rounds_in_force(work: Work, case: Case) -> list[int]:
    """The rounds whose notice binds; one that was taken back binds nobody."""
    told = select(Correction.recalled_at).where(
        Correction.case_id == case.id, Correction.asked_by == CorrectionBy.PREAUDIT
    )
    rows = work.session.scalars(told.order_by(Correction.id))
    return [number for number, recalled in enumerate(rows, start=1) if recalled is None]


def _form_was_named(work: Work, case: Case) -> bool:
    told = select(Correction.id).where(
        Correction.case_id == case.id, Correction.form_note != "", Correction.recalled_at.is_(None)
    )
    return work.session.scalar(told.limit(1)) is not None


def _sent_since_last_notice(work: Work, case: Case) -> set[int]:
    last = work.session.scalar(
        select(Correction.asked_at)
        .where(
            Correction.case_id == case.id,
            Correction.asked_by == CorrectionBy.PREAUDIT,
            Correction.recalled_at.is_(None),
        )
        .order_by(Correction.id.desc())
        .limit(1)
    )
    if last is None:
        return set()
    given = uploads_of(work, case.id).items()
    return {at for at, uploads in given if any(upload.given_at > last for upload in uploads)}


def _shown(findings: Sequence[Finding]) -> Finding | None:
    """The first thing that can be pointed at on the picture."""
    for finding in findings:
        if finding.answer != "pass" and finding.box and finding.upload_id:
            return finding
    return None
