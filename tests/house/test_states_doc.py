"""docs/states.md says what the tables say."""

from beebox.accounts.roles import Role
from beebox.cases.states import ENDED, State
from beebox.cases.transitions import CASE_TABLE
from beebox.charts import states_document
from beebox.kernel.settings import ROOT
from beebox.wiring import HANDLERS


def test_the_charts_are_fresh() -> None:
    assert (ROOT / "docs" / "states.md").read_text() == states_document(), "beebox states > docs/states.md"


def test_every_state_of_a_case_is_reached_and_only_ends_are_final() -> None:
    assert {State.DRAFT} | {m.after for m in CASE_TABLE.rows} == set(State)
    left = {m.before: m.who for m in CASE_TABLE.rows if m.before in ENDED}
    assert left == {State.CLOSED: Role.SYSTEM}, "a delivery that was taken back reopens a case, nothing else"
    assert {s for s in State if s not in {m.before for m in CASE_TABLE.rows}} == ENDED - set(left)


def test_every_event_of_a_case_is_wired() -> None:
    assert {m.event for m in CASE_TABLE.rows} <= set(HANDLERS)
