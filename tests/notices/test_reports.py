"""The door for delivery reports: signed, kept, answered plainly whatever comes."""

import json
import time
from datetime import timedelta
from threading import Thread

import httpx
import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.serving import make_server

from beebox.adapters.channels.choosing import Rehearsal
from beebox.cases import events as ev
from beebox.kernel.db import Office
from beebox.message_sim.pushing import Pusher
from beebox.message_sim.signing import headers_of
from beebox.notices.delivery.asking import carry_messages
from beebox.notices.models import Attempt, DeliveryReport
from beebox.notices.ports import Rehearsed
from beebox.notices.tables import AttemptState
from beebox.notices.telling import write_down
from beebox.serving import rehearse_reports
from tests.conftest import stage
from tests.handling.cases_made import by_code


def rehearsal_of(office: Office) -> Rehearsal:
    found = office.use(Rehearsed)
    assert isinstance(found, Rehearsal)
    return found


def push(client: FlaskClient, office: Office, told: object, channel: str = "sms"):  # type: ignore[no-untyped-def]
    body = told if isinstance(told, bytes) else json.dumps(told).encode()
    signed = headers_of(rehearsal_of(office).accounts.gateway_key, int(office.now().timestamp()), body)
    return client.post(f"/api/messages/reports/{channel}", data=body, headers=signed)


@pytest.fixture
def sent(office: Office, code: str) -> str:
    """The reference of a message that is with the simulated gateway."""
    with office.work() as work:
        write_down(work, ev.CaseAccepted(by_code(work, code).id))
    carry_messages(office)
    with office.look() as work:
        return work.session.scalars(sa.select(Attempt.reference)).one()


def state(office: Office) -> AttemptState:
    with office.look() as work:
        return work.session.scalars(sa.select(Attempt.state)).one()


def test_the_simulator_pushes_and_the_message_is_delivered(office: Office, app: Flask, sent: str) -> None:
    rehearsal = rehearsal_of(office)
    stage(office).move_to(office.now() + timedelta(seconds=10))
    with httpx.Client(transport=httpx.WSGITransport(app=app)) as line:
        url = "http://127.0.0.1/api/messages/reports"
        assert Pusher(rehearsal.journal, rehearsal.accounts, url, line).push_due() == 1
    assert state(office) is AttemptState.DELIVERED


def test_while_developing_the_service_hears_of_it_by_itself(office: Office, app: Flask, sent: str) -> None:
    """Over a real connection, as `beebox serve` starts it."""
    stage(office).move_to(office.now() + timedelta(seconds=10))
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=lambda: server.serve_forever(poll_interval=0.02), daemon=True)
    thread.start()
    over = rehearse_reports(office, f"http://127.0.0.1:{server.server_port}")
    try:
        for _ in range(200):
            if state(office) is AttemptState.DELIVERED:
                break
            time.sleep(0.1)
        assert state(office) is AttemptState.DELIVERED
    finally:
        over.set()
        server.shutdown()
        thread.join()
        server.server_close()


def test_with_the_token_of_forms_switched_on_a_report_needs_none(
    app: Flask, office: Office, sent: str
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    report = {"reports": [{"reference": sent, "state": "delivered"}]}
    assert push(app.test_client(), office, report).status_code == 200
    assert state(office) is AttemptState.DELIVERED


def test_a_forged_report_changes_nothing_and_is_told_so(
    client: FlaskClient, office: Office, sent: str
) -> None:
    body = json.dumps({"reports": [{"reference": sent, "state": "failed"}]}).encode()
    for headers in ({}, headers_of("wrong", int(office.now().timestamp()), body)):
        answer = client.post("/api/messages/reports/sms", data=body, headers=headers)
        assert (answer.status_code, answer.json["code"]) == (401, "forged")  # type: ignore[index]
    assert state(office) is AttemptState.SENT
    with office.look() as work:
        assert work.session.scalars(sa.select(DeliveryReport)).all() == []


@pytest.mark.parametrize("body", [b"", b"{", b"[]", b'{"reports": [{"state": "delivered"}]}', b"\xff"])
def test_a_signed_report_nobody_can_read(client: FlaskClient, office: Office, body: bytes) -> None:
    answer = push(client, office, body)
    assert (answer.status_code, answer.json["code"]) == (422, "unreadable")


def test_unknown_states_and_unknown_messages_are_kept(client: FlaskClient, office: Office, sent: str) -> None:
    odd = {"reports": [{"reference": sent, "state": "teleported"}, {"id": "77", "state": "delivered"}]}
    assert push(client, office, odd).status_code == 200
    assert push(client, office, odd).status_code == 200
    assert state(office) is AttemptState.SENT
    with office.look() as work:
        rows = work.session.scalars(sa.select(DeliveryReport).order_by(DeliveryReport.id)).all()
        assert [row.times for row in rows] == [2, 2] and rows[1].taken_at is None


def test_reports_about_codes_are_taken_and_kept_nowhere(client: FlaskClient, office: Office) -> None:
    codes = {"reports": [{"reference": name, "state": "delivered"} for name in ("code-x", "contact-1")]}
    assert push(client, office, codes).status_code == 200
    with office.look() as work:
        assert work.session.scalars(sa.select(DeliveryReport)).all() == []


def test_channels_that_do_not_exist_or_report_nothing(client: FlaskClient, office: Office) -> None:
    assert push(client, office, {}, "pigeon").status_code == 404
    assert push(client, office, {}, "in_app").status_code == 401
    assert client.get("/api/messages/reports/wechat").status_code == 401


def test_too_much_is_too_much(client: FlaskClient, office: Office) -> None:
    many = {"reports": [{"reference": f"r{n}", "state": "delivered"} for n in range(501)]}
    assert push(client, office, many).status_code == 422
    assert push(client, office, b"x" * (256 * 1024 + 1)).status_code == 413
