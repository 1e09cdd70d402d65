"""One scan, one answer: five kinds of envelope, and the same one twice."""

from datetime import datetime

import pytest
from sqlalchemy import func, select

from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.states import Action, State
from beebox.logistics.collecting import RoundIsClosed, collect
from beebox.logistics.custody import ledger_of, where_are_the_originals
from beebox.logistics.models import Holder, Scan
from beebox.logistics.orders import Leg
from beebox.logistics.rounds import close_round, open_due_rounds, round_for
from beebox.logistics.scanning import Seen
from beebox.logistics.tables import EnvelopeState, WaybillState
from tests.conftest import ZONE, stage
from tests.logistics.conftest import ADDRESS, Paper, reviewed


@pytest.fixture
def scan(paper: Paper):  # type: ignore[no-untyped-def]  # a function of the texts
    stage(paper.office).move_to(datetime(2026, 11, 30, 10, 1, tzinfo=ZONE))
    open_due_rounds(paper.office)

    def run(text: str, box: str = "yihai") -> str:
        with paper.office.work() as work:
            batch = round_for(work, paper.round_of(box))
            return collect(work, batch, text, paper.collector).outcome

    return run


def test_declared_here_is_taken_and_the_parcel_follows(paper: Paper, scan) -> None:  # type: ignore[no-untyped-def]
    case_id = paper.dropped()
    assert scan(paper.code(case_id)) == Seen.COLLECTED
    assert paper.envelope(case_id).state is EnvelopeState.COLLECTED
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.HANDED_OVER
    with paper.office.look() as work:
        assert {w.holder for w in where_are_the_originals(work, case_id)} == {Holder.COLLECTOR}


def test_scanned_again_nothing_is_done_twice(paper: Paper, scan) -> None:  # type: ignore[no-untyped-def]
    case_id = paper.dropped()
    scan(paper.code(case_id))
    with paper.office.look() as work:
        before = len(ledger_of(work, case_id))
    assert [scan(paper.code(case_id)) for _ in range(3)] == [Seen.ALREADY] * 3
    with paper.office.look() as work:
        assert len(ledger_of(work, case_id)) == before
        assert work.session.scalar(select(func.count()).select_from(Scan)) == 4


def test_another_box_is_taken_all_the_same_and_says_so(paper: Paper, scan) -> None:  # type: ignore[no-untyped-def]
    case_id = paper.dropped("paying")
    assert scan(paper.code(case_id), "yihai") == Seen.OTHER_BOX
    assert paper.envelope(case_id).state is EnvelopeState.COLLECTED


def test_never_declared_is_taken(paper: Paper, scan) -> None:  # type: ignore[no-untyped-def]
    assert scan(paper.code(paper.passed())) == Seen.COLLECTED


def test_not_passed_yet(paper: Paper, scan) -> None:  # type: ignore[no-untyped-def]
    with paper.office.work() as work:
        code = reviewed(work, paper.citizen, "elder-card-first", ADDRESS).code
    assert scan(code) == Seen.TOO_EARLY


@pytest.mark.parametrize(
    "text", ["Q2V8-HH4N", "", "…", "x" * 5000, "'; DROP TABLE", "\x00", "𠮷" * 9, "LBB:BAG:"]
)
def test_unknown_of_every_kind(scan, text: str) -> None:  # type: ignore[no-untyped-def]
    assert scan(text) == Seen.UNKNOWN


@pytest.mark.parametrize("change", [str.lower, lambda c: c.replace("-", " "), lambda c: f"LBB:ENV:{c}"])
def test_codes_as_hands_and_scanners_give_them(paper: Paper, scan, change) -> None:  # type: ignore[no-untyped-def]
    assert scan(change(paper.code(paper.dropped()))) == Seen.COLLECTED


def test_passed_a_second_ago_is_known_already(paper: Paper, scan) -> None:  # type: ignore[no-untyped-def]
    with paper.office.work() as work:
        case = reviewed(work, paper.citizen, "elder-card-first", ADDRESS)
        move(work, case, Action.PASS, paper.auditor)
        code = case.code
    assert scan(code) == Seen.COLLECTED


def test_withdrawn_before_collecting_comes_home_by_parcel(paper: Paper, scan) -> None:  # type: ignore[no-untyped-def]
    case_id = paper.dropped()
    paper.step(case_id, Action.WITHDRAW, paper.citizen)
    assert paper.envelope(case_id).state is EnvelopeState.CANCELLED
    assert [scan(paper.code(case_id)) for _ in range(2)] == [Seen.ENDED] * 2
    paper.deliver()
    assert paper.envelope(case_id).state is EnvelopeState.ASIDE
    assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.BOOKED
    assert paper.state(case_id) is State.WITHDRAWN


def test_withdrawn_at_home_and_dropped_all_the_same(paper: Paper, scan) -> None:  # type: ignore[no-untyped-def]
    case_id = paper.passed()
    paper.step(case_id, Action.WITHDRAW, paper.citizen)
    assert scan(paper.code(case_id)) == Seen.ENDED
    paper.deliver()
    assert paper.waybill(case_id, Leg.RETURN).contents == "退回原件 4 份"


def test_a_closed_round_takes_nothing_more(paper: Paper, scan) -> None:  # type: ignore[no-untyped-def]
    with paper.office.work() as work:
        close_round(work, round_for(work, paper.round_of("yihai")), 0, paper.collector)
    with pytest.raises(RoundIsClosed):
        scan("Q2V8-HH4N")
    with paper.office.look() as work:
        assert work.session.query(Case).count() == 0
