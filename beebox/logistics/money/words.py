"""What stages, outcomes and fees are called, and how sums are written."""

from beebox.kernel.errors import N_
from beebox.logistics.money.rules import Outcome, Stage
from beebox.logistics.money.tables import BillState, DisputeState
from beebox.logistics.orders import FeeKind, Leg, Payer

STAGES = {
    Stage.ESTIMATED: N_("预计"),
    Stage.ACCRUED: N_("快递已计费"),
    Stage.BILLED: N_("账单"),
    Stage.PAID: N_("已付"),
    Stage.DISPUTED: N_("争议中"),
    Stage.CREDITED: N_("退款"),
}
OUTCOMES = {
    Outcome.MATCHED: N_("相符"),
    Outcome.AMOUNT_DIFF: N_("金额不同"),
    Outcome.WEIGHT_DIFF: N_("重量不同"),
    Outcome.MISSING_IN_STATEMENT: N_("账单里没有"),
    Outcome.UNKNOWN_IN_STATEMENT: N_("不认识的运单"),
    Outcome.DUPLICATE_LINE: N_("重复收费"),
    Outcome.CANCELLED_BUT_BILLED: N_("取消了还收费"),
    Outcome.WRONG_PAYER: N_("应由申请人付"),
    Outcome.RETURN_LEG: N_("退回或转寄的新单号"),
}
TONES = {Outcome.MATCHED: "good", Outcome.RETURN_LEG: "note", Outcome.MISSING_IN_STATEMENT: "plain"}
"""Every other outcome asks for a look."""
KINDS = {
    FeeKind.FREIGHT: N_("运费"),
    FeeKind.INSURANCE: N_("保价"),
    FeeKind.PICKUP: N_("上门费"),
    FeeKind.PACKAGING: N_("包装"),
    FeeKind.INTERCEPTION: N_("拦截"),
    FeeKind.RETURN: N_("退回运费"),
    FeeKind.OTHER: N_("其他费用"),
}
BILLS = {
    BillState.ARRIVED: N_("正在读"),
    BillState.READ: N_("正在核对"),
    BillState.UNREADABLE: N_("读不了"),
    BillState.MATCHED: N_("已核对"),
}
BILL_TONES = {BillState.UNREADABLE: "stop", BillState.MATCHED: "good"}
DISPUTES = {
    DisputeState.OPEN: N_("争议中"),
    DisputeState.CREDITED: N_("已退款"),
    DisputeState.DROPPED: N_("不再追究"),
}
DISPUTE_TONES = {DisputeState.OPEN: "wait", DisputeState.CREDITED: "good", DisputeState.DROPPED: "plain"}
PAYERS = {Payer.GOVERNMENT: N_("中心付"), Payer.CITIZEN: N_("申请人付")}
LEGS = {Leg.OUTBOUND: N_("寄来"), Leg.RETURN: N_("寄回")}


def yuan(fen: int | None) -> str:
    """`1234` as `12.34`, with a real minus sign below zero; a dash where nothing is known."""
    if fen is None:
        return "—"
    whole, rest = divmod(abs(fen), 100)
    return f"{'−' if fen < 0 else ''}{whole:,}.{rest:02d}"


def kilos(grams: int | None) -> str:
    """`1500` as `1.5`; a dash where nothing is known."""
    return "—" if grams is None else f"{grams / 1000:g}"
