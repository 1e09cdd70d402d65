"""A person's look at a case: a word on every material, then pass it or send it back."""

from collections.abc import Collection, Sequence

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.papers import Material
from beebox.cases.queries import item_of, uploads_of
from beebox.cases.states import Action
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.checklist.ticking import refuse_open_lines
from beebox.preaudit.decided import Decided, decisions_of, round_of, undecided
from beebox.preaudit.handled import tell_handled
from beebox.preaudit.library.book import reason_book
from beebox.preaudit.models import MaterialDecision, Outcome, Review, Word
from beebox.preaudit.reasons import Reason
from beebox.preaudit.second.ending import Ended, end_reading

__all__ = ["Decided", "Ended", "decisions_of", "reason_book", "round_of", "undecided"]
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


def pass_case(work: Work, case: Case, auditor: Actor) -> Ended:
    """Every material passed: the paper may travel, or a second reader looks first."""
    work.session.refresh(case, with_for_update=True)
    refuse_unfinished(work, case)
    if any(decided.word is Word.MEND for decided in decisions_of(work, case).values()):
        raise SomethingToMend
    ended = finish_review(work, case, auditor, Outcome.PASSED)
    if ended is Ended.MOVES:
        move(work, case, Action.PASS, auditor)
    return ended


def refuse_unfinished(work: Work, case: Case) -> None:
    """NotDecidedYet unless every material has its word."""
    if open_ones := undecided(work, case):
        raise NotDecidedYet(count=len(open_ones))


def finish_review(work: Work, case: Case, auditor: Actor, outcome: Outcome) -> Ended:
    """End this reading and tell whether the case may move; if it may, who ended it is written down."""
    refuse_open_lines(work, case)
    ending = end_reading(work, case, auditor, outcome)
    if ending.ended is Ended.MOVES:
        done = Review(
            case_id=case.id, round=round_of(work, case.id), outcome=outcome,
            auditor_id=ending.first_id or _somebody(auditor), second_id=ending.second_id,
            drawn=ending.drawn, percent=ending.percent, at=work.now(),
        )  # fmt: skip
        work.session.add(done)
        tell_handled(work, case, done)
    return ending.ended


def _somebody(auditor: Actor) -> int:
    if auditor.id is None:
        raise NoSuchWord
    return auditor.id
