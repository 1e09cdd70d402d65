"""The fold: whatever comes in whatever order, it says the same, and never less than the truth."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beebox.logistics.folding import BACKWARD, BEFORE, CARRIED, ENDS, FOLLOWS, RANK, SILENT, Folded, fold
from beebox.logistics.track_words import CarrierEvent, Proof, Reason, TrackStatus

S = TrackStatus
START = datetime(2026, 11, 30, 1, tzinfo=UTC)


def scan(
    status: TrackStatus, hour: float, code: str = "", number: str = "LB1", **more: object
) -> CarrierEvent:
    at = START + timedelta(hours=hour)
    return CarrierEvent(number, code or status.value, status, at, status.value, **more)  # type: ignore[arg-type]


def way(*statuses: TrackStatus) -> list[CarrierEvent]:
    return [scan(status, hour) for hour, status in enumerate(statuses)]


CODES = ["704", "743", "702", "742", "303"]
scans = st.builds(
    CarrierEvent,
    number=st.sampled_from(["LB1", "LB2"]),
    code=st.sampled_from(CODES),
    status=st.sampled_from(list(S)),
    at=st.integers(0, 12).map(lambda hour: START + timedelta(hours=hour)),
    text=st.sampled_from(["a", "b"]),
    reason=st.sampled_from([None, Reason.REFUSED]),
    proof=st.sampled_from([None, Proof.LOCKER]),
    voids=st.one_of(
        st.just(frozenset[str]()),
        st.just(frozenset[str]()),
        st.sampled_from(CODES).map(lambda c: frozenset({c})),
    ),
    successor=st.sampled_from(["", "", "LB2"]),
)


@settings(max_examples=400)
@given(st.data(), st.lists(scans, max_size=12))
def test_any_order_and_any_repetition_says_the_same(data: st.DataObject, told: list[CarrierEvent]) -> None:
    again = data.draw(st.lists(st.sampled_from(told), max_size=6)) if told else []
    shuffled = data.draw(st.permutations([*told, *again]))
    assert fold(shuffled) == fold(told)


@settings(max_examples=400)
@given(st.lists(scans, max_size=10), scans)
def test_an_older_scan_never_moves_the_head(told: list[CarrierEvent], late: CarrierEvent) -> None:
    """Unless it says more than where the parcel was: an end, a return, that something was wrong, or that the
    parcel was on its way while the head speaks of the start of it, which no way comes back to."""
    before = fold(told)
    at_start = before.status in {*BEFORE, TrackStatus.CANCELLED, TrackStatus.PICKED_UP}
    on_its_way = at_start and late.status in CARRIED
    speaks_up = late.status in ENDS or late.status in BACKWARD or late.voids or on_its_way
    if before.at is None or late.at >= before.at or speaks_up:
        return
    after = fold([*told, late])
    assert (after.status, after.at, after.reason, after.proof) == (
        before.status,
        before.at,
        before.reason,
        before.proof,
    )


@settings(max_examples=200)
@given(st.lists(scans, max_size=10))
def test_nothing_is_dropped(told: list[CarrierEvent]) -> None:
    folded = fold(told)
    kept = [step.scan for step in folded.steps] + [scan for _, scan in folded.impossible]
    assert set(kept) | set(folded.taken_back) | set(folded.unknown) <= set(told)
    assert all(scan not in folded.taken_back for scan in kept)


@settings(max_examples=200)
@given(st.lists(scans, max_size=8), st.sampled_from(sorted(SILENT)), st.integers(0, 20))
def test_what_only_informs_moves_nothing(told: list[CarrierEvent], silent: TrackStatus, hour: int) -> None:
    extra = scan(silent, hour, code="8000")
    plain = [replace(event, voids=frozenset[str]()) for event in told]
    assert fold([*plain, extra]).steps == fold(plain).steps


def test_no_scan_is_an_order_that_stands() -> None:
    assert fold([]) == Folded()
    assert fold([]).status is S.CREATED


def test_delivered_before_out_for_delivery_was_heard() -> None:
    told = way(S.PICKED_UP, S.IN_TRANSIT, S.OUT_FOR_DELIVERY, S.DELIVERED)
    assert fold([told[3], told[2], told[0], told[1]]).status is S.DELIVERED


def test_at_the_same_second_the_higher_rank_counts() -> None:
    told = [scan(S.DELIVERED, 3), scan(S.OUT_FOR_DELIVERY, 3), scan(S.ARRIVED, 3)]
    assert fold(told).status is S.DELIVERED
    assert [step.status for step in fold(told).steps] == [S.ARRIVED, S.OUT_FOR_DELIVERY, S.DELIVERED]


def test_a_stray_scan_after_delivery_is_told_and_moves_nothing() -> None:
    folded = fold([*way(S.PICKED_UP, S.DELIVERED), scan(S.IN_TRANSIT, 5)])
    assert folded.status is S.DELIVERED
    assert [(before, found.status) for before, found in folded.impossible] == [(S.DELIVERED, S.IN_TRANSIT)]


def test_743_takes_704_back_and_a_second_704_stands() -> None:
    told = [
        scan(S.OUT_FOR_DELIVERY, 1, "702"),
        scan(S.DELIVERED, 2, "704"),
        scan(S.INFO, 3, "743", voids=frozenset({"704"})),
    ]
    assert fold(told).status is S.OUT_FOR_DELIVERY
    assert [found.code for found in fold(told).taken_back] == ["704"]
    assert fold([*told, scan(S.DELIVERED, 5, "704")]).status is S.DELIVERED


def test_a_reversal_in_the_same_second_still_comes_after() -> None:
    told = [scan(S.DELIVERED, 2, "704"), scan(S.INFO, 2, "743", voids=frozenset({"704"}))]
    assert fold(told).status is S.CREATED


def test_a_reversal_takes_back_nothing_of_another_number_and_nothing_later() -> None:
    back = frozenset({"704"})
    assert (
        fold([scan(S.DELIVERED, 2, "704"), scan(S.INFO, 3, "743", "LB2", voids=back)]).status is S.DELIVERED
    )
    assert fold([scan(S.DELIVERED, 2, "704"), scan(S.INFO, 1, "743", voids=back)]).status is S.DELIVERED


def test_a_reversal_that_was_itself_taken_back_strikes_nothing() -> None:
    told = [
        scan(S.DELIVERED, 1, "704"),
        scan(S.INFO, 2, "743", voids=frozenset({"704"})),
        scan(S.INFO, 3, "992", voids=frozenset({"743"})),
    ]
    assert fold(told).status is S.DELIVERED


def test_of_two_deliveries_the_newest_is_taken_back() -> None:
    told = [scan(S.DELIVERED, 1, "704"), scan(S.DELIVERED, 2, "704")]
    folded = fold([*told, scan(S.INFO, 3, "743", voids=frozenset({"704"}))])
    assert (folded.status, folded.at) == (S.DELIVERED, told[0].at)


def test_returned_after_delivery_reopens_it() -> None:
    assert fold(way(S.PICKED_UP, S.DELIVERED, S.RETURNING)).status is S.RETURNING
    assert fold(way(S.PICKED_UP, S.DELIVERED, S.RETURNED)).status is S.RETURNED


def test_once_a_return_began_a_delivery_is_one_to_the_sender() -> None:
    told = way(S.PICKED_UP, S.RETURNING, S.IN_TRANSIT, S.OUT_FOR_DELIVERY)
    assert fold(told).status is S.RETURNING
    assert fold(told).impossible == ()
    assert fold([*told, scan(S.DELIVERED, 9)]).status is S.RETURNED


def test_a_return_under_a_new_number_ends_as_returned() -> None:
    told = [
        scan(S.PICKED_UP, 0),
        scan(S.RETURNING, 1, "648", successor="LB2"),
        scan(S.PICKED_UP, 2, number="LB2"),
        scan(S.DELIVERED, 3, "80", number="LB2"),
    ]
    folded = fold(told)
    assert (folded.status, folded.successor, folded.impossible) == (S.RETURNED, "LB2", ())


def test_a_new_number_on_the_way_forward_ends_as_delivered() -> None:
    told = [
        scan(S.PICKED_UP, 0),
        scan(S.REDIRECTED, 1, "99", successor="LB2"),
        scan(S.PICKED_UP, 2, number="LB2"),
        scan(S.DELIVERED, 3, number="LB2"),
    ]
    assert (fold(told).status, fold(told).impossible) == (S.DELIVERED, ())


def test_a_scan_beats_a_cancellation_in_any_order() -> None:
    assert fold(way(S.CREATED, S.CANCELLED)).status is S.CANCELLED
    assert fold(way(S.CREATED, S.CANCELLED, S.PICKED_UP)).status is S.PICKED_UP
    folded = fold(way(S.CREATED, S.PICKED_UP, S.CANCELLED))
    assert folded.status is S.PICKED_UP and len(folded.impossible) == 1


def test_what_was_lost_may_turn_up() -> None:
    assert fold(way(S.PICKED_UP, S.LOST)).status is S.LOST
    assert fold(way(S.PICKED_UP, S.LOST, S.IN_TRANSIT, S.DELIVERED)).status is S.DELIVERED


def test_an_unknown_code_is_told_and_moves_nothing() -> None:
    folded = fold([*way(S.PICKED_UP), scan(S.UNKNOWN, 4, "999")])
    assert folded.status is S.PICKED_UP and [found.code for found in folded.unknown] == ["999"]


def test_why_and_into_whose_hands() -> None:
    folded = fold([scan(S.ATTEMPT_FAILED, 1, reason=Reason.NOT_PRESENT)])
    assert folded.reason is Reason.NOT_PRESENT
    assert fold([scan(S.DELIVERED, 2, proof=Proof.LOCKER)]).proof is Proof.LOCKER


@pytest.mark.parametrize("status", list(S))
def test_every_status_has_a_rank_and_every_moving_one_a_row(status: TrackStatus) -> None:
    assert status in RANK
    assert (status in FOLLOWS) is not (status in SILENT)


def test_no_two_statuses_share_a_rank() -> None:
    assert len(set(RANK.values())) == len(S)
