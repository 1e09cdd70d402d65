"""The pre-audit's door behind the port of intake."""

from collections.abc import Callable

from beebox.intake.ports import FileRefused, Inspected
from beebox.preaudit.door import Inspection
from beebox.preaudit.refusals import Refused


class PreauditDoor:
    """Asks `inspect` (which looks at the file in a confined child) and speaks intake's words."""

    def __init__(self, inspect: Callable[[bytes, str], Inspection]) -> None:
        self._inspect = inspect

    def inspect(self, data: bytes, filename: str) -> Inspected:
        try:
            found = self._inspect(data, filename)
        except Refused as refused:
            raise FileRefused(refused.code, refused.message, **refused.places) from refused
        return Inspected(found.kind, found.mime, found.pages, found.cares)
