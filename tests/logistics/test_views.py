"""The room's pages, walked through as each role would."""

import re
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.test import TestResponse

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.cases.states import Action, State
from beebox.kernel.db import Office
from beebox.kernel.outbox import MAX_TRIES, Delivery, Lane, name_of
from beebox.logistics.errand_names import ERRANDS
from beebox.logistics.models import Bag, Box, Discrepancy, Envelope, Round
from beebox.logistics.orders import Leg
from beebox.logistics.rounds import open_due_rounds
from beebox.logistics.tables import EnvelopeState, RoundState
from beebox.logistics.waybills import waybill_of
from beebox.wiring import HANDLERS
from tests.conftest import ZONE, stage
from tests.logistics.conftest import Paper


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 11, day, hour, minute, tzinfo=ZONE)


def follow(client: FlaskClient, path: str, **data: object) -> TestResponse:
    """Post a form and go where it leads."""
    answer = client.post(path, data=data)
    assert answer.status_code == 303, answer.text
    return client.get(answer.headers["Location"])


class Walk:
    """A browser for each role, signed in afresh each time: the clock moves, and sessions end."""

    def __init__(self, paper: Paper, signed_in: Callable[..., FlaskClient]) -> None:
        self._paper, self._signed_in = paper, signed_in

    def __getattr__(self, role: str) -> FlaskClient:
        if role == "administrator":
            return self._signed_in(Role.ADMINISTRATOR)
        with self._paper.office.look() as work:
            somebody = work.session.get_one(Person, getattr(self._paper, role).id)
            work.session.expunge(somebody)
        return self._signed_in(somebody)


@pytest.fixture
def walk(paper: Paper, signed_in) -> Walk:  # type: ignore[no-untyped-def]  # fixture
    return Walk(paper, signed_in)


def open_round(paper: Paper, moment: datetime, box: str = "yihai") -> int:
    stage(paper.office).move_to(moment)
    open_due_rounds(paper.office)
    return paper.round_of(box)


def bag_of(paper: Paper, case_id: int) -> str:
    with paper.office.look() as work:
        wanted = select(Bag.code).join(Envelope, Envelope.bag_id == Bag.id)
        return work.session.scalars(wanted.where(Envelope.case_id == case_id)).one()


def test_the_whole_way_over_the_pages(paper: Paper, walk: Walk) -> None:
    case_id = paper.passed()
    code = paper.code(case_id)
    page = walk.citizen.get(f"/cases/{code}/hand-in").text
    assert "怡海社区小蜂箱" in page
    assert "居民身份证" in page
    page = follow(walk.citizen, f"/cases/{code}/hand-in", way="box", box="yihai").text
    assert "我已投入小蜂箱" in page
    assert "写在信封正面" in page
    assert walk.citizen.get(f"/cases/{code}/slip.pdf").data.startswith(b"%PDF")
    assert "下一次开箱" in follow(walk.citizen, f"/cases/{code}/dropped").text

    number = open_round(paper, at(30, 10, 1))
    assert "去收件" in walk.collector.get("/rounds").text
    assert "应有 1 件" in walk.collector.get(f"/rounds/{number}").text
    page = follow(walk.collector, f"/rounds/{number}/scan", code=code.lower().replace("-", "")).text
    assert "收下" in page
    assert "放进绿色转运袋" in page
    assert "没有差异" in follow(walk.collector, f"/rounds/{number}/close", counted="1").text

    page = follow(walk.collector, "/sorting/envelope", code=f"LBB:ENV:{code}").text
    tray = re.search(r"放进 (\d+) 号格", page)
    assert tray is not None
    page = follow(walk.collector, "/sorting/bag", code=code, tray="2").text
    assert "放错格了" in page
    assert paper.envelope(case_id).state is EnvelopeState.SORTING
    assert "已入袋" in follow(walk.collector, "/sorting/bag", code=code, tray=tray[1]).text

    bag = bag_of(paper, case_id)
    assert walk.clerk.get(f"/bags/{bag}").status_code == 404
    assert "已封袋" in follow(walk.collector, f"/bags/{bag}/close").text
    assert walk.collector.get(f"/bags/{bag}/sheet.pdf").data.startswith(b"%PDF")
    assert walk.other_clerk.get(f"/bags/{bag}").status_code == 404
    assert bag in follow(walk.clerk, "/bags/find", code=f"LBB:BAG:{bag}").text
    assert walk.clerk.post(f"/bags/{bag}/receive").status_code == 409
    assert "打勾" in follow(walk.clerk, f"/bags/{bag}/scan", code=code).text
    assert "已签收" in follow(walk.clerk, f"/bags/{bag}/receive").text
    assert paper.state(case_id) is State.RECEIVED


