"""Pages anybody may see: readable by everybody, on a phone and a desk, in both languages."""

import pytest

PATHS = (
    "/",
    "/search?q=lnr",
    "/items/elder-card-first",
    "/items/marriage-certificate-replacement",
    "/sign-in",
    "/staff/sign-in",
    "/track",
    "/verify",
    "/nowhere",
)

TOO_WIDE = """() => document.documentElement.scrollWidth <= innerWidth + 1 ? [] :
  [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => e.outerHTML.slice(0, 120))"""


@pytest.mark.browser
@pytest.mark.parametrize("desk", [False, True], ids=["phone", "desk"])
def test_public_pages_are_accessible_and_keep_to_themselves(visit, desk: bool) -> None:  # type: ignore[no-untyped-def]  # fixture
    seen = visit(desk=desk)
    for path in PATHS:
        for extra in ("", "lang=en", "elder=1"):
            seen.goto(path + ("&" if "?" in path else "?") + extra)
            seen.must_be_accessible()
            assert seen.page.evaluate(TOO_WIDE) == [], f"{seen.page.url} scrolls sideways"


@pytest.mark.browser
def test_without_script_a_service_is_found(visit) -> None:  # type: ignore[no-untyped-def]  # fixture
    seen = visit(script=False)
    seen.goto("/")
    seen.page.get_by_role("searchbox").fill("敬老卡")
    seen.page.get_by_role("button", name="找一找").click()
    seen.page.get_by_role("link", name="老年人优待卡首次申领").first.click()
    assert seen.page.url.endswith("/items/elder-card-first")
