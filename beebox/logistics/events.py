"""What happens to parcels that has to be told to a carrier."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WaybillPlanned:
    """A parcel is written down and has to be ordered."""

    waybill_id: int


@dataclass(frozen=True)
class CallPlanned:
    """Something else than an order is to be asked of a carrier."""

    call_id: int


@dataclass(frozen=True)
class WaybillBooked:
    """The carrier has given a parcel its number."""

    waybill_id: int


@dataclass(frozen=True)
class PickupChosen:
    """A citizen wants the courier at the door, at another time, or not any more."""

    waybill_id: int


@dataclass(frozen=True)
class ParcelsHandedOver:
    """The courier took the parcels of one hand-over from our desk."""

    hand_over_id: int


@dataclass(frozen=True)
class EndHeard:
    """A push tells that a parcel reached an end, or that it left one: the carrier is asked."""

    waybill_id: int


@dataclass(frozen=True)
class PushesHeard:
    """Pushed messages were kept and wait to be taken."""
