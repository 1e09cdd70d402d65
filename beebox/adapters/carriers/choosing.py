"""Which carriers stand behind the port: as the settings say, the preferred one first."""

from collections.abc import Iterator

from beebox.adapters.carriers.ems.carrier import EmsCarrier
from beebox.adapters.carriers.sf.carrier import SfCarrier
from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier, push_key
from beebox.kernel.clock import Clock
from beebox.kernel.keys import Keys
from beebox.kernel.settings import Settings
from beebox.logistics.ports import Carrier, Carriers


def carriers_for(settings: Settings, clock: Clock, keys: Keys) -> Carriers:
    """Every carrier that BEEBOX_CARRIERS names, in its order."""
    return Carriers(tuple(_made(settings, clock, keys)))


def _made(settings: Settings, clock: Clock, keys: Keys) -> Iterator[Carrier]:
    for name in settings.carriers:
        if name == "ems" and settings.ems is not None:
            yield EmsCarrier(settings.ems, clock)
        elif name == "sf" and settings.sf is not None:
            yield SfCarrier(settings.sf, clock)
        else:
            journal = settings.var_dir / "simulated-carrier.db"
            yield SimulatedCarrier(journal, clock, push_key(settings.carrier_push_key, keys.index))
