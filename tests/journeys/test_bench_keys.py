"""Twenty cases in a real browser without a mouse: signed in, looked at, decided and finished by keys alone.

The papers are real pictures that the machine really reads; few different ones, so each is read once.
"""

import json
import time
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Page

from beebox.accounts.models import AccessRecord, Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.events import MaterialUploaded
from beebox.cases.lifecycle import move
from beebox.cases.models import Case
from beebox.cases.papers import Correction, CorrectionItem, Material
from beebox.cases.queries import materials_of
from beebox.cases.states import Action, State
from beebox.kernel.db import Office
from beebox.preaudit.models import MaterialDecision, Word
from tests.conftest import PersonMaker
from tests.journeys.people import PASSWORD, SAMPLES, hire
from tests.preaudit.papers_made import give, make_case

GOOD = SAMPLES / "case01_elder-card-first"
BANK_CARD = SAMPLES / "case11_elder-card-first" / "household_self.jpg"
STRANGERS_CARD = SAMPLES / "case14_elder-card-first" / "id_front.jpg"
SECOND_PAGE = SAMPLES / "case06_elder-card-first" / "form.jpg"
FORM = json.loads((GOOD / "case.json").read_text())["form"]
NOTE = "The form has a stranger's second page."
READING = 150.0
"""Seconds the machine may take with the dozen different pictures."""
MOST = 12
"""Materials a case can have, and some more."""
NO_MOUSE = """addEventListener('pointerdown', () => { sessionStorage.mouse = 'used'; }, true);
document.addEventListener('bench-shown', () => { window.shownAt = performance.now(); });"""
ARRIVED = """() => !document.body.dataset.old && document.readyState === 'complete'
  && (document.body.dataset.shown || !document.querySelector('#bench-keys'))"""


@dataclass(frozen=True)
class Kind:
    """What is wrong with a case: which reasons each material goes back for."""

    name: str
    faults: dict[str, tuple[str, ...]] = field(default_factory=dict)
    pictures: dict[str, Any] = field(default_factory=dict)
    second_page: str = ""
    slip: bool = False
    """Whether the auditor passes a faulty paper by mistake and takes it back."""


PASSES = Kind("all pass")
TWO_PAGES = Kind("a second page", {"form": ("other",)}, second_page="form")
STRANGER = Kind("a stranger's card", {"id_front": ("number_differs",)}, {"id_front": STRANGERS_CARD})
SLIP = Kind("taken back once", {"id_front": ("number_differs",)}, {"id_front": STRANGERS_CARD}, slip=True)
TWO_FAULTS = Kind(
    "two faults",
    {"id_front": ("number_differs",), "household_self": ("wrong_paper",)},
    {"id_front": STRANGERS_CARD, "household_self": BANK_CARD},
)
KINDS = [*[PASSES] * 4, STRANGER, *[PASSES] * 3, TWO_FAULTS, PASSES, SLIP, *[PASSES] * 3, TWO_PAGES,
         PASSES, STRANGER, PASSES, TWO_FAULTS, SLIP]  # fmt: skip


class Hands:
    """Somebody at the keyboard; every key that goes down is counted, Ctrl too."""

    def __init__(self, page: Page) -> None:
        self.page, self.down = page, 0

    def press(self, key: str) -> None:
        self.down += len(key.split("+")) if len(key) > 1 else 1
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.down += len(text)
        self.page.keyboard.type(text)

    def turn(self, key: str) -> float:
        """One key that leads to another page; milliseconds until its picture is there, where known."""
        self.page.evaluate("() => { document.body.dataset.old = 'yes'; window.shownAt = 0 }")
        began = self.page.evaluate("() => performance.now()")
        self.press(key)
        self.page.wait_for_function(ARRIVED)
        shown: float = self.page.evaluate("() => window.shownAt || performance.now()")
        return shown - began

    def tab_to(self, selector: str) -> None:
        for _ in range(40):
            if self.page.evaluate("(to) => document.activeElement.matches(to)", selector):
                return
            self.press("Tab")
        raise AssertionError(f"Tab does not lead to {selector}")


def hand_in(office: Office, citizen: Person, kind: Kind, due: date) -> str:
    """A case with real pictures, submitted as a citizen would."""
    with office.work() as work:
        case = make_case(work, citizen, state=State.DRAFT, due=due, form=FORM)
        for material in materials_of(work, case.id):
            for data in pictures_of(kind, material):
                work.emit(MaterialUploaded(case.id, give(work, material, data=data).id))
        move(work, case, Action.SUBMIT, Actor(citizen.id, Role.CITIZEN))
        return case.code


def pictures_of(kind: Kind, material: Material) -> Iterator[bytes]:
    yield (kind.pictures.get(material.code) or GOOD / f"{material.code}.jpg").read_bytes()
    if material.code == kind.second_page:
        yield SECOND_PAGE.read_bytes()


def wait_until_checked(office: Office, codes: list[str]) -> None:
    until = time.monotonic() + READING
    while time.monotonic() < until:
        with office.look() as work:
            states = {case.state for case in work.session.query(Case).filter(Case.code.in_(codes))}
        if states == {State.REVIEWING}:
            return
        time.sleep(0.3)
    raise AssertionError(f"after {READING:.0f} s some cases are still {states}")


@pytest.fixture
def cases(live: str, office: Office, person: PersonMaker) -> dict[str, Kind]:
    """Twenty cases in the queue, read and checked by the machine."""
    citizen = person(Role.CITIZEN)
    found = {hand_in(office, citizen, kind, date(2026, 12, 7)): kind for kind in KINDS}
    wait_until_checked(office, list(found))
    return found


