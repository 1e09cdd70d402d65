"""`beebox courier`, run in this process on the test's own database."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result
from flask.testing import FlaskClient
from sqlalchemy import func, select, update

from beebox.adapters.carriers.simulated.carrier import SIGNATURE, SimulatedCarrier
from beebox.adapters.carriers.simulated.translate import push_body
from beebox.cli import main
from beebox.kernel.db import Office
from beebox.kernel.settings import Settings
from beebox.logistics.api.feed import sequence_changes
from beebox.logistics.calls import CarrierCall
from beebox.logistics.orders import Leg
from beebox.logistics.ports import Carriers
from beebox.logistics.tables import WaybillState
from beebox.logistics.track_words import CarrierEvent, TrackStatus
from beebox.logistics.tracks import CarrierPush, PushOutcome, TrackEvent
from tests.logistics.conftest import ADDRESS, Paper

Run = Callable[..., Result]


@pytest.fixture
def run(office: Office, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("BEEBOX_VAR", str(office.use(Settings).var_dir))
    return lambda *words: CliRunner().invoke(main, ["courier", *words])


@pytest.mark.parametrize(
    "words",
    ["poll", "reconcile", "inspect LBW-1", "replay --dead-letters"],
    ids=lambda words: words.split()[0],
)
def test_a_database_without_tables_is_told_in_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, words: str
) -> None:
    monkeypatch.setenv("BEEBOX_VAR", str(tmp_path))
    told = CliRunner().invoke(main, ["courier", *words.split()])
    assert told.exit_code == 1
    assert "beebox migrate" in told.output and "Traceback" not in told.output


def simulated(office: Office) -> SimulatedCarrier:
    carrier = office.use(Carriers).named("simulated")
    assert isinstance(carrier, SimulatedCarrier)
    return carrier


def booked(paper: Paper, **more: Any) -> tuple[int, str]:
    case_id = paper.passed(**more)
    number = paper.waybill(case_id, Leg.OUTBOUND).number
    assert number is not None
    return case_id, number


def told_of(office: Office, number: str) -> int:
    with office.look() as work:
        wanted = select(func.count()).where(TrackEvent.number == number)
        return work.session.scalar(wanted) or 0


def test_poll_asks_about_one_parcel_or_about_all(paper: Paper, run: Run) -> None:
    (first, one), (_, other) = booked(paper), booked(paper)
    for number in (one, other):
        simulated(paper.office).step(number, TrackStatus.PICKED_UP)
    alone = run("poll", "--number", one)
    assert alone.exit_code == 0, alone.output
    assert one in alone.output and other not in alone.output and told_of(paper.office, other) == 0
    assert paper.waybill(first, Leg.OUTBOUND).state is WaybillState.HANDED_OVER
    rows = [json.loads(line) for line in run("poll", "--json").output.splitlines()]
    assert {row["number"]: row["new"] for row in rows} == {one: 0, other: 1}
    assert run("poll", "--carrier", "ems").output == ""


def test_poll_of_a_parcel_nobody_knows_says_so(office: Office, run: Run) -> None:
    answer = run("poll", "--number", "NONE")
    assert answer.exit_code == 1 and "NONE" in answer.output


def test_reconcile_settles_what_is_open_and_finds_nothing_where_all_agree(paper: Paper, run: Run) -> None:
    booked(paper)
    answer = run("reconcile")
    assert (answer.exit_code, answer.output) == (0, "Nothing differs.\n")


def test_reconcile_lists_what_differs(paper: Paper, run: Run) -> None:
    (_, lost), (_, other) = booked(paper), booked(paper)
    with paper.office.work() as work:
        of = update(CarrierCall)
        work.session.execute(of.where(CarrierCall.number == lost).values(reference="LBW-never-sent"))
        work.session.execute(of.where(CarrierCall.number == other).values(number="SIM-other"))
    answer = run("reconcile", "--json")
    rows = [json.loads(line) for line in answer.output.splitlines()]
    assert answer.exit_code == 1
    assert {row["what"] for row in rows} == {"not_known_there", "other_number"}
    assert {row["theirs"] for row in rows} == {"", other}
    assert run("reconcile", "--carrier", "ems").exit_code == 0


def test_reconcile_names_an_order_whose_outcome_is_unknown(paper: Paper, run: Run) -> None:
    paper.passed(address=f"{ADDRESS}模拟超时")
    answer = run("reconcile")
    assert answer.exit_code == 1 and "unknown" in answer.output


def pushed(paper: Paper, client: FlaskClient, number: str) -> None:
    scan = CarrierEvent(number, "PICKED_UP", TrackStatus.PICKED_UP, paper.office.now(), "已揽收")
    body = push_body([scan])
    headers = {SIGNATURE: simulated(paper.office).sign(body)}
    answer = client.post("/api/carriers/simulated/events", data=body, headers=headers)
    assert answer.status_code == 200, answer.text


def stumble(office: Office) -> None:
    with office.work() as work:
        work.session.execute(update(CarrierPush).values(outcome=PushOutcome.STUMBLED))


def test_replay_takes_stored_pushes_again_and_doubles_nothing(
    paper: Paper, client: FlaskClient, run: Run
) -> None:
    case_id, number = booked(paper)
    pushed(paper, client, number)
    stumble(paper.office)
    answer = run("replay", "--dead-letters")
    assert answer.exit_code == 0 and "pushes: 1 of 1 taken" in answer.output
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.HANDED_OVER
    again = run("replay", "--since", "2026-01-01")
    assert "pushes: 1 of 1 taken" in again.output and told_of(paper.office, number) == 1
    assert "pushes: 0 of 0 taken" in run("replay", "--dead-letters").output


def test_replay_wants_to_know_what(office: Office, run: Run) -> None:
    assert run("replay").exit_code == 2


def test_inspect_tells_everything_and_masks_people(paper: Paper, client: FlaskClient, run: Run) -> None:
    case_id, number = booked(paper)
    pushed(paper, client, number)
    run("replay", "--since", "2026-01-01")
    sequence_changes(paper.office)
    answer = run("inspect", number, "--json")
    assert answer.exit_code == 0, answer.output
    told = json.loads(answer.output)
    assert told["waybill"]["number"] == number and told["cases"] == [paper.code(case_id)]
    assert told["calls"][0]["state"] == "confirmed"
    assert [scan["status"] for scan in told["scans"]] == ["picked_up"]
    assert told["folded"]["status"] == "picked_up"
    assert [push["outcome"] for push in told["pushes"]] == ["taken"]
    assert told["changes"][0]["kind"] == "waybill.planned"
    by_reference = run("inspect", told["waybill"]["reference"]).output
    assert number in by_reference and "folded:" in by_reference
    for output in (answer.output, by_reference):
        assert "黄碧芳" not in output and "15000003248" not in output and "103房" not in output
