"""What the work that follows an event is called, for whoever has to look after work that came to a halt."""

from beebox.kernel.errors import N_

ERRANDS = {
    "beebox.logistics.expecting:expect_paper": N_("准备收原件"),
    "beebox.logistics.manifests:announce": N_("向快递报交寄清单"),
    "beebox.logistics.money.fees:watch_fees": N_("核对运费"),
    "beebox.logistics.push_taking:take_heard_pushes": N_("收快递推来的消息"),
    "beebox.logistics.returning:finish_in_person": N_("窗口领取的收尾"),
    "beebox.logistics.returning:give_back": N_("安排寄还原件"),
    "beebox.logistics.returning:return_result": N_("安排寄出结果"),
    "beebox.preaudit.machine:check_corrected": N_("补正材料的机器审查"),
    "beebox.preaudit.machine:check_submitted": N_("机器审查"),
    "beebox.preaudit.machine:material_changed": N_("材料变了，重新识别"),
    "beebox.preaudit.rulework.verdicts:settle_verdicts": N_("记下规则对错"),
    "documents:print": N_("打印文书"),
    "logistics:book": N_("向快递下单"),
    "logistics:call_to_door": N_("约快递上门"),
    "logistics:confirm_end": N_("向快递确认签收"),
    "logistics:fetch_label": N_("取快递面单"),
    "logistics:send": N_("向快递发请求"),
    "money:match_bill": N_("核对快递账单"),
    "money:read_bill": N_("读快递账单"),
    "notices:send_message": N_("发送消息"),
    "notices:tell_citizen": N_("写消息"),
    "preaudit.machine:read_upload": N_("识别材料"),
    "preaudit.rulework:replay": N_("重放规则"),
    "rescue:intercept": N_("拦下邮包"),
}
"""By the name of a delivery (kernel/outbox.py); one without a name here is shown by its own."""


def errand_name(handler: str) -> str:
    return ERRANDS.get(handler, handler)
