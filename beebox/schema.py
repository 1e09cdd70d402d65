"""Import every table, so that metadata is whole."""

from beebox.accounts import api_keys
from beebox.accounts import models as accounts
from beebox.cases import counts, papers
from beebox.cases import models as cases
from beebox.cases.clock import models as clock
from beebox.cases.issuing import models as issuing
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
from beebox.preaudit.benchwork import models as benchwork
from beebox.preaudit.checklist import models as checklist
from beebox.preaudit.library import models as reason_library
from beebox.preaudit.rulekeeping import models as rulekeeping
from beebox.preaudit.second import models as second_readers
from beebox.preaudit.waiting import models as waiting
from beebox.workdays import models as workdays

metadata = Base.metadata
__all__ = [
    "accounts",
    "api",
    "api_keys",
    "benchwork",
    "calls",
    "cases",
    "catalog",
    "changes",
    "checklist",
    "clock",
    "counts",
    "handled",
    "handling",
    "issuing",
    "labels",
    "logistics",
    "metadata",
    "money",
    "notices",
    "outbox",
    "papers",
    "parcels",
    "preaudit",
    "reason_library",
    "rescue",
    "rulekeeping",
    "second_readers",
    "tracks",
    "waiting",
    "workdays",
]
