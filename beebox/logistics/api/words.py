"""What scopes and kinds of change are called on the administrator's pages."""

from beebox.accounts.api_keys import Scope
from beebox.kernel.errors import N_
from beebox.logistics.changes import PLANNED, SCANNED, STATUS, UPDATED
from beebox.logistics.tables import WaybillState
from beebox.logistics.words import WAYBILLS

SCOPES = {
    Scope.READ_WAYBILLS: N_("查运单、取面单"),
    Scope.WRITE_WAYBILLS: N_("确认交接"),
    Scope.READ_EVENTS: N_("查轨迹和变化"),
    Scope.WRITE_EVENTS: N_("上报轨迹和上门取件"),
    Scope.WEBHOOKS: N_("查推送、要求补发"),
}
KINDS = {
    PLANNED: N_("登记了邮包"),
    **{f"waybill.{state}": word for state, word in WAYBILLS.items() if state is not WaybillState.PLANNED},
    STATUS: N_("轨迹状态变了"),
    SCANNED: N_("有新的轨迹"),
    UPDATED: N_("其他变化"),
}
