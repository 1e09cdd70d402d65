"""The message on a notice as it will be sent, for who is about to send it."""

from datetime import date

from beebox.cases.complete_notice import fix_address
from beebox.cases.events import CaseSentBack
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.notices.templates import messages_in


def notice_message(work: Work, case: Case, count: int, until: date) -> str:
    """The words of CaseSentBack for `count` things to mend until then; empty when nothing is sent."""
    template = messages_in(work.use(Settings).catalogue_dir).template(CaseSentBack.__name__, case.result_by)
    if template is None:
        return ""
    language = "en" if case.form.get("language") == "en" else "zh"
    return template.filled(language, case.code, count, fix_address(work, case), until)
