"""What SF charged, to the fen."""

import json
from decimal import Decimal
from typing import Any

import pytest

from beebox.adapters.carriers.sf.reply import parse_json
from beebox.adapters.carriers.sf.translate_fees import fees_from_wire, fen_of_yuan
from beebox.logistics.faults import BadResponse
from beebox.logistics.orders import FeeKind, FeeLine, Payer


def charged(*lines: dict[str, Any], weight: object = "1.5") -> object:
    told = {"waybillInfo": {"meterageWeightQty": weight, "realWeightQty": 1.2}, "waybillFeeList": list(lines)}
    return parse_json(json.dumps(told))


def line(kind: str, value: object, name: str = "运费", settled: str = "2") -> dict[str, Any]:
    return {
        "type": kind,
        "name": name,
        "value": value,
        "paymentTypeCode": "1",
        "settlementTypeCode": settled,
    }


def test_lines_have_kind_amount_weight_and_payer() -> None:
    assert fees_from_wire(charged(line("1", "18.10"), line("3", 2, "保价"))) == [
        FeeLine(FeeKind.FREIGHT, 1810, 1500, Payer.GOVERNMENT, "运费"),
        FeeLine(FeeKind.INSURANCE, 200, None, Payer.GOVERNMENT, "保价"),
    ]


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("包装服务", FeeKind.PACKAGING),
        ("转寄服务费", FeeKind.INTERCEPTION),
        ("退回运费", FeeKind.RETURN),
        ("?", FeeKind.OTHER),
    ],
)
def test_other_charges_go_by_their_name(name: str, kind: FeeKind) -> None:
    assert fees_from_wire(charged(line("9", "1", name)))[0].kind is kind


def test_cash_was_paid_at_the_citizens_door() -> None:
    payers = [fee.payer for fee in fees_from_wire(charged(*(line("1", "1", settled=s) for s in "12?")))]
    assert payers == [Payer.CITIZEN, Payer.GOVERNMENT, None]


@pytest.mark.parametrize(
    "told", [None, {}, [], {"waybillInfo": None, "waybillFeeList": None}, charged(line("1", None)), charged()]
)
def test_no_fee_yet_is_nothing_wrong(told: object) -> None:
    assert list(fees_from_wire(told)) == []


@pytest.mark.parametrize(
    ("yuan", "fen"),
    [
        ("18", 1800),
        ("18.1", 1810),
        ("18.100", 1810),
        (Decimal("0.29"), 29),
        (1.1, 110),
        ("-3.05", -305),
        (0, 0),
    ],
)
def test_yuan_become_exact_fen(yuan: object, fen: int) -> None:
    assert fen_of_yuan(yuan) == fen


@pytest.mark.parametrize(
    "yuan",
    ["18.105", "", "NaN", "Infinity", "1e30", "1e999999", "1e-999999", "十八", None, True, [], "1,800"],
)
def test_what_is_no_amount_is_not_rounded_into_one(yuan: object) -> None:
    with pytest.raises(BadResponse):
        fen_of_yuan(yuan)
