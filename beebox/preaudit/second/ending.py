"""What follows when a reader has finished: the case moves on, waits for another, or two words differ."""

from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import delete, select

from beebox.accounts.roles import Actor, Role
from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.papers import Finding, Material
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.keys import Keys
from beebox.preaudit.decided import decisions_of, round_of
from beebox.preaudit.library.book import reason_book
from beebox.preaudit.lights import Shade, light_of
from beebox.preaudit.models import MaterialDecision, Outcome
from beebox.preaudit.second.drawing import is_drawn, lot
from beebox.preaudit.second.models import ReaderDifference, SecondReading
from beebox.preaudit.second.open_readings import open_reading, reading_of_round
from beebox.preaudit.second.ruling import others_can_read, rule_for
from beebox.preaudit.second.tables import SECOND_TABLE, SecondAction, SecondState
from beebox.preaudit.second.words import Differing, differences, same, words_of
from beebox.workdays.queries import calendar


class SettledOtherwise(BeeboxError):
    code = "settled_otherwise"
    message = N_("这一件已经定了怎么办，和您现在记的不一样。请按定下的改，或到“两位的意见”页再看。")


class FirstReader(BeeboxError):
    code = "first_reader"
    message = N_("这一件的第一遍是您看的，要由另一位预审员复看。您记下的都在，请回队列领下一件。")


class Ended(StrEnum):
    """What a finished reading leads to."""

    MOVES = "moves"
    WAITS = "waits"
    DIFFERS = "differs"


@dataclass(frozen=True)
class Ending:
    """How this reading ended, and what the row of the review says of it."""

    ended: Ended
    first_id: int | None = None
    second_id: int | None = None
    drawn: float | None = None
    percent: float | None = None


def end_reading(work: Work, case: Case, auditor: Actor, outcome: Outcome) -> Ending:
    """Decide, in this very transaction, whether the case may move on now."""
    reading = reading_of_round(work, case.id)
    if reading is None:
        return _first(work, case, auditor, outcome)
    match reading.state:
        case SecondState.WAITING:
            return _second(work, case, auditor, reading)
        case SecondState.SETTLED:
            return _settled(work, case, auditor, reading)
        case SecondState.DIFFERENT | SecondState.HANDED_UP:
            return Ending(Ended.DIFFERS)
        case _:
            return _moves(reading)


def ended_now(work: Work, case_id: int) -> Ended:
    """How the reading that was just ended stands."""
    reading = open_reading(work, case_id)
    if reading is None:
        return Ended.MOVES
    return Ended.WAITS if reading.state is SecondState.WAITING else Ended.DIFFERS


def _first(work: Work, case: Case, auditor: Actor, outcome: Outcome) -> Ending:
    rule, this_round = rule_for(work, case.item_code), round_of(work, case.id)
    where = lot(work.use(Keys).index, case.id, this_round)
    plain = Ending(Ended.MOVES, auditor.id, None, where, rule.percent)
    if auditor.id is None or not is_drawn(where, rule.percent) or not others_can_read(work, auditor):
        return plain
    reading = SecondReading(
        case_id=case.id, round=this_round, state=SecondState.WAITING, drawn=where, percent=rule.percent,
        blind=rule.blind, first_id=auditor.id, first_outcome=outcome,
        first_words=words_of(decisions_of(work, case)), asked_at=work.now(),
    )  # fmt: skip
    work.session.add(reading)
    work.session.flush()
    if is_red(work, case):
        SECOND_TABLE.advance(reading, SecondAction.GO_ON, Role.SYSTEM)
        return plain
    if rule.blind:
        take_words_away(work, case)
    case.held_by = case.held_until = None
    return Ending(Ended.WAITS)


def is_red(work: Work, case: Case) -> bool:
    """Whether too little of the five working days is left to wait for anybody."""
    now = today(work)
    return light_of(calendar(work), now, case.notice_due_on or now).shade is Shade.STOP


def _second(work: Work, case: Case, auditor: Actor, reading: SecondReading) -> Ending:
    if auditor.id == reading.first_id:
        raise FirstReader
    mine = words_of(decisions_of(work, case))
    reading.second_id, reading.second_words, reading.read_at = auditor.id, mine, work.now()
    differing = list(differences(reading.first_words, mine))
    if not differing:
        SECOND_TABLE.advance(reading, SecondAction.AGREE, auditor.role)
        return _moves(reading)
    SECOND_TABLE.advance(reading, SecondAction.DIFFER, auditor.role)
    _count(work, case, reading, differing)
    return Ending(Ended.DIFFERS)


def _settled(work: Work, case: Case, auditor: Actor, reading: SecondReading) -> Ending:
    if auditor.id == reading.first_id:
        raise FirstReader
    if not same(reading.settled_words or {}, words_of(decisions_of(work, case))):
        raise SettledOtherwise
    SECOND_TABLE.advance(reading, SecondAction.FINISH, auditor.role)
    return _moves(reading)


def _moves(reading: SecondReading) -> Ending:
    return Ending(Ended.MOVES, reading.first_id, reading.second_id, reading.drawn, reading.percent)


def take_words_away(work: Work, case: Case) -> None:
    """Clear this round's words from the bench; the reading keeps them."""
    mine = delete(MaterialDecision).where(
        MaterialDecision.case_id == case.id, MaterialDecision.round == round_of(work, case.id)
    )
    work.session.execute(mine)


def _count(work: Work, case: Case, reading: SecondReading, differing: list[Differing]) -> None:
    """One row per reason that only one of the two named, with the rule that had suggested it."""
    ids = [one.material_id for one in differing]
    rows = work.session.execute(select(Material.id, Material.code).where(Material.id.in_(ids)))
    codes = {row.id: row.code for row in rows}
    said = select(Finding).where(Finding.case_id == case.id, Finding.answer != "pass")
    fired = {(finding.material_id, finding.rule) for finding in work.session.scalars(said)}
    suggests = {reason.code: reason.rules for reason in reason_book(work).reasons}
    for one in differing:
        for reason in one.reasons or [""]:
            rules = (rule for rule in suggests.get(reason, ()) if (one.material_id, rule) in fired)
            work.session.add(
                ReaderDifference(
                    reading_id=reading.id, item_code=case.item_code, material_id=one.material_id,
                    material_code=codes.get(one.material_id, ""), reason=reason, rule=next(rules, ""),
                    first_word=str(one.first.get("word", "")), second_word=str(one.second.get("word", "")),
                    at=work.now(),
                )
            )  # fmt: skip
