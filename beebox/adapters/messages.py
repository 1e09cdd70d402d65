"""What accounts ask for: a sign-in code by SMS, now, through the same channel as every message."""

from beebox.accounts.ports import MessageNotSent, MessageSender
from beebox.adapters.channels.choosing import Rehearsal
from beebox.message_sim.journal import Journal
from beebox.notices.ports import ChannelKind, Channels, Outgoing, Refused


class SmsLine:
    """What accounts ask for: a code by SMS, now. What nobody answered is not called unsent."""

    def __init__(self, channels: Channels) -> None:
        self._channels = channels

    def send(self, phone: str, text: str, reference: str) -> None:
        channel = self._channels.of(ChannelKind.SMS)
        if channel is None:
            raise MessageNotSent(
                "neither BEEBOX_SMS_COMMAND nor BEEBOX_SMS_URL is set, so no SMS can be sent"
            )
        outcome = channel.send(Outgoing(reference=reference, to=phone, text=text))
        if isinstance(outcome, Refused):
            raise MessageNotSent(outcome.reason)


class WriteDown(SmsLine):
    """The same while developing: what was sent can be read on the developers' page."""

    def __init__(self, channels: Channels, journal: Journal) -> None:
        super().__init__(channels)
        self._journal = journal

    def latest(self, count: int | None) -> list[dict[str, str]]:
        """The newest messages on every channel, newest first; all of them for None."""
        shown = [row for row in self._journal.latest(None) if row.get("channel", "sms") in set(ChannelKind)]
        return shown[:count] if count else shown


def sender_for(channels: Channels, rehearsal: Rehearsal | None) -> MessageSender:
    return WriteDown(channels, rehearsal.journal) if rehearsal else SmsLine(channels)
