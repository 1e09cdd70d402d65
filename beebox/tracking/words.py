"""What holders, fates and kinds of day are called on the page."""

from beebox.kernel.errors import N_
from beebox.logistics.models import Fate, Holder

HOLDERS = {
    Holder.CITIZEN: N_("在您手里"),
    Holder.BOX: N_("在小蜂箱里"),
    Holder.COLLECTOR: N_("在收件员手里"),
    Holder.SORTING: N_("在分拣台"),
    Holder.DEPARTMENT: N_("在%(department)s"),
    Holder.MAIL_OUT: N_("在寄件台，准备寄还"),
    Holder.COURIER: N_("在快递手里"),
    Holder.LOST: N_("没有找到，主管在处理"),
}
FATES = {
    Fate.RETURNED: N_("办完还给您"),
    Fate.KEPT: N_("部门留存"),
    Fate.VOIDED: N_("部门收回作废"),
}
WEEKDAYS = (N_("周一"), N_("周二"), N_("周三"), N_("周四"), N_("周五"), N_("周六"), N_("周日"))
EARLIEST_SHOWN = 5
"""Older lines of the story are folded away."""
