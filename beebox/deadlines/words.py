"""What clocks, their events and their reasons are called."""

from beebox.cases.clock.ladder import At, To
from beebox.cases.clock.names import CLOCK_NAMES
from beebox.cases.clock.shades import Shade
from beebox.cases.clock.terms import Reason, What
from beebox.kernel.errors import N_
from beebox.workdays.calendar import Unit

CLOCKS = CLOCK_NAMES
EVENTS = {
    What.STARTED: N_("开始"),
    What.STOPPED: N_("暂停"),
    What.RESUMED: N_("恢复"),
    What.EXTENDED: N_("延长"),
    What.MET: N_("完成"),
    What.CANCELLED: N_("不再计算"),
    What.REOPENED: N_("重新打开"),
    What.ADOPTED: N_("沿用以前记下的日期"),
    What.REDDENED: N_("亮红灯"),
    What.BREACHED: N_("超过期限"),
    What.EXPLAINED: N_("书面说明"),
    What.MOVED: N_("日历改了，到期日跟着变"),
}
REASONS = {
    Reason.SUBMITTED: N_("申请人提交"),
    Reason.SENT_BACK: N_("退回修改，等申请人"),
    Reason.PAPER: N_("预审通过，等原件"),
    Reason.CORRECTION: N_("要求补正，等申请人"),
    Reason.RECEIVED: N_("收到材料"),
    Reason.ACCEPTED: N_("已受理"),
    Reason.SILENCE: N_("逾期没有告知，视为受理，从收到材料那天起算"),
    Reason.REFUSED: N_("不予受理"),
    Reason.DECIDED: N_("已作出决定"),
    Reason.COLLECT: N_("等申请人来领"),
    Reason.SENT: N_("已交寄"),
    Reason.HANDED_OUT: N_("当面交给申请人"),
    Reason.DELIVERED: N_("快递签收"),
    Reason.LOST: N_("邮包遗失"),
    Reason.WITHDRAWN: N_("申请人撤回"),
    Reason.LAPSED: N_("逾期终止"),
    Reason.BEGUN: N_("开始填写"),
    Reason.APPROVED: N_("主管批准延期"),
    Reason.RECALLED: N_("告知书收回了，回到预审"),
    Reason.TOLD_LATE: N_("没能及时提醒申请人，顺延"),
    Reason.CALENDAR: N_("工作日历改了"),
    Reason.MENDED: N_("核对时改正"),
    Reason.TAKEN_OVER: N_("以前的记录"),
    Reason.HEARING: N_("听证"),
    Reason.TENDER: N_("招标"),
    Reason.AUCTION: N_("拍卖"),
    Reason.EXAMINATION: N_("检验"),
    Reason.TEST: N_("检测"),
    Reason.QUARANTINE: N_("检疫"),
    Reason.APPRAISAL: N_("鉴定"),
    Reason.EXPERT_REVIEW: N_("专家评审"),
    Reason.FINISHED: N_("程序做完"),
}
SHADES = {
    Shade.GOOD: N_("按时"),
    Shade.WAIT: N_("快到期"),
    Shade.STOP: N_("红灯"),
    Shade.PLAIN: N_("不在计时"),
}
UNITS = {Unit.WORKDAY: N_("工作日"), Unit.NATURAL_DAY: N_("自然日"), Unit.INSTANT: N_("当天")}
RUNGS = {At.AMBER: N_("黄灯"), At.RED: N_("红灯"), At.OVERDUE: N_("超期")}
TO = {To.RESPONSIBLE: N_("负责的人"), To.SUPERVISOR: N_("主管"), To.ADMINISTRATOR: N_("管理员")}
PAUSE_OVER = N_("特别程序过了计划的日子还没结束")
