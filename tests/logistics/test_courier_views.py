"""Dead letters, parcels that stand still, and the times of the legs: lists for people."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from beebox.accounts.roles import Role
from beebox.logistics.dead_letters import (
    LetterSettled,
    NoSuchParcel,
    SayWhyDismissed,
    dismiss_letter,
    match_letter,
    open_letters,
)
from beebox.logistics.leg_times import Mark, Way, leg_times, medians
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.stale import STALE_AFTER, SayWhatWasDone, open_stale, raise_stale, settle_stale
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import TrackStatus
from beebox.logistics.tracking_events import numbers_of
from beebox.logistics.tracks import Heard, StaleWhy
from tests.conftest import MONDAY, stage
from tests.logistics.conftest import Paper
from tests.logistics.test_tracking_events import returning, scan, take

S = TrackStatus


@pytest.fixture
def letter(paper: Paper) -> int:
    """The id of a dead letter about the number GD1."""
    take(paper, scan("GD1", S.IN_TRANSIT, 3, paper))
    with paper.office.look() as work:
        return open_letters(work)[0].id


def test_a_letter_is_matched_by_hand_and_counts_for_the_parcel(paper: Paper, letter: int) -> None:
    case_id, number = returning(paper)
    waybill = paper.waybill(case_id, Leg.RETURN)
    with paper.office.work() as work:
        match_letter(work, letter, waybill.reference.lower(), paper.supervisor)
    assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.IN_TRANSIT
    with paper.office.work() as work:
        assert numbers_of(work, work.session.get_one(Waybill, waybill.id)) == [number, "GD1"]
        assert open_letters(work) == []
        with pytest.raises(LetterSettled):
            match_letter(work, letter, waybill.reference, paper.supervisor)


def test_a_letter_is_not_matched_with_nothing_nor_dismissed_without_a_word(paper: Paper, letter: int) -> None:
    with paper.office.work() as work:
        with pytest.raises(NoSuchParcel):
            match_letter(work, letter, "LBW-0000-0000-R1", paper.supervisor)
        with pytest.raises(SayWhyDismissed):
            dismiss_letter(work, letter, "  ", paper.supervisor)
        dismiss_letter(work, letter, "别的单位的邮包", paper.supervisor)
        assert open_letters(work) == []
    take(paper, scan("GD1", S.DELIVERED, 1, paper))
    with paper.office.look() as work:
        assert open_letters(work) == []


def stale(paper: Paper) -> list[StaleWhy]:
    raise_stale(paper.office)
    with paper.office.look() as work:
        return [row.why for row, _ in open_stale(work)]


def on_the_way(paper: Paper) -> tuple[int, str]:
    case_id, number = returning(paper)
    take(paper, scan(number, S.IN_TRANSIT, 1, paper))
    return case_id, number


def later(paper: Paper, **more: float) -> None:
    stage(paper.office).move_to(paper.office.now() + timedelta(**more))


def test_a_silent_parcel_is_raised_once_and_taken_off_when_it_moves(paper: Paper) -> None:
    _, number = on_the_way(paper)
    assert stale(paper) == []
    later(paper, days=4)
    assert stale(paper) == stale(paper) == [StaleWhy.SILENT]
    take(paper, scan(number, S.ARRIVED, 0, paper))
    assert stale(paper) == []


def test_settled_by_a_person_the_same_silence_is_not_raised_again(paper: Paper) -> None:
    on_the_way(paper)
    later(paper, days=4)
    assert stale(paper) == [StaleWhy.SILENT]
    with paper.office.work() as work:
        row, _ = open_stale(work)[0]
        with pytest.raises(SayWhatWasDone):
            settle_stale(work, row.id, paper.supervisor, " ")
        settle_stale(work, row.id, paper.supervisor, "邮政说在转运，明天到")
    later(paper, days=4)
    assert stale(paper) == []


def test_past_what_the_carrier_promised(paper: Paper) -> None:
    case_id, _ = on_the_way(paper)
    with paper.office.work() as work:
        waybill = work.session.get_one(Waybill, paper.waybill(case_id, Leg.RETURN).id)
        waybill.promised_at = work.now() + timedelta(hours=2)
    assert stale(paper) == []
    later(paper, hours=3)
    assert stale(paper) == [StaleWhy.PAST_PROMISE]


def test_an_end_that_asking_does_not_confirm_is_raised(paper: Paper) -> None:
    from beebox.logistics.tracking_events import take_events

    _, number = on_the_way(paper)
    with paper.office.work() as work:
        take_events(work, "simulated", [scan(number, S.DELIVERED, 0, paper)], Heard.SIGNED)
    later(paper, hours=7)
    assert stale(paper) == [StaleWhy.UNCONFIRMED]


def test_every_status_that_can_stand_still_has_its_time() -> None:
    ends = {S.DELIVERED, S.RETURNED, S.LOST, S.INFO, S.UNKNOWN}
    assert set(STALE_AFTER) == set(S) - ends


def test_the_pages_show_and_settle(paper: Paper, letter: int, signed_in) -> None:  # type: ignore[no-untyped-def]
    case_id, _ = on_the_way(paper)
    later(paper, days=9)
    raise_stale(paper.office)
    boss, collector = signed_in(Role.SUPERVISOR), signed_in(Role.COLLECTOR)
    for path, word in (("/courier/dead-letters", "GD1"), ("/courier/stale", "太久没有消息")):
        assert word in boss.get(path).get_data(as_text=True)
        assert '<form class="row"' not in collector.get(path).get_data(as_text=True)
    wrong = boss.post(f"/courier/dead-letters/{letter}/match", data={"parcel": "LB0"})
    assert wrong.status_code == 422 and "没有这个邮包" in wrong.get_data(as_text=True)
    reference = paper.waybill(case_id, Leg.RETURN).reference
    assert boss.post(f"/courier/dead-letters/{letter}/match", data={"parcel": reference}).status_code == 303
    with paper.office.look() as work:
        stale_id = open_stale(work)[0][0].id
    assert boss.post(f"/courier/stale/{stale_id}", data={"words": ""}).status_code == 422
    assert boss.post(f"/courier/stale/{stale_id}", data={"words": "问过了"}).status_code == 303
    assert collector.post(f"/courier/stale/{stale_id}", data={"words": "x"}).status_code == 403
    assert boss.post("/courier/stale/99999", data={"words": "x"}).status_code == 404
    assert "没有停住的" in boss.get("/courier/stale").get_data(as_text=True)


def test_medians_leave_out_what_is_not_known_and_what_is_too_few() -> None:
    ways = [
        Way("", "ems", {Mark.POSTED: MONDAY, Mark.HOME: MONDAY + timedelta(hours=h)}) for h in (10, 20, 90)
    ]
    ways += [Way("", "ems", {Mark.HOME: MONDAY}), Way("", "ems", {Mark.DOOR: MONDAY, Mark.TAKEN: MONDAY})]
    (leg,) = medians(ways)
    assert (leg.begin, leg.end, leg.hours, leg.most, leg.cases) == (Mark.POSTED, Mark.HOME, 20, 90, 3)


def test_the_times_of_the_legs_are_read_from_what_happened(paper: Paper, signed_in) -> None:  # type: ignore[no-untyped-def]
    for _ in range(3):
        _, number = returning(paper)
        take(paper, scan(number, S.PICKED_UP, 0, paper))
        later(paper, hours=5)
        take(paper, scan(number, S.DELIVERED, 0, paper))
    with paper.office.look() as work:
        times = leg_times(work)
    (home,) = [leg for leg in times.all if leg.end is Mark.HOME]
    assert 4.9 < home.hours < 5.1 and times.cases == 3
    assert set(times.by_carrier) == {"simulated"}
    page = signed_in(Role.SUPERVISOR).get("/courier/times").get_data(as_text=True)
    assert "交寄" in page and "小时" in page and "<svg" in page


def test_custody_follows_a_further_number(paper: Paper) -> None:
    from beebox.logistics.custody import hand_case_to, where_are_the_originals
    from beebox.logistics.models import Fate, Holder

    case_id, number = returning(paper)
    with paper.office.work() as work:
        hand_case_to(work, case_id, Holder.MAIL_OUT, "", paper.collector)
    take(paper, scan(number, S.PICKED_UP, 5, paper), scan(number, S.RETURNING, 4, paper, successor="NEW1"))
    with paper.office.look() as work:
        here = where_are_the_originals(work, case_id)
        assert {w.holder_ref for w in here if w.afterwards is Fate.RETURNED} == {"NEW1"}
        assert work.session.scalars(select(Waybill.number).where(Waybill.number == "NEW1")).all() == []