def sign_in(hands: Hands, login: str) -> None:
    hands.tab_to("[name=login]")
    hands.type(login)
    hands.tab_to("[name=password]")
    hands.type(PASSWORD)
    with hands.page.expect_navigation():
        hands.press("Enter")


def open_material(page: Page) -> str:
    return str(page.locator("[data-decide] [name=material]").input_value())


def decide(hands: Hands, kind: Kind, material: str) -> None:
    """One material: pass it, or look where the machine points, say why and send it back."""
    page, reasons = hands.page, kind.faults.get(material, ())
    if material == kind.second_page:
        look_at_the_second_page(hands)
    if not reasons:
        hands.turn("1")
        return
    if kind.slip:
        hands.turn("1")
        hands.turn("u")
        assert open_material(page) == material
        assert page.locator("[data-decide] [name=word]:checked").count() == 0
    if page.locator("[data-finding]").count():
        hands.press("ArrowDown")
        assert page.locator("[data-finding].now").count() == 1
    hands.press("2")
    tick(hands, reasons)
    if "other" in reasons:
        hands.press("t")
        hands.type(NOTE)
        hands.turn("Control+Enter")
    else:
        hands.turn("Enter")


def confirm(hands: Hands) -> None:
    """The checklist, where there is one: first what the machine vouches for, then line by line."""
    for _ in range(MOST * 2):
        left = hands.page.locator("#checklist button[data-key]")
        if not left.count():
            return
        said = hands.page.locator("#checklist-title").inner_text()
        hands.press("v" if hands.page.locator("#checklist button[data-key=v]").count() else "c")
        hands.page.wait_for_function(
            "(said) => document.getElementById('checklist-title').innerText !== said", arg=said
        )


def tick(hands: Hands, reasons: tuple[str, ...]) -> None:
    """Exactly these reasons, whatever the machine proposes."""
    boxes = hands.page.locator("[data-decide] [name=reasons]")
    for number in range(boxes.count()):
        box = boxes.nth(number)
        if box.is_checked() != (box.get_attribute("value") in reasons):
            hands.press(str(number + 1))


def look_at_the_second_page(hands: Hands) -> None:
    hands.turn("]")
    assert "p=2" in hands.page.url
    hands.press("r")
    assert hands.page.locator("[data-viewer]").get_attribute("data-turn") == "90"
    hands.press("0")


def work_through(hands: Hands, cases: dict[str, Kind]) -> Iterator[tuple[Kind, int, float]]:
    """Case after case; tells how many keys each took and how long the next one took to appear."""
    hands.turn("n")
    for _ in cases:
        code, before = hands.page.url.split("/review/")[1].split("?")[0], hands.down
        kind = cases[code]
        for _ in range(MOST):
            if hands.page.locator("[data-key=finish]").count():
                break
            decide(hands, kind, open_material(hands.page))
        confirm(hands)
        if kind.faults:
            hands.turn("Control+Enter")
            assert hands.page.url.endswith("/notice")
        took = hands.turn("Control+Enter")
        yield kind, hands.down - before, took


@pytest.mark.browser
def test_twenty_cases_by_keys_alone(
    visit: Any, office: Office, cases: dict[str, Kind], capsys: pytest.CaptureFixture[str]
) -> None:
    login = hire(office, Role.AUDITOR)
    seen = visit(desk=True)
    seen.page.context.add_init_script(NO_MOUSE)
    seen.goto("/staff/sign-in")
    hands = Hands(seen.page)
    sign_in(hands, login)
    told = list(work_through(hands, cases))
    assert "都看完了" in seen.page.content()
    assert seen.page.evaluate("() => sessionStorage.mouse") is None
    outcomes_must_be_right(office, cases)
    with capsys.disabled():
        print(f"\n{hands.down} keys for sign-in and {len(told)} cases")
        for name in dict.fromkeys(kind.name for kind, _, _ in told):
            counts = Counter(keys for kind, keys, _ in told if kind.name == name)
            print(f"  {name}: {', '.join(f'{keys} keys x{n}' for keys, n in sorted(counts.items()))}")
        times = sorted(took for _, _, took in told[:-1])
        print(
            f"  next case on the screen: median {times[len(times) // 2]:.0f} ms, longest {times[-1]:.0f} ms"
        )


def outcomes_must_be_right(office: Office, cases: dict[str, Kind]) -> None:
    with office.look() as work:
        loaded = work.session.query(AccessRecord).filter_by(what="preaudit:ahead").count()
        assert loaded >= len(cases) // 2
        for case in work.session.query(Case).filter(Case.code.in_(cases)):
            kind = cases[case.code]
            assert case.state is (State.SENT_BACK if kind.faults else State.AWAITING_PAPER), kind.name
            code_of = {row.id: row.code for row in materials_of(work, case.id)}
            rows = work.session.query(MaterialDecision).filter_by(case_id=case.id).all()
            assert {code_of[row.material_id] for row in rows} == set(code_of.values())
            mended = {code_of[row.material_id]: row for row in rows if row.word is Word.MEND}
            assert {code: tuple(row.reasons) for code, row in mended.items()} == kind.faults
            assert all(row.note == (NOTE if "other" in row.reasons else "") for row in mended.values())
            named = (
                work.session.query(CorrectionItem)
                .join(Correction, Correction.id == CorrectionItem.correction_id)
                .filter(Correction.case_id == case.id)
            )
            assert {code_of[item.material_id] for item in named} == set(kind.faults)
