"""Keys: one table, changed by each person for themselves."""

import json
import re
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from beebox.accounts.models import Person
from beebox.accounts.roles import Role
from beebox.kernel.db import Office
from beebox.preaudit.benchwork import keys
from beebox.preaudit.queue import take
from tests.conftest import PersonMaker
from tests.preaudit.papers_made import full_case

SignIn = Callable[..., FlaskClient]
USUAL = {doing.name: doing.key for doing in keys.DOINGS}


@pytest.fixture
def auditor(person: PersonMaker) -> Person:
    return person(Role.AUDITOR)


@pytest.fixture
def browser(signed_in: SignIn, auditor: Person) -> FlaskClient:
    return signed_in(auditor)


def of(office: Office, person: Person) -> keys.Keys:
    with office.look() as work:
        return keys.keys_of(work, person.actor())


def test_no_usual_key_does_two_things() -> None:
    taken = [key for doing in keys.DOINGS for key in (doing.key, *doing.also)]
    assert len(taken) == len(set(taken))
    assert len(keys.BY_NAME) == len(keys.DOINGS)
    assert {doing.group for doing in keys.DOINGS} == set(keys.GROUPS)
    for doing in keys.DOINGS:
        assert keys.read(doing.key, doing) == doing.key


def test_keys_follow_the_person_and_nobody_else(
    browser: FlaskClient, office: Office, auditor: Person, signed_in: SignIn
) -> None:
    answer = browser.post("/review/keys", data={**USUAL, "next_material": "G", "turn": "F8", "undo": ""})
    assert answer.status_code == 303
    mine = of(office, auditor)
    assert (mine.by_name["next_material"], mine.by_name["turn"], mine.by_name["undo"]) == ("g", "f8", "")
    assert mine.parts("turn") == ["F8"]
    page = signed_in(auditor).get("/review/keys").text
    found = re.search(r'data-keys="([^"]+)"', page)
    assert found
    told = json.loads(found[1].replace("&#34;", '"').replace("&gt;", ">").replace("&#39;", "'"))
    assert (told["g"], told["f8"], told["="]) == ("next_material", "turn", "zoom_in")
    assert "j" not in told and "u" not in told
    assert 'name="next_material" value="j"' in signed_in(Role.AUDITOR).get("/review/keys").text


def test_one_key_for_two_things_is_explained_and_nothing_typed_is_lost(
    browser: FlaskClient, office: Office, auditor: Person
) -> None:
    answer = browser.post("/review/keys", data={**USUAL, "turn": "J", "boxes": "x"})
    assert answer.status_code == 422
    assert "“J”同时给了“下一份材料”和“转 90°”" in answer.text
    assert 'name="boxes" value="x"' in answer.text
    assert of(office, auditor).usual


@pytest.mark.parametrize(
    "odd", ["tab", "enter", " x y", "ctrl+w", "ctrl+a", "alt+j", "shift+j", "jj", "\x00", "k" * 90]
)
def test_a_key_that_cannot_be_is_refused_with_its_name(
    browser: FlaskClient, office: Office, auditor: Person, odd: str
) -> None:
    answer = browser.post("/review/keys", data={**USUAL, "turn": odd})
    assert answer.status_code == 422
    assert "“转 90°”的键" in answer.text
    assert of(office, auditor).usual


@pytest.mark.parametrize(
    "fine", ["q", "9", "/", "+", ",", "ctrl+enter", "Shift+ArrowUp", "pagedown", "F2", "ü", ""]
)
def test_keys_that_can_be(fine: str) -> None:
    assert keys.read(fine, keys.BY_NAME["turn"]) == fine.lower()


def test_the_usual_keys_come_back(browser: FlaskClient, office: Office, auditor: Person) -> None:
    browser.post("/review/keys", data={**USUAL, "turn": "g"})
    browser.post("/review/keys/switch", data={"single": "off"})
    assert browser.post("/review/keys/reset").status_code == 303
    assert of(office, auditor).usual
    assert not of(office, auditor).on


def test_single_keys_are_switched_off_for_good_and_on_again(
    browser: FlaskClient, signed_in: SignIn, auditor: Person
) -> None:
    answer = browser.post("/review/keys/switch", data={"single": "off", "next": "/review/keys"})
    assert answer.location == "/review/keys"
    elsewhere = signed_in(auditor)
    assert 'data-on="no"' in elsewhere.get("/review/keys").text
    elsewhere.post("/review/keys/switch", data={"single": "on"})
    assert 'data-on="yes"' in browser.get("/review/keys").text


def test_a_way_out_of_this_site_is_not_taken(browser: FlaskClient) -> None:
    answer = browser.post("/review/keys/switch", data={"single": "off", "next": "//elsewhere.example"})
    assert answer.location == "/review/keys"


def test_the_caps_on_queue_and_checklist_follow_the_keys(
    browser: FlaskClient, office: Office, auditor: Person, person: PersonMaker, signed_in: SignIn
) -> None:
    code = full_case(office, person(Role.CITIZEN))
    queue = browser.get("/review").text
    assert 'data-key="take_next">领下一件 <kbd>N</kbd>' in queue
    assert 'id="page-keys"' in queue, "without it no key is heard there"
    typed = {**USUAL, "take_next": "f7", "checklist_next": "q", "checklist_vouched": ""}
    assert browser.post("/review/keys", data=typed).status_code == 303
    assert 'data-key="take_next">领下一件 <kbd>F7</kbd>' in browser.get("/review").text
    with office.work() as work:
        take(work, code, auditor.actor())
    page = browser.get(f"/review/{code}").text
    assert re.search(r'data-key="checklist_next">[^<]+<kbd>Q</kbd>', page)
    assert not re.search(r'data-key="checklist_vouched">[^<]+<kbd>', page)
