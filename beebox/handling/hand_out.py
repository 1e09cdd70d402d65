"""当面领取: the pickup code and a look at the identity document, both recorded."""

from dataclasses import dataclass
from datetime import timedelta

from beebox.accounts.roles import Actor
from beebox.accounts.secrets import keyed_hash
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.states import Action
from beebox.cases.transitions import CASE_TABLE
from beebox.handling.decision import result_of
from beebox.handling.models import Result
from beebox.handling.rules import Way
from beebox.kernel.db import Work
from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.keys import Keys

TRIES = 5
LOCKED_FOR = timedelta(minutes=30)


class NotForCollection(BeeboxError):
    code = "not_for_collection"
    message = N_("这件办件的结果不是当面领取，不能在这里交付。请看“怎么交给申请人”。")


class IdNotChecked(BeeboxError):
    status = 422
    code = "id_not_checked"
    message = N_("请核对身份证件：填上证件上的姓名和号码后四位，并勾选“已核对”。")


class WrongPickupCode(BeeboxError):
    status = 422
    code = "wrong_pickup_code"
    message = N_("取件码不对，没有交付。请申请人打开办理进度页核对 6 位数字；连续 5 次不对会暂停 30 分钟。")


class PickupPaused(BeeboxError):
    status = 429
    code = "pickup_paused"
    message = N_("取件码连续输错 5 次，暂停 30 分钟。请核对办件码和取件人，稍后再试。")


@dataclass(frozen=True)
class Collector:
    """Who stands at the counter: the name on the document and the last four signs of its number."""

    name: str
    id_tail: str


def pickup_code(work: Work, result: Result) -> str | None:
    """The six digits that open this result, for its citizen's eyes; None when it is not collected."""
    if result.pickup_seed is None:
        return None
    hashed = keyed_hash(work.use(Keys).index, f"pickup:{result.case_id}:{result.pickup_seed}")
    return f"{int(hashed, 16) % 10**6:06d}"


def hand_out(work: Work, case: Case, clerk: Actor, code: str, collector: Collector) -> bool:
    """Hand the result over and close the case; False when the code does not fit.

    A wrong try is counted, so the caller lets this transaction commit before it complains.
    """
    CASE_TABLE.row(case.state, Action.HAND_OUT, clerk.role)
    result = result_of(work, case.id)
    if result is None or case.result_by != Way.COLLECT.value:
        raise NotForCollection
    if not collector.name.strip() or len(collector.id_tail.strip()) != 4:
        raise IdNotChecked
    now = work.now()
    if result.pickup_locked_until and result.pickup_locked_until > now:
        raise PickupPaused
    if code.strip() != pickup_code(work, result):
        result.pickup_tries += 1
        if result.pickup_tries >= TRIES:
            result.pickup_tries, result.pickup_locked_until = 0, now + LOCKED_FOR
        return False
    result.collected_at, result.handed_by = now, clerk.id
    result.collected_by, result.id_checked = collector.name.strip(), collector.id_tail.strip()
    move(work, case, Action.HAND_OUT, clerk)
    return True
