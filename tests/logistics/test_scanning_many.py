"""A list of codes gives what the same codes give one by one: the same answers and the same rows."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import event, inspect, select, update

from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.states import Action
from beebox.kernel.db import Overtaken, Work
from beebox.kernel.errors import BeeboxError
from beebox.kernel.outbox import Delivery
from beebox.logistics.bag_receiving import receive_bag, scan_in_bag
from beebox.logistics.bags import close_bag
from beebox.logistics.calls import CarrierCall
from beebox.logistics.cancelling import cancel_outbound
from beebox.logistics.changes import Change
from beebox.logistics.collecting import RoundIsClosed, collect
from beebox.logistics.discrepancies import note_discrepancy
from beebox.logistics.handing_in import choose_box, declare_dropped
from beebox.logistics.models import (
    Bag,
    CustodyEntry,
    Discrepancy,
    Envelope,
    EnvelopeStep,
    Original,
    Round,
    Scan,
    Wrong,
)
from beebox.logistics.orders import Leg
from beebox.logistics.parcels import Waybill, WaybillCase
from beebox.logistics.rounds import close_round, open_due_rounds, round_for
from beebox.logistics.scanning import Seen
from beebox.logistics.scanning_many import Handed, collect_many, sort_many
from beebox.logistics.sorting import arrive, put_in_bag, tray_of
from beebox.logistics.tables import EnvelopeState, WaybillState
from tests.conftest import ZONE, stage
from tests.logistics.conftest import ADDRESS, Paper, reviewed

TABLES: tuple[Any, ...] = (
    Scan, EnvelopeStep, CustodyEntry, Discrepancy, Envelope, Bag, Waybill, WaybillCase, CarrierCall, Change,
    Delivery, Case,
)  # fmt: skip
OF_A_RUN = {"id", "version", "event", "request_hash", "lease", "waybill_id"}
"""Numbers that differ from run to run, or count how often a row was written."""
BEHIND = {"synchronize_session": False}
"""As another process would: what is loaded here does not hear of it."""
ISO = re.compile(r"\d{4}-\d\d-\d\dT")
DROPPED = ("dropped", "market", "elsewhere", "missed", "being cancelled", "withdrawn", "collected")
ON_THEIR_WAY = ("on the desk", "bagged", "sealed", "received", "aside")
MARKET = ("market", "sealed", "received")
Answers = list[tuple[str, Seen | None]]


class Undone(Exception):
    """Thrown to leave a transaction without a trace."""


@contextmanager
def undone(paper: Paper) -> Iterator[Work]:
    with pytest.raises(Undone), paper.office.work() as work:
        yield work
        raise Undone


@pytest.fixture
def crowd(any_paper: Paper) -> dict[str, str]:
    """A code of every kind of envelope, and codes that are none's."""
    paper = any_paper
    stage(paper.office).move_to(datetime(2026, 11, 30, 10, 1, tzinfo=ZONE))
    open_due_rounds(paper.office)
    made = _passed(paper)
    codes = {kind: paper.code(case_id) for kind, case_id in made.items()}
    with paper.office.work() as work:
        _spread(work, paper, codes)
    for kind in ("withdrawn", "withdrawn at home", "nowhere to go", "aside"):
        paper.step(made[kind], Action.WITHDRAW, paper.citizen)
    with paper.office.work() as work:
        cancel_outbound(work, made["being cancelled"])
        note_discrepancy(
            work, Wrong.NOT_IN_BOX, paper.collector, envelope_id=_envelope(work, codes["missed"]).id
        )
        codes["too early"] = reviewed(work, paper.citizen, "elder-card-first", ADDRESS).code
        just = reviewed(work, paper.citizen, "elder-card-first", ADDRESS)
        move(work, just, Action.PASS, paper.auditor)
        codes["passed just now"] = just.code
    return codes | {"unknown": "Q2V8-HH4N", "empty": "", "rubbish": "x" * 90, "a bag": "LBB:BAG:7K3Q-9M2X"}


def _passed(paper: Paper) -> dict[str, int]:
    """Cases by kind, all passed, some said to be dropped."""
    kinds = (*DROPPED, "at home", "nowhere to go", "withdrawn at home", *ON_THEIR_WAY)
    with paper.office.work() as work:
        cases = {}
        for kind in kinds:
            item = "food-licence-new" if kind in MARKET else "elder-card-first"
            address = "" if kind == "nowhere to go" else ADDRESS
            cases[kind] = reviewed(work, paper.citizen, item, address)
            move(work, cases[kind], Action.PASS, paper.auditor)
        made = {kind: case.id for kind, case in cases.items()}
    paper.deliver()
    with paper.office.work() as work:
        for kind in DROPPED:
            case = work.session.get_one(Case, made[kind])
            choose_box(work, case, "paying" if kind == "elsewhere" else "yihai")
            declare_dropped(work, case, paper.citizen)
    return made


