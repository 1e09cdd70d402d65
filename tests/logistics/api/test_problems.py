"""Every fault at the programs' door is a problem document (RFC 9457)."""

import logging
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask

from beebox.kernel.db import Office
from tests.logistics.api.conftest import DOOR, ProgramMaker


def ask(program: ProgramMaker, case: str) -> Any:
    asking = program()
    asks = {
        "no such address": lambda: asking.get("/nowhere"),
        "the door itself": lambda: asking.client.get(DOOR),
        "wrong method": lambda: asking.client.delete(f"{DOOR}/waybills"),
        "no key": lambda: asking.client.get(f"{DOOR}/waybills"),
        "no idempotency key": lambda: asking.post("/events", {"events": []}, key=""),
        "not json": lambda: asking.post("/events", data="{", content_type="application/json"),
        "half a sign": lambda: asking.post("/events", data=b'"\xff"', content_type="application/json"),
        "deep": lambda: asking.post("/events", data="[" * 5000, content_type="application/json"),
        "a form": lambda: asking.post("/events", data={"events": "x"}),
        "too large": lambda: asking.post("/events", data=b" " * 600_000, content_type="application/json"),
        "no such parcel": lambda: asking.get("/waybills/LBW-NONE"),
        "strange path": lambda: asking.get("/waybills/%00"),
        "nothing asked": lambda: asking.post("/events", {}),
    }
    return asks[case]()


@pytest.mark.parametrize(
    ("case", "status", "code"),
    [
        ("no such address", 404, "not_found"),
        ("the door itself", 404, "not_found"),
        ("wrong method", 405, "method_not_allowed"),
        ("no key", 401, "key_wanted"),
        ("no idempotency key", 400, "idempotency_key_missing"),
        ("not json", 400, "not_json"),
        ("half a sign", 400, "not_json"),
        ("deep", 400, "not_json"),
        ("a form", 415, "unsupported_media_type"),
        ("too large", 413, "too_large"),
        ("no such parcel", 404, "waybill_not_found"),
        ("strange path", 404, "not_found"),
        ("nothing asked", 422, "invalid"),
    ],
)
def test_what_goes_wrong_is_a_problem_document(
    case: str, status: int, code: str, program: ProgramMaker, app: Flask
) -> None:
    answer = ask(program, case)
    told = answer.get_json()
    assert (answer.status_code, answer.mimetype) == (status, "application/problem+json")
    assert (told["status"], told["code"]) == (status, code)
    assert told["type"].endswith(f"{DOOR}/docs#{code}")
    assert f'id="{code}"' in app.test_client().get(f"{DOOR}/docs").text
    assert told["title"] and told["detail"] and told["instance"].startswith(DOOR)
    if status == 405:
        assert "GET" in answer.headers["Allow"]


def test_a_fault_of_ours_is_a_problem_document_with_a_number_and_no_secret(
    office: Office, program: ProgramMaker, caplog: pytest.LogCaptureFixture
) -> None:
    asking = program()
    with office.engine.begin() as connection:
        connection.execute(sa.text("DROP TABLE waybill_cases"))
        connection.execute(sa.text("ALTER TABLE waybills RENAME TO gone"))
    with caplog.at_level(logging.CRITICAL):
        answer = asking.get("/waybills")
    told = answer.get_json()
    assert (answer.status_code, told["code"]) == (500, "fault")
    assert "waybills" not in told["detail"] and "SELECT" not in answer.text


def test_the_language_is_the_readers(program: ProgramMaker) -> None:
    asking = program()
    english = asking.get("/nowhere", headers={"Accept-Language": "en-GB,en;q=0.9"})
    chinese = asking.get("/nowhere", headers={"Accept-Language": "zh-CN"})
    assert english.get_json()["detail"].startswith("There is no such address")
    assert chinese.get_json()["detail"].startswith("没有这个地址")
    assert english.headers["Content-Language"] == "en"
    assert english.headers["Vary"] == "Accept-Language"
