"""The day it is where the service stands."""

from datetime import date

from beebox.kernel.db import Work
from beebox.kernel.settings import Settings


def today(work: Work) -> date:
    return work.now().astimezone(work.use(Settings).zone).date()
