"""Both carriers put together on one journal."""

from dataclasses import dataclass, field

from beebox.carrier_sim import ems_services, numbers, sf_services
from beebox.carrier_sim.accounts import Accounts
from beebox.carrier_sim.company import Company
from beebox.carrier_sim.ems_wire import EmsWire
from beebox.carrier_sim.journal import Journal
from beebox.carrier_sim.parcels import Ordered
from beebox.carrier_sim.sf_print import Printing
from beebox.carrier_sim.sf_wire import SfWire
from beebox.carrier_sim.tickets import Tickets

EMS_PATH = "/amp-prod-api/f/amp/api/open"
EMS_TEST_PATHS = ("/amp-prod-api/f/amp/api/test", "/amp-prod-api/api/test")
EMS_LABEL_PATH = "/amp-prod-api/label/"
SF_PATH = "/std/service"
SF_TOKEN_PATH = "/oauth2/accessToken"
SF_FILE_PATH = "/scp/files/"
CONTROL_PATH = "/control"


@dataclass(frozen=True)
class Simulator:
    """`url` is where it listens, without a path."""

    journal: Journal
    accounts: Accounts
    url: str
    companies: dict[str, Company] = field(init=False)
    ems: EmsWire = field(init=False)
    sf: SfWire = field(init=False)

    def __post_init__(self) -> None:
        tickets, accounts = Tickets(self.journal), self.accounts
        ems = Company(self.journal, "ems", _postal, lambda habits: habits.ems_duplicates)
        sf = Company(self.journal, "sf", _sf, lambda habits: habits.sf_duplicates)
        printing = Printing(sf, tickets, accounts.sf_partner_id, self.url + SF_FILE_PATH)
        made = {
            "companies": {"ems": ems, "sf": sf},
            "ems": EmsWire(accounts, ems_services.Services(ems, tickets, self.url + EMS_LABEL_PATH)),
            "sf": SfWire(accounts, sf_services.Services(sf, printing, accounts.sf_card), tickets),
        }
        for name, value in made.items():
            object.__setattr__(self, name, value)

    def told(self) -> dict[str, dict[str, str]]:
        """What a customer and the control need to know: the line that is printed at the start."""
        return {
            "ems": {
                "url": self.url + EMS_PATH,
                "sender_no": self.accounts.ems_sender_no,
                "authorization": self.accounts.ems_authorization,
                "sign_key": self.accounts.ems_sign_key,
            },
            "sf": {
                "url": self.url + SF_PATH,
                "partner_id": self.accounts.sf_partner_id,
                "checkword": self.accounts.sf_checkword,
                "monthly_card": self.accounts.sf_card,
            },
            "control": {"url": self.url + CONTROL_PATH, "token": self.accounts.control_token},
        }


def _postal(sequence: int, _: Ordered) -> str:
    return numbers.postal(sequence)


def _sf(sequence: int, ordered: Ordered) -> str:
    return numbers.sf(sequence, ordered.length)
