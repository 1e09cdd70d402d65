"""Pages that list what waits stay short when very much waits, and still say how much it is."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import inspect, select

from beebox.cases.states import Action
from beebox.logistics.mail_out import PAGE
from beebox.logistics.parcels import Waybill, WaybillCase
from tests.conftest import ZONE, stage
from tests.logistics.conftest import Paper
from tests.logistics.test_returning import decide, held  # noqa: F401 - a fixture
from tests.logistics.test_views import Walk

MANY = PAGE + 20


@pytest.fixture
def many(paper: Paper, request: pytest.FixtureRequest) -> list[str]:
    """The references of more parcels that should have left yesterday than a page shows, oldest first."""
    case_id = request.getfixturevalue("held")
    decide(paper, case_id, "post")
    with paper.office.work() as work:
        first = work.session.scalars(select(Waybill).where(Waybill.leg == "return")).one()
        columns = [c.key for c in inspect(Waybill).column_attrs if c.key not in {"id", "version"}]
        like = {name: getattr(first, name) for name in columns}
        for number in range(MANY - 1):
            changed: dict[str, Any] = {"reference": f"R{number:05d}", "number": None}
            copy = Waybill(**{**like, **changed})
            work.session.add(copy)
            work.session.flush()
            work.session.add(WaybillCase(waybill_id=copy.id, case_id=case_id))
    stage(paper.office).move_to(datetime(2026, 12, 1, 8, tzinfo=ZONE))
    with paper.office.look() as work:
        return list(work.session.scalars(select(Waybill.reference).where(Waybill.leg == "return")))


def test_the_mail_out_desk_is_turned_page_by_page(paper: Paper, signed_in: Any, many: list[str]) -> None:
    collector = Walk(paper, signed_in).collector
    first, second = collector.get("/mail-out").text, collector.get("/mail-out?page=2").text
    assert first.count('name="parcel"') == PAGE
    assert second.count('name="parcel"') == MANY - PAGE
    for reference in many:
        assert (f"/mail-out/{reference}" in first) is not (f"/mail-out/{reference}" in second)
    assert f"<dd>{MANY} " in first
    assert "第 1 / 2 页" in first
    for odd in ("0", "99", "x", "-1", "9" * 30):
        assert collector.get(f"/mail-out?page={odd}").status_code == 200


def test_the_alarms_show_the_oldest_and_count_the_rest(paper: Paper, signed_in: Any, many: list[str]) -> None:
    page = Walk(paper, signed_in).supervisor.get("/alarms").text
    assert f"{MANY} 件事要有人看一看" in page
    assert f"还有 {MANY - 50} 件没有列出" in page
    assert sum(f"/mail-out/{reference}" in page for reference in many) == 50


def test_nothing_more_is_said_where_all_is_listed(paper: Paper, signed_in: Any, held: int) -> None:  # noqa: F811
    paper.step(held, Action.ACCEPT, paper.clerk)
    assert "没有列出" not in Walk(paper, signed_in).supervisor.get("/alarms").text
