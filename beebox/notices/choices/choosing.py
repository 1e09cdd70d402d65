"""A person chooses language and channels."""

from collections.abc import Sequence

from beebox.accounts.models import Person
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.notices.choices.ways import USUAL, address_of
from beebox.notices.models import MessageChoice
from beebox.notices.ports import ChannelKind

LANGUAGES = ("", "zh", "en")


class ChoiceRefused(BeeboxError):
    status = 422
    code = "choice_refused"


def choose(work: Work, person: Person, language: str, wanted: Sequence[ChannelKind]) -> None:
    """Keep what they chose. SMS stays on unless another confirmed channel is chosen."""
    if language not in LANGUAGES:
        raise ChoiceRefused(N_("请在中文和英文里选一种语言。"))
    for kind in wanted:
        if kind is not ChannelKind.IN_APP and not address_of(work, person.id, kind):
            raise ChoiceRefused(N_("没有确认过的渠道不能选。请先在下面确认邮箱或绑定微信。"))
    outside = [kind for kind in wanted if kind is not ChannelKind.IN_APP]
    if not outside:
        raise ChoiceRefused(
            N_(
                "短信现在不能关：补正、受理这类通知有期限，要保证您收得到。先确认邮箱或绑定微信，就可以关短信。"
            )
        )
    row = work.session.get(MessageChoice, person.id)
    if row is None:
        row = MessageChoice(person_id=person.id, changed_at=work.now())
        work.session.add(row)
    row.language, row.channels, row.changed_at = language, [kind.value for kind in outside], work.now()


def chosen_order(work: Work, person: Person) -> list[ChannelKind]:
    """The order as it stands: what they chose, or the usual one, without the inbox."""
    row = work.session.get(MessageChoice, person.id)
    kinds = [ChannelKind(name) for name in row.channels] if row else list(USUAL)
    return [kind for kind in kinds if address_of(work, person.id, kind)]


def leave_out(work: Work, person: Person, kind: ChannelKind) -> None:
    """An address was given up: it leaves the order, and SMS comes back where nothing is left."""
    row = work.session.get(MessageChoice, person.id)
    if row is not None:
        left = [name for name in row.channels if name != kind.value]
        row.channels, row.changed_at = left or [ChannelKind.SMS.value], work.now()