def _spread(work: Work, paper: Paper, codes: dict[str, str]) -> None:
    """Some of them on their way already: collected, sorted, sealed, signed for."""
    batch = round_for(work, paper.round_of("yihai"))
    collect(work, batch, codes["collected"], paper.collector)
    for kind in ("on the desk", "received", "aside"):
        arrive(work, codes[kind], paper.collector)
    put_in_bag(work, codes["received"], _tray(work, codes["received"]), paper.collector)
    bag = work.session.scalars(select(Bag)).one()
    close_bag(work, bag, paper.collector)
    scan_in_bag(work, bag, codes["received"], paper.other_clerk)
    receive_bag(work, bag, paper.other_clerk, missing_confirmed=False)
    arrive(work, codes["sealed"], paper.collector)
    put_in_bag(work, codes["sealed"], _tray(work, codes["sealed"]), paper.collector)
    bag_id = _envelope(work, codes["sealed"]).bag_id
    close_bag(work, work.session.get_one(Bag, bag_id), paper.collector)
    arrive(work, codes["bagged"], paper.collector)
    put_in_bag(work, codes["bagged"], _tray(work, codes["bagged"]), paper.collector)


def _envelope(work: Work, code: str) -> Envelope:
    return work.session.scalars(select(Envelope).where(Envelope.code == code)).one()


def _tray(work: Work, code: str) -> str:
    return str(tray_of(work, _envelope(work, code).department_id).number)


def one_by_one(work: Work, texts: list[str], scan: Callable[[str], Scan]) -> Answers:
    answers: Answers = []
    for text in texts:
        try:
            with work.session.begin_nested():
                made = scan(text)
        except BeeboxError:
            answers.append((text, None))
        else:
            answers.append((made.text, Seen(made.outcome)))
    return answers


def sort_one(work: Work, text: str, paper: Paper) -> Scan:
    scan = arrive(work, text, paper.collector)
    if scan.outcome == Seen.PUT:
        return put_in_bag(work, scan.text, _tray(work, scan.text), paper.collector)
    return scan


def rows(work: Work) -> dict[str, list[Any]]:
    """Everything in the books, told without the numbers of one run; scans in their order."""
    work.session.flush()
    work.session.expire_all()
    envelopes = {e.id: e.code for e in work.session.scalars(select(Envelope))}
    papers = {o.id: (o.case_id, o.material_code, o.copy) for o in work.session.scalars(select(Original))}
    bags = {b.id: (b.department_id, b.round_id) for b in work.session.scalars(select(Bag))}
    named: dict[str, dict[int, Any]] = {"envelope_id": envelopes, "original_id": papers, "bag_id": bags}
    told: dict[str, list[Any]] = {}
    for table in TABLES:
        left_out = OF_A_RUN | ({"code"} if table is Bag else set())
        columns = [name for name in inspect(table).column_attrs.keys() if name not in left_out]  # noqa: SIM118
        found = work.session.scalars(select(table).order_by(*inspect(table).primary_key)).all()
        lines = [
            [
                (name, named[name].get(value) if name in named else value)
                for name in columns
                for value in [_timeless(getattr(row, name))]
            ]
            for row in found
        ]
        told[table.__tablename__] = lines if table is Scan else sorted(lines, key=repr)
    return told


def _timeless(value: Any) -> Any:
    """The clock goes on between two runs."""
    if isinstance(value, dict):
        return {name: _timeless(one) for name, one in value.items()}
    moment = isinstance(value, datetime) or (isinstance(value, str) and ISO.match(value))
    return "a moment" if moment else value


KINDS = (
    "dropped", "market", "elsewhere", "at home", "missed", "being cancelled", "nowhere to go", "withdrawn",
    "withdrawn at home", "collected", "on the desk", "bagged", "sealed", "received", "aside", "too early",
    "passed just now", "unknown", "empty", "rubbish", "a bag",
)  # fmt: skip
QUICK = settings(max_examples=20, database=None, deadline=None, suppress_health_check=list(HealthCheck))


LISTS = st.lists(st.sampled_from(KINDS), max_size=14)


def test_a_list_at_a_box_or_the_desk_is_so_many_single_scans(any_paper: Paper, crowd: dict[str, str]) -> None:
    batch_id = any_paper.round_of("yihai")

    def collected(work: Work, text: str) -> Scan:
        return collect(work, round_for(work, batch_id), text, any_paper.collector)

    @QUICK
    @given(LISTS)
    def at_a_box(kinds: list[str]) -> None:
        texts = [crowd[kind] for kind in kinds]
        _compare(
            any_paper,
            lambda work: one_by_one(work, texts, lambda text: collected(work, text)),
            lambda work: collect_many(work, round_for(work, batch_id), texts, any_paper.collector),
        )

    @QUICK
    @given(LISTS)
    def at_the_desk(kinds: list[str]) -> None:
        texts = [crowd[kind] for kind in kinds]
        _compare(
            any_paper,
            lambda work: one_by_one(work, texts, lambda text: sort_one(work, text, any_paper)),
            lambda work: sort_many(work, texts, any_paper.collector),
        )

    at_a_box()
    at_the_desk()


