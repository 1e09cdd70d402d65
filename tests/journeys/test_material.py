"""One material in a real browser: found, drawn where it is, said, answered; page by page while it is read."""

import re
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from playwright.sync_api import expect

from beebox.kernel.db import Office
from tests.journeys.people import READING, Citizen
from tests.journeys.test_walk import GOOD, STRANGERS_FORM, TYPED, begin

pytestmark = pytest.mark.browser
FAR_OFF = """() => {
  const picture = document.querySelector(".shot img").getBoundingClientRect();
  const drawn = document.querySelector(".marks").viewBox.baseVal;
  const [width, height] = [drawn.width, drawn.height];
  return [...document.querySelectorAll(".marks rect")].map((rect) => {
    const seen = rect.getBoundingClientRect();
    const wanted = [
      picture.x + rect.x.baseVal.value * picture.width / width,
      picture.y + rect.y.baseVal.value * picture.height / height,
      rect.width.baseVal.value * picture.width / width,
    ];
    return Math.max(...[seen.x, seen.y, seen.width].map((side, at) => Math.abs(side - wanted[at])));
  });
}"""
"""How far each box is from where it belongs on the picture, in pixels of the screen."""


def numbers(citizen: Citizen, where: str) -> list[str]:
    return sorted(citizen.page.locator(where).all_text_contents())


@pytest.fixture
def citizen(visit: Any, office: Office) -> Citizen:
    found = Citizen(visit, office)
    begin(found)
    found.fill(TYPED)
    found.press("保存")
    return found


def test_a_finding_is_drawn_where_it_is_and_can_be_answered(citizen: Citizen) -> None:
    citizen.give("form", STRANGERS_FORM)
    expect(citizen.page.locator("[data-poll]")).to_have_count(0, timeout=READING)
    citizen.look("material-marked")
    assert numbers(citizen, ".marks text") == numbers(citizen, ".spot .pin-no") != []
    for width in (320, 390, 800, 1440):
        citizen.page.set_viewport_size({"width": width, "height": 844})
        off = citizen.page.evaluate(FAR_OFF)
        assert off and max(off) < 4, f"{width} pixels wide: {off}"
    expect(citizen.page.locator(".spot .cutting").first).to_be_visible()

    summary = citizen.page.locator(".doubt summary").first
    summary.focus()
    citizen.page.keyboard.press("Enter")
    citizen.page.keyboard.press("Tab")
    citizen.page.keyboard.type("名字写的是曾用名")
    citizen.look("material-doubt")
    citizen.page.keyboard.press("Tab")
    with citizen.page.expect_navigation():
        citizen.page.keyboard.press("Enter")
    citizen.must_see("名字写的是曾用名")
    citizen.look("material-doubted")
    for way in ("lang=en", "elder=1"):
        citizen.seen.goto(f"/?{way}")
        citizen.case("/materials/form")
        citizen.look(f"material-{way.replace('=', '-')}")


def test_a_new_picture_is_taken_right_there(citizen: Citizen) -> None:
    citizen.give("form", STRANGERS_FORM)
    expect(citizen.page.locator("[data-poll]")).to_have_count(0, timeout=READING)
    expect(citizen.page.locator(".spot--stop").first).to_be_visible()
    with citizen.page.expect_navigation():
        citizen.page.locator(".request input[type=file]").set_input_files(GOOD / "form.jpg")
    expect(citizen.page.locator("[data-poll]")).to_have_count(0, timeout=READING)
    expect(citizen.page.locator(".spot--stop")).to_have_count(0)
    citizen.must_see("已就绪")


def many_pages(folder: Path) -> Path:
    pages = [Image.open(GOOD / f"{name}.jpg").convert("RGB") for name in ("form", "household_head") * 4]
    file = folder / "pages.pdf"
    pages[0].save(file, save_all=True, append_images=pages[1:])
    return file


def test_page_by_page_a_citizen_sees_how_far_it_is(citizen: Citizen, tmp_path: Path) -> None:
    citizen.case("/materials/household_head")
    told = re.compile(r"已看完 [1-8] 页，共 8 页")
    citizen.page.locator("input[type=file]").set_input_files(many_pages(tmp_path))
    here = citizen.page.locator("[data-said], [data-told]")
    expect(here.filter(has_text=told)).to_be_visible(timeout=READING)
    expect(citizen.page.locator("h1")).to_contain_text("8 页", timeout=READING)


def test_without_script_the_page_says_how_far_it_is(visit: Any, office: Office, tmp_path: Path) -> None:
    citizen = Citizen(visit, office, script=False)
    begin(citizen)
    citizen.give("household_head", many_pages(tmp_path))
    citizen.must_see("共 8 页")
    citizen.look("material-reading")
    expect(citizen.page.locator("h1")).to_contain_text("8 页", timeout=READING)
    citizen.look("material-too-many")
