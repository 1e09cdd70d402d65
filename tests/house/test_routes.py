"""Every route says who may use it, and means it."""

import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from beebox.accounts.access import EVERYBODY, allowed_roles, key_scope
from beebox.accounts.roles import Role

SAMPLE = {"string": "2222-2222", "int": "998", "path": "x", "uuid": "0" * 32}


def endpoints(app: Flask) -> set[str]:
    return {rule.endpoint for rule in app.url_map.iter_rules() if not rule.endpoint.endswith("static")}


def test_every_route_declares_its_roles(app: Flask) -> None:
    assert {e for e in endpoints(app) if allowed_roles(app, e) is None} == set()


def sample_path(rule: str) -> str:
    def fits(found: re.Match[str]) -> str:
        if found[1] == "any":
            return (found[2] or "").partition(",")[0]
        return SAMPLE.get(found[1] or "string", "1")

    return re.sub(r"<(?:(\w+)(?:\(([^)]*)\))?:)?\w+>", fits, rule)


def answers(client: FlaskClient, app: Flask) -> list[tuple[str, str, int]]:
    found = []
    for rule in app.url_map.iter_rules():
        roles = None if rule.endpoint.endswith("static") else allowed_roles(app, rule.endpoint)
        if roles is None or roles == EVERYBODY:
            continue
        for method in sorted((rule.methods or set()) & {"GET", "POST"}):
            answer = client.open(sample_path(rule.rule), method=method)
            found.append((method, rule.rule, answer.status_code))
    return found


def test_a_stranger_gets_nothing_but_the_way_to_sign_in(client: FlaskClient, app: Flask) -> None:
    assert [row for row in answers(client, app) if row[2] not in {303, 401}] == []


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_each_role_is_kept_out_of_the_rooms_of_the_others(role, signed_in, app: Flask) -> None:  # type: ignore[no-untyped-def]  # fixture
    browser = signed_in(role, "civil-affairs") if role is Role.CLERK else signed_in(role)
    for method, path, status in answers(browser, app):
        endpoint = next(
            r.endpoint for r in app.url_map.iter_rules() if r.rule == path and method in r.methods
        )
        roles = allowed_roles(app, endpoint)
        assert roles is not None
        assert status < 500, (method, path)
        if key_scope(app, endpoint) is not None:
            assert status == 401, (method, path)  # a program's door: no person's session opens it
        elif role not in roles:
            assert status == 403, (method, path)


def test_every_page_guards_itself(client: FlaskClient) -> None:
    answer = client.get("/")
    policy = answer.headers["Content-Security-Policy"]
    assert "unsafe" not in policy and "default-src 'self'" in policy and "frame-ancestors 'none'" in policy
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_posting_without_a_token_is_refused_with_a_sentence(app: Flask) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    answer = app.test_client().post("/sign-in", data={"phone": "15000000419"})
    assert answer.status_code == 400 and "刷新" in answer.text
