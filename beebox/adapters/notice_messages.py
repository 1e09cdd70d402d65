"""What the auditor is shown of the message that goes out with a notice."""

from datetime import date

from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.notices.previewing import notice_message


class NoticeMessagesNow:
    """The very words the room of messages will send."""

    def words(self, work: Work, case: Case, count: int, until: date) -> str:
        return notice_message(work, case, count, until)
