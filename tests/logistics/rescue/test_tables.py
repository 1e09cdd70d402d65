"""Every state of an interception and of a claim is reached, and only the ends are final."""

from beebox.logistics.rescue.tables import (
    CLAIM_TABLE,
    INTERCEPTION_TABLE,
    OPEN_INTERCEPTIONS,
    ClaimState,
    InterceptionState,
)


def test_an_interception_reaches_every_state_and_ends_confirmed_or_rejected() -> None:
    reached = {move.after for move in INTERCEPTION_TABLE.rows}
    assert {InterceptionState.PLANNED} | reached == set(InterceptionState)
    assert {move.before for move in INTERCEPTION_TABLE.rows} == set(OPEN_INTERCEPTIONS)


def test_a_claim_reaches_every_state_and_what_was_found_stays_found() -> None:
    assert {ClaimState.OPEN} | {move.after for move in CLAIM_TABLE.rows} == set(ClaimState)
    assert ClaimState.FOUND not in {move.before for move in CLAIM_TABLE.rows}
