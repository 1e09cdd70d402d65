"""What steps, states and lights are called on the desk."""

from beebox.cases.states import Action, State
from beebox.handling.lights import Urgency
from beebox.handling.ruler import Why
from beebox.handling.rules import Way
from beebox.kernel.errors import N_

ACTIONS = {
    Action.SUBMIT: N_("申请人提交"),
    Action.FINISH_CHECK: N_("机审完成"),
    Action.SEND_BACK: N_("预审退回，等申请人修改"),
    Action.RECALL: N_("主管收回告知，重新预审"),
    Action.PASS: N_("预审通过，等原件"),
    Action.RECEIVE: N_("收到信封"),
    Action.ASK_CORRECTION: N_("要求补正，期限暂停"),
    Action.REFUSE: N_("不予受理"),
    Action.ACCEPT: N_("受理"),
    Action.ACCEPT_BY_SILENCE: N_("视为受理（逾期没有告知）"),
    Action.DECIDE: N_("作出决定"),
    Action.POST_BACK: N_("交邮政寄回"),
    Action.CONFIRM_DELIVERY: N_("申请人收到，办结"),
    Action.END_AFTER_LOSS: N_("遗失了结：退还的原件找不回来，办结"),
    Action.REOPEN: N_("快递收回签收，重新打开"),
    Action.HAND_OUT: N_("当面领取，办结"),
    Action.FINISH_WITHOUT_PAPER: N_("电子结果送达，办结"),
    Action.WITHDRAW: N_("申请人撤回"),
    Action.LAPSE: N_("逾期终止"),
}
STATES = {
    State.AWAITING_PAPER: N_("待寄件"),
    State.RECEIVED: N_("已收件"),
    State.CORRECTING: N_("补正中"),
    State.ACCEPTED: N_("已受理"),
    State.DECIDED: N_("已决定"),
    State.RETURNING: N_("已交寄"),
    State.CLOSED: N_("办结"),
    State.REFUSED: N_("不予受理"),
    State.WITHDRAWN: N_("已撤回"),
    State.LAPSED: N_("逾期终止"),
}
URGENCIES = {
    Urgency.EASY: N_("按时"),
    Urgency.SOON: N_("抓紧"),
    Urgency.URGENT: N_("紧急"),
    Urgency.OVER: N_("超期"),
    Urgency.STOPPED: N_("期限暂停"),
    Urgency.LEAVING: N_("等交给申请人"),
    Urgency.NO_LIMIT: N_("没有期限"),
}
WHYS = {
    Why.SENT_BACK: N_("等修改"),
    Why.PAPER: N_("等原件"),
    Why.CORRECTION: N_("等补正"),
    Why.SPECIAL: N_("特别程序"),
}
WAYS = {
    Way.POST: N_("邮政特快寄到申请人登记的地址"),
    Way.COLLECT: N_("申请人到窗口领取（凭取件码和身份证件）"),
    Way.NONE: N_("只发电子结果，没有纸质件"),
}
EARLY = {
    State.AWAITING_PAPER: N_("原件还没有收到，收到信封后才可以。"),
    State.CORRECTING: N_("正在等申请人补正，补正回来以后才可以。"),
}
"""Why nothing can be done yet."""
LATE = {
    State.ACCEPTED: N_("已经受理了。"),
    State.DECIDED: N_("已经作出决定了。"),
    State.RETURNING: N_("结果已经交寄了。"),
}
ENDED_ALREADY = N_("这件办件已经结束了。")
EVENTUAL = {
    Action.ASK_CORRECTION: N_("受理之前才可以，并且要一次讲全。"),
    Action.REFUSE: N_("已经受理的，改为作出不予许可的决定。"),
    Action.DECIDE: N_("先受理，再作决定。"),
    Action.HAND_OUT: N_("作出决定、申请人选择当面领取以后才可以。"),
}
ASKED_ONCE = N_("已经要求补正过一次。合格请受理，仍不合格请不予受理。")
"""A correction cannot be asked for twice."""
STEPS = {
    Action.ACCEPT: N_("受理"),
    Action.ASK_CORRECTION: N_("要求补正"),
    Action.REFUSE: N_("不予受理"),
    Action.DECIDE: N_("作出决定"),
    Action.HAND_OUT: N_("当面交付结果"),
}
FIELDS = {
    "applicant_name": N_("申请人"),
    "id_number": N_("身份证号码"),
    "phone": N_("手机"),
    "address": N_("住址"),
    "company_name": N_("单位名称"),
    "credit_code": N_("统一社会信用代码"),
    "seller_name": N_("卖方"),
    "seller_id_number": N_("卖方身份证号码"),
    "spouse_name": N_("配偶"),
    "spouse_id_number": N_("配偶身份证号码"),
    "child_name": N_("孩子"),
    "guardian_name": N_("监护人"),
    "guardian_id_number": N_("监护人身份证号码"),
    "agent_name": N_("代办人"),
    "agent_id_number": N_("代办人身份证号码"),
}
