"""What a channel of messages promises; every end of a call is an answer, nothing is raised."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol, runtime_checkable


class ChannelKind(StrEnum):
    SMS = "sms"
    EMAIL = "email"
    WECHAT = "wechat"
    IN_APP = "in_app"


@dataclass(frozen=True)
class Outgoing:
    """One message for one address on one channel."""

    reference: str
    """Ours, written down before the call; the same for every repetition of this attempt."""
    to: str
    text: str
    subject: str = ""
    fields: Mapping[str, str] = field(default_factory=dict)
    """For channels that take fields of an approved template instead of a text (WeChat)."""
    url: str = ""
    language: str = "zh"


@dataclass(frozen=True)
class Sent:
    """Taken over. `delivered` where taking over is arriving, as in our own inbox."""

    provider_id: str
    delivered: bool = False


@dataclass(frozen=True)
class Refused:
    """Certainly not sent. What is not permanent may be tried again on the same channel."""

    reason: str
    permanent: bool


@dataclass(frozen=True)
class Unknown:
    """Handed over, and no answer: it may have been sent. Never repeated without asking."""

    reason: str


Outcome = Sent | Refused | Unknown


class Told(StrEnum):
    """What a provider says became of a message."""

    DELIVERED = "delivered"
    FAILED = "failed"
    ON_ITS_WAY = "on_its_way"
    NEVER_HEARD = "never_heard"
    """Nothing was sent under this reference, or handing it over again can send nothing twice."""
    UNKNOWN = "unknown"
    """It cannot say, or does not answer."""


@dataclass(frozen=True)
class Report:
    """A delivery report; one of `reference` (ours) and `provider_id` (theirs) names the message."""

    told: Told
    reference: str = ""
    provider_id: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Scanned:
    """Somebody scanned the code we showed and follows us now: `scene` is what the code carried."""

    scene: str
    address: str


class BadReport(Exception):
    """What was pushed cannot be read, or its signature does not fit."""

    def __init__(self, why: str, *, forged: bool) -> None:
        super().__init__(why)
        self.forged = forged


@dataclass(frozen=True)
class Pushed:
    """One message of a provider taken apart, and what it wants to hear as an answer."""

    news: tuple[Report | Scanned, ...]
    ack: bytes = b'{"taken": true}'
    ack_type: str = "application/json"


class Channel(Protocol):
    """One way to a person.

    `send` hands over one message and may be called again with the same reference after a Refused that
    is not permanent. `ask` tells what became of a reference. `take` reads what the provider pushed or
    raises BadReport. All return within `TIMEOUT` seconds or so and hold no transaction open.
    """

    kind: ChannelKind
    name: str
    tells: bool
    """Whether the provider says what became of a message: else handing over is all we ever learn."""

    def send(self, message: Outgoing) -> Outcome: ...

    def ask(self, reference: str, provider_id: str) -> Told: ...

    def take(self, headers: Mapping[str, str], query: Mapping[str, str], body: bytes) -> Pushed: ...


@runtime_checkable
class Binder(Protocol):
    """A channel whose addresses are learned when a person scans a code."""

    def code_for(self, scene: str) -> str:
        """The text of a QR code that carries `scene`; CannotBind when the provider gives none."""
        ...


class CannotBind(Exception):
    """The provider gave no code."""


class Channels:
    """The channels at hand, at most one of a kind."""

    def __init__(self, channels: Iterable[Channel]) -> None:
        self._by_kind = {channel.kind: channel for channel in channels}

    def of(self, kind: ChannelKind) -> Channel | None:
        return self._by_kind.get(kind)

    def close(self) -> None:
        for channel in self._by_kind.values():
            if hasattr(channel, "close"):
                channel.close()

    @property
    def kinds(self) -> frozenset[ChannelKind]:
        return frozenset(self._by_kind)


@runtime_checkable
class Readable(Protocol):
    """What the developers' page needs of a sender that keeps what it was given."""

    def latest(self, count: int | None) -> list[dict[str, str]]:
        """The newest messages (at, phone, text, reference …), newest first; all of them for None."""
        ...


class Rehearsed(Protocol):
    """While developing: what happens at the providers' end, played. In production there is none."""

    def scan(self, url: str, openid: str) -> tuple[dict[str, str], bytes] | None:
        """Somebody scans a code of ours: query and body of what WeChat pushes then; None: no such code."""
        ...
