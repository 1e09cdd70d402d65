"""How events, channels and states of messages are called on pages."""

from beebox.kernel.errors import N_
from beebox.notices.ports import ChannelKind
from beebox.notices.tables import AttemptState, MessageState

CHANNELS = {
    ChannelKind.SMS: N_("短信"),
    ChannelKind.EMAIL: N_("电子邮件"),
    ChannelKind.WECHAT: N_("微信"),
    ChannelKind.IN_APP: N_("站内收件箱"),
}
MESSAGES = {
    MessageState.WAITING: N_("等着发"),
    MessageState.SENT: N_("已发出"),
    MessageState.DELIVERED: N_("已送达"),
    MessageState.UNREACHED: N_("没有送到，要打电话"),
    MessageState.REACHED: N_("已电话告知"),
}
ATTEMPTS = {
    AttemptState.PLANNED: N_("准备发"),
    AttemptState.SENT: N_("已发出，等回执"),
    AttemptState.DELIVERED: N_("已送达"),
    AttemptState.FAILED: N_("没有送到"),
    AttemptState.UNKNOWN: N_("结果不明"),
}
TONES = {
    "planned": "plain",
    "waiting": "plain",
    "sent": "note",
    "delivered": "good",
    "reached": "good",
    "failed": "stop",
    "unreached": "stop",
    "unknown": "wait",
}
EVENTS = {
    "CaseSubmitted": N_("已提交"),
    "CaseSentBack": N_("预审退回"),
    "NoticeRecalled": N_("更正：修改告知已收回"),
    "CasePassed": N_("预审通过"),
    "CaseReceived": N_("部门收到信封"),
    "CorrectionAsked": N_("部门要求补正"),
    "CaseCorrected": N_("收到补正"),
    "CaseAccepted": N_("已受理"),
    "CaseRefused": N_("不予受理"),
    "CaseDecided": N_("已有结果"),
    "CasePostedBack": N_("结果已寄出"),
    "CaseClosed": N_("办结"),
    "CaseReopened": N_("更正：还没有送到"),
    "ParcelOutForDelivery": N_("邮包今天派送"),
    "ParcelReady": N_("邮包待取"),
    "ParcelNotDelivered": N_("邮包没有送到"),
    "ParcelReturned": N_("邮包退回"),
    "ParcelSearched": N_("正在查找邮包"),
    "OriginalsFound": N_("邮包找到了"),
    "OriginalsLost": N_("邮包遗失"),
    "ParcelDelivered": N_("退还的原件已签收"),
    "CaseWithdrawn": N_("已撤回"),
    "CaseLapsed": N_("逾期终止"),
    "ClockStopped": N_("办理期限暂停"),
    "ClockResumed": N_("办理期限接着算"),
    "ClockExtended": N_("办理期限延长"),
    "LapseIsNear": N_("快到期"),
    "DeadlineEscalated": N_("期限提醒（给工作人员）"),
}
"""Every event that is told; one without a name here would be shown by its own."""
WAYS = {"post": N_("邮寄结果"), "collect": N_("到窗口领取"), "none": N_("网上下载")}
EVERY_ITEM = N_("全部事项")
