"""Pushes: proven, kept before they are acknowledged, taken afterwards, and an end is never believed alone."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from beebox.adapters.carriers.simulated import translate
from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier
from beebox.carrier_sim.journeys import Step
from beebox.cases.states import State
from beebox.kernel.db import Office
from beebox.logistics.orders import Leg, Pushed
from beebox.logistics.parcels import Waybill
from beebox.logistics.polling import track_open_waybills, track_waybill
from beebox.logistics.ports import Capability, Carriers
from beebox.logistics.push_desk import PushDesk, event_from_row, event_to_row, row_of, telling_headers
from beebox.logistics.push_taking import take_pushes
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import CarrierEvent, Proof, Reason, TrackStatus
from beebox.logistics.tracking_events import take_events
from beebox.logistics.tracks import CarrierPush, DeadLetter, ForgedPushes, Heard, PushOutcome, TrackEvent
from tests.conftest import stage
from tests.logistics.conftest import Paper
from tests.logistics.test_tracking_events import HOURS, events, returning


def simulated(office: Office) -> SimulatedCarrier:
    carrier = office.use(Carriers).named("simulated")
    assert isinstance(carrier, SimulatedCarrier)
    return carrier


@pytest.fixture
def push(paper: Paper, client: FlaskClient):  # type: ignore[no-untyped-def]  # a function of body and signature
    carrier = simulated(paper.office)

    def send(body: bytes, signature: str | None = None, name: str = "simulated") -> tuple[int, object]:
        headers = {"X-Beebox-Signature": carrier.sign(body) if signature is None else signature}
        answer = client.post(f"/api/carriers/{name}/events", data=body, headers=headers)
        return answer.status_code, answer.get_json()

    return send


def pushes(office: Office) -> list[CarrierPush]:
    with office.look() as work:
        rows = list(work.session.scalars(select(CarrierPush).order_by(CarrierPush.id)).all())
        work.session.expunge_all()
        return rows


def really(paper: Paper, number: str, *statuses: TrackStatus) -> None:
    """The same in the carrier's own books, so that asking confirms it."""
    for event in events(paper, number, *statuses):
        simulated(paper.office)._company.happen(number, Step(event.code), event.at)


def test_a_push_is_kept_before_its_ack_and_taken_after(paper: Paper, push, app) -> None:  # type: ignore[no-untyped-def]
    app.config["WTF_CSRF_ENABLED"] = True
    case_id, number = returning(paper)
    body = translate.push_body(events(paper, number, TrackStatus.PICKED_UP))
    assert push(body) == (200, {"ok": True})
    assert [row.outcome for row in pushes(paper.office)] == [PushOutcome.WAITING]
    assert push(body) == (200, {"ok": True})
    assert take_pushes(paper.office) == 1
    assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.HANDED_OVER
    assert [row.outcome for row in pushes(paper.office)] == [PushOutcome.TAKEN]
    assert take_pushes(paper.office) == 0


def test_an_end_that_was_pushed_counts_once_asking_confirms_it(paper: Paper, push) -> None:  # type: ignore[no-untyped-def]
    case_id, number = returning(paper)
    push(translate.push_body(events(paper, number, *HOURS)))
    take_pushes(paper.office)
    paper.deliver()
    waybill = paper.waybill(case_id, Leg.RETURN)
    assert (waybill.status, waybill.confirmed_at) == (TrackStatus.DELIVERED, None)
    assert waybill.state is not WaybillState.DELIVERED
    assert paper.state(case_id) is not State.CLOSED
    really(paper, number, *HOURS)
    push(translate.push_body(events(paper, number, TrackStatus.DELIVERED)))
    take_pushes(paper.office)
    paper.deliver()
    waybill = paper.waybill(case_id, Leg.RETURN)
    assert waybill.confirmed_at is not None and waybill.delivered_at is not None
    assert paper.state(case_id) is State.CLOSED


def test_who_cannot_be_asked_is_taken_at_the_word_that_is_signed(paper: Paper, push) -> None:  # type: ignore[no-untyped-def]
    case_id, number = returning(paper)
    simulated(paper.office).can = simulated(paper.office).can - {Capability.TRACK}
    with paper.office.work() as work:
        take_events(work, "simulated", events(paper, number, *HOURS), Heard.UNSIGNED)
    paper.deliver()
    track_open_waybills(paper.office)
    assert paper.state(case_id) is not State.CLOSED
    assert push(translate.push_body(events(paper, number, *HOURS)))[0] == 200
    take_pushes(paper.office)
    assert paper.waybill(case_id, Leg.RETURN).confirmed_at is not None
    assert paper.state(case_id) is State.CLOSED


def test_an_unsigned_push_that_asking_does_not_tell_is_not_believed_for_long(paper: Paper) -> None:
    case_id, number = returning(paper)
    really(paper, number, TrackStatus.ATTEMPT_FAILED)
    waybill_id = paper.waybill(case_id, Leg.RETURN).id
    with paper.office.work() as work:
        take_events(work, "simulated", events(paper, number, TrackStatus.DELIVERED), Heard.UNSIGNED)
    assert paper.waybill(case_id, Leg.RETURN).status is TrackStatus.DELIVERED
    stage(paper.office).move_to(paper.office.now() + timedelta(hours=7))
    track_waybill(paper.office, waybill_id)
    waybill = paper.waybill(case_id, Leg.RETURN)
    assert waybill.status is TrackStatus.ATTEMPT_FAILED
    assert waybill.confirmed_at is None and paper.state(case_id) is State.RETURNING


