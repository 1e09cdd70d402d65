"""Who gets through the programs' door, and who does not."""

from collections.abc import Callable
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from beebox.accounts.api_keys import ApiKey, KeyRefused, Scope, make_key, revoke
from beebox.accounts.roles import SYSTEM, Role
from beebox.kernel.db import Office
from beebox.web.limits import limiter
from tests.conftest import stage
from tests.logistics.api.conftest import DOOR, ProgramMaker, key_text


def row_of(office: Office) -> ApiKey:
    with office.look() as work:
        found = work.session.scalars(select(ApiKey).order_by(ApiKey.id.desc())).first()
        assert found is not None
        work.session.expunge(found)
        return found


def test_a_key_opens_what_its_scopes_say_and_nothing_else(program: ProgramMaker) -> None:
    asking = program(Scope.READ_WAYBILLS)
    assert asking.get("/waybills").status_code == 200
    refused = asking.get("/changes")
    assert refused.status_code == 403 and refused.get_json()["code"] == "insufficient_scope"


@pytest.mark.parametrize(
    "spoil",
    [
        lambda key: "",
        lambda key: "bee",
        lambda key: "bee__",
        lambda key: key[:-1],
        lambda key: key + "x",
        lambda key: key.swapcase(),
        lambda key: "bee_zzzzzzzz_" + key.split("_", 2)[2],
        lambda key: "é" * 300,
    ],
)
def test_a_key_that_is_not_whole_opens_nothing(spoil: Callable[[str], str], program: ProgramMaker) -> None:
    asking = program()
    asking.key = spoil(asking.key).encode().decode("latin-1")
    answer = asking.get("/waybills")
    assert answer.status_code == 401
    assert answer.headers["WWW-Authenticate"].startswith("Bearer")


def test_a_revoked_key_opens_nothing_from_then_on(office: Office, program: ProgramMaker) -> None:
    asking = program()
    assert asking.get("/waybills").status_code == 200
    with office.work() as work:
        revoke(work, row_of(office).id, SYSTEM)
    assert asking.get("/waybills").status_code == 401


def test_a_key_ends_by_itself(office: Office, program: ProgramMaker) -> None:
    asking = program()
    stage(office).move_to(office.now() + timedelta(days=31))
    assert asking.get("/waybills").status_code == 401


def test_what_is_kept_of_a_key_opens_nothing(office: Office, program: ProgramMaker) -> None:
    asking = program()
    row = row_of(office)
    assert asking.key.startswith(f"bee_{row.prefix}_")
    assert asking.key.split("_", 2)[2] not in row.secret_hash
    asking.key = f"bee_{row.prefix}_{row.secret_hash}"
    assert asking.get("/waybills").status_code == 401


def test_the_use_of_a_key_is_seen(office: Office, program: ProgramMaker) -> None:
    asking = program()
    assert row_of(office).last_used_at is None
    asking.get("/waybills")
    assert row_of(office).last_used_at is not None


def test_a_key_that_asks_too_often_waits_and_the_others_do_not(program: ProgramMaker) -> None:
    quick, other = program(a_minute=3), program()
    limiter.enabled = True
    try:
        assert [quick.get("/waybills").status_code for _ in range(4)] == [200, 200, 200, 429]
        assert "Retry-After" in quick.get("/waybills").headers
        assert other.get("/waybills").status_code == 200
    finally:
        limiter.enabled = False


def test_guessing_keys_is_slowed_down(program: ProgramMaker) -> None:
    guessing = program()
    guessing.key = "bee_abcdefgh_guess"
    limiter.enabled = True
    try:
        statuses = [guessing.get("/waybills").status_code for _ in range(32)]
    finally:
        limiter.enabled = False
    assert statuses[0] == 401 and statuses[-1] == 429


@pytest.mark.parametrize(
    ("name", "scopes", "carrier", "days", "pace"),
    [
        ("", {Scope.READ_EVENTS}, "", 1, 1),
        ("x", set(), "", 1, 1),
        ("x", {Scope.WRITE_EVENTS}, "", 1, 1),
        ("x", {Scope.READ_EVENTS}, "", 367, 1),
        ("x", {Scope.READ_EVENTS}, "", 1, 0),
    ],
)
def test_a_key_nobody_should_have_is_not_made(
    office: Office, name: str, scopes: set[Scope], carrier: str, days: int, pace: int
) -> None:
    with pytest.raises(KeyRefused), office.work() as work:
        make_key(work, name, scopes, carrier, days, pace, SYSTEM)


def test_an_administrator_makes_a_key_sees_it_once_and_revokes_it(
    office: Office, app: Flask, signed_in: Callable[..., FlaskClient]
) -> None:
    browser = signed_in(Role.ADMINISTRATOR)
    form = {
        "name": "取件系统",
        "scope": ["waybills:read", "nonsense"],
        "carrier": "simulated",
        "days": "30",
        "pace": "60",
    }
    made = browser.post("/admin/api-keys", data=form)
    row = row_of(office)
    assert made.status_code == 201 and f"bee_{row.prefix}_" in made.text
    key = made.text.split('class="code secret">')[1].split("<")[0]
    assert key not in browser.get("/admin/api-keys").text
    headers = {"Authorization": f"Bearer {key}"}
    assert app.test_client().get(f"{DOOR}/waybills", headers=headers).status_code == 200
    browser.post(f"/admin/api-keys/{row.id}/revoke")
    assert app.test_client().get(f"{DOOR}/waybills", headers=headers).status_code == 401
    assert browser.post("/admin/api-keys/99999/revoke").status_code == 404


@pytest.mark.parametrize("wrong", [{"name": ""}, {"days": "x"}, {"carrier": "nobody"}, {"scope": []}])
def test_a_form_that_lacks_something_says_so(
    wrong: dict[str, str], signed_in: Callable[..., FlaskClient], office: Office
) -> None:
    form = {"name": "x", "scope": ["events:read"], "carrier": "", "days": "3", "pace": "6", **wrong}
    answer = signed_in(Role.ADMINISTRATOR).post("/admin/api-keys", data=form)
    assert answer.status_code == 422 and 'role="alert"' in answer.text


def test_keys_hold_on_each_database(any_office: Office) -> None:
    from beebox.accounts.api_keys import program_of

    text = key_text(any_office, Scope.READ_EVENTS)
    with any_office.look() as work:
        found = program_of(work, text)
        assert found is not None and found.scopes == {Scope.READ_EVENTS}
        assert program_of(work, text + "x") is None
