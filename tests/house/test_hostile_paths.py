"""Whatever stands in a path, the answer is a page and never a fault."""

import re

import pytest
from flask import Flask

from beebox.accounts.roles import Role

HOSTILE = ("%00", "-1", "9" * 40, "..%2f..%2fetc", "%27%20OR%201=1--%0d%0aX:%20y", "A" * 3000)


@pytest.mark.parametrize("role", [r for r in Role if r is not Role.SYSTEM])
def test_no_path_breaks_a_page(role: Role, signed_in, app: Flask) -> None:  # type: ignore[no-untyped-def]  # fixture
    browser = signed_in(role, "civil-affairs" if role is Role.CLERK else None)
    for rule in app.url_map.iter_rules():
        if "<" not in rule.rule or rule.endpoint.endswith("static"):
            continue
        for bad in HOSTILE:
            path = re.sub(r"<[^>]+>", lambda _, bad=bad: bad, rule.rule)  # type: ignore[misc]  # bound now
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                assert browser.open(path, method=method).status_code < 500, (method, path[:80])