def test_a_push_of_an_unknown_number_is_acknowledged_and_adopted_later(paper: Paper, push) -> None:  # type: ignore[no-untyped-def]
    number = translate.number_of(1)
    assert push(translate.push_body(events(paper, number, TrackStatus.PICKED_UP)))[0] == 200
    take_pushes(paper.office)
    with paper.office.look() as work:
        assert work.session.scalars(select(DeadLetter)).one().about == number
    case_id = paper.passed()
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.HANDED_OVER
    with paper.office.look() as work:
        letter = work.session.scalars(select(DeadLetter)).one()
        assert letter.waybill_id == paper.waybill(case_id, Leg.OUTBOUND).id and letter.settled_at


def test_a_flood_of_forged_pushes_is_counted_and_not_kept(paper: Paper, push) -> None:  # type: ignore[no-untyped-def]
    for _ in range(5):
        assert push(b'{"events": []}', "sha256=00")[0] == 401
    stage(paper.office).move_to(paper.office.now() + timedelta(minutes=1))
    assert push(b'{"events": []}', "sha256=00")[0] == 401
    assert pushes(paper.office) == []
    with paper.office.look() as work:
        assert work.session.scalar(select(func.sum(ForgedPushes.count))) == 6


def test_a_riddle_is_kept_and_taken_once_it_can_be_read(paper: Paper, push) -> None:  # type: ignore[no-untyped-def]
    assert push(b"[]")[0] == 400
    assert push(b"[]")[0] == 400
    row = pushes(paper.office)[0]
    assert (row.outcome, row.body) == (PushOutcome.UNREADABLE, b"[]")
    with paper.office.look() as work:
        assert work.session.scalars(select(DeadLetter)).one().push_id == row.id
    case_id, number = returning(paper)
    told = Pushed(tuple(events(paper, number, TrackStatus.PICKED_UP)), b"ok")
    paper.office.use(PushDesk).keep(paper.office, row_of("simulated", {}, b"[]", told, paper.office.now()))
    take_pushes(paper.office)
    assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.HANDED_OVER
    with paper.office.look() as work:
        assert work.session.scalars(select(DeadLetter)).one().settled_at is not None


def test_one_push_that_makes_us_stumble_holds_up_no_other(paper: Paper) -> None:
    case_id, number = returning(paper)
    desk, now = paper.office.use(PushDesk), paper.office.now()
    bad = row_of("simulated", {}, b"bad", Pushed((), b""), now) | {"events": [{"number": number}]}
    good = Pushed(tuple(events(paper, number, TrackStatus.PICKED_UP)), b"")
    desk.keep(paper.office, bad)
    desk.keep(paper.office, row_of("simulated", {}, b"good", good, now))
    take_pushes(paper.office)
    assert paper.waybill(case_id, Leg.RETURN).state is WaybillState.HANDED_OVER
    assert [row.outcome for row in pushes(paper.office)] == [PushOutcome.STUMBLED, PushOutcome.TAKEN]


def test_pushes_that_come_together_are_all_kept_and_each_once(any_office: Office) -> None:
    """Two desks are two processes; every message comes to both, many at a time."""
    desks, now = (PushDesk(), PushDesk()), any_office.now()

    def keep(place: int) -> None:
        body = str(place // 2).encode()
        told = Pushed((CarrierEvent(f"N{place // 2}", "1", TrackStatus.IN_TRANSIT, now, ""),), b"")
        desks[place % 2].keep(any_office, row_of("simulated", {}, body, told, now))

    with ThreadPoolExecutor(16) as threads:
        list(threads.map(keep, range(240)))
    kept = pushes(any_office)
    assert sorted(int(row.body) for row in kept) == list(range(120))
    assert take_pushes(any_office) == 120
    with any_office.look() as work:
        assert work.session.scalar(select(func.count()).select_from(TrackEvent)) == 120


def test_the_same_push_at_two_machines_at_once_is_one_scan(any_paper: Paper) -> None:
    case_id, number = returning(any_paper)
    told = Pushed(tuple(events(any_paper, number, TrackStatus.PICKED_UP)), b"")
    for body in (b"a", b"b"):
        row = row_of("simulated", {}, body, told, any_paper.office.now())
        any_paper.office.use(PushDesk).keep(any_paper.office, row)
    with ThreadPoolExecutor(2) as threads:
        assert sum(threads.map(lambda _: take_pushes(any_paper.office), range(2))) == 2
    with any_paper.office.look() as work:
        waybill = work.session.get_one(Waybill, any_paper.waybill(case_id, Leg.RETURN).id)
        told_of = select(func.count()).where(TrackEvent.waybill_id == waybill.id)
        assert work.session.scalar(told_of) == 1


def test_what_is_not_kept_is_not_acknowledged(paper: Paper, push) -> None:  # type: ignore[no-untyped-def]
    from beebox.schema import metadata

    metadata.tables["dead_letters"].drop(paper.office.engine)
    metadata.tables["carrier_pushes"].drop(paper.office.engine)
    body = translate.push_body(events(paper, "LB1", TrackStatus.PICKED_UP))
    assert push(body)[0] == 503


def test_an_event_survives_being_kept() -> None:
    event = CarrierEvent(
        "LB1",
        "704",
        TrackStatus.DELIVERED,
        stage_time(),
        "已签收",
        Reason.OTHER,
        Proof.LOCKER,
        "海珠",
        "51000000",
        frozenset({"702"}),
        "LB2",
    )
    assert event_from_row(json.loads(json.dumps(event_to_row(event)))) == event


def stage_time():  # type: ignore[no-untyped-def]
    from tests.conftest import MONDAY

    return MONDAY


def test_no_secret_is_kept_with_a_push() -> None:
    headers = {"content-type": "a", "x-sign": "b", "x-auth-token": "c", "authorization": "d", "cookie": "e"}
    assert telling_headers(headers) == {"content-type": "a", "x-sign": "b"}


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
