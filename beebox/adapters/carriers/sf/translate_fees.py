"""What SF charged, in exact fen (SF open platform, EXP_RECE_QUERY_SFWAYBILL)."""

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from beebox.adapters.carriers.sf.codes import shown
from beebox.adapters.carriers.sf.reply import listed, mapping
from beebox.logistics.faults import BadResponse
from beebox.logistics.orders import FeeKind, FeeLine, Payer

_KINDS = {"1": FeeKind.FREIGHT, "3": FeeKind.INSURANCE}
_PAYERS = {"1": Payer.CITIZEN, "2": Payer.GOVERNMENT}
"""Settled in cash: at the citizen's door, for the centre never pays there; monthly: by the centre."""
_NAMES = (
    ("保价", FeeKind.INSURANCE),
    ("保费", FeeKind.INSURANCE),
    ("包装", FeeKind.PACKAGING),
    ("转寄", FeeKind.INTERCEPTION),
    ("截单", FeeKind.INTERCEPTION),
    ("拦截", FeeKind.INTERCEPTION),
    ("退回", FeeKind.RETURN),
    ("退件", FeeKind.RETURN),
    ("返程", FeeKind.RETURN),
    ("上门", FeeKind.PICKUP),
    ("揽收", FeeKind.PICKUP),
    ("运费", FeeKind.FREIGHT),
)


def fees_from_wire(data: object) -> Sequence[FeeLine]:
    """The lines so far; none before the parcel is weighed. The charged weight stands on the freight."""
    told = mapping(data)
    info = mapping(told.get("waybillInfo"))
    lines = [row for row in listed(told.get("waybillFeeList")) if row.get("value") not in (None, "")]
    weight = info.get("meterageWeightQty")
    grams = None if weight in (None, "") else _exact(weight, 1000, "重量")
    return [_line(row, grams) for row in lines]


def fen_of_yuan(told: object) -> int:
    """Exact fen of SF's yuan, text or number. Raises BadResponse for half a fen."""
    return _exact(told, 100, "金额")


def kind_named(name: str) -> FeeKind:
    """The kind of a charge by what SF calls it."""
    return next((kind for word, kind in _NAMES if word in name), FeeKind.OTHER)


def _line(row: Mapping[str, Any], grams: int | None) -> FeeLine:
    name = shown(row.get("name"), 60)
    kind = _KINDS.get(str(row.get("type"))) or kind_named(name)
    return FeeLine(
        kind,
        fen_of_yuan(row["value"]),
        grams if kind is FeeKind.FREIGHT else None,
        _PAYERS.get(str(row.get("settlementTypeCode"))),
        name,
    )


def _exact(told: object, times: int, what: str) -> int:
    try:
        exact = Decimal(str(told).strip()) * times
        if exact.is_finite() and abs(exact) < 10**12 and exact == int(exact):
            return int(exact)
    except ArithmeticError:
        pass
    raise BadResponse(f"顺丰给出的{what}读不懂", raw=shown(told, 100))
