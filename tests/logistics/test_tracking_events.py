"""What carriers tell: in any order, as often as they like, and only when it is really they."""

import json
from datetime import timedelta
from itertools import permutations

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from beebox.adapters.carriers.simulated import translate
from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier
from beebox.cases.models import Case
from beebox.cases.states import Action, State
from beebox.logistics.booking import settle_open_calls
from beebox.logistics.custody import where_are_the_originals
from beebox.logistics.handing_in import choose_door
from beebox.logistics.models import Discrepancy, Fate, HandIn, Holder, Wrong
from beebox.logistics.orders import Leg
from beebox.logistics.ports import Carriers
from beebox.logistics.tables import EnvelopeState, WaybillState
from beebox.logistics.timetable import pickup_windows
from beebox.logistics.track_words import CarrierEvent, TrackStatus
from beebox.logistics.tracking_events import take_events, track_open_waybills
from beebox.logistics.tracks import TrackEvent
from tests.conftest import stage
from tests.logistics.conftest import ADDRESS, Paper

HOURS = {
    TrackStatus.PICKED_UP: 0,
    TrackStatus.IN_TRANSIT: 2,
    TrackStatus.ATTEMPT_FAILED: 20,
    TrackStatus.DELIVERED: 40,
}


def events(paper: Paper, number: str, *codes: TrackStatus) -> list[CarrierEvent]:
    start = paper.office.now() - timedelta(hours=50)
    return [
        CarrierEvent(
            number, translate.code_to_wire(code), code, start + timedelta(hours=HOURS[code]), code.value
        )
        for code in codes
    ]


def returning(paper: Paper) -> tuple[int, str]:
    """A case that is decided and whose return parcel is booked."""
    case_id = paper.passed()
    paper.step(case_id, Action.RECEIVE, paper.clerk)
    paper.step(case_id, Action.ACCEPT, paper.clerk)
    paper.step(case_id, Action.DECIDE, paper.clerk, result_by="post")
    return case_id, paper.waybill(case_id, Leg.RETURN).number or ""


def take(paper: Paper, *told: CarrierEvent) -> None:
    for event in told:
        with paper.office.work() as work:
            take_events(work, "simulated", [event])
    paper.deliver()


def test_every_order_of_the_same_events_ends_the_same(paper: Paper) -> None:
    for order in permutations(HOURS):
        case_id, number = returning(paper)
        told = events(paper, number, *order)
        take(paper, *told, *told)
        assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.DELIVERED
        assert paper.state(case_id) is State.CLOSED
    with paper.office.look() as work:
        assert work.session.scalar(select(func.count()).select_from(TrackEvent)) == 24 * 4


def test_a_late_word_never_moves_a_parcel_back(paper: Paper) -> None:
    for order in permutations((TrackStatus.PICKED_UP, TrackStatus.IN_TRANSIT, TrackStatus.ATTEMPT_FAILED)):
        case_id, number = returning(paper)
        take(paper, *events(paper, number, *order))
        assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.FAILED
        assert paper.state(case_id) is State.RETURNING


def test_taken_by_the_courier_without_a_hand_over_is_told(paper: Paper) -> None:
    case_id, number = returning(paper)
    take(paper, *events(paper, number, TrackStatus.PICKED_UP))
    assert paper.state(case_id) is State.RETURNING
    with paper.office.look() as work:
        assert work.session.scalars(select(Discrepancy.kind)).all() == [Wrong.LEFT_UNCHECKED]


def test_the_courier_at_the_door_has_the_originals(paper: Paper) -> None:
    case_id = paper.passed()
    number = paper.waybill(case_id, Leg.OUTBOUND).number or ""
    take(paper, *events(paper, number, TrackStatus.PICKED_UP))
    envelope = paper.envelope(case_id)
    assert (envelope.state, envelope.hand_in) == (EnvelopeState.CARRIED, HandIn.DOOR)
    with paper.office.look() as work:
        assert {w.holder for w in where_are_the_originals(work, case_id)} == {Holder.COURIER}


@pytest.mark.parametrize("trouble", ["", "模拟超时"])
def test_the_courier_comes_in_the_window_the_citizen_chose(paper: Paper, trouble: str) -> None:
    case_id = paper.passed(address=ADDRESS + trouble)
    with paper.office.work() as work:
        begin, end = pickup_windows(work)[0]
        choose_door(work, work.session.get_one(Case, case_id), begin)
    paper.deliver()
    stage(paper.office).move_to(paper.office.now() + timedelta(minutes=2))
    settle_open_calls(paper.office)
    paper.deliver()
    stage(paper.office).move_to(begin)
    track_open_waybills(paper.office)
    assert paper.envelope(case_id).state is EnvelopeState.WAITING
    stage(paper.office).move_to(end)
    track_open_waybills(paper.office)
    assert paper.envelope(case_id).state is EnvelopeState.CARRIED


