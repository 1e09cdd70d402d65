"""A draft is tried on samples and recent cases before it is published, and by a second person."""

import time
from collections.abc import Callable
from copy import deepcopy
from datetime import timedelta

import pytest

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.kernel.db import Office
from beebox.preaudit.checking import check_across, refresh_findings
from beebox.preaudit.rulekeeping.models import Replay, ReplayKind, RuleVersion
from beebox.preaudit.rulekeeping.runs import record_run
from beebox.preaudit.rulekeeping.versions import in_force
from beebox.preaudit.rulework.drafting import bring_up_to_date, draft, save, start_draft
from beebox.preaudit.rulework.publishing import (
    BaseMoved,
    BrokenTry,
    FourEyes,
    NotTried,
    ReasonMissing,
    publish,
)
from beebox.preaudit.rulework.replays import ask_costs, ask_try, last_replay
from beebox.preaudit.rulework.samples import (
    AlreadySample,
    NothingToTry,
    choose_sample,
    leave_out,
    packed_for,
    unit_of,
)
from tests.conftest import PersonMaker, stage
from tests.preaudit.papers_made import give, make_case, named, reading
from tests.preaudit.rulework.test_versions import softer
from tests.preaudit.test_checking import material
from tests.preaudit.test_review import the_case

Deliver = Callable[..., int]


@pytest.fixture
def boss(person: PersonMaker) -> Actor:
    return person(Role.SUPERVISOR).actor()


def checked_case(office: Office, citizen: Person, name: str = "李四") -> str:
    """A case whose ID card bears another name, checked once."""
    with office.work() as work:
        code = make_case(work, citizen).code
        row = material(work, code, "id_front")
        give(work, row, named(reading(), name))
        refresh_findings(work, row)
        case = the_case(work, code)
        check_across(work, case)
        record_run(work, case)
        return code


def draft_made(office: Office, who: Actor) -> int:
    with office.work() as work:
        row = start_draft(work, who)
        save(work, row, softer(row.content), "name_matches_form", "冤枉了人", who, row.content_hash)
        return row.number


def tried(office: Office, deliver: Deliver, number: int, who: Actor) -> Replay:
    with office.work() as work:
        asked = ask_try(work, draft(work, number), who).id
    deliver()
    with office.look() as work:
        found = work.session.get_one(Replay, asked)
        work.session.expunge(found)
        return found


def test_the_packed_samples_are_judged_as_they_were_made(office: Office) -> None:
    from beebox.preaudit.rulekeeping.versions import book_of
    from beebox.preaudit.rulework.replaying import verdict_in

    with office.look() as work:
        book, units = book_of(work), list(packed_for(work))
    assert len(units) == 19
    wrong = [unit.name for unit in units if (verdict_in(unit, book) == "incomplete") != bool(unit.planted)]
    assert wrong == []


def test_a_kept_check_is_replayed_to_the_same_findings(office: Office, person: PersonMaker) -> None:
    from beebox.preaudit.rulekeeping.runs import last_run
    from beebox.preaudit.rulekeeping.versions import book_of
    from beebox.preaudit.rulework.replaying import found_in

    code = checked_case(office, person(Role.CITIZEN))
    with office.look() as work:
        run = last_run(work, the_case(work, code).id)
        assert run is not None
        unit = unit_of(work, run.id, "recent")
        assert unit is not None
        again = sorted((one.rule, one.answer.value, one.material) for one in found_in(unit, book_of(work)))
        kept = sorted((one["rule"], one["answer"], one["material"]) for one in run.findings)
        assert again == kept


def test_a_try_tells_what_changes_where(
    office: Office, deliver: Deliver, person: PersonMaker, boss: Actor
) -> None:
    code = checked_case(office, person(Role.CITIZEN))
    row = tried(office, deliver, draft_made(office, boss), boss)
    assert row.finished_at is not None and row.done == row.total == 20
    assert row.result is not None
    mine = [one for one in row.result["differences"] if one["unit"] == code]
    assert mine == [
        {
            "unit": code, "unit_kind": "recent", "material": "id_front", "rule": "name_matches_form",
            "kind": "milder", "before": "fail/must", "after": "fail/should", "better": None,
        }
    ]  # fmt: skip
    packed = [one for one in row.result["differences"] if one["unit"] == "case13_property-transfer"]
    assert [(one["kind"], one["better"]) for one in packed] == [("milder", False)]
    assert row.result["counts"]["cases"] == 20
    assert "李四" not in str(row.result)


def test_only_what_was_tried_just_so_is_published(
    office: Office, deliver: Deliver, boss: Actor, person: PersonMaker
) -> None:
    number = draft_made(office, boss)
    with office.work() as work, pytest.raises(NotTried):
        publish(work, draft(work, number), boss, "样本上更好")
    tried(office, deliver, number, boss)
    with office.work() as work:
        row, more = draft(work, number), deepcopy(draft(work, number).content)
        more["rules"]["readable"]["doubt"] = "hint"
        save(work, row, more, "readable", "又想起一处", boss, row.content_hash)
        with pytest.raises(NotTried):
            publish(work, row, boss, "样本上更好")
    tried(office, deliver, number, boss)
    second = person(Role.ADMINISTRATOR).actor()
    with office.work() as work:
        row = draft(work, number)
        with pytest.raises(FourEyes):
            publish(work, row, boss, "样本上更好")
        with pytest.raises(ReasonMissing):
            publish(work, row, second, "")
        publish(work, row, second, "样本上更好")
        current = in_force(work)
        assert current is not None
        assert (current.number, current.published_by, current.alone) == (number, second.id, False)


