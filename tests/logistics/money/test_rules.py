"""Prices and the judging of lines: pure, so every rule is tried alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from beebox.logistics.money.rules import (
    Billed,
    Ours,
    Outcome,
    Tariff,
    Zone,
    charged_grams,
    disputable_fen,
    judge,
    price,
    shares,
    tariff_in_force,
)
from beebox.logistics.orders import FeeKind, Payer

TOWN = Zone("本市", ("广州市",), 1000, 1200, 500, 150)
ELSEWHERE = Zone("其他", (), 1000, 2200, 1000, 1000)
TARIFF = Tariff("ems", "express", "v1", date(2026, 1, 1), date(2026, 6, 30), 6000, 0, (TOWN, ELSEWHERE))
LATER = Tariff("ems", "express", "v2", date(2026, 7, 1), None, 6000, 1500, (TOWN, ELSEWHERE))


@pytest.mark.parametrize(
    ("grams", "volume", "charged"),
    [(1, 0, 1000), (1000, 0, 1000), (1001, 0, 1500), (1500, 0, 1500), (300, 6000, 1000), (300, 9001, 2000)],
)
def test_the_heavier_of_weight_and_volume_counts_in_whole_steps(
    grams: int, volume: int, charged: int
) -> None:
    assert charged_grams(TOWN, 6000, grams, volume) == charged


@given(st.integers(1, 50_000), st.integers(0, 300_000))
def test_more_never_costs_less_and_nothing_is_charged_below_its_weight(grams: int, volume: int) -> None:
    charged = charged_grams(TOWN, 6000, grams, volume)
    assert charged >= grams
    assert charged * 6000 >= volume * 1000
    assert charged_grams(TOWN, 6000, grams + 1, volume) >= charged
    assert isinstance(price(TARIFF, "广州市", grams, volume).fen, int)


def test_the_zone_is_where_the_far_end_lies() -> None:
    assert price(TARIFF, "广东省广州市海珠区", 1600).fen == 1500
    assert price(TARIFF, "北京市西城区", 1600).fen == 3200
    assert price(LATER, "广东省广州市海珠区", 100).fen == 1500, "the least that is charged"


def test_each_day_has_its_own_tariff() -> None:
    both = (TARIFF, LATER)
    assert tariff_in_force(both, "ems", "express", date(2026, 6, 30)) is TARIFF
    assert tariff_in_force(both, "ems", "express", date(2026, 7, 1)) is LATER
    assert tariff_in_force(both, "ems", "express", date(2025, 12, 31)) is None
    assert tariff_in_force(both, "sf", "express", date(2026, 7, 1)) is None


@given(st.integers(-1_000_000, 1_000_000), st.integers(1, 50))
def test_shares_add_up_to_the_whole(fen: int, count: int) -> None:
    parts = shares(fen, count)
    assert sum(parts) == fen
    assert max(parts) - min(parts) <= 1


def billed(fen: int = 1200, **more: object) -> Billed:
    told: dict[str, object] = {"grams": 1000, "payer": None, "repeated": False, "alone": True}
    return Billed(kind=FeeKind.FREIGHT, fen=fen, **{**told, **more})  # type: ignore[arg-type]


def ours(**more: object) -> Ours:
    told: dict[str, object] = {
        "travelled": True,
        "payer": Payer.GOVERNMENT,
        "expected": {FeeKind.FREIGHT: 1200},
        "grams": 1000,
        "step_grams": 500,
        "successor": False,
    }
    return Ours(**{**told, **more})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("line", "books", "outcome"),
    [
        (billed(), ours(), Outcome.MATCHED),
        (billed(1201), ours(), Outcome.MATCHED),
        (billed(1202), ours(), Outcome.AMOUNT_DIFF),
        (billed(1198), ours(), Outcome.AMOUNT_DIFF),
        (billed(grams=1500), ours(), Outcome.MATCHED),
        (billed(1500, grams=1501), ours(), Outcome.WEIGHT_DIFF),
        (billed(), ours(expected={}), Outcome.AMOUNT_DIFF),
        (billed(), None, Outcome.UNKNOWN_IN_STATEMENT),
        (billed(repeated=True), ours(), Outcome.DUPLICATE_LINE),
        (billed(), ours(travelled=False), Outcome.CANCELLED_BUT_BILLED),
        (billed(), ours(payer=Payer.CITIZEN), Outcome.WRONG_PAYER),
        (billed(payer=Payer.CITIZEN), ours(), Outcome.WRONG_PAYER),
        (billed(1800), ours(successor=True), Outcome.RETURN_LEG),
        (billed(-300), ours(travelled=False), Outcome.MATCHED),
    ],
)
def test_every_line_is_one_thing(line: Billed, books: Ours | None, outcome: Outcome) -> None:
    assert judge(line, books) is outcome


def test_a_line_alone_may_stand_for_all_fees_together() -> None:
    both = ours(expected={FeeKind.FREIGHT: 1200, FeeKind.INSURANCE: 100})
    assert judge(billed(1300), both) is Outcome.MATCHED
    assert judge(billed(1300, alone=False), both) is Outcome.AMOUNT_DIFF
    assert judge(billed(1200, alone=False), both) is Outcome.MATCHED


def test_in_dispute_is_what_is_too_much_or_all_of_what_is_not_owed() -> None:
    assert disputable_fen(Outcome.AMOUNT_DIFF, 1500, 1200) == 300
    assert disputable_fen(Outcome.DUPLICATE_LINE, 1500, 1200) == 1500
    assert disputable_fen(Outcome.UNKNOWN_IN_STATEMENT, 1500, None) == 1500
