"""What a department may do, as plain functions of the catalogue's entry and the case's state."""

from collections.abc import Iterable
from enum import StrEnum

from beebox.catalog.definitions import Afterwards, Item, Material, ResultForm


class Way(StrEnum):
    """How the result leaves the department; the values of Case.result_by."""

    POST = "post"
    COLLECT = "collect"
    NONE = "none"


def goes_back(materials: Iterable[Material]) -> bool:
    """Whether an original lies in the envelope that belongs to the citizen."""
    return any(m.travels and m.originals and m.afterwards is Afterwards.RETURNED for m in materials)


def ways_for(item: Item, given: Iterable[Material]) -> tuple[Way, ...]:
    """The ways the item's entry allows; never `none` while an original has to go back."""
    back = goes_back(given)
    ways = []
    if item.result.by_mail and item.mail.result:
        ways.append(Way.POST)
    if item.result.collect_in_person:
        ways.append(Way.COLLECT)
    if item.result.form is ResultForm.ELECTRONIC and not back:
        ways.append(Way.NONE)
    return tuple(ways) or ((Way.POST, Way.COLLECT) if back else (Way.COLLECT,))
