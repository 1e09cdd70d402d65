"""What was read in a file, taken out of its row."""

import logging

from pydantic import ValidationError

from beebox.cases.papers import MaterialVersion
from beebox.preaudit.models import Reading
from beebox.preaudit.report import MaterialReading

log = logging.getLogger(__name__)


def reading_of(row: MaterialVersion | Reading) -> MaterialReading | None:
    """The reading, or None: not read, or written down in a shape this version does not know."""
    if not row.reading:
        return None
    try:
        return MaterialReading.from_json(row.reading)
    except ValidationError:
        log.warning("%s %s has a reading of unknown shape; it counts as not read", row.__tablename__, row.id)
        return None
