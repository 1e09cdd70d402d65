"""What a limit costs: counted by material, priced in minutes, drawn as lines."""

from dataclasses import replace
from datetime import date

import pytest

from beebox.catalog.checked_file import read_checked
from beebox.catalog.definitions import Item
from beebox.kernel.settings import ROOT
from beebox.preaudit.check import wanted_material
from beebox.preaudit.report import FieldValue, MaterialReading
from beebox.preaudit.rule_book import load_rule_book
from beebox.preaudit.rule_limits import SPANS
from beebox.preaudit.rulework.chart import chart_of, cheapest
from beebox.preaudit.rulework.costs import Cost, candidates, costs_of
from beebox.preaudit.rulework.replaying import Unit
from tests.preaudit.papers_made import FORM, named, reading

BOOK = load_rule_book(ROOT / "catalogue")
ITEM = read_checked(ROOT / "catalogue" / "items" / "elder-card-first.yaml", Item)


def sure(confidence: float, name: str = "李四") -> MaterialReading:
    """An ID card on which this name was read so surely."""
    one = named(reading(), name)
    page = one.pages[0]
    field: FieldValue = replace(page.fields[0], confidence=confidence)
    return replace(one, pages=(replace(page, fields=(field,)),), fields=(field,))


def unit(name: str, confidence: float, *, faulty: bool) -> Unit:
    return Unit(
        name=name, kind="recent", wanted=(wanted_material(ITEM, "id_front"),), form=FORM,
        day=date(2026, 11, 30),
        readings={"id_front": sure(confidence)}, files={"id_front": ("x",)}, given=frozenset({"id_front"}),
        faulty={("id_front", rule): faulty for rule in SPANS["name_doubt"].rules},
    )  # fmt: skip


def test_a_stricter_place_bothers_fewer_and_leaves_more_in_doubt() -> None:
    units = [unit("a", 0.82, faulty=False), unit("b", 0.9, faulty=True), unit("c", 0.99, faulty=True)]
    costs = {one.value: one for one in costs_of(units, BOOK, "name_doubt", [0.5, 0.85, 0.95])}
    told = {at: (one.wrong, one.right, one.unsure, one.missed) for at, one in costs.items()}
    assert told == {0.5: (1, 2, 0, 0), 0.85: (0, 2, 1, 0), 0.95: (0, 1, 2, 0)}
    assert costs[0.5].wrong_in == ["recent:a:id_front"]
    assert costs[0.5].looked == 3


def test_a_fault_no_rule_speaks_of_is_missed_and_what_nobody_judged_is_left_out() -> None:
    right_name = replace(unit("d", 0.9, faulty=True), readings={"id_front": sure(0.99, "黄建国")})
    unjudged = replace(unit("e", 0.9, faulty=True), faulty={})
    (cost,) = costs_of([right_name, unjudged], BOOK, "name_doubt", [0.8])
    assert (cost.looked, cost.missed, cost.missed_in) == (1, 1, ["recent:d:id_front"])


@pytest.mark.parametrize("limit", list(SPANS))
def test_every_limit_has_other_places_within_its_span(limit: str) -> None:
    now = getattr(BOOK.limits, limit).value
    places = candidates(limit, now)
    assert now in places and len(places) >= 4
    assert all(SPANS[limit].least <= one <= SPANS[limit].most for one in places)
    assert not SPANS[limit].whole or all(one == int(one) for one in places)


def test_the_cheapest_place_is_the_nearest_of_equals_and_the_lines_stay_inside() -> None:
    costs = [Cost(0.5, 9, 4, 0), Cost(0.8, 9, 1, 0), Cost(0.9, 9, 1, 0), Cost(0.99, 9, 0, 2)]
    best = cheapest(costs, 0.95, 3, 25)
    assert best is not None and best.value == 0.9
    chart = chart_of(costs, 0.95, 3, 25)
    assert chart is not None
    points = [tuple(map(float, one.split())) for one in chart.total.removeprefix("M").split(" L")]
    assert len(points) == 4
    assert all(chart.left <= x <= chart.right and 16 <= y <= 212 for x, y in points)
    assert chart.best in points and chart.now in points
    assert [place.label for place in chart.places] == ["0.5", "0.8", "0.9", "0.99"]
    assert chart_of(costs[:1], 0.5, 3, 25) is None
