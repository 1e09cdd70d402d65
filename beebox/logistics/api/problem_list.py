"""Every kind of problem a program may meet at the door: its code, status and sentence, for our page."""

from typing import NamedTuple

from beebox.accounts.key_door import KeyWanted, ScopeMissing, TooOften
from beebox.kernel.errors import BeeboxError
from beebox.logistics.api.declaring import NotJson
from beebox.logistics.api.feed import CursorTooOld, WrongCursor
from beebox.logistics.api.hooks import WebhookNotFound
from beebox.logistics.api.once import IdempotencyKeyReused, IdempotencyKeyWanted, InFlight
from beebox.logistics.api.taking import CompanyWanted, NotAtDoor
from beebox.logistics.mail_out import ChooseParcels, NoNumberYet, NotPackedYet, SeveralCarriers
from beebox.logistics.waybills import WaybillNotFound
from beebox.web.problems import CODES, FieldsWrong


class Kind(NamedTuple):
    code: str
    status: int
    sentence: str
    """A msgid; its places are left open."""


OURS: tuple[type[BeeboxError], ...] = (
    KeyWanted,
    ScopeMissing,
    CompanyWanted,
    TooOften,
    NotJson,
    FieldsWrong,
    IdempotencyKeyWanted,
    IdempotencyKeyReused,
    InFlight,
    WrongCursor,
    CursorTooOld,
    WaybillNotFound,
    WebhookNotFound,
    NoNumberYet,
    NotAtDoor,
    NotPackedYet,
    ChooseParcels,
    SeveralCarriers,
)


def _all() -> tuple[Kind, ...]:
    found = {kind.code: Kind(kind.code, kind.status, kind.message) for kind in OURS}
    for status, (code, sentence) in CODES.items():
        found.setdefault(code, Kind(code, status, sentence))
    return tuple(sorted(found.values(), key=lambda kind: (kind.status, kind.code)))


PROBLEMS = _all()
