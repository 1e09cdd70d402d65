"""What was read in an upload, taken out of its row."""

import logging

from pydantic import ValidationError

from beebox.cases.papers import MaterialVersion
from beebox.preaudit.report import MaterialReading

log = logging.getLogger(__name__)


def reading_of(upload: MaterialVersion) -> MaterialReading | None:
    """The reading, or None: not read, or written down in a shape this version does not know."""
    if not upload.reading:
        return None
    try:
        return MaterialReading.from_json(upload.reading)
    except ValidationError:
        log.warning("the reading of upload %s has an unknown shape; it counts as not read", upload.id)
        return None
