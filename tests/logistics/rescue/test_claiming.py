"""A parcel is searched for; only a supervisor's closing word makes its originals lost."""

import pytest
from sqlalchemy import select

from beebox.cases.queries import steps_of
from beebox.cases.states import Action, State
from beebox.kernel.state_table import NoSuchMove
from beebox.logistics.models import Holder
from beebox.logistics.parcels import Waybill
from beebox.logistics.rescue.claiming import (
    Closing,
    NothingToSearch,
    SayWhatHappened,
    SumWanted,
    close_claim,
    note_step,
    open_claim,
    papers_in,
)
from beebox.logistics.rescue.models import Claim, ClaimStep
from beebox.logistics.rescue.queries import claims_for
from beebox.logistics.rescue.tables import ClaimAction, ClaimState
from beebox.logistics.track_words import TrackStatus
from beebox.notices.models import Message
from tests.logistics.rescue.conftest import Trouble


def search(trouble: Trouble, waybill: Waybill, words: str = "三天没有消息") -> int:
    with trouble.office.work() as work:
        found = work.session.get_one(Waybill, waybill.id)
        number = open_claim(work, found, words, trouble.paper.supervisor).id
    trouble.deliver()
    return number


def close(trouble: Trouble, number: int, action: ClaimAction, *, at_desk: bool = False, fen: int = 0) -> None:
    closing = Closing(action, "快递书面答复", fen or None, at_desk=at_desk)
    with trouble.office.work() as work:
        close_claim(work, number, closing, trouble.paper.supervisor)
    trouble.deliver()


def told(trouble: Trouble, case_id: int) -> list[str]:
    """The kinds of messages the citizen got about this parcel."""
    with trouble.office.look() as work:
        kinds = select(Message.kind).where(Message.case_id == case_id).order_by(Message.id)
        return [
            kind for kind in work.session.scalars(kinds) if kind.startswith(("Originals", "ParcelSearched"))
        ]


def test_a_search_lists_what_was_inside_and_the_citizen_hears_of_it_once(trouble: Trouble) -> None:
    case_id, waybill = trouble.sent()
    number = search(trouble, waybill)
    assert search(trouble, waybill) == number
    with trouble.office.look() as work:
        claim = work.session.get_one(Claim, number)
        assert len(papers_in(work, claim)) == 4
        assert (claim.state, claim.with_result) == (ClaimState.OPEN, True)
    assert trouble.holders(case_id) == {Holder.COURIER}
    assert told(trouble, case_id) == ["ParcelSearched"]


@pytest.mark.parametrize(
    ("action", "fen", "state"),
    [
        (ClaimAction.REPLACE, 0, ClaimState.REPLACED),
        (ClaimAction.COMPENSATE, 30_000, ClaimState.COMPENSATED),
    ],
)
def test_only_the_closing_word_makes_them_lost(
    trouble: Trouble, action: ClaimAction, fen: int, state: ClaimState
) -> None:
    case_id, waybill = trouble.sent()
    trouble.scan(waybill, TrackStatus.LOST)
    number = search(trouble, waybill)
    assert trouble.holders(case_id) == {Holder.COURIER}, "what the carrier says is not enough"
    close(trouble, number, action, fen=fen)
    assert trouble.holders(case_id) == {Holder.LOST}
    with trouble.office.look() as work:
        claim = work.session.get_one(Claim, number)
        assert (claim.state, claim.compensation_fen) == (state, fen or None)
    assert told(trouble, case_id) == ["ParcelSearched", "OriginalsLost"]


def test_a_case_that_only_its_lost_originals_kept_open_comes_to_its_end(trouble: Trouble) -> None:
    case_id, waybill = trouble.sent("none")
    number = search(trouble, waybill)
    assert trouble.paper.state(case_id) is State.RETURNING
    close(trouble, number, ClaimAction.REPLACE)
    assert trouble.paper.state(case_id) is State.CLOSED
    assert told(trouble, case_id) == ["ParcelSearched", "OriginalsLost"]
    with trouble.office.look() as work:
        assert steps_of(work, case_id)[-1].action is Action.END_AFTER_LOSS


