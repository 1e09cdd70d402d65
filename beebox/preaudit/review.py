"""A person's look at a case: a word on every material, then pass it or send it back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select

from beebox.accounts.roles import Actor
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionBy, Material, MaterialVersion
from beebox.cases.queries import item_of, materials_of, uploads_of
from beebox.cases.states import Action
from beebox.catalog.definitions import Item, Necessity
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.settings import Settings
from beebox.preaudit.handled import tell_handled
from beebox.preaudit.models import MaterialDecision, Outcome, Review, Word
from beebox.preaudit.reasons import Reason, ReasonBook, reasons_in

LONGEST_NOTE = 300


class NoSuchWord(BeeboxError):
    status = 422
    code = "no_such_word"
    message = N_("请先选“通过”或“退回”，再记下这一份。")


class ReasonNeeded(BeeboxError):
    status = 422
    code = "reason_needed"
    message = N_("退回要有原因：请至少勾一条，选“其他原因”时请写一句申请人看得懂的话。")


class NotDecidedYet(BeeboxError):
    code = "not_decided_yet"
    message = N_("还有 %(count)d 份材料没有决定。请逐份看完再结束；已经记下的都在。")


class SomethingToMend(BeeboxError):
    code = "something_to_mend"
    message = N_("有材料要退回，这一件不能直接放行。请看完整告知书后发出。")


@dataclass(frozen=True)
class Decided:
    """The word that counts for a material now."""

    word: Word
    reasons: tuple[str, ...]
    note: str
    at: datetime
    carried: bool
    """True when it passed in an earlier round and no new file came since."""


def reason_book(work: Work) -> ReasonBook:
    return reasons_in(work.use(Settings).catalogue_dir)


def round_of(work: Work, case_id: int) -> int:
    """1 in the first review; one more after each pre-audit notice."""
    notices = select(func.count()).select_from(Correction)
    mine = notices.where(Correction.case_id == case_id, Correction.asked_by == CorrectionBy.PREAUDIT)
    return 1 + (work.session.scalar(mine) or 0)


def decide(
    work: Work, case: Case, material: Material, auditor: Actor, word: str, reasons: Collection[str], note: str
) -> MaterialDecision:
    """Write down the word on one material at once; a later word of the same round replaces it."""
    if word not in set(Word):
        raise NoSuchWord
    chosen = _chosen(work, case, material, reasons) if word == Word.MEND else []
    if word == Word.MEND and _says_nothing(chosen, note):
        raise ReasonNeeded
    work.session.refresh(case, with_for_update=True)
    this_round = round_of(work, case.id)
    row = work.session.scalar(
        select(MaterialDecision).where(
            MaterialDecision.case_id == case.id,
            MaterialDecision.round == this_round,
            MaterialDecision.material_id == material.id,
        )
    )
    if row is None:
        row = MaterialDecision(case_id=case.id, round=this_round, material_id=material.id)
        work.session.add(row)
    row.word, row.reasons = Word(word), [reason.code for reason in chosen]
    row.note = note if word == Word.MEND else ""
    row.by, row.at = _somebody(auditor), work.now()
    work.session.flush()
    return row


def _chosen(work: Work, case: Case, material: Material, codes: Collection[str]) -> list[Reason]:
    types = item_of(work, case).material(material.code).document_types
    given = material.id in uploads_of(work, case.id)
    offered = reason_book(work).for_material([str(kind) for kind in types], given=given)
    if not set(codes) <= {reason.code for reason in offered}:
        raise ReasonNeeded
    return [reason for reason in offered if reason.code in codes]


def _says_nothing(chosen: Sequence[Reason], note: str) -> bool:
    return not note.strip() and all(reason.needs_note for reason in chosen)


def decisions_of(work: Work, case: Case) -> dict[int, Decided]:
    """The word that counts now for each material that has one."""
    this_round = round_of(work, case.id)
    rows = work.session.scalars(
        select(MaterialDecision)
        .where(MaterialDecision.case_id == case.id)
        .order_by(MaterialDecision.round, MaterialDecision.id)
    )
    uploads = uploads_of(work, case.id)
    found: dict[int, Decided] = {}
    for row in rows:
        carried = row.round < this_round
        if carried and (row.word is Word.MEND or _came_later(uploads.get(row.material_id, []), row)):
            found.pop(row.material_id, None)
            continue
        found[row.material_id] = Decided(row.word, tuple(row.reasons), row.note, row.at, carried)
    return found


def _came_later(uploads: Sequence[MaterialVersion], row: MaterialDecision) -> bool:
    return any(upload.given_at > row.at for upload in uploads)


def undecided(work: Work, case: Case) -> list[Material]:
    """The materials that still need a word; what may follow later and was not given needs none."""
    decided, uploads, item = decisions_of(work, case), uploads_of(work, case.id), item_of(work, case)
    return [
        material
        for material in materials_of(work, case.id)
        if material.id not in decided and _needs_word(item, material, uploads)
    ]


def _needs_word(item: Item, material: Material, uploads: Mapping[int, Sequence[MaterialVersion]]) -> bool:
    return material.id in uploads or item.material(material.code).necessity is not Necessity.LATER


def pass_case(work: Work, case: Case, auditor: Actor) -> None:
    """Every material passed: the paper may travel."""
    refuse_unfinished(work, case)
    if any(decided.word is Word.MEND for decided in decisions_of(work, case).values()):
        raise SomethingToMend
    finish_review(work, case, auditor, Outcome.PASSED)
    move(work, case, Action.PASS, auditor)


def refuse_unfinished(work: Work, case: Case) -> None:
    """NotDecidedYet unless every material has its word."""
    if open_ones := undecided(work, case):
        raise NotDecidedYet(count=len(open_ones))


def finish_review(work: Work, case: Case, auditor: Actor, outcome: Outcome) -> None:
    """Write down who ended this round of review, and how."""
    done = Review(
        case_id=case.id, round=round_of(work, case.id), outcome=outcome,
        auditor_id=_somebody(auditor), at=work.now(),
    )  # fmt: skip
    work.session.add(done)
    tell_handled(work, case, done)


def _somebody(auditor: Actor) -> int:
    if auditor.id is None:
        raise NoSuchWord
    return auditor.id
