"""The table of the legal clock has a row for every action there is, and no row stops what does not run."""

from datetime import date

import pytest

from beebox.cases.clock.terms import What
from beebox.cases.clock.winding import RULES, Facts, consequences
from beebox.cases.states import Action
from beebox.catalog.definitions import LimitStart

FACTS = Facts(LimitStart.ACCEPT, True, date(2026, 12, 30), date(2026, 11, 30), False)


def test_every_action_says_what_it_means_for_the_clocks() -> None:
    assert set(Action) - RULES.keys() == {Action.FINISH_CHECK}, "that the machine has looked moves no date"


@pytest.mark.parametrize("action", RULES)
def test_nothing_is_stopped_resumed_or_met_that_never_began(action: Action) -> None:
    told = consequences(action, {}, FACTS)
    begun = {note.which for note in told if note.what is What.STARTED}
    assert {note.which for note in told} <= begun
