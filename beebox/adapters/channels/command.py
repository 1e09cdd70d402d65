"""SMS through any sender that only sends, such as the operator's own command."""

from collections.abc import Mapping

from beebox.accounts.ports import MessageNotSent, MessageSender
from beebox.notices.ports import (
    BadReport,
    ChannelKind,
    Outcome,
    Outgoing,
    Pushed,
    Refused,
    Sent,
    Told,
    Unknown,
)


class TooLate(MessageNotSent):
    """The sender was stopped in the middle: it may have sent."""


class SenderChannel:
    """Hands over and hears no more: a sender remembers references, so repeating one sends nothing twice."""

    kind = ChannelKind.SMS
    tells = False

    def __init__(self, sender: MessageSender, name: str) -> None:
        self._sender, self.name = sender, name

    def send(self, message: Outgoing) -> Outcome:
        if not message.to:
            return Refused("no number", permanent=True)
        try:
            self._sender.send(message.to, message.text, message.reference)
        except TooLate as late:
            return Unknown(str(late))
        except MessageNotSent as refused:
            return Refused(str(refused), permanent=False)
        return Sent("")

    def ask(self, reference: str, provider_id: str) -> Told:
        """Asking is handing over again: by its contract a sender sends nothing twice under one reference."""
        return Told.NEVER_HEARD

    def take(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Pushed:
        raise BadReport("this channel reports nothing", forged=True)
