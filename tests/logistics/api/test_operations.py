"""What programs of courier companies can do, and what they cannot."""

from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from beebox.accounts.api_keys import Scope
from beebox.logistics.mail_out import belongs_in, pack, return_parcel
from beebox.logistics.orders import Leg
from beebox.logistics.tables import WaybillState
from beebox.logistics.tracks import TrackEvent
from tests.logistics.api.conftest import DOOR, ProgramMaker
from tests.logistics.conftest import Paper


def number_of(paper: Paper, case_id: int, leg: Leg = Leg.OUTBOUND) -> str:
    number = paper.waybill(case_id, leg).number
    assert number is not None
    return number


def scan(number: str, at: Any, status: str = "in_transit", **more: Any) -> dict[str, Any]:
    return {"number": number, "status": status, "at": at.isoformat(), **more}


def test_a_parcel_is_found_by_reference_and_by_number_with_its_people_masked(
    paper: Paper, program: ProgramMaker
) -> None:
    case_id = paper.passed()
    waybill = paper.waybill(case_id, Leg.OUTBOUND)
    asking = program(Scope.READ_WAYBILLS)
    found = asking.get(f"/waybills/{waybill.reference}").get_json()
    assert asking.get(f"/waybills/{waybill.number}").get_json() == found
    assert found["sender"]["name"] == "黄**"
    assert found["sender"]["phone"] == "150****3248"
    assert "103" not in found["sender"]["address"]
    assert found["receiver"]["name"] == "海珠小蜂箱寄件台"
    assert found["state"] == "booked"


def test_the_list_goes_on_by_cursor_and_misses_nothing(paper: Paper, program: ProgramMaker) -> None:
    wanted = {paper.waybill(paper.passed(), Leg.OUTBOUND).reference for _ in range(5)}
    asking, found, cursor = program(Scope.READ_WAYBILLS), list[str](), ""
    while True:
        page = asking.get(f"/waybills?limit=2&cursor={cursor}").get_json()
        found += [row["reference"] for row in page["waybills"]]
        if not page["has_more"]:
            break
        cursor = page["next_cursor"]
    assert len(found) == 5 and set(found) == wanted


def test_the_list_is_narrowed_by_state_leg_carrier_and_change(
    paper: Paper, program: ProgramMaker, settled: Any
) -> None:
    paper.passed()
    settled()
    asking = program(Scope.READ_WAYBILLS)

    def count(query: str) -> int:
        return len(asking.get("/waybills", query_string=query).get_json()["waybills"])

    assert count("state=booked&leg=outbound&carrier=simulated") == 1
    assert count("state=planned") == count("leg=return") == count("carrier=ems") == 0
    soon = (paper.office.now() + timedelta(hours=1)).strftime("%Y-%m-%dT%H:%M:%SZ")
    assert count(f"updated_since={soon}") == 0
    assert count("updated_since=2026-01-01T00:00:00Z") == 1


@pytest.mark.parametrize("query", ["state=flown", "limit=0", "limit=x", "who=me", "updated_since=2026-01-01"])
def test_a_wrong_filter_is_named(query: str, program: ProgramMaker) -> None:
    answer = program(Scope.READ_WAYBILLS).get(f"/waybills?{query}")
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["parameter"] == query.split("=")[0]


@pytest.mark.parametrize("path", ["/waybills?cursor=AAAA", "/changes?after=AAAA", "/changes?after=dzE6NQ"])
def test_a_cursor_that_is_not_ours_is_refused(path: str, program: ProgramMaker) -> None:
    answer = program().get(path)
    assert answer.status_code == 400 and answer.get_json()["code"] == "wrong_cursor"


def test_scans_are_kept_before_they_are_acknowledged_and_each_once(
    paper: Paper, program: ProgramMaker
) -> None:
    case_id = paper.passed()
    number, telling = number_of(paper, case_id), program()
    told = [scan(number, paper.office.now(), text="快递员 13800138000 已揽收", status="picked_up")]
    assert telling.post("/events", {"events": told}).get_json() == {"taken": 1, "new": 1, "unknown": []}
    assert telling.post("/events", {"events": told}).get_json() == {"taken": 1, "new": 0, "unknown": []}
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.HANDED_OVER
    [kept] = telling.get(f"/waybills/{number}/events").get_json()["events"]
    assert kept["status"] == "picked_up" and kept["text"] == "快递员 138****8000 已揽收"


def test_a_scan_of_an_unknown_number_is_kept_and_said_to_be_unknown(
    paper: Paper, program: ProgramMaker
) -> None:
    told = {"events": [scan("SIM000000404", paper.office.now())]}
    assert program().post("/events", told).get_json()["unknown"] == ["SIM000000404"]
    with paper.office.look() as work:
        assert work.session.scalar(select(func.count()).select_from(TrackEvent)) == 1


