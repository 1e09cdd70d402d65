"""The feed of changes: nothing missed, nothing twice, always in the same order."""

import threading
from collections.abc import Callable
from datetime import timedelta

import pytest
from sqlalchemy import select

from beebox.accounts.api_keys import Scope
from beebox.kernel.db import Office
from beebox.logistics.api.feed import CursorTooOld, cursor_of, read_feed, sequence_changes
from beebox.logistics.api.sweeping import sweep_api
from beebox.logistics.changes import KINDS, Change, note_planned, told_of
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import TrackStatus
from tests.conftest import stage
from tests.logistics.api.conftest import ProgramMaker
from tests.logistics.conftest import Paper


def parcel(office: Office, reference: str, carrier: str = "simulated") -> int:
    with office.work() as work:
        waybill = Waybill(
            reference=reference,
            leg=Leg.OUTBOUND,
            carrier=carrier,
            sender={"name": "黄碧芳"},
            receiver={},
            contents="",
            weight_grams=1,
            simulated=True,
            ordered_at=work.now(),
        )
        work.session.add(waybill)
        work.session.flush()
        return waybill.id


def set_number(office: Office, waybill_id: int, number: str) -> None:
    with office.work() as work:
        work.session.get_one(Waybill, waybill_id, with_for_update=True).number = number


def follow(office: Office, limit: int = 3, carrier: str = "") -> list[str]:
    """Everything there is, page by page, as a program would."""
    found, cursor = list[str](), ""
    while True:
        with office.look() as work:
            page = read_feed(work, cursor, limit, carrier)
            found += [str(row.data["number"]) for row in page.rows]
        cursor = page.next_cursor
        if not page.has_more:
            return found


def test_each_step_of_a_parcel_is_told_in_its_order(
    paper: Paper, program: ProgramMaker, settled: Callable[[], int]
) -> None:
    waybill = paper.waybill(paper.passed(), Leg.OUTBOUND)
    at = paper.office.now().isoformat()
    scan = {"number": waybill.number, "status": "picked_up", "at": at, "text": "黄碧芳 15000003248"}
    program().post("/events", {"events": [scan]})
    assert settled() > 0
    page = program(Scope.READ_EVENTS).get("/changes").get_json()
    kinds = [change["kind"] for change in page["changes"]]
    assert kinds[0] == "waybill.planned"
    assert [k for k in kinds if k in {"waybill.booked", "waybill.scanned", "waybill.handed_over"}] == [
        "waybill.booked",
        "waybill.scanned",
        "waybill.handed_over",
    ]
    assert set(kinds) <= set(KINDS)
    assert page["changes"][-1]["waybill"]["state"] == "handed_over"


def test_the_feed_tells_nothing_about_people(paper: Paper, settled: Callable[[], int]) -> None:
    paper.passed()
    settled()
    with paper.office.look() as work:
        for row in work.session.scalars(select(Change)):
            told = str(row.data)
            assert not any(word in told for word in ("黄碧芳", "15000003248", "怡海"))


def test_a_change_that_was_rolled_back_is_not_told(any_office: Office) -> None:
    waybill_id = parcel(any_office, "R-1")
    with pytest.raises(ZeroDivisionError), any_office.work() as work:
        work.session.get_one(Waybill, waybill_id).number = "N1"
        work.session.flush()
        raise ZeroDivisionError
    assert sequence_changes(any_office) == 0


def test_what_says_nothing_new_is_not_told(office: Office) -> None:
    waybill_id = parcel(office, "R-1")
    with office.work() as work:
        work.session.get_one(Waybill, waybill_id).asked_at = work.now()
    assert sequence_changes(office) == 0


def test_a_transaction_that_commits_late_is_not_skipped(any_office: Office) -> None:
    """It took a lower row id and commits after others were read: its change still comes, at the end."""
    slow, quick = parcel(any_office, "R-slow"), parcel(any_office, "R-quick")
    if any_office.engine.dialect.name == "sqlite":
        pytest.skip("one writer at a time: nobody can be late")
    with any_office.work() as late:
        late.session.get_one(Waybill, slow).number = "late"
        late.session.flush()
        set_number(any_office, quick, "early")
        sequence_changes(any_office)
        with any_office.look() as work:
            first = read_feed(work, "", 10, "")
            assert [row.data["number"] for row in first.rows] == ["early"]
    sequence_changes(any_office)
    with any_office.look() as work:
        then = read_feed(work, first.next_cursor, 10, "")
        assert [row.data["number"] for row in then.rows] == ["late"]


