"""What can happen to a case, in the past tense. Rooms hear of each other only through these."""

from dataclasses import dataclass


@dataclass(frozen=True)
class CaseEvent:
    case_id: int


class CaseSubmitted(CaseEvent): ...


class CaseChecked(CaseEvent): ...


class CaseSentBack(CaseEvent): ...


class NoticeRecalled(CaseEvent):
    """The pre-audit's notice was taken back before its citizen answered: nothing to mend for now."""


class CasePassed(CaseEvent): ...


class CaseReceived(CaseEvent): ...


class CorrectionAsked(CaseEvent): ...


class CaseCorrected(CaseEvent): ...


class CaseRefused(CaseEvent): ...


class CaseAccepted(CaseEvent): ...


class CaseDecided(CaseEvent): ...


class CasePostedBack(CaseEvent): ...


class CaseClosed(CaseEvent): ...


class CaseEndedAfterLoss(CaseEvent):
    """All its parcel still owed was given up as lost; its citizen hears that from OriginalsLost."""


class CaseReopened(CaseEvent):
    """A delivery that had closed it was taken back: the parcel is not with its citizen."""


class CaseWithdrawn(CaseEvent): ...


class CaseLapsed(CaseEvent): ...


@dataclass(frozen=True)
class MaterialUploaded(CaseEvent):
    """A citizen gave a file for a material; reading it starts now."""

    upload_id: int


@dataclass(frozen=True)
class DocumentIssued(CaseEvent):
    """A document got its number and is frozen; it is printed now."""

    document_id: int


@dataclass(frozen=True)
class LapseIsNear(CaseEvent):
    """A draft or a sent-back case will end soon unless its citizen goes on."""

    mark: str = ""
    """Which rung of the ladder of reminders: each is told once."""


@dataclass(frozen=True)
class ClockStopped(CaseEvent):
    """A special procedure (art. 45) began, whose time is not counted; the citizen is told in writing."""

    reason: str
    until: str
    """When it is planned to be over, as 2026-12-31."""
    mark: str


@dataclass(frozen=True)
class ClockResumed(CaseEvent):
    """The special procedure is over, the limit runs on."""

    mark: str


@dataclass(frozen=True)
class ClockExtended(CaseEvent):
    """A supervisor granted more time for the decision (art. 42); the citizen is told with the reason."""

    days: int
    reason: str
    until: str
    mark: str


@dataclass(frozen=True)
class DeadlineEscalated(CaseEvent):
    """A rung of the ladder: `role` is to look at this clock of the case. For staff only."""

    which: str
    rung: str
    role: str
    mark: str
    until: str = ""
    """The last day of this clock, as 2026-12-31."""
    to_person: int | None = None
    """Who of them has the case in hand: nobody else is told."""


@dataclass(frozen=True)
class MaterialChanged(CaseEvent):
    """Files of a material were removed or put in another order: what was found is looked at anew."""

    material_id: int


@dataclass(frozen=True)
class ParcelNews(CaseEvent):
    """A step of the parcel home that its citizen should know of."""

    parcel: str
    """Which parcel and which day of it: told once."""
    place: str = ""


class ParcelOutForDelivery(ParcelNews): ...


class ParcelReady(ParcelNews):
    """It waits in a locker or at a counter, at `place`."""


class ParcelNotDelivered(ParcelNews): ...


class ParcelReturned(ParcelNews): ...


class ParcelSearched(ParcelNews):
    """It does not arrive: we search for it, and the citizen has nothing to do."""


class OriginalsFound(ParcelNews): ...


class OriginalsLost(ParcelNews):
    """Given up: the department makes them again, and tells how."""


class ParcelDelivered(ParcelNews):
    """Originals of a case that had ended before are home."""


@dataclass(frozen=True)
class CitizenReached(CaseEvent):
    """A person was told something of a case: a channel delivered it, or somebody called.

    `about` is the name of the event they were told of, `person_id` who was told, `how` `delivered` or
    `reached` (by phone). The moment it is emitted is the moment they were reached.
    """

    about: str
    person_id: int
    how: str
