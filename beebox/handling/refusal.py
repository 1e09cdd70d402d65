"""不予受理: only with a reason from the list, and never without the way to remedy."""

from beebox.accounts.roles import Actor
from beebox.cases.issuing.contents import Body
from beebox.cases.issuing.issue import issue
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.states import Action
from beebox.handling.remedies import remedy_of
from beebox.handling.wordbook import wordbook
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError

LONGEST = 500


class RefusalReasonMissing(BeeboxError):
    status = 422
    code = "refusal_reason_missing"
    message = N_("不予受理必须选一个原因。请从列表里选好再提交，填写的说明都在。")


class RefusalNoteMissing(BeeboxError):
    status = 422
    code = "refusal_note_missing"
    message = N_("这个原因要写清楚具体情况（例如该向哪个部门申请、还差哪一项）。请补上说明再提交。")


def refuse(work: Work, case: Case, clerk: Actor, reason_code: str, note: str) -> None:
    """Refuse to take the case on. The remedy is written on the notice by itself, it cannot be left out."""
    book = wordbook(work)
    reason = book.refusal(reason_code)
    if reason is None:
        raise RefusalReasonMissing
    if reason.needs_note and not note.strip():
        raise RefusalNoteMissing
    told = " ".join(text for text in (reason.text, note.strip()[:LONGEST]) if text)
    move(work, case, Action.REFUSE, clerk, told)
    opening = ("您的申请，我们不予受理。原因如下：", told)
    articles = (reason.article,) if reason.article else ()
    issue(work, case, "refusal", clerk, Body(opening, articles=articles, remedy=remedy_of(work, case)))