def _all_at_once(any_office: Office, ids: list[int]) -> None:
    """One thread writes each parcel six times, two threads give places meanwhile."""
    done = threading.Event()

    def write(waybill_id: int) -> None:
        for n in range(6):
            set_number(any_office, waybill_id, f"{waybill_id}-{n}")

    def number() -> None:
        while not done.is_set():
            sequence_changes(any_office)

    numberers = [threading.Thread(target=number) for _ in range(2)]
    writers = [threading.Thread(target=write, args=(waybill_id,)) for waybill_id in ids]
    for thread in [*numberers, *writers]:
        thread.start()
    for thread in writers:
        thread.join()
    done.set()
    for thread in numberers:
        thread.join()
    sequence_changes(any_office)


def test_many_writers_and_two_numberers_leave_no_gap(any_office: Office) -> None:
    ids = [parcel(any_office, f"R-{n}") for n in range(4)]
    _all_at_once(any_office, ids)
    with any_office.look() as work:
        places = work.session.scalars(select(Change.seq).order_by(Change.seq)).all()
    assert places == list(range(1, 25))
    found = follow(any_office)
    assert sorted(found) == sorted(f"{waybill_id}-{n}" for waybill_id in ids for n in range(6))
    for waybill_id in ids:
        mine = [number for number in found if number.startswith(f"{waybill_id}-")]
        assert mine == [f"{waybill_id}-{n}" for n in range(6)]


def test_reading_again_from_the_same_cursor_gives_the_same(any_office: Office) -> None:
    waybill_id = parcel(any_office, "R-1")
    for n in range(5):
        set_number(any_office, waybill_id, str(n))
    sequence_changes(any_office)
    with any_office.look() as work:
        pages = [read_feed(work, cursor_of("c", 2), 2, "") for _ in range(2)]
        assert [[row.seq for row in page.rows] for page in pages] == [[3, 4], [3, 4]]
        assert pages[0].has_more


def test_changes_of_other_companies_are_left_out_and_not_waited_for(office: Office) -> None:
    mine, other = parcel(office, "R-1", "sf"), parcel(office, "R-2", "ems")
    set_number(office, mine, "m1")
    set_number(office, other, "o1")
    sequence_changes(office)
    assert follow(office, carrier="sf") == ["m1"]
    with office.look() as work:
        page = read_feed(work, "", 10, "sf")
        assert page.next_cursor == cursor_of("c", 2) and not page.has_more


def test_state_and_status_give_a_change_its_name(office: Office) -> None:
    waybill_id = parcel(office, "R-1")
    with office.work() as work:
        waybill = work.session.get_one(Waybill, waybill_id)
        note_planned(work, waybill)
        waybill.status = TrackStatus.ARRIVED
    with office.work() as work:
        setattr(work.session.get_one(Waybill, waybill_id), "state", WaybillState.DELIVERED)  # noqa: B010
    sequence_changes(office)
    with office.look() as work:
        rows = work.session.scalars(select(Change).order_by(Change.seq)).all()
        assert [row.kind for row in rows] == ["waybill.planned", "waybill.status", "waybill.delivered"]
        assert rows[-1].data == told_of(work.session.get_one(Waybill, waybill_id))


def test_old_changes_are_forgotten_and_an_older_cursor_is_told_so(office: Office) -> None:
    waybill_id = parcel(office, "R-1")
    set_number(office, waybill_id, "old")
    sequence_changes(office)
    with office.look() as work:
        start = cursor_of("c", 0)
        assert [row.data["number"] for row in read_feed(work, start, 5, "").rows] == ["old"]
    stage(office).move_to(office.now() + timedelta(days=91))
    set_number(office, waybill_id, "new")
    sequence_changes(office)
    assert sweep_api(office) == 1
    with office.look() as work:
        with pytest.raises(CursorTooOld):
            read_feed(work, start, 5, "")
        assert [row.data["number"] for row in read_feed(work, cursor_of("c", 1), 5, "").rows] == ["new"]
    assert follow(office) == ["new"]
