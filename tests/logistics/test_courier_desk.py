"""The courier desk counts what waits for a person, and how long it has waited."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from beebox.accounts.roles import Role
from beebox.logistics.calls import CarrierCall
from beebox.logistics.courier_desk import tiles
from beebox.logistics.courier_desk_views import age
from beebox.logistics.faults import Unavailable
from beebox.logistics.tables import CallAction
from tests.conftest import stage
from tests.logistics.conftest import Paper
from tests.logistics.labels.conftest import decided, place


def counted(paper: Paper) -> dict[str, int]:
    with paper.office.look() as work:
        return {tile.title: tile.count for tile in tiles(work)}


def test_an_empty_desk_counts_nought(paper: Paper) -> None:
    assert set(counted(paper).values()) == {0}
    with paper.office.look() as work:
        assert {tile.oldest for tile in tiles(work)} == {None}


def test_what_waits_what_lies_and_what_has_no_label(paper: Paper) -> None:
    giver = place(paper.office)
    giver.answers = [Unavailable("没有应答")] * 20
    decided(paper, 2)
    found = counted(paper)
    assert (found["等交寄"], found["过了当天"]) == (2, 0)
    assert found["面单没取到"] >= 2
    stage(paper.office).move_to(paper.office.now() + timedelta(days=1))
    assert counted(paper)["过了当天"] == 2


def test_an_order_without_an_answer_is_counted_with_its_age(
    paper: Paper, signed_in: Callable[..., FlaskClient]
) -> None:
    decided(paper)
    with paper.office.work() as work:
        from beebox.accounts.roles import SYSTEM
        from beebox.logistics.tables import CALL_TABLE, CallState

        call = work.session.scalars(select(CarrierCall).limit(1)).one()
        lost = CarrierCall(
            reference="LBW-LOST",
            carrier=call.carrier,
            waybill_id=call.waybill_id,
            request_hash="",
            planned_at=work.now(),
            due_at=work.now(),
        )
        work.session.add(lost)
        work.session.flush()
        CALL_TABLE.advance(lost, CallAction.SEND, SYSTEM.role)
        CALL_TABLE.advance(lost, CallAction.LOSE, SYSTEM.role)
        lost.sent_at = work.now() - timedelta(hours=5, minutes=1)
        assert lost.state is CallState.UNKNOWN
    assert counted(paper)["结果不明"] == 1
    assert "5 小时" in signed_in(Role.SUPERVISOR).get("/courier").text


def test_every_tile_leads_to_a_page(paper: Paper, signed_in: Callable[..., FlaskClient]) -> None:
    supervisor = signed_in(Role.SUPERVISOR)
    with paper.office.look() as work:
        paths = {tile.path.partition("#")[0] for tile in tiles(work)}
    assert {path: supervisor.get(path).status_code for path in paths} == dict.fromkeys(paths, 200)


@pytest.mark.parametrize(
    ("minutes", "shown"),
    [(0, "0 分钟"), (119, "119 分钟"), (120, "2 小时"), (2879, "47 小时"), (2880, "2 天")],
)
def test_an_age_is_said_in_one_unit(app: Flask, minutes: int, shown: str) -> None:
    with app.test_request_context("/"):
        assert age(timedelta(minutes=minutes)) == shown