def test_a_courier_cannot_take_what_lies_in_a_box(paper: Paper) -> None:
    case_id = paper.dropped()
    number = paper.waybill(case_id, Leg.OUTBOUND).number or ""
    take(paper, *events(paper, number, TrackStatus.PICKED_UP))
    assert paper.envelope(case_id).state is EnvelopeState.DROPPED


def test_events_of_a_number_not_known_yet_wait_for_it(paper: Paper) -> None:
    carrier = paper.office.use(Carriers).named("simulated")
    assert isinstance(carrier, SimulatedCarrier)
    number = translate.number_of(1)
    take(paper, *events(paper, number, TrackStatus.PICKED_UP))
    case_id = paper.passed()
    assert paper.waybill(case_id, Leg.OUTBOUND).number == number
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.HANDED_OVER


def test_polling_asks_again_after_a_while_and_changes_nothing_twice(paper: Paper) -> None:
    case_id, number = returning(paper)
    carrier = paper.office.use(Carriers).named("simulated")
    assert isinstance(carrier, SimulatedCarrier)
    carrier.step(number, TrackStatus.PICKED_UP)
    assert track_open_waybills(paper.office) == 1
    assert track_open_waybills(paper.office) == 0
    stage(paper.office).move_to(paper.office.now() + timedelta(hours=21))
    assert track_open_waybills(paper.office) == 4
    paper.deliver()
    assert paper.state(case_id) is State.CLOSED
    with paper.office.look() as work:
        here = where_are_the_originals(work, case_id)
        assert all(w.holder is Holder.CITIZEN for w in here if w.afterwards is Fate.RETURNED)


@pytest.fixture
def push(paper: Paper, client: FlaskClient):  # type: ignore[no-untyped-def]  # a function of body and signature
    carrier = paper.office.use(Carriers).named("simulated")
    assert isinstance(carrier, SimulatedCarrier)

    def send(body: bytes, signature: str | None = None, name: str = "simulated") -> tuple[int, object]:
        headers = {"X-Beebox-Signature": carrier.sign(body) if signature is None else signature}
        answer = client.post(f"/api/carriers/{name}/events", data=body, headers=headers)
        return answer.status_code, answer.get_json()

    return send


def test_a_signed_push_is_taken_once(paper: Paper, push, app) -> None:  # type: ignore[no-untyped-def]
    app.config["WTF_CSRF_ENABLED"] = True
    case_id, number = returning(paper)
    body = translate.push_body(events(paper, number, *HOURS))
    assert push(body) == (200, {"taken": 4, "new": 4})
    assert push(body) == (200, {"taken": 4, "new": 0})
    assert paper.state(case_id) is State.CLOSED


def one(number: str, at: str, text: str = "") -> bytes:
    """A push with one event."""
    row = {"opCode": "SIGNED", "waybillNo": number, "opTime": at, "opDesc": text}
    return json.dumps({"events": [row]}).encode()


@pytest.mark.parametrize(
    ("body", "signature", "status"),
    [
        (b'{"events": []}', "sha256=00", 401),
        (b'{"events": []}', "", 401),
        (b'{"events": []}', "sha256=\xe9", 401),
        (b"", None, 400),
        (b"[]", None, 400),
        (b"\xff\xfe", None, 400),
        (b'{"events": [1]}', None, 400),
        (b'{"events": [{"waybillNo": "x"}]}', None, 400),
        (one("LB1", "2026-11-30T10:00:00"), None, 400),
        (one("LB1\x00", "2026-11-30T10:00:00+08:00"), None, 400),
        (one("LB1", "2026-11-30T10:00:00+08:00", "\x00\ud800"), None, 200),
        (b'{"events": [{"opCode": "SOMETHING_NEW"}]}', None, 200),
        (b'{"events": [' + b'0,' * 200_000 + b'0]}', None, 413),
    ],
)  # fmt: skip
def test_a_push_nobody_can_vouch_for_is_refused(push, body: bytes, signature, status: int) -> None:  # type: ignore[no-untyped-def]
    answer = push(body, signature)
    assert answer[0] == status
    if status != 200:
        assert "没有处理" in answer[1]["title"]


def test_a_carrier_nobody_knows(push) -> None:  # type: ignore[no-untyped-def]
    assert push(b"{}", name="nobody")[0] == 404
