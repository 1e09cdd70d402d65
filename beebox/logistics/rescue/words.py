"""What interceptions and claims are called."""

from beebox.kernel.errors import N_
from beebox.logistics.orders import Interception, Leg
from beebox.logistics.rescue.tables import ClaimState, InterceptionState

WISHES = {
    Interception.RETURN: N_("退回寄件人"),
    Interception.REDIRECT: N_("改寄到新地址"),
    Interception.HOLD: N_("先扣住不送"),
}
INTERCEPTIONS = {
    InterceptionState.PLANNED: N_("还没发出"),
    InterceptionState.SENT: N_("等快递答复"),
    InterceptionState.CONFIRMED: N_("快递答应了"),
    InterceptionState.REJECTED: N_("快递没有答应"),
    InterceptionState.UNKNOWN: N_("没有回音，不知道拦住没有"),
}
INTERCEPTION_TONES = {
    InterceptionState.CONFIRMED: "good",
    InterceptionState.REJECTED: "stop",
    InterceptionState.UNKNOWN: "wait",
}
CLAIMS = {
    ClaimState.OPEN: N_("正在查找"),
    ClaimState.FOUND: N_("找到了"),
    ClaimState.REPLACED: N_("找不回，重新做"),
    ClaimState.COMPENSATED: N_("找不回，已赔款"),
}
CLAIM_TONES = {ClaimState.OPEN: "wait", ClaimState.FOUND: "good"}
"""The others are losses."""
LEGS = {Leg.OUTBOUND: N_("寄来"), Leg.RETURN: N_("寄回")}
