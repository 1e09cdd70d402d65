"""Which channels lead to a person, and in which order they want them."""

from collections.abc import Sequence

from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.kernel.db import Work
from beebox.notices.models import ContactPoint, MessageChoice
from beebox.notices.ports import ChannelKind, Channels

USUAL = (ChannelKind.SMS, ChannelKind.WECHAT, ChannelKind.EMAIL)
"""The order of who chose nothing; what is not confirmed is passed over."""


def channels_for(work: Work, person: Person, *, legal: bool) -> list[ChannelKind]:
    """The kinds to try one after the other, the inbox always last.

    What starts a term goes by SMS too unless another confirmed channel is chosen.
    """
    choice = work.session.get(MessageChoice, person.id)
    wanted = [ChannelKind(name) for name in choice.channels] if choice else list(USUAL)
    at_hand = work.use(Channels).kinds
    found = [kind for kind in wanted if kind in at_hand and address_of(work, person.id, kind)]
    found = [kind for kind in found if kind is not ChannelKind.IN_APP]
    if legal and not found and ChannelKind.SMS in at_hand and person.phone:
        found = [ChannelKind.SMS]
    return [*found, ChannelKind.IN_APP]


def address_of(work: Work, person_id: int, kind: ChannelKind) -> str:
    """Where this channel finds the person; empty when it does not."""
    if kind is ChannelKind.IN_APP:
        return str(person_id)
    if kind is ChannelKind.SMS:
        person = work.session.get_one(Person, person_id)
        return (person.phone or "") if person.role is Role.CITIZEN else ""
    return next((point.address for point in confirmed(work, person_id) if point.channel is kind), "")


def confirmed(work: Work, person_id: int) -> Sequence[ContactPoint]:
    """The addresses this person confirmed, the newest first."""
    wanted = select(ContactPoint).where(
        ContactPoint.person_id == person_id,
        ContactPoint.confirmed_at.is_not(None),
        ContactPoint.removed_at.is_(None),
    )
    return work.session.scalars(wanted.order_by(ContactPoint.id.desc())).all()


def language_of(work: Work, person_id: int, otherwise: object) -> str:
    """`zh` or `en`: as chosen, else as the case was filled in."""
    choice = work.session.get(MessageChoice, person_id)
    chosen = choice.language if choice and choice.language else otherwise
    return "en" if chosen == "en" else "zh"
