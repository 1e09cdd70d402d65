"""Confirming lines of the checklist, taking a tick back, and refusing to end without all of them."""

from sqlalchemy import delete

from beebox.accounts.roles import Actor
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.preaudit.checklist.lines import Checklist, LineNow, checklist_of
from beebox.preaudit.checklist.models import ChecklistAnswer, Ticked
from beebox.preaudit.decided import round_of
from beebox.preaudit.second.open_readings import reader_now

LONGEST_WORD = 120


class ChecklistOpen(BeeboxError):
    """Carries the code of the first line that is open."""

    code = "checklist_open"
    message = N_("核对清单还有 %(count)d 条没有确认，先看第 %(number)d 条。记下的决定都在。")

    def __init__(self, count: int, first: LineNow) -> None:
        self.first = first
        super().__init__(count=count, number=first.number)


class NoSuchLine(BeeboxError):
    status = 422
    code = "no_such_line"
    message = N_("核对清单里没有这一条：清单可能刚刚变了。请看一下现在的清单再确认。")


class WordNeeded(BeeboxError):
    status = 422
    code = "why_not_applicable"
    message = N_("“不适用”要写一句为什么，例如“本件没有这种情形”。写好再记下。")


def tick(work: Work, case: Case, code: str, auditor: Actor) -> None:
    """Confirm one line."""
    _one_at_a_time(work, case)
    _answer(work, case, _line(work, case, code), auditor, Ticked.YES, "")


def tick_next(work: Work, case: Case, auditor: Actor) -> None:
    """Confirm the line whose turn it is; nothing when all are confirmed."""
    _one_at_a_time(work, case)
    if line := checklist_of(work, case).next:
        _answer(work, case, line, auditor, Ticked.YES, "")


def tick_vouched(work: Work, case: Case, auditor: Actor) -> int:
    """Confirm every open line that the machine vouches for; how many."""
    _one_at_a_time(work, case)
    lines = checklist_of(work, case).vouched
    for line in lines:
        _answer(work, case, line, auditor, Ticked.YES, "")
    return len(lines)


def not_applicable(work: Work, case: Case, code: str, auditor: Actor, word: str) -> None:
    """Say of a line that allows it that it does not apply, and why."""
    _one_at_a_time(work, case)
    line = _line(work, case, code)
    if not line.line.may_not_apply:
        raise NoSuchLine
    if not word.strip():
        raise WordNeeded
    _answer(work, case, line, auditor, Ticked.NOT_APPLICABLE, word.strip())


def untick(work: Work, case: Case, code: str) -> None:
    """Take back what was answered in this round."""
    work.session.execute(
        delete(ChecklistAnswer).where(
            ChecklistAnswer.case_id == case.id,
            ChecklistAnswer.round == round_of(work, case.id),
            ChecklistAnswer.reader == reader_now(work, case.id),
            ChecklistAnswer.code == code,
        )
    )


def refuse_open_lines(work: Work, case: Case) -> None:
    """ChecklistOpen unless every line has its answer."""
    found: Checklist = checklist_of(work, case)
    waiting = found.open_lines
    if waiting and found.next:
        raise ChecklistOpen(len(waiting), found.next)


def _one_at_a_time(work: Work, case: Case) -> None:
    """Two windows of one auditor tick one after the other."""
    work.session.refresh(case, with_for_update=True)


def _line(work: Work, case: Case, code: str) -> LineNow:
    for line in checklist_of(work, case).lines:
        if line.line.code == code:
            return line
    raise NoSuchLine


def _answer(work: Work, case: Case, line: LineNow, auditor: Actor, answer: Ticked, word: str) -> None:
    if auditor.id is None:
        raise NoSuchLine
    row = line.answer if line.answer and not line.carried else None
    if row is None:
        row = ChecklistAnswer(
            case_id=case.id, round=round_of(work, case.id), reader=reader_now(work, case.id),
            code=line.line.code,
        )  # fmt: skip
        work.session.add(row)
    row.answer, row.word, row.by_machine = answer, word, line.proved and answer is Ticked.YES
    row.by, row.at = auditor.id, work.now()
    work.session.flush()
