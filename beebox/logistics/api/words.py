"""What scopes and kinds of change are called on the administrator's pages."""

from beebox.accounts.api_keys import Scope
from beebox.kernel.errors import N_

SCOPES = {
    Scope.READ_WAYBILLS: N_("查运单、取面单"),
    Scope.WRITE_WAYBILLS: N_("确认交接"),
    Scope.READ_EVENTS: N_("查轨迹和变化"),
    Scope.WRITE_EVENTS: N_("上报轨迹和上门取件"),
    Scope.WEBHOOKS: N_("查推送、要求补发"),
}
KINDS = {
    "waybill.planned": N_("登记了邮包"),
    "waybill.booked": N_("取到运单号"),
    "waybill.refused": N_("快递不收"),
    "waybill.handed_over": N_("已交快递"),
    "waybill.in_transit": N_("运输中"),
    "waybill.failed": N_("投递没有成功"),
    "waybill.delivered": N_("已签收"),
    "waybill.cancelled": N_("已取消"),
    "waybill.status": N_("轨迹状态变了"),
    "waybill.scanned": N_("有新的轨迹"),
    "waybill.updated": N_("其他变化"),
}
