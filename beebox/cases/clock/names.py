"""What the clocks are called."""

from beebox.cases.clock.terms import Which
from beebox.kernel.errors import N_

CLOCK_NAMES = {
    Which.DRAFT: N_("草稿保存"),
    Which.NOTICE: N_("一次告知或受理"),
    Which.CHECK: N_("预审（本中心目标）"),
    Which.CORRECTION: N_("申请人改材料"),
    Which.DECISION: N_("答复决定"),
    Which.DISPATCH: N_("交寄结果（本中心目标）"),
    Which.DELIVERY: N_("送达结果"),
}
