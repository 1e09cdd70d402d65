"""What happens to parcels that has to be told to a carrier."""

from dataclasses import dataclass


@dataclass(frozen=True)
class WaybillPlanned:
    """A parcel is written down and has to be ordered."""

    waybill_id: int


@dataclass(frozen=True)
class WaybillBooked:
    """The carrier has given a parcel its number."""

    waybill_id: int


@dataclass(frozen=True)
class PickupChosen:
    """A citizen wants the courier at the door."""

    waybill_id: int


@dataclass(frozen=True)
class ParcelsHandedOver:
    """The courier took the parcels of one hand-over from our desk."""

    hand_over_id: int
