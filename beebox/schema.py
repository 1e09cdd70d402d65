"""Import every table, so that metadata is whole."""

from beebox.accounts import api_keys
from beebox.accounts import models as accounts
from beebox.cases import models as cases
from beebox.cases import papers
from beebox.catalog import models as catalog
from beebox.handling import models as handling
from beebox.kernel import outbox
from beebox.kernel.db import Base
from beebox.logistics import calls, changes, parcels, tracks
from beebox.logistics import models as logistics
from beebox.logistics.api import models as api
from beebox.logistics.labels import models as labels
from beebox.logistics.money import models as money
from beebox.logistics.rescue import models as rescue
from beebox.notices import models as notices
from beebox.preaudit import handled
from beebox.preaudit import models as preaudit
from beebox.workdays import models as workdays

metadata = Base.metadata
__all__ = [
    "accounts",
    "api",
    "api_keys",
    "calls",
    "cases",
    "catalog",
    "changes",
    "handled",
    "handling",
    "labels",
    "logistics",
    "metadata",
    "money",
    "notices",
    "outbox",
    "papers",
    "parcels",
    "preaudit",
    "rescue",
    "tracks",
    "workdays",
]
