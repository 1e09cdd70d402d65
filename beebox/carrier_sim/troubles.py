"""Everything that can be made to go wrong: words in a name or an address, and faults laid ready."""

from dataclasses import dataclass
from enum import StrEnum

from beebox.carrier_sim.journal import Entry
from beebox.carrier_sim.journeys import Journey
from beebox.carrier_sim.parcels import Refusal


class Fault(StrEnum):
    """What happens to one call besides a proper yes or no."""

    OK = "ok"
    TIMEOUT_AFTER = "timeout_after_accept"
    """It is done, then the line is closed without an answer."""
    HANG = "hang"
    """It is done, the caller is kept waiting, then the line is closed."""
    DROP_BEFORE = "drop_before_accept"
    """Nothing is done and the line is closed without an answer."""
    UNAVAILABLE = "unavailable"
    """HTTP 503, nothing done."""
    BUSY = "busy"
    """The carrier's own words for the same."""
    THROTTLE = "throttle"
    EXPIRE_TOKEN = "expire_token"
    """Every SF token ends now; with EMS the authorization is not accepted once."""
    GARBAGE = "garbage"
    """It is done; the answer is a page of HTML."""
    NULL = "null_answer"
    """It is done; the payload is null."""
    OBJECT = "object_answer"
    """The payload is an object instead of a text."""
    EMPTY = "success_but_empty"
    """Nothing is done; the answer says success, with nothing in it."""
    DUPLICATE = "duplicate_order"
    """It is done, and refused as a reference that exists: as if an earlier call had come through."""


BEFORE = frozenset(
    {
        Fault.DROP_BEFORE,
        Fault.UNAVAILABLE,
        Fault.BUSY,
        Fault.THROTTLE,
        Fault.EXPIRE_TOKEN,
        Fault.EMPTY,
    }
)
"""With these nothing is done."""


@dataclass(frozen=True)
class Magic:
    """A word that, in a name or an address, makes `effect` happen to `operation`.

    `times` counts for each reference; 0 means always. A Journey is chosen when the order is taken.
    """

    english: str
    chinese: str
    operation: str
    effect: Fault | Refusal | Journey
    times: int = 0


_CREATE, _LABEL, _CANCEL, _FEES = "create", "label", "cancel", "fees"
MAGIC = (
    Magic("SIM_REJECT", "模拟拒收", _CREATE, Refusal.REJECTED),
    Magic("SIM_OUT_OF_RANGE", "模拟超区", _CREATE, Refusal.OUT_OF_RANGE),
    Magic("SIM_REVIEW", "模拟待审", _CREATE, Refusal.REVIEW),
    Magic("SIM_UNPARSABLE", "模拟地址不详", _CREATE, Refusal.UNPARSABLE),
    Magic("SIM_POOL_EMPTY", "模拟号池用尽", _CREATE, Refusal.POOL_EMPTY),
    Magic("SIM_CARD_INVALID", "模拟月结失效", _CREATE, Refusal.CARD_INVALID),
    Magic("SIM_PAYMENT_REFUSED", "模拟不可到付", _CREATE, Refusal.PAYMENT),
    Magic("SIM_TIMEOUT_AFTER_ACCEPT", "模拟超时", _CREATE, Fault.TIMEOUT_AFTER, 1),
    Magic("SIM_HANG", "模拟卡住", _CREATE, Fault.HANG, 1),
    Magic("SIM_DROP_BEFORE_ACCEPT", "模拟丢单", _CREATE, Fault.DROP_BEFORE, 1),
    Magic("SIM_OFFLINE", "模拟断网", _CREATE, Fault.UNAVAILABLE, 1),
    Magic("SIM_BUSY", "模拟繁忙", _CREATE, Fault.BUSY, 1),
    Magic("SIM_THROTTLE", "模拟限流", _CREATE, Fault.THROTTLE, 1),
    Magic("SIM_EXPIRE_TOKEN", "模拟令牌过期", _CREATE, Fault.EXPIRE_TOKEN, 1),
    Magic("SIM_HTML_ANSWER", "模拟网页应答", _CREATE, Fault.GARBAGE, 1),
    Magic("SIM_NULL_ANSWER", "模拟空应答", _CREATE, Fault.NULL, 1),
    Magic("SIM_OBJECT_ANSWER", "模拟对象应答", _CREATE, Fault.OBJECT),
    Magic("SIM_SUCCESS_BUT_EMPTY", "模拟成功无号", _CREATE, Fault.EMPTY, 1),
    Magic("SIM_DUPLICATE_ORDER", "模拟重复下单", _CREATE, Fault.DUPLICATE, 1),
    Magic("SIM_LABEL_DOWN", "模拟面单故障", _LABEL, Refusal.LABEL_DOWN, 2),
    Magic("SIM_CANCEL_TOO_LATE", "模拟取消太晚", _CANCEL, Refusal.TOO_LATE),
    Magic("SIM_CANCEL_TIMEOUT", "模拟取消超时", _CANCEL, Fault.TIMEOUT_AFTER, 1),
    Magic("SIM_SLOW", "模拟慢件", _CREATE, Journey.SLOW),
    Magic("SIM_PICKUP_FAILED", "模拟揽收失败", _CREATE, Journey.PICKUP_FAILED),
    Magic("SIM_ATTEMPT_FAILED", "模拟投递失败", _CREATE, Journey.ATTEMPT_FAILED),
    Magic("SIM_LOCKER", "模拟快递柜", _CREATE, Journey.LOCKER),
    Magic("SIM_UNCOLLECTED", "模拟逾期未取", _CREATE, Journey.UNCOLLECTED),
    Magic("SIM_REFUSED", "模拟收件人拒绝", _CREATE, Journey.REFUSED),
    Magic("SIM_LOST", "模拟遗失", _CREATE, Journey.LOST),
    Magic("SIM_DAMAGED", "模拟破损", _CREATE, Journey.DAMAGED),
    Magic("SIM_REVERSAL", "模拟冲正", _CREATE, Journey.REVERSAL),
    Magic("SIM_RETURN_AFTER_DELIVERY", "模拟签收后退回", _CREATE, Journey.RETURN_AFTER_DELIVERY),
    Magic("SIM_NEW_NUMBER_ON_RETURN", "模拟退回换号", _CREATE, Journey.NEW_NUMBER_ON_RETURN),
    Magic("SIM_STUCK", "模拟滞留", _CREATE, Journey.STUCK),
    Magic("SIM_REDIRECTED", "模拟改派", _CREATE, Journey.REDIRECTED),
    Magic("SIM_UNKNOWN_CODE", "模拟未知代码", _CREATE, Journey.ODD_CODE),
)
LABEL_EXPIRED = ("SIM_LABEL_EXPIRED", "模拟面单过期")
"""The first address of a label that is given out has ended before it is used."""
NO_FEE = ("SIM_NO_FEE", "模拟无费用")
"""What it costs is never told."""


