"""Signing in over HTTP, as a citizen and as staff."""

import json
import re

from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.accounts.secrets import hash_password
from beebox.kernel.db import Office
from beebox.kernel.settings import Settings

PHONE = "15000000419"


def last_code(office: Office) -> str:
    line = (office.use(Settings).var_dir / "dev-messages.jsonl").read_text().splitlines()[-1]
    found = re.search(r"\d{6}", json.loads(line)["text"])
    assert found
    return found[0]


def ask(client: FlaskClient, phone: str = PHONE) -> None:
    assert client.post("/sign-in", data={"phone": phone}).status_code == 303


def test_a_citizen_signs_in_with_the_code_that_was_sent(client: FlaskClient, office: Office) -> None:
    ask(client)
    answer = client.post("/sign-in/code", data={"code": last_code(office), "next": "/cases"})
    assert answer.status_code == 303 and answer.headers["Location"] == "/cases"
    assert "退出登录" in client.get("/").text


def test_a_code_works_once_and_only_in_the_visit_that_asked(client: FlaskClient, office: Office) -> None:
    ask(client)
    code = last_code(office)
    stranger = client.application.test_client()
    assert stranger.post("/sign-in/code", data={"code": code}).status_code == 422
    assert client.post("/sign-in/code", data={"code": code}).status_code == 303
    client.post("/sign-out")
    assert client.post("/sign-in/code", data={"code": code}).status_code == 422


def test_guessing_a_code_ends_after_five_tries(client: FlaskClient, office: Office) -> None:
    ask(client)
    code = last_code(office)
    wrong = "000000" if code != "000000" else "111111"
    for _ in range(5):
        assert client.post("/sign-in/code", data={"code": wrong}).status_code == 422
    assert client.post("/sign-in/code", data={"code": code}).status_code == 422


def test_a_wrong_phone_is_told_what_a_phone_looks_like(client: FlaskClient) -> None:
    for phone in ("", "12345", "1500000041a", "１５０００００００４１９", "9" * 300):
        answer = client.post("/sign-in", data={"phone": phone})
        assert answer.status_code == 422 and "15000000419" in answer.text


def test_too_many_codes_for_one_phone(client: FlaskClient) -> None:
    for _ in range(6):
        ask(client)
    assert client.post("/sign-in", data={"phone": PHONE}).status_code == 429


def clerk(office: Office, password: str) -> None:
    with office.work() as work:
        work.session.add(
            Person(
                role=Role.AUDITOR,
                login="lin",
                name="林晓",
                password_hash=hash_password(password),
                must_change_password=True,
                created_at=work.now(),
            )
        )


def test_staff_change_the_one_time_password_first(client: FlaskClient, office: Office) -> None:
    clerk(office, "fresh-paper-morning")
    signed = client.post("/staff/sign-in", data={"login": "LIN", "password": "fresh-paper-morning"})
    assert signed.status_code == 303
    assert client.get("/review").headers["Location"] == "/staff/password"
    weak = {"old": "fresh-paper-morning", "new": "password1234"}
    assert client.post("/staff/password", data=weak).status_code == 422
    good = {"old": "fresh-paper-morning", "new": "four quiet green boxes"}
    assert client.post("/staff/password", data=good).headers["Location"] == "/review"
    assert client.get("/review").status_code == 200


def test_five_wrong_passwords_lock_the_account_for_a_while(client: FlaskClient, office: Office) -> None:
    clerk(office, "fresh-paper-morning")
    for _ in range(5):
        assert client.post("/staff/sign-in", data={"login": "lin", "password": "x"}).status_code == 422
    right = {"login": "lin", "password": "fresh-paper-morning"}
    assert client.post("/staff/sign-in", data=right).status_code == 422


def test_next_never_leads_off_the_site(client: FlaskClient, office: Office) -> None:
    for bad in ("//evil.example", "https://evil.example", "/\\evil.example"):
        ask(client)
        answer = client.post("/sign-in/code", data={"code": last_code(office), "next": bad})
        assert answer.headers["Location"] == "/cases"
        client.post("/sign-out")


def test_signing_out_ends_the_session_on_the_server(client: FlaskClient, office: Office) -> None:
    ask(client)
    client.post("/sign-in/code", data={"code": last_code(office)})
    cookie = client.get_cookie("bee")
    assert cookie
    client.post("/sign-out")
    client.set_cookie("bee", cookie.value)
    assert client.get("/cases").status_code == 303
