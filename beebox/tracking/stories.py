"""What happened, in plain words: the histories of case, envelope and parcels merged. Pure.

Sentences are Chinese msgids with %(name)s places; the page translates them.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from beebox.accounts.roles import Role
from beebox.cases.states import Action
from beebox.kernel.errors import N_


class Reader(StrEnum):
    """Who reads the story."""

    CITIZEN = "citizen"
    VISIT = "visit"
    """Somebody who knew the code and the end of the phone number: no names, no texts, no pictures."""
    STAFF = "staff"


class Source(StrEnum):
    CASE = "case"
    ENVELOPE = "envelope"
    OUTBOUND = "outbound"
    RETURN = "return"
    CLOCK = "clock"


@dataclass(frozen=True)
class Happened:
    """One line of one history: `name` is the value of an Action, EnvelopeState, TrackStatus or What."""

    at: datetime
    source: Source
    name: str
    role: Role = Role.SYSTEM
    note: str = ""


@dataclass(frozen=True)
class Line:
    at: datetime
    text: str
    """A msgid with the place department."""
    who: str
    """Empty when nobody in particular did it."""
    note: str = ""


AGAIN = N_("改好了，重新提交")
CORRECTED = N_("补正好了，重新提交")
CASE = {
    Action.SUBMIT: N_("提交申请"),
    Action.FINISH_CHECK: N_("机器看过了，排队等预审员看"),
    Action.SEND_BACK: N_("预审退回，请修改"),
    Action.RECALL: N_("上一份告知收回了，您不用改，由预审员再看"),
    Action.PASS: N_("预审通过，可以交原件"),
    Action.RECEIVE: N_("%(department)s收到信封"),
    Action.ASK_CORRECTION: N_("%(department)s要求补正，期限暂停"),
    Action.REFUSE: N_("%(department)s不予受理"),
    Action.ACCEPT: N_("已受理，开始办理"),
    Action.ACCEPT_BY_SILENCE: N_("五个工作日没有告知，依法视为受理"),
    Action.DECIDE: N_("%(department)s作出了决定"),
    Action.POST_BACK: N_("结果交给邮政，寄给您"),
    Action.CONFIRM_DELIVERY: N_("结果送到，办结"),
    Action.END_AFTER_LOSS: N_("退还的原件找不回来，由部门补做，办结"),
    Action.REOPEN: N_("快递收回了“已签收”：邮包还没有送到，我们在查"),
    Action.HAND_OUT: N_("当面领取，办结"),
    Action.FINISH_WITHOUT_PAPER: N_("电子结果已送达，办结"),
    Action.WITHDRAW: N_("已经撤回"),
    Action.LAPSE: N_("过了期限没有提交，终止"),
}
ENVELOPE = {
    "dropped": N_("投进小蜂箱"),
    "carried": N_("快递员上门取走信封"),
    "collected": N_("收件员取走信封"),
    "sorting": N_("信封到分拣台"),
    "bagged": N_("装进转件袋，送往%(department)s"),
    "aside": N_("信封单独放好，准备寄还"),
}
"""RECEIVED is told by the case; a cancelled envelope has no news of its own."""
OUTBOUND = {
    "created": "",
    "pickup_scheduled": N_("快递员会来取寄来的邮包"),
    "pickup_failed": N_("快递员这次没有取到邮包，会再来"),
    "picked_up": N_("快递员取走寄来的邮包"),
    "in_transit": N_("寄来的邮包在路上"),
    "arrived": N_("寄来的邮包到了广州"),
    "out_for_delivery": N_("寄来的邮包正在送往分拣台"),
    "ready_for_collection": N_("寄来的邮包等我们去取"),
    "attempt_failed": N_("寄来的邮包遇到问题，我们在联系快递"),
    "held": N_("寄来的邮包停在快递那里，我们在联系快递"),
    "delivered": N_("寄来的邮包送到分拣台"),
    "redirected": N_("寄来的邮包改了路线"),
    "intercepted": N_("寄来的邮包被拦下"),
    "refused": N_("寄来的邮包没有被收下，我们在联系快递"),
    "returning": N_("寄来的邮包正在退回给您"),
    "returned": N_("寄来的邮包退回给您了"),
    "lost": N_("寄来的邮包找不到了，我们在处理"),
    "damaged": N_("寄来的邮包有破损，我们在处理"),
    "cancelled": N_("寄来的邮包取消了"),
    "info": "",
    "unknown": "",
}
"""Empty where there is nothing worth telling."""
RETURN = {
    "created": "",
    "pickup_scheduled": "",
    "pickup_failed": "",
    "picked_up": N_("邮政取走寄给您的邮包"),
    "in_transit": N_("寄给您的邮包在路上"),
    "arrived": N_("寄给您的邮包到了您所在的城市"),
    "out_for_delivery": N_("投递员正在给您送"),
    "ready_for_collection": N_("寄给您的邮包到了自提点，请去取"),
    "attempt_failed": N_("这次没有送到，我们在联系邮政"),
    "held": N_("寄给您的邮包暂时停下，我们在联系邮政"),
    "delivered": N_("寄给您的邮包已签收"),
    "redirected": N_("寄给您的邮包改了地址"),
    "intercepted": N_("寄给您的邮包被拦下"),
    "refused": N_("寄给您的邮包被拒收，我们会联系您"),
    "returning": N_("寄给您的邮包正在退回，我们会联系您"),
    "returned": N_("寄给您的邮包退回来了，我们会联系您"),
    "lost": N_("寄给您的邮包找不到了，我们在处理"),
    "damaged": N_("寄给您的邮包有破损，我们在处理"),
    "cancelled": "",
    "info": "",
    "unknown": "",
}
CLOCK = {
    "stopped": N_("%(department)s开始一道法定程序，这段时间不计入期限"),
    "resumed": N_("法定程序做完，期限接着算"),
    "extended": N_("经批准，办理期限延长"),
}
"""Stops for a special procedure and extensions; what else a clock does is told by the case."""
_BOOKS = {
    Source.CLOCK: CLOCK,
    Source.ENVELOPE: ENVELOPE,
    Source.OUTBOUND: OUTBOUND,
    Source.RETURN: RETURN,
}
PEOPLE = {
    Role.CITIZEN: N_("您"),
    Role.AUDITOR: N_("预审员"),
    Role.COLLECTOR: N_("收件员"),
    Role.CLERK: N_("部门经办人"),
    Role.SUPERVISOR: N_("主管"),
    Role.ADMINISTRATOR: N_("管理员"),
}
_DONE_BY = {
    "dropped": Role.CITIZEN,
    "collected": Role.COLLECTOR,
    "sorting": Role.COLLECTOR,
    "bagged": Role.COLLECTOR,
}
"""Who brings an envelope to each of its states."""
APPLICANT = N_("申请人")
CARRIER = N_("快递")


def story(happened: Iterable[Happened], reader: Reader) -> tuple[Line, ...]:
    """Every line worth telling, newest first; texts people wrote are left out for a mere visit."""
    oldest_first = sorted(happened, key=lambda line: line.at)
    lines = list(_told(oldest_first, reader))
    return tuple(reversed(lines))


def _told(happened: Sequence[Happened], reader: Reader) -> Iterator[Line]:
    before: str = ""
    for line in happened:
        text = _text(line, before)
        if line.source is Source.CASE and line.name in {Action.SEND_BACK, Action.ASK_CORRECTION}:
            before = line.name
        if text is None:
            continue
        note = line.note if reader is not Reader.VISIT else ""
        yield Line(line.at, text, _who(line, reader), note)


def _text(line: Happened, before: str) -> str | None:
    if line.source is not Source.CASE:
        return _BOOKS[line.source].get(line.name) or None
    action = Action(line.name)
    if action is Action.SUBMIT and before:
        return CORRECTED if before == Action.ASK_CORRECTION else AGAIN
    return CASE[action]


def _who(line: Happened, reader: Reader) -> str:
    if line.source in {Source.OUTBOUND, Source.RETURN}:
        return CARRIER
    role = _DONE_BY.get(line.name, line.role) if line.source is Source.ENVELOPE else line.role
    if role is Role.CITIZEN and reader is Reader.STAFF:
        return APPLICANT
    return PEOPLE.get(role, "")
