"""The inbox: a message stands in it from the moment it was written down, so nothing has to travel."""

from collections.abc import Mapping

from beebox.notices.ports import BadReport, ChannelKind, Outcome, Outgoing, Pushed, Refused, Sent, Told


class InApp:
    kind = ChannelKind.IN_APP
    name = "in-app"
    tells = True

    def send(self, message: Outgoing) -> Outcome:
        if not message.to:
            return Refused("nobody's inbox", permanent=True)
        return Sent(message.reference, delivered=True)

    def ask(self, reference: str, provider_id: str) -> Told:
        """What we say we have taken is there; of the rest we know nothing."""
        return Told.DELIVERED if provider_id == reference else Told.UNKNOWN

    def take(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Pushed:
        raise BadReport("nobody reports about the inbox", forged=True)
