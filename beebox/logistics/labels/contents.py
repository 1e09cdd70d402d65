"""What stands on a parcel label, before anything is drawn."""

from dataclasses import dataclass
from datetime import datetime

from beebox.kernel import masking
from beebox.logistics.orders import Leg, Payer

PAYERS = {
    (Payer.GOVERNMENT, Leg.OUTBOUND): "收方月结",
    (Payer.GOVERNMENT, Leg.RETURN): "寄方月结",
    (Payer.CITIZEN, Leg.OUTBOUND): "寄方现付",
    (Payer.CITIZEN, Leg.RETURN): "到付",
}
"""How a courier calls who pays: the centre by the month, or the citizen at the door."""


@dataclass(frozen=True)
class Party:
    """Sender or receiver of a parcel, given whole; only the masked forms are printed (GB/T 41833-2022).

    An organisation's name and address are public and printed whole.
    """

    name: str
    phone: str
    address: str
    organisation: bool = False

    @property
    def shown_name(self) -> str:
        return self.name if self.organisation else masking.mask_name(self.name)

    @property
    def shown_phone(self) -> str:
        return masking.mask_phone_on_label(self.phone)

    @property
    def shown_address(self) -> str:
        return self.address if self.organisation else masking.mask_address_on_label(self.address)


@dataclass(frozen=True)
class WaybillLabel:
    """面单: 100 x 180 mm (110 for the parcel, 70 as the counterfoil) or 76 x 130 mm."""

    number: str
    carrier: str
    leg: Leg
    sender: Party
    receiver: Party
    code: str
    item: str
    contents: str
    weight_grams: int
    payer: str
    reference: str
    """Our own number of this booking."""
    simulated: bool
    route_code: str = ""
    route: str = ""
    shipped_on: str = ""
    """The day and hour, as it is printed."""
    nth: int = 1
    """The how-manieth print of this parcel: from the second on it says so."""

    @property
    def qr(self) -> str:
        return f"LBB:WAY:{self.number}"

    @property
    def weight(self) -> str:
        """Kilograms with one decimal, never less than 0.1."""
        return f"{max(self.weight_grams, 100) / 1000:.1f}"

    @property
    def number_in_groups(self) -> str:
        """The number as eyes read it: letters apart, digits by four."""
        digits = self.number.strip("ABCDEFGHIJKLMNOPQRSTUVWXYZ")
        head, _, tail = self.number.partition(digits) if digits else (self.number, "", "")
        fours = [digits[at : at + 4] for at in range(0, len(digits), 4)]
        return " ".join(part for part in (head, *fours, tail) if part)


def printed_moment(moment: datetime) -> str:
    """`2026-11-23 16:00` of a moment that is local already: a label speaks one language."""
    return f"{moment:%Y-%m-%d %H:%M}"