def test_a_version_that_breaks_on_a_sample_is_not_published(
    office: Office, deliver: Deliver, boss: Actor
) -> None:
    with office.work() as work:
        row = start_draft(work, boss)
        content = deepcopy(row.content)
        content["rules"]["not_expired"]["sentences"]["pass"] = "%(nobody)s"
        save(work, row, content, "not_expired", "越过表单写的", boss, row.content_hash)
        number = row.number
    found = tried(office, deliver, number, boss)
    assert found.result is not None and found.result["counts"]["broken"] > 0
    with office.work() as work, pytest.raises(BrokenTry):
        publish(work, draft(work, number), boss, "样本上更好")


def test_who_is_alone_publishes_alone_and_that_is_kept(office: Office, deliver: Deliver, boss: Actor) -> None:
    number = draft_made(office, boss)
    tried(office, deliver, number, boss)
    with office.work() as work:
        publish(work, draft(work, number), boss, "没有第二个人")
        current = in_force(work)
        assert current is not None and current.alone


def test_a_draft_is_merged_with_what_was_published_meanwhile(
    office: Office, deliver: Deliver, boss: Actor
) -> None:
    number = draft_made(office, boss)
    stage(office).move_to(office.now() + timedelta(minutes=1))
    with office.work() as work:
        current = in_force(work)
        assert current is not None
        other = softer(current.content, "seal_present")
        made = RuleVersion(
            number=90, base_id=current.id, origin="form", content=other, content_hash="x",
            made_at=work.now(), published_at=work.now(),
        )  # fmt: skip
        work.session.add(made)
        work.session.flush()
        row = draft(work, number)
        with pytest.raises(BaseMoved):
            publish(work, row, boss, "样本上更好")
        bring_up_to_date(work, row, boss)
        assert row.base_id == made.id
        weights = {
            code: row.content["rules"][code]["severity"] for code in ("seal_present", "name_matches_form")
        }
        assert weights == {"seal_present": "should", "name_matches_form": "should"}


def test_a_chosen_case_is_tried_before_the_recent_ones(
    office: Office, deliver: Deliver, boss: Actor, person: PersonMaker
) -> None:
    citizen = person(Role.CITIZEN)
    code = checked_case(office, citizen)
    with office.work() as work:
        case = the_case(work, code)
        choose_sample(work, case, boss, "判得有争议")
        with pytest.raises(AlreadySample):
            choose_sample(work, case, boss, "判得有争议")
        with pytest.raises(NothingToTry):
            choose_sample(work, make_case(work, citizen), boss, "还没有核对过")
    row = tried(office, deliver, draft_made(office, boss), boss)
    assert row.result is not None
    assert [one["unit_kind"] for one in row.result["differences"] if one["unit"] == code] == ["sample"]
    with office.work() as work:
        leave_out(work, code)
        leave_out(work, code)


def test_asking_twice_is_waiting_once_and_a_second_delivery_does_no_harm(
    office: Office, deliver: Deliver, boss: Actor
) -> None:
    number = draft_made(office, boss)
    with office.work() as work:
        row = draft(work, number)
        assert ask_try(work, row, boss).id == ask_try(work, row, boss).id
    deliver()
    deliver()
    with office.look() as work:
        assert work.session.query(Replay).count() == 1


def test_a_try_of_a_draft_that_went_on_ends_without_a_result(
    office: Office, deliver: Deliver, boss: Actor
) -> None:
    number = draft_made(office, boss)
    with office.work() as work:
        row = draft(work, number)
        asked = ask_try(work, row, boss).id
        more = softer(row.content, "seal_present")
        save(work, row, more, "seal_present", "又想起一处", boss, row.content_hash)
    deliver()
    with office.look() as work:
        found = work.session.get_one(Replay, asked)
        assert found.finished_at is not None and found.result is None


def test_costs_are_recomputed_from_stored_readings(office: Office, deliver: Deliver, boss: Actor) -> None:
    with office.work() as work:
        current = in_force(work)
        assert current is not None
        ask_costs(work, current, "date_sure", boss)
    began = time.monotonic()
    deliver()
    assert time.monotonic() - began < 20
    with office.look() as work:
        current = in_force(work)
        assert current is not None
        row = last_replay(work, current, ReplayKind.LIMIT, "date_sure")
        assert row is not None and row.result is not None
        costs = {one["value"]: one for one in row.result["costs"]}
        now = costs[row.result["now"]]
        assert (now["wrong"], now["missed"]) == (0, 0)
        assert now["right"] >= 1
