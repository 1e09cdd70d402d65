"""The building code: rules about the code, kept as tests of the code."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from beebox.kernel.settings import ROOT

SOURCE = sorted((ROOT / "beebox").rglob("*.py"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
VAGUE = {"utils", "util", "helpers", "helper", "common", "manager", "misc"}


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


@pytest.mark.parametrize(
    ("pattern", "only_in"),
    [
        (r"\.state = ", {"beebox/kernel/state_table.py"}),
        (r"\bos\.environ\b", {"beebox/kernel/settings.py"}),
        (r"\bsessionmaker\(", {"beebox/kernel/db.py"}),
        (r"\.commit\(", set()),
        (r"datetime\.now\(|time\.time\(", {"beebox/kernel/clock.py"}),
        (r"shell=True", set()),
        (r"\|\s*safe\b", set()),
    ],
)
def test_there_is_one_place_for(pattern: str, only_in: set[str]) -> None:
    found = {named(p) for p in [*SOURCE, *TEMPLATES] if re.search(pattern, p.read_text())}
    assert found <= only_in


def test_engines_are_named_in_their_adapters_only() -> None:
    """Whoever reads pictures asks the port: an engine may be replaced without a word elsewhere."""
    engines = re.compile(r"rapidocr|tesseract|onnx|openvino|paddle", re.IGNORECASE)
    rest = [p for p in [*SOURCE, *TEMPLATES] if ROOT / "beebox" / "adapters" not in p.parents]
    assert [named(p) for p in rest if engines.search(p.read_text())] == []


def test_no_file_is_long() -> None:
    assert [named(p) for p in SOURCE if len(p.read_text().splitlines()) > 300] == []


def test_no_template_is_long() -> None:
    assert [named(p) for p in TEMPLATES if len(p.read_text().splitlines()) > 120] == []


def functions() -> Iterator[tuple[str, ast.FunctionDef | ast.AsyncFunctionDef]]:
    for path in SOURCE:
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
                yield f"{named(path)}:{node.lineno} {node.name}", node


def test_no_function_is_long() -> None:
    assert [name for name, f in functions() if (f.end_lineno or 0) - f.lineno + 1 > 40] == []


def test_nothing_has_a_name_that_says_nothing() -> None:
    assert [named(p) for p in SOURCE if p.stem in VAGUE] == []


def test_pages_carry_no_inline_script_style_or_handler() -> None:
    bad = re.compile(r"<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", re.IGNORECASE)
    screen = [p for p in TEMPLATES if "paper" not in p.parts]
    assert [named(p) for p in screen if bad.search(p.read_text())] == []


def test_every_posting_form_carries_its_token() -> None:
    def missing(text: str) -> bool:
        forms = re.findall(r"<form\b[^>]*method=\"post\".*?</form>", text, re.DOTALL | re.IGNORECASE)
        return any("csrf" not in form and "hidden_tag" not in form for form in forms)

    assert [named(p) for p in TEMPLATES if missing(p.read_text())] == []


def test_nothing_is_fetched_from_another_site() -> None:
    outside = re.compile(r"(?:src|href|action)=[\"'](?:https?:)?//")
    assert [named(p) for p in TEMPLATES if outside.search(p.read_text())] == []


def test_tests_hold_no_mocks() -> None:
    found = [
        named(p)
        for p in (ROOT / "tests").rglob("*.py")
        if p != Path(__file__) and re.search(r"\bunittest\.mock\b|\bMagicMock\b|\bmocker\b", p.read_text())
    ]
    assert found == []
