"""Each of the 25 cases of a carrier's bad days is a test by its number: `pytest -k case_07`."""

import re

from beebox.kernel.settings import ROOT

NAME = re.compile(r"^def test_case_(\d\d)_\w+\(", re.MULTILINE)


def test_every_case_has_a_test_of_its_number() -> None:
    folder = ROOT / "tests" / "logistics" / "failure_cases"
    numbers = {int(number) for file in folder.glob("test_*.py") for number in NAME.findall(file.read_text())}
    assert numbers == set(range(1, 26))
