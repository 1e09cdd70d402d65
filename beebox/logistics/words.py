"""What states, answers and differences are called, and the next step each asks for."""

from datetime import datetime
from typing import NamedTuple

from beebox.kernel.errors import N_
from beebox.logistics.calls import CallKind
from beebox.logistics.leg_times import Mark
from beebox.logistics.models import Fate, Holder, Wrong
from beebox.logistics.scanning import Seen
from beebox.logistics.tables import BagState, EnvelopeState, RoundState, WaybillState
from beebox.logistics.track_words import TrackStatus
from beebox.logistics.tracks import DeadKind, StaleWhy
from beebox.web.requests import settings


class Answer(NamedTuple):
    """What fills the collector's screen: colour, word, one sentence, the next physical step."""

    tone: str
    word: str
    text: str
    next: str


ANSWERS = {
    Seen.COLLECTED: Answer(
        "good", N_("收下"), N_("已通过预审，是这个箱的。"), N_("放进绿色转运袋，扫下一封。")
    ),
    Seen.OTHER_BOX: Answer(
        "wait",
        N_("不是这箱"),
        N_("申请人登记的是另一个箱，已经照样收下。"),
        N_("照样带走：放进绿色转运袋，扫下一封。"),
    ),
    Seen.ALREADY: Answer(
        "wait", N_("扫过了"), N_("这封已经收下，没有重复登记。"), N_("不用再扫，放好它，扫下一封。")
    ),
    Seen.TOO_EARLY: Answer(
        "stop",
        N_("还没通过"),
        N_("这件还没有通过预审，投早了。信封不要拆开。"),
        N_("带走：放进红色问题袋，交分拣台代管，通过后再分拣。"),
    ),
    Seen.UNKNOWN: Answer(
        "stop",
        N_("查不到"),
        N_("系统里没有这个编号，可能是抄写时看错了一位。信封不要拆开。"),
        N_("再扫一次；还是查不到，就贴黄签、放进红色问题袋。"),
    ),
    Seen.ENDED: Answer(
        "stop",
        N_("要退回"),
        N_("这件办件已经撤回或结束，原件要寄还申请人。信封不要拆开。"),
        N_("放进红色问题袋，交寄件台退回。"),
    ),
    Seen.AT_DEPARTMENT: Answer(
        "wait",
        N_("已在部门"),
        N_("账上这封已由部门签收。"),
        N_("不要入袋；放进红色问题袋，请主管核对。"),
    ),
}
DESK_ANSWERS = {
    Seen.TOO_EARLY: Answer(
        "stop", N_("还没通过"), N_("这件还没有通过预审。"), N_("放到代管格，通过后再扫一次。")
    ),
    Seen.IN_BAG: Answer("good", N_("已入袋"), N_("已记入这个部门的袋。"), N_("扫下一封。")),
}
TICKS = {
    Seen.TICKED: Answer("good", N_("打勾"), N_("袋单上有，扫到了。"), N_("扫下一封。")),
    Seen.ALREADY: Answer("note", N_("扫过了"), N_("这封已经打勾。"), N_("扫下一封。")),
    Seen.EXTRA: Answer(
        "wait",
        N_("多出来"),
        N_("这封不在这个袋的袋单上。信封不要拆开。"),
        N_("放回转运筐，交分拣台重新分拣。"),
    ),
    Seen.AT_DEPARTMENT: Answer(
        "wait", N_("早已签收"), N_("账上这封早已由部门签收。"), N_("放到一边，请主管核对。")
    ),
    Seen.ENDED: Answer(
        "wait",
        N_("要退回"),
        N_("申请人已经撤回这件办件。信封不要拆开。"),
        N_("放回转运筐，由寄件台退还申请人。"),
    ),
    Seen.UNKNOWN: Answer(
        "stop", N_("查不到"), N_("系统里没有这个编号。"), N_("再扫一次；还是不行，请分拣台来看。")
    ),
}
WRONGS = {
    Wrong.NOT_IN_BOX: N_("说已投箱，箱里没有"),
    Wrong.COUNT: N_("清点数和扫码数不一样"),
    Wrong.UNKNOWN: N_("信封上的编号查不到"),
    Wrong.TOO_EARLY: N_("没通过预审就投了"),
    Wrong.NOT_IN_BAG: N_("袋单上有，袋里没有"),
    Wrong.EXTRA_IN_BAG: N_("袋里多出来"),
    Wrong.ORIGINAL_MISSING: N_("原件找不到"),
    Wrong.LEFT_UNCHECKED: N_("没核对就被快递员取走"),
    Wrong.PARCEL_RETURNED: N_("邮包退回来了，要重新寄"),
    Wrong.PARCEL_LOST: N_("快递说邮包丢了"),
    Wrong.DELIVERY_TAKEN_BACK: N_("说签收了，又说没有"),
    Wrong.SCANNED_AFTER_CANCEL: N_("已取消的邮包被快递扫到"),
}
ENVELOPES = {
    EnvelopeState.WAITING: N_("在申请人手里"),
    EnvelopeState.DROPPED: N_("已投箱"),
    EnvelopeState.CARRIED: N_("快递员已取"),
    EnvelopeState.COLLECTED: N_("收件员已取"),
    EnvelopeState.SORTING: N_("在分拣台"),
    EnvelopeState.BAGGED: N_("已入袋"),
    EnvelopeState.RECEIVED: N_("部门已签收"),
    EnvelopeState.CANCELLED: N_("不用寄了"),
    EnvelopeState.ASIDE: N_("等退回"),
}
ROUNDS = {RoundState.OPEN: N_("待收件"), RoundState.CLOSED: N_("已关箱")}
BAGS = {
    BagState.OPEN: N_("还在装"),
    BagState.CLOSED: N_("已封袋，等签收"),
    BagState.RECEIVED: N_("已签收"),
}
WAYBILLS = {
    WaybillState.PLANNED: N_("正在取号"),
    WaybillState.BOOKED: N_("等交寄"),
    WaybillState.REFUSED: N_("快递不收，要改地址"),
    WaybillState.HANDED_OVER: N_("已交快递"),
    WaybillState.IN_TRANSIT: N_("运输中"),
    WaybillState.FAILED: N_("这次没有送到"),
    WaybillState.READY: N_("等收件人自取"),
    WaybillState.DELIVERED: N_("已签收"),
    WaybillState.RETURNING: N_("正在退回"),
    WaybillState.RETURNED: N_("已退回"),
    WaybillState.LOST: N_("快递说丢了"),
    WaybillState.CANCELLED: N_("已取消"),
}
HOLDERS = {
    Holder.CITIZEN: N_("申请人"),
    Holder.BOX: N_("小蜂箱"),
    Holder.COLLECTOR: N_("收件员"),
    Holder.SORTING: N_("分拣台"),
    Holder.DEPARTMENT: N_("办理部门"),
    Holder.MAIL_OUT: N_("寄件台"),
    Holder.COURIER: N_("快递员"),
    Holder.LOST: N_("没有找到"),
}
FATES = {
    Fate.RETURNED: N_("核对后随结果寄回"),
    Fate.KEPT: N_("部门留存"),
    Fate.VOIDED: N_("办理后作废"),
}
CALLS = {
    CallKind.CREATE: N_("下单"),
    CallKind.CANCEL: N_("取消"),
    CallKind.INTERCEPT: N_("拦截退回"),
    CallKind.BOOK_PICKUP: N_("约上门"),
    CallKind.CANCEL_PICKUP: N_("取消上门"),
    CallKind.MANIFEST: N_("报交寄清单"),
}
STOPS = {
    "AuthFailed": N_("快递不认我们的账号。请管理员核对密钥、环境、月结卡号和服务器地址，改好再恢复。"),
    "NumberPoolEmpty": N_("快递的单号用完了，或者账户余额不足。请联系快递补号或充值，再恢复。"),
    "WrongSettings": N_("启动时核对过：设置和这家快递的账号对不上。请管理员改好设置，重新启动，会自动恢复。"),
}
STEPS = {
    TrackStatus.PICKED_UP: N_("已取件"),
    TrackStatus.IN_TRANSIT: N_("运输中"),
    TrackStatus.ATTEMPT_FAILED: N_("这次没有送到"),
    TrackStatus.DELIVERED: N_("已签收"),
}

