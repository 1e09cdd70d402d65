"""What accounts need from outside."""

from typing import Protocol


class MessageSender(Protocol):
    """Short messages to a phone.

    `reference` is our own name for the message: sending twice under one reference is one message.
    Raises MessageNotSent when it is certain that nothing was sent.
    """

    def send(self, phone: str, text: str, reference: str) -> None: ...


class MessageNotSent(Exception):
    """The message did not go out; it may be tried again."""