def test_a_case_whose_result_is_to_be_sent_again_or_whose_papers_were_found_goes_on(trouble: Trouble) -> None:
    lost, first = trouble.sent()
    close(trouble, search(trouble, first), ClaimAction.COMPENSATE, fen=30_000)
    found, second = trouble.sent("none")
    close(trouble, search(trouble, second), ClaimAction.FIND)
    assert [trouble.paper.state(one) for one in (lost, found)] == [State.RETURNING] * 2


def test_papers_that_turn_up_after_their_case_ended_still_come_home(trouble: Trouble) -> None:
    case_id, waybill = trouble.sent("none")
    number = search(trouble, waybill)
    close(trouble, number, ClaimAction.REPLACE)
    close(trouble, number, ClaimAction.FIND)
    trouble.scan(waybill, TrackStatus.DELIVERED)
    assert trouble.holders(case_id) == {Holder.CITIZEN}
    assert trouble.paper.state(case_id) is State.CLOSED


def test_found_at_our_desk_they_are_ours_again_and_found_on_the_way_they_travel_on(trouble: Trouble) -> None:
    here, first = trouble.sent()
    close(trouble, search(trouble, first), ClaimAction.FIND, at_desk=True)
    assert trouble.holders(here) == {Holder.MAIL_OUT}
    there, second = trouble.sent()
    close(trouble, search(trouble, second), ClaimAction.FIND)
    assert trouble.holders(there) == {Holder.COURIER}
    assert told(trouble, there) == ["ParcelSearched", "OriginalsFound"]


def test_what_was_given_up_may_still_turn_up(trouble: Trouble) -> None:
    case_id, waybill = trouble.sent()
    number = search(trouble, waybill)
    close(trouble, number, ClaimAction.REPLACE)
    close(trouble, number, ClaimAction.FIND, at_desk=True)
    assert trouble.holders(case_id) == {Holder.MAIL_OUT}
    with pytest.raises(NoSuchMove):
        close(trouble, number, ClaimAction.REPLACE)


def test_nobody_but_a_supervisor_closes_and_a_sum_belongs_to_compensation(trouble: Trouble) -> None:
    case_id, waybill = trouble.sent()
    number = search(trouble, waybill)
    closing = Closing(ClaimAction.REPLACE, "算了")
    for actor in (trouble.paper.collector, trouble.paper.clerk):
        with trouble.office.work() as work, pytest.raises(NoSuchMove):
            close_claim(work, number, closing, actor)
    with pytest.raises(SumWanted):
        close(trouble, number, ClaimAction.COMPENSATE)
    with trouble.office.work() as work, pytest.raises(SayWhatHappened):
        close_claim(work, number, Closing(ClaimAction.REPLACE, ""), trouble.paper.supervisor)
    assert trouble.holders(case_id) == {Holder.COURIER}


def test_steps_are_kept_with_who_and_when(trouble: Trouble) -> None:
    _, waybill = trouble.sent()
    number = search(trouble, waybill)
    with trouble.office.work() as work:
        claim = work.session.get_one(Claim, number)
        note_step(work, claim, "打 11185，已立案", trouble.paper.supervisor, "EMS-2026-1")
    with trouble.office.look() as work:
        steps = work.session.scalars(select(ClaimStep).order_by(ClaimStep.id)).all()
        assert [(step.what, step.by) for step in steps] == [
            ("三天没有消息", trouble.paper.supervisor.id),
            ("打 11185，已立案", trouble.paper.supervisor.id),
        ]
        assert work.session.get_one(Claim, number).carrier_number == "EMS-2026-1"


def test_a_clerk_sees_the_claims_of_their_department_alone(trouble: Trouble) -> None:
    _, waybill = trouble.sent()
    search(trouble, waybill)
    with trouble.office.look() as work:
        assert len(claims_for(work, trouble.paper.clerk)) == 1
        assert claims_for(work, trouble.paper.other_clerk) == []
        assert len(claims_for(work, trouble.paper.supervisor)) == 1


def test_what_no_carrier_has_is_not_searched_for(trouble: Trouble) -> None:
    _, waybill = trouble.sent()
    trouble.scan(waybill, TrackStatus.DELIVERED)
    with pytest.raises(NothingToSearch):
        search(trouble, waybill)
