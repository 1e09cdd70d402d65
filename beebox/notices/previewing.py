"""The message on a notice as it will be sent, for who is about to send it."""

from datetime import date

from beebox.cases.complete_notice import fix_address
from beebox.cases.events import CaseSentBack
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.notices.choices.ways import language_of
from beebox.notices.telling import own_context, said
from beebox.notices.wording.texts import chosen


def notice_message(work: Work, case: Case, count: int, until: date) -> str:
    """The text message of CaseSentBack for `count` things to mend until then; empty when nothing is sent."""
    kind = CaseSentBack.__name__
    words = chosen(work, kind, case.result_by, case.item_code)
    if words is None:
        return ""
    language = language_of(work, case.citizen_id, case.form.get("language"))
    own = own_context(work, case, language, count=count, url=fix_address(work, case), until=until)
    return said(work, case, kind, own, words, language)[0].sms
