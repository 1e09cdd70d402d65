"""The checklist of the bench, confirmed as a person does it."""

from typing import Any

from playwright.sync_api import expect

OPEN = "#checklist button[value^='yes:']"
VOUCHED = "[data-key='checklist_vouched']"


def confirm_by_keys(page: Any) -> int:
    """V for what the machine vouches for, C for every other line; how many keys that took."""
    pressed = 0
    if page.locator(VOUCHED).count():
        left = page.locator(OPEN).count()
        page.keyboard.press("v")
        expect(page.locator(VOUCHED)).to_have_count(0)
        assert page.locator(OPEN).count() < left
        pressed += 1
    while left := page.locator(OPEN).count():
        page.keyboard.press("c")
        expect(page.locator(OPEN)).to_have_count(left - 1)
        pressed += 1
    return pressed


def confirm_by_buttons(page: Any) -> None:
    """Without a script: one button, one page after the other."""
    page.wait_for_load_state()
    while page.locator(OPEN).count():
        with page.expect_navigation():
            page.get_by_role("button", name="看过了，确认").click()