def _compare(paper: Paper, each: Callable[[Work], Answers], many: Callable[[Work], list[Handed]]) -> None:
    with undone(paper) as work:
        single, expected = each(work), rows(work)
    with undone(paper) as work:
        listed, found = many(work), rows(work)
    assert [one.seen for one in listed] == [seen for _, seen in single]
    assert [one.code for one in listed if one.seen] == [text for text, seen in single if seen]
    for table, lines in expected.items():
        assert found[table] == lines, table


def test_every_kind_gets_its_own_answer_or_nothing_of_the_list_stands(
    any_paper: Paper, crowd: dict[str, str]
) -> None:
    with undone(any_paper) as work:
        batch = round_for(work, any_paper.round_of("yihai"))
        listed = collect_many(work, batch, [crowd[kind] for kind in KINDS], any_paper.collector)
    assert {kind: one.seen for kind, one in zip(KINDS, listed, strict=True)} == {
        **dict.fromkeys(("dropped", "market", "at home", "missed", "being cancelled"), Seen.COLLECTED),
        **dict.fromkeys(("withdrawn", "withdrawn at home", "aside"), Seen.ENDED),
        **dict.fromkeys(("collected", "on the desk", "bagged", "sealed", "received"), Seen.ALREADY),
        **dict.fromkeys(("unknown", "empty", "rubbish", "a bag"), Seen.UNKNOWN),
        "elsewhere": Seen.OTHER_BOX,
        "too early": Seen.TOO_EARLY,
        "passed just now": Seen.COLLECTED,
        "nowhere to go": None,
    }
    assert [one.trouble.code for one in listed if one.trouble] == ["no_address"]

    _overtaken(any_paper, crowd)
    _closed(any_paper, crowd)


def _overtaken(paper: Paper, crowd: dict[str, str]) -> None:
    batch_id = paper.round_of("yihai")
    with paper.office.look() as work:
        before = rows(work)
    with pytest.raises(Overtaken), paper.office.work() as work:
        late = _envelope(work, crowd["market"])
        newer = update(Envelope).values(version=Envelope.version + 1).execution_options(**BEHIND)
        work.session.execute(newer.where(Envelope.id == late.id))
        collect_many(work, round_for(work, batch_id), [crowd["dropped"], crowd["market"]], paper.collector)
    with pytest.raises(Overtaken), paper.office.work() as work:
        held = work.session.scalars(select(Waybill)).all()
        newer = update(Waybill).values(version=Waybill.version + 1)
        work.session.execute(newer.execution_options(**BEHIND))
        sort_many(work, [crowd["at home"]], paper.collector)
        assert held
    with paper.office.look() as work:
        assert rows(work) == before


def _closed(paper: Paper, crowd: dict[str, str]) -> None:
    with pytest.raises(RoundIsClosed), paper.office.work() as work:
        batch = round_for(work, paper.round_of("yihai"))
        close_round(work, batch, 0, paper.collector)
        collect_many(work, batch, [crowd["dropped"]], paper.collector)


def test_collected_and_sorted_the_parcel_has_arrived_and_the_feed_was_told(any_paper: Paper) -> None:
    cases = [any_paper.passed() for _ in range(3)]
    codes = [any_paper.code(case_id) for case_id in cases]
    stage(any_paper.office).move_to(datetime(2026, 11, 30, 10, 1, tzinfo=ZONE))
    open_due_rounds(any_paper.office)
    with any_paper.office.work() as work:
        collect_many(work, round_for(work, any_paper.round_of("yihai")), codes, any_paper.collector)
    with any_paper.office.work() as work:
        sort_many(work, codes, any_paper.collector)
        assert {e.state for e in work.session.scalars(select(Envelope))} == {EnvelopeState.BAGGED}
    assert {any_paper.waybill(c, Leg.OUTBOUND).state for c in cases} == {WaybillState.DELIVERED}
    with any_paper.office.look() as work:
        told = list(work.session.scalars(select(Change.kind).order_by(Change.id)))
    assert (told.count("waybill.handed_over"), told.count("waybill.delivered")) == (3, 3)


def test_a_list_asks_no_more_for_many_than_for_few(paper: Paper) -> None:
    """Counted in statements, whatever the machine does beside."""
    stage(paper.office).move_to(datetime(2026, 11, 30, 10, 1, tzinfo=ZONE))
    open_due_rounds(paper.office)
    codes = [paper.code(paper.passed()) for _ in range(9)]
    asked: list[str] = []
    event.listen(paper.office.engine, "before_cursor_execute", lambda *args: asked.append(args[2]))
    counts = []
    for some in (codes[:2], codes[2:]):
        asked.clear()
        with paper.office.work() as work:
            batch = work.session.get_one(Round, paper.round_of("yihai"))
            collect_many(work, batch, some, paper.collector)
        counts.append(len(asked))
    assert counts[0] == counts[1]
