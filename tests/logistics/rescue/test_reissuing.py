"""A parcel that came back, or was lost, goes out anew."""

import pytest

from beebox.cases.states import State
from beebox.kernel.errors import BeeboxError
from beebox.logistics.custody import hand_case_to
from beebox.logistics.mail_out import belongs_in, has_result
from beebox.logistics.models import Holder
from beebox.logistics.orders import Contact
from beebox.logistics.parcels import Waybill
from beebox.logistics.rescue.claiming import Closing, close_claim, open_claim
from beebox.logistics.rescue.reissuing import (
    IssuedAnewAlready,
    NotToBeIssuedAnew,
    PapersNotBack,
    WholeAddressWanted,
    issue_anew,
)
from beebox.logistics.rescue.tables import ClaimAction
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import TrackStatus
from tests.logistics.rescue.conftest import Trouble

MENDED = Contact("黄碧芳", "15000003248", "广东省广州市海珠区怡海西街96号301房")


def anew(trouble: Trouble, waybill: Waybill, to: Contact = MENDED) -> Waybill:
    with trouble.office.work() as work:
        found = work.session.get_one(Waybill, waybill.id)
        made = issue_anew(work, found, to, trouble.paper.collector)
        work.session.flush()
        work.session.expunge(made)
    trouble.deliver()
    return trouble.again(made)


def test_a_returned_parcel_goes_out_again_whole_to_a_mended_address(trouble: Trouble) -> None:
    case_id, waybill = trouble.sent()
    trouble.scan(waybill, TrackStatus.RETURNED)
    assert trouble.holders(case_id) == {Holder.MAIL_OUT}
    second = anew(trouble, waybill)
    assert (second.replaces_id, second.state) == (waybill.id, WaybillState.BOOKED)
    assert second.reference == waybill.reference[:-1] + "2"
    assert second.number not in {None, waybill.number}
    assert second.receiver["address"] == MENDED.address
    with trouble.office.look() as work:
        found = work.session.get_one(Waybill, second.id)
        assert has_result(work, found)
        assert len(belongs_in(work, found)) > 0
    trouble.leave(second)
    assert trouble.holders(case_id) == {Holder.COURIER}
    trouble.scan(second, TrackStatus.DELIVERED)
    assert trouble.holders(case_id) == {Holder.CITIZEN}
    assert trouble.paper.state(case_id) is State.CLOSED


def test_what_is_under_way_or_home_is_not_sent_twice(trouble: Trouble) -> None:
    _, waybill = trouble.sent()
    with pytest.raises(NotToBeIssuedAnew):
        anew(trouble, waybill)
    trouble.scan(waybill, TrackStatus.DELIVERED)
    with pytest.raises(NotToBeIssuedAnew):
        anew(trouble, waybill)


def test_it_happens_once(trouble: Trouble) -> None:
    _, waybill = trouble.sent()
    trouble.scan(waybill, TrackStatus.RETURNED)
    anew(trouble, waybill)
    with pytest.raises(IssuedAnewAlready):
        anew(trouble, waybill)


def test_a_returned_parcel_waits_for_what_it_held(trouble: Trouble) -> None:
    case_id, waybill = trouble.sent()
    trouble.scan(waybill, TrackStatus.RETURNED)
    with trouble.office.work() as work:
        hand_case_to(work, case_id, Holder.COURIER, "?", trouble.paper.supervisor)
    with pytest.raises(PapersNotBack):
        anew(trouble, waybill)


def test_of_a_lost_parcel_the_result_is_printed_again(trouble: Trouble) -> None:
    case_id, waybill = trouble.sent()
    trouble.scan(waybill, TrackStatus.LOST)
    second = anew(trouble, waybill)
    assert second.contents == "办理结果"
    with trouble.office.look() as work:
        assert belongs_in(work, work.session.get_one(Waybill, second.id)) == []
    trouble.leave(second)
    assert trouble.holders(case_id) == {Holder.COURIER}, "the lost originals are still searched for"


def test_an_address_has_to_be_whole(trouble: Trouble) -> None:
    _, waybill = trouble.sent()
    trouble.scan(waybill, TrackStatus.RETURNED)
    with pytest.raises(WholeAddressWanted) as refused:
        anew(trouble, waybill, Contact("黄碧芳", "", ""))
    assert isinstance(refused.value, BeeboxError)


def test_what_a_supervisor_gave_up_goes_out_anew_whatever_the_carrier_says(trouble: Trouble) -> None:
    case_id, waybill = trouble.sent()
    trouble.scan(waybill, TrackStatus.IN_TRANSIT)
    number = searched(trouble, waybill)
    with pytest.raises(NotToBeIssuedAnew):
        anew(trouble, waybill)
    closed(trouble, number, Closing(ClaimAction.REPLACE, "快递书面答复"))
    assert trouble.paper.state(case_id) is State.RETURNING, "the result is printed and sent again"
    second = anew(trouble, waybill)
    assert second.contents == "办理结果"
    trouble.leave(second)
    trouble.scan(second, TrackStatus.DELIVERED)
    assert trouble.paper.state(case_id) is State.CLOSED


@pytest.mark.parametrize("at_desk", [True, False])
def test_what_was_found_goes_out_anew_when_it_lies_at_our_desk(trouble: Trouble, *, at_desk: bool) -> None:
    _, waybill = trouble.sent()
    trouble.scan(waybill, TrackStatus.IN_TRANSIT)
    number = searched(trouble, waybill)
    closed(trouble, number, Closing(ClaimAction.FIND, "在网点找到", at_desk=at_desk))
    if at_desk:
        assert anew(trouble, waybill).replaces_id == waybill.id
    else:
        with pytest.raises(NotToBeIssuedAnew):
            anew(trouble, waybill)


def searched(trouble: Trouble, waybill: Waybill) -> int:
    with trouble.office.work() as work:
        found = work.session.get_one(Waybill, waybill.id)
        return open_claim(work, found, "三天没有消息", trouble.paper.supervisor).id


def closed(trouble: Trouble, number: int, closing: Closing) -> None:
    with trouble.office.work() as work:
        close_claim(work, number, closing, trouble.paper.supervisor)
    trouble.deliver()