TRACKS = {
    TrackStatus.CREATED: N_("已下单"),
    TrackStatus.PICKUP_SCHEDULED: N_("约好上门取件"),
    TrackStatus.PICKUP_FAILED: N_("没有取到"),
    TrackStatus.PICKED_UP: N_("已取件"),
    TrackStatus.IN_TRANSIT: N_("运输中"),
    TrackStatus.ARRIVED: N_("到了收件的城市"),
    TrackStatus.OUT_FOR_DELIVERY: N_("正在派送"),
    TrackStatus.READY_FOR_COLLECTION: N_("等收件人自取"),
    TrackStatus.ATTEMPT_FAILED: N_("这次没有送到"),
    TrackStatus.HELD: N_("停在快递那里"),
    TrackStatus.DELIVERED: N_("已签收"),
    TrackStatus.REDIRECTED: N_("改了地址"),
    TrackStatus.INTERCEPTED: N_("已拦下"),
    TrackStatus.REFUSED: N_("收件人拒收"),
    TrackStatus.RETURNING: N_("正在退回"),
    TrackStatus.RETURNED: N_("已退回"),
    TrackStatus.LOST: N_("快递说丢了"),
    TrackStatus.DAMAGED: N_("有破损"),
    TrackStatus.CANCELLED: N_("快递已取消"),
    TrackStatus.INFO: N_("只是消息"),
    TrackStatus.UNKNOWN: N_("看不懂的代码"),
}
DEAD_KINDS = {
    DeadKind.UNKNOWN_NUMBER: N_("不认识的运单号"),
    DeadKind.UNREADABLE: N_("读不懂的推送"),
    DeadKind.UNKNOWN_CODE: N_("没有翻译的代码"),
}
STALE_WHYS = {
    StaleWhy.SILENT: N_("太久没有消息"),
    StaleWhy.PAST_PROMISE: N_("过了快递答应的时间"),
    StaleWhy.UNCONFIRMED: N_("推送说到了头，去问却没有"),
}
MARKS = {
    Mark.DOOR: N_("交出"),
    Mark.TAKEN: N_("取走"),
    Mark.DESK: N_("分拣台"),
    Mark.DEPARTMENT: N_("部门"),
    Mark.RESULT: N_("出结果"),
    Mark.POSTED: N_("交寄"),
    Mark.HOME: N_("送到"),
}


def answer_at_box(seen: str) -> Answer:
    return ANSWERS[Seen(seen)]


def answer_at_desk(seen: str) -> Answer:
    return DESK_ANSWERS.get(Seen(seen)) or ANSWERS[Seen(seen)]


def answer_at_bag(seen: str) -> Answer:
    return TICKS[Seen(seen)]


def clock(moment: datetime) -> str:
    """`10:21` where the service stands."""
    return f"{moment.astimezone(settings().zone):%H:%M}"
