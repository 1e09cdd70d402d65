"""When two readers differ: one of them, or a supervisor, says which words count."""

from collections.abc import Mapping
from typing import Any

from beebox.accounts.roles import Actor, Role
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.decided import round_of
from beebox.preaudit.models import MaterialDecision, Word
from beebox.preaudit.second.ending import take_words_away
from beebox.preaudit.second.models import SecondReading
from beebox.preaudit.second.open_readings import open_reading
from beebox.preaudit.second.tables import SECOND_TABLE, SecondAction, SecondState
from beebox.preaudit.second.words import Words, differences

LONGEST_NOTE = 300


class NothingToSettle(BeeboxError):
    code = "nothing_to_settle"
    message = N_("这一件现在没有两位不同的意见要定：可能刚刚定好了。请回队列看看。")


class ChooseEach(BeeboxError):
    status = 422
    code = "choose_each"
    message = N_("还有 %(count)d 份没有选按谁的办。请每一份都选“第一位”或“第二位”，再确定。")


class SayWhy(BeeboxError):
    status = 422
    code = "say_why"
    message = N_("请写一句为什么要请主管定，主管看得懂就行；选好的都在。")


def hand_up(work: Work, case: Case, auditor: Actor, note: str) -> None:
    """Leave it to a supervisor; the case lies for nobody until then."""
    reading = _differing(work, case)
    if not note.strip():
        raise SayWhy
    SECOND_TABLE.advance(reading, SecondAction.HAND_UP, auditor.role)
    reading.note = note.strip()
    case.held_by = case.held_until = None


def settle(work: Work, case: Case, actor: Actor, choice: Mapping[str, str], note: str) -> None:
    """Let the first or the second word count, material by material; the bench then holds these words."""
    reading = _differing(work, case)
    second = reading.second_words or {}
    open_ones = [str(one.material_id) for one in differences(reading.first_words, second)]
    missing = [at for at in open_ones if choice.get(at) not in ("first", "second")]
    if missing:
        raise ChooseEach(count=len(missing))
    chosen: dict[str, Any] = {**reading.first_words, **second}
    for at in open_ones:
        said = (reading.first_words if choice[at] == "first" else second).get(at)
        if said is None:
            chosen.pop(at, None)
        else:
            chosen[at] = said
    SECOND_TABLE.advance(reading, SecondAction.SETTLE, actor.role)
    reading.settled_words, reading.settled_by, reading.settled_at = chosen, actor.id, work.now()
    reading.note = note.strip() or reading.note
    lay_words(work, case, chosen, reading.second_id or reading.first_id)
    if actor.role is Role.SUPERVISOR:
        case.held_by = case.held_until = None


def lay_words(work: Work, case: Case, words: Words, by: int) -> None:
    """Put these words on the bench as the words of this round."""
    take_words_away(work, case)
    for at, said in words.items():
        if not said.get("carried"):
            work.session.add(
                MaterialDecision(
                    case_id=case.id, round=round_of(work, case.id), material_id=int(at),
                    word=Word(said["word"]), reasons=list(said["reasons"]), note=said["note"], by=by,
                    at=work.now(),
                )
            )  # fmt: skip
    work.session.flush()


def _differing(work: Work, case: Case) -> SecondReading:
    work.session.refresh(case, with_for_update=True)
    reading = open_reading(work, case.id)
    if reading is None or reading.state not in (SecondState.DIFFERENT, SecondState.HANDED_UP):
        raise NothingToSettle
    return reading