def test_the_way_home_over_the_pages(paper: Paper, walk: Walk) -> None:
    case_id = received(paper, walk)
    paper.step(case_id, Action.ACCEPT, paper.clerk)
    paper.step(case_id, Action.DECIDE, paper.clerk, result_by="post")
    back = paper.waybill(case_id, Leg.RETURN)
    assert "待核对" in walk.collector.get("/mail-out").text
    label = walk.collector.get(f"/mail-out/{back.reference}/label.pdf")
    assert label.data.startswith(b"%PDF")

    refused = walk.collector.post("/mail-out/hand-over", data={"parcel": back.reference})
    assert refused.status_code == 409
    assert "逐件核对" in refused.text
    page = walk.collector.get(f"/mail-out/{back.reference}").text
    papers = re.findall(r'name="original" value="(\d+)"', page)
    assert len(papers) == 4
    short = walk.collector.post(f"/mail-out/{back.reference}/pack", data={"original": papers[1:]})
    assert short.status_code == 409
    assert "居民身份证" in short.text
    assert "办理结果" in short.text
    data = {"original": papers, "result": "in"}
    assert "已核对装好" in follow(walk.collector, f"/mail-out/{back.reference}/pack", **data).text
    page = follow(walk.collector, "/mail-out/hand-over", parcel=back.reference).text
    listed = re.search(r"/mail-out/lists/([0-9A-Z-]+)\.pdf", page)
    assert listed is not None
    assert walk.collector.get(listed[0]).data.startswith(b"%PDF")
    paper.deliver()
    assert paper.state(case_id) is State.RETURNING

    assert back.number in walk.citizen.get("/dev/carrier").text
    assert walk.citizen.post(f"/dev/carrier/{back.number}/delivered").status_code == 303
    assert paper.state(case_id) is State.CLOSED


def received(paper: Paper, walk: Walk) -> int:
    case_id = paper.dropped()
    code, number = paper.code(case_id), open_round(paper, at(30, 10, 1))
    follow(walk.collector, f"/rounds/{number}/scan", code=code)
    follow(walk.collector, f"/rounds/{number}/close", counted="1")
    follow(walk.collector, "/sorting/envelope", code=code)
    follow(walk.collector, "/sorting/bag", code=code, tray="1")
    bag = bag_of(paper, case_id)
    follow(walk.collector, f"/bags/{bag}/close")
    follow(walk.clerk, f"/bags/{bag}/scan", code=code)
    follow(walk.clerk, f"/bags/{bag}/receive")
    return case_id


def test_the_door_is_still_offered_once_the_box_was_chosen(paper: Paper, walk: Walk) -> None:
    """The order of the parcel is taken back then, so there is none to look at."""
    case_id = paper.passed()
    code = paper.code(case_id)
    follow(walk.citizen, f"/cases/{code}/hand-in", way="box", box="yihai")
    paper.deliver()
    with paper.office.look() as work:
        assert waybill_of(work, case_id, Leg.OUTBOUND) is None
    assert "上门取件不用您付钱" in walk.citizen.get(f"/cases/{code}/hand-in").text


def test_the_door_instead_of_the_box(paper: Paper, walk: Walk) -> None:
    case_id = paper.passed()
    code = paper.code(case_id)
    page = walk.citizen.get(f"/cases/{code}/hand-in").text
    windows = re.findall(r'name="window" value="([^"]+)"', page)
    assert windows
    page = follow(walk.citizen, f"/cases/{code}/hand-in", way="door", window=windows[0]).text
    assert "快递员上门" in page
    assert walk.citizen.get(f"/cases/{code}/label.pdf").data.startswith(b"%PDF")
    wrong = walk.citizen.post(f"/cases/{code}/hand-in", data={"way": "door", "window": "gestern"})
    assert wrong.status_code == 422
    assert "时段" in wrong.text


def test_what_a_citizen_can_do_wrong(paper: Paper, walk: Walk) -> None:
    case_id = paper.passed()
    code = paper.code(case_id)
    assert walk.citizen.post(f"/cases/{code}/dropped").status_code == 409
    unknown = walk.citizen.post(f"/cases/{code}/hand-in", data={"way": "box", "box": "nowhere"})
    assert unknown.status_code == 404
    assert walk.citizen.get(f"/cases/{code}/slip.pdf").status_code == 409
    with paper.office.work() as work:
        for box in work.session.scalars(select(Box).where(Box.code == "yihai")):
            box.capacity = 0
    full = walk.citizen.post(f"/cases/{code}/hand-in", data={"way": "box", "box": "yihai"})
    assert full.status_code == 409
    assert "满了" in full.text


def test_another_citizen_sees_nothing_of_it(paper: Paper, signed_in) -> None:  # type: ignore[no-untyped-def]  # fixture
    code = paper.code(paper.passed())
    stranger = signed_in(Role.CITIZEN)
    for path in ("hand-in", "slip.pdf", "label.pdf"):
        assert stranger.get(f"/cases/{code}/{path}").status_code == 404
    assert stranger.post(f"/cases/{code}/dropped").status_code == 404


