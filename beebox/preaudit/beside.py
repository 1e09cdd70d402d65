"""Beside the notice: the short message that goes out with it, and to whom."""

from dataclasses import dataclass

from beebox.accounts.models import Person
from beebox.cases.models import Case
from beebox.kernel.db import Work
from beebox.kernel.masking import mask_phone
from beebox.preaudit.message_words import NoticeMessages
from beebox.preaudit.notice import Letter


@dataclass(frozen=True)
class Message:
    text: str
    to: str
    """Masked; empty where no phone is known."""

    @property
    def length(self) -> int:
        return len(self.text)


def message_beside(work: Work, case: Case, letter: Letter) -> Message:
    phone = work.session.get_one(Person, case.citizen_id).phone
    text = work.use(NoticeMessages).words(work, case, letter.words.count, letter.due_on)
    return Message(text, mask_phone(phone) if phone else "")