def test_one_wrong_scan_refuses_the_whole_batch_and_is_pointed_at(
    paper: Paper, program: ProgramMaker
) -> None:
    now, number = paper.office.now(), number_of(paper, paper.passed())
    late = scan(number, now + timedelta(hours=1))
    answer = program().post("/events", {"events": [scan(number, now), late]})
    assert answer.status_code == 422
    assert [fault["pointer"] for fault in answer.get_json()["errors"]] == ["/events/1/at"]
    with paper.office.look() as work:
        assert work.session.scalar(select(func.count()).select_from(TrackEvent)) == 0


@pytest.mark.parametrize(
    "wrong",
    [
        {"status": "flown"},
        {"at": "2026-11-30T09:00:00"},
        {"text": "x" * 301},
        {"text": "a\u0000b"},
        {"number": ""},
        {"speed": 3},
    ],
)
def test_a_scan_that_makes_no_sense_is_refused(
    wrong: dict[str, Any], paper: Paper, program: ProgramMaker
) -> None:
    told = {**scan("SIM1", paper.office.now()), **wrong}
    answer = program().post("/events", {"events": [told]}, headers={"Accept-Language": "en"})
    assert answer.status_code == 422
    assert answer.get_json()["errors"][0]["pointer"] == f"/events/0/{next(iter(wrong))}"
    assert answer.headers["Content-Language"] == "en" and answer.get_json()["title"].isascii()


def test_a_key_of_one_company_sees_and_tells_nothing_of_another(paper: Paper, program: ProgramMaker) -> None:
    case_id = paper.passed()
    other = program(carrier="ems")
    assert other.get(f"/waybills/{paper.waybill(case_id, Leg.OUTBOUND).reference}").status_code == 404
    assert other.get("/waybills").get_json()["waybills"] == []
    told = {"events": [scan(number_of(paper, case_id), paper.office.now(), "delivered")]}
    assert other.post("/events", told).get_json()["unknown"] == [number_of(paper, case_id)]
    assert paper.waybill(case_id, Leg.OUTBOUND).state is WaybillState.BOOKED


def test_a_call_at_the_door_is_told_once(paper: Paper, program: ProgramMaker) -> None:
    waybill = paper.waybill(paper.passed(), Leg.OUTBOUND)
    told = {"reference": waybill.reference, "outcome": "picked_up", "at": paper.office.now().isoformat()}
    first = program().post("/pickups", told).get_json()
    assert first == {
        "reference": waybill.reference,
        "number": waybill.number,
        "state": "handed_over",
        "new": True,
    }
    assert program().post("/pickups", told).get_json()["new"] is False


def decided(paper: Paper) -> int:
    case_id = paper.passed(result_by="post")
    with paper.office.work() as work:
        from beebox.cases.models import Case
        from beebox.logistics.waybills import plan_waybill  # the shortest way to a return parcel

        plan_waybill(work, work.session.get_one(Case, case_id), Leg.RETURN, "办理结果")
    paper.deliver()
    return case_id


def test_a_hand_over_is_confirmed_all_or_nothing(paper: Paper, program: ProgramMaker) -> None:
    first, second = decided(paper), decided(paper)
    references = [paper.waybill(case_id, Leg.RETURN).reference for case_id in (first, second)]
    telling = program()
    assert telling.post("/hand-overs", {"references": references}).get_json()["code"] == "not_packed_yet"
    with paper.office.work() as work:
        for reference in references[:1]:
            waybill = return_parcel(work, reference)
            ticked = [one.original_id for one in belongs_in(work, waybill)]
            pack(work, waybill, ticked, paper.collector, result_in=True)
    assert telling.post("/hand-overs", {"references": references}).status_code == 409
    assert paper.waybill(first, Leg.RETURN).state is WaybillState.BOOKED
    done = telling.post("/hand-overs", {"references": references[:1]})
    assert done.status_code == 201 and done.get_json()["references"] == references[:1]
    assert paper.waybill(first, Leg.RETURN).state is WaybillState.HANDED_OVER
    again = telling.post("/hand-overs", {"references": references[:1]})
    assert again.get_json()["code"] == done.get_json()["code"]


def test_a_label_is_a_pdf(paper: Paper, program: ProgramMaker) -> None:
    answer = program().get(f"/waybills/{number_of(paper, paper.passed())}/label")
    assert answer.status_code == 200 and answer.data.startswith(b"%PDF")


def test_posting_needs_no_form_token_and_takes_no_session(app: Flask, program: ProgramMaker) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = program().post("/events", {"events": []})
    assert answer.get_json()["code"] == "invalid"


def test_the_page_of_the_interface_names_every_operation(app: Flask, document: dict[str, Any]) -> None:
    page = app.test_client().get(f"{DOOR}/docs").text
    for path, item in document["paths"].items():
        for method in item:
            assert f"{method.upper()} {path}" in page or path in {"/docs", "/openapi.json"}
    for code in ("key_wanted", "idempotency_key_reused", "wrong_cursor"):
        assert f'id="{code}"' in page