def test_an_empty_round_is_recorded_too(paper: Paper, walk: Walk) -> None:
    number = open_round(paper, at(30, 10, 1))
    assert "空箱就数 0" in walk.collector.get(f"/rounds/{number}").text
    for nonsense in ("", "x", "-1", "99999999", "１"):
        assert walk.collector.post(f"/rounds/{number}/close", data={"counted": nonsense}).status_code == 422
    assert "没有差异" in follow(walk.collector, f"/rounds/{number}/close", counted="0").text
    late = walk.collector.post(f"/rounds/{number}/scan", data={"code": "7K3Q-9M2X"})
    assert late.status_code == 409
    assert "已经关箱" in late.text


def test_alarms_are_resolved_with_words(paper: Paper, walk: Walk) -> None:
    paper.dropped()
    number = open_round(paper, at(30, 11, 30))
    assert "过时没有收的批次" in walk.supervisor.get("/alarms").text
    follow(walk.collector, f"/rounds/{number}/close", counted="2")
    page = walk.supervisor.get("/alarms").text
    assert "说已投箱，箱里没有" in page
    assert "清点数和扫码数不一样" in page
    with paper.office.look() as work:
        first = work.session.scalars(select(Discrepancy.id)).first()
    assert walk.supervisor.post(f"/alarms/{first}/resolve", data={"resolution": " "}).status_code == 422
    follow(walk.supervisor, f"/alarms/{first}/resolve", resolution="信封卡在投口，已取出")
    with paper.office.look() as work:
        row = work.session.get_one(Discrepancy, first)
        assert row.resolution == "信封卡在投口，已取出"
        assert row.resolved_by == paper.supervisor.id
    assert walk.collector.get("/alarms").status_code == 403


def test_the_administrator_edits_boxes(paper: Paper, walk: Walk) -> None:
    assert "怡海社区小蜂箱" in walk.administrator.get("/admin/boxes").text
    form = {"name": "新箱", "place": "某路 1 号", "hours": "24 小时", "capacity": "30", "active": "yes"}
    bad = walk.administrator.post("/admin/boxes/new", data=form | {"code": "X", "slots": ""})
    assert bad.status_code == 422
    assert "新箱" in bad.text
    bad = walk.administrator.post("/admin/boxes/new", data=form | {"code": "xin", "slots": "25:00"})
    assert bad.status_code == 422
    page = follow(walk.administrator, "/admin/boxes/new", **form, code="xin", slots="16:30、9:15").text
    assert "09:15" in page
    follow(walk.administrator, "/admin/boxes/xin", **(form | {"name": "改名", "active": "no"}), slots="")
    with paper.office.look() as work:
        box = work.session.scalars(select(Box).where(Box.code == "xin")).one()
        assert (box.name, box.slots, box.active) == ("改名", [], False)
    assert walk.administrator.get("/admin/boxes/none").status_code == 404


def test_supervisors_look_and_do_not_scan(paper: Paper, walk: Walk) -> None:
    number = open_round(paper, at(30, 10, 1))
    assert walk.supervisor.get(f"/rounds/{number}").status_code == 200
    assert walk.supervisor.post(f"/rounds/{number}/scan", data={"code": "x"}).status_code == 403
    assert walk.supervisor.get("/mail-out").status_code == 200
    with paper.office.look() as work:
        assert work.session.get_one(Round, number).state is RoundState.OPEN


@pytest.mark.parametrize("path", ["/rounds/999", "/bags/7K3Q-9M2X", "/bags/x", "/mail-out/none"])
def test_what_is_not_there_is_a_page_that_says_so(walk: Walk, path: str) -> None:
    assert walk.collector.get(path).status_code == 404


def test_all_work_that_may_come_to_a_halt_has_a_name() -> None:
    names = {name_of(handler) for listed in HANDLERS.values() for handler in listed}
    assert names == set(ERRANDS)
    assert len(set(ERRANDS.values())) == len(ERRANDS), "two that cannot be told apart"


def test_halted_work_is_shown_by_its_name_and_tried_again(office: Office, signed_in: Any) -> None:
    with office.work() as work:
        work.session.add(
            Delivery(
                handler="documents:print", kind="DocumentIssued", lane=Lane.PRINTING, event={"case_id": 1},
                tries=MAX_TRIES, last_error="no type", emitted_at=work.now(), due_at=work.now(),
            )
        )  # fmt: skip
    boss = signed_in(Role.SUPERVISOR)
    page = boss.get("/alarms").text
    assert "打印文书" in page and "documents:print" not in page
    assert "Print documents" in boss.get("/alarms?lang=en").text
    boss.get("/alarms?lang=zh")
    boss.post("/alarms/parked/1/again")
    assert "打印文书" not in boss.get("/alarms").text
