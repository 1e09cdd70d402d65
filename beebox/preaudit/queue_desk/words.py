"""What the pages around the queue share: words for its codes, and the notes and labels of one case."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from flask_babel import gettext as _

from beebox.accounts.sessions import current_actor
from beebox.cases.models import Case
from beebox.cases.states import State
from beebox.kernel.db import Work
from beebox.kernel.errors import N_
from beebox.preaudit.waiting.filters import COLUMNS, LANGUAGES, Held, Sort
from beebox.preaudit.waiting.hands import Told, moves_of
from beebox.preaudit.waiting.labels import labels, labels_by_case
from beebox.preaudit.waiting.models import Colour, HandKind, Label
from beebox.preaudit.waiting.notes import LONGEST, Note, notes_of
from beebox.preaudit.waiting.reach import queued_case
from beebox.web.requests import office

REASON = "why"
_WORDS: dict[str, Mapping[Any, str]] = {
    "shades": {"stop": N_("紧急"), "wait": N_("抓紧"), "good": N_("从容")},
    "holders": {
        Held.FREE: N_("没有人在看"), Held.HELD: N_("有人在看"), Held.MINE: N_("在我手上"),
        Held.ASSIGNED: N_("主管交给我的"),
    },
    "agains": {"1": N_("改好后再来"), "0": N_("第一次来")},
    "sorts": {
        Sort.DUE: N_("最早到期在上"), Sort.WAITING: N_("等得最久在上"),
        Sort.NEWEST: N_("最新提交在上"),
    },
    "tongues": LANGUAGES,
    "columns": COLUMNS,
    "colours": {
        Colour.PLAIN: N_("灰"), Colour.NOTE: N_("蓝"), Colour.GOOD: N_("绿"), Colour.WAIT: N_("琥珀"),
        Colour.STOP: N_("红"),
    },
    "moved": {
        HandKind.RELEASED: N_("从您手上放回了队列"), HandKind.ASSIGNED: N_("交给了您"),
        HandKind.UNASSIGNED: N_("不再交给您"),
    },
    "state_names": {
        State.DRAFT: N_("草稿"), State.CHECKING: N_("机审中"), State.REVIEWING: N_("预审中"),
        State.SENT_BACK: N_("预审退回"), State.AWAITING_PAPER: N_("待寄件"), State.RECEIVED: N_("已收件"),
        State.CORRECTING: N_("补正中"), State.ACCEPTED: N_("已受理"), State.DECIDED: N_("已决定"),
        State.RETURNING: N_("已交寄"), State.CLOSED: N_("已办结"), State.REFUSED: N_("不予受理"),
        State.WITHDRAWN: N_("已撤回"), State.LAPSED: N_("已失效"),
    },
}  # fmt: skip


@dataclass(frozen=True)
class CaseDesk:
    """What colleagues left on one case."""

    code: str
    notes: Sequence[Note]
    on: Sequence[Label]
    others: Sequence[Label]
    """Labels in use that are not on it."""
    moves: Sequence[tuple[str, Told]]
    longest: int = LONGEST


def queue_words() -> dict[str, dict[str, str]]:
    """The words for the codes of filters, columns, colours and states, in the reader's language."""
    return {name: {str(code): _(text) for code, text in words.items()} for name, words in _WORDS.items()}


def desk_of(work: Work, case: Case) -> CaseDesk:
    on = labels_by_case(work, [case.id]).get(case.id, ())
    others = [label for label in labels(work) if label.retired_at is None and label not in on]
    return CaseDesk(case.code, notes_of(work, case.id), on, others, moves_of(work, case.id))


def case_desk(code: str) -> CaseDesk:
    """For templates: notes and labels of a case that is on the screen."""
    with office().look() as work:
        found = desk_of(work, queued_case(work, code, current_actor()))
        work.session.expunge_all()  # what was read is read when the page is written
    return found


def offered() -> dict[str, Any]:
    """What every template of the pre-audit may ask."""
    return {"case_desk": case_desk}