def has(words: str, pair: tuple[str, str]) -> bool:
    return any(word in words for word in pair)


def magic_in(words: str, operation: str) -> list[Magic]:
    """The magic words of this operation that stand in `words`."""
    if "SIM_" not in words and "模拟" not in words:
        return []
    mine = [magic for magic in MAGIC if magic.operation == operation]
    return [magic for magic in mine if has(words, (magic.english, magic.chinese))]


def journey_of(words: str) -> Journey:
    for magic in magic_in(words, _CREATE):
        if isinstance(magic.effect, Journey):
            return magic.effect
    return Journey.NORMAL


def due(entry: Entry, carrier: str, operation: str, about: str, words: str) -> Fault | Refusal:
    """What happens to this call: a fault laid ready first, then the limits, then magic words."""
    laid = _laid_ready(entry, carrier, operation)
    if laid is not None:
        return laid
    if _over_limit(entry, carrier, operation):
        return Fault.THROTTLE
    for magic in magic_in(words, operation):
        if not isinstance(magic.effect, Journey) and _still_due(entry, f"{carrier} {about}", magic):
            return magic.effect
    return Fault.OK


def lay_ready(entry: Entry, carrier: str, operation: str, kinds: list[Fault]) -> None:
    """These faults for the next calls, one each; `*` stands for any carrier or operation."""
    rows = [(carrier, operation, kind) for kind in kinds]
    entry.db.executemany("INSERT INTO faults (carrier, operation, kind) VALUES (?, ?, ?)", rows)


def stumble(entry: Entry, about: str, word: str) -> int:
    """How often this word has come up for this reference, this time included."""
    row = entry.db.execute(
        "INSERT INTO stumbles VALUES (?, ?, 1) ON CONFLICT (about, word)"
        " DO UPDATE SET times = times + 1 RETURNING times",
        (about, word),
    ).fetchone()
    return int(row[0])


def _laid_ready(entry: Entry, carrier: str, operation: str) -> Fault | None:
    row = entry.db.execute(
        "SELECT id, kind FROM faults WHERE carrier IN (?, '*') AND operation IN (?, '*') ORDER BY id LIMIT 1",
        (carrier, operation),
    ).fetchone()
    if row is None:
        return None
    entry.db.execute("DELETE FROM faults WHERE id = ?", (row["id"],))
    return Fault(row["kind"])


def _over_limit(entry: Entry, carrier: str, operation: str) -> bool:
    second, day = entry.now.strftime("%Y-%m-%d %H:%M:%S"), entry.now.strftime("%Y-%m-%d")
    limits = {second: entry.habits.per_second, day: entry.habits.per_day}
    over = False
    for span, limit in limits.items():
        if limit:
            row = entry.db.execute(
                "INSERT INTO tallies VALUES (?, ?, ?, 1) ON CONFLICT (carrier, operation, span)"
                " DO UPDATE SET calls = calls + 1 RETURNING calls",
                (carrier, operation, span),
            ).fetchone()
            over = over or row[0] > limit
    return over


def _still_due(entry: Entry, about: str, magic: Magic) -> bool:
    return not magic.times or stumble(entry, about, magic.english) <= magic.times
