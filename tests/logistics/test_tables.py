"""The tables themselves: every state is reached, every move is one that somebody may make."""

from enum import StrEnum
from typing import Any

import pytest

from beebox.accounts.roles import Role
from beebox.kernel.state_table import NoSuchMove, StateTable
from beebox.logistics.tables import (
    BAG_TABLE,
    CALL_TABLE,
    ENVELOPE_TABLE,
    ROUND_TABLE,
    WAYBILL_TABLE,
    BagState,
    CallState,
    EnvelopeAction,
    EnvelopeState,
    RoundState,
    WaybillAction,
    WaybillState,
)

TABLES: list[tuple[StateTable[Any, Any, Any], StrEnum, set[StrEnum]]] = [
    (ENVELOPE_TABLE, EnvelopeState.WAITING, {EnvelopeState.ASIDE}),
    (ROUND_TABLE, RoundState.OPEN, {RoundState.CLOSED}),
    (BAG_TABLE, BagState.OPEN, {BagState.RECEIVED}),
    (WAYBILL_TABLE, WaybillState.PLANNED, {WaybillState.CANCELLED}),
    (CALL_TABLE, CallState.PLANNED, {CallState.WITHDRAWN, CallState.REJECTED}),
]


@pytest.mark.parametrize(("table", "first", "ends"), TABLES)
def test_every_state_is_reached_and_only_the_ends_are_final(
    table: StateTable[Any, Any, Any], first: StrEnum, ends: set[StrEnum]
) -> None:
    reached, before = {first}, set()
    while reached != before:
        before = set(reached)
        reached |= {row.after for row in table.rows if row.before in reached}
    assert reached == set(type(first))
    assert set(type(first)) - {row.before for row in table.rows} == ends


@pytest.mark.parametrize(("table", "first", "ends"), TABLES)
def test_the_same_action_leads_everybody_to_the_same_state(
    table: StateTable[Any, Any, Any], first: StrEnum, ends: set[StrEnum]
) -> None:
    led: dict[tuple[StrEnum, StrEnum], StrEnum] = {}
    for row in table.rows:
        assert led.setdefault((row.before, row.action), row.after) is row.after


def test_only_a_clerk_receives_and_only_a_collector_collects() -> None:
    who = {(row.action, row.who) for row in ENVELOPE_TABLE.rows}
    assert {w for a, w in who if a is EnvelopeAction.RECEIVE} == {Role.CLERK}
    assert {w for a, w in who if a is EnvelopeAction.COLLECT} == {Role.COLLECTOR}


def test_nobody_but_the_fold_of_all_scans_leaves_an_end_of_a_parcel() -> None:
    ends = {WaybillState.DELIVERED, WaybillState.RETURNED, WaybillState.LOST}
    assert {row.who for row in WAYBILL_TABLE.rows if row.before in ends} == {Role.SYSTEM}


def test_what_is_struck_out_stays_so() -> None:
    for action in WaybillAction:
        for role in Role:
            with pytest.raises(NoSuchMove):
                WAYBILL_TABLE.row(WaybillState.CANCELLED, action, role)
