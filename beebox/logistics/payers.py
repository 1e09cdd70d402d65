"""Who pays a parcel: the policy of this installation, and who is asked when the contract refuses."""

from beebox.kernel.settings import Settings
from beebox.logistics.orders import Payer


def usual_payer(settings: Settings) -> Payer:
    """Who pays when nobody decided otherwise."""
    return Payer.CITIZEN if settings.citizen_pays else Payer.GOVERNMENT


def fallback_payer(payer: Payer) -> Payer | None:
    """Who may be tried when a carrier does not take this payer: the centre steps in, never the citizen."""
    return Payer.GOVERNMENT if payer is Payer.CITIZEN else None
