"""The file becomes a version, edits outlive a release, a case keeps the version it was submitted under."""

from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml

from beebox.accounts.models import Person
from beebox.accounts.roles import Actor, Role
from beebox.cases.states import State
from beebox.kernel.db import Office, Work
from beebox.kernel.settings import ROOT
from beebox.preaudit.checking import check_across, refresh_findings
from beebox.preaudit.rulekeeping.content import hash_of, merged, parts_of, put_together
from beebox.preaudit.rulekeeping.models import CaseRules, CheckRun, Origin, RuleVersion
from beebox.preaudit.rulekeeping.runs import record_run
from beebox.preaudit.rulekeeping.versions import (
    book_of,
    freeze,
    in_force,
    keep_rule_file,
    open_drafts,
    version_of,
)
from beebox.preaudit.rulework.drafting import DraftMoved, NotADraft, draft, drop, save, start_draft
from beebox.preaudit.rulework.moving import ReasonForMove, WrongMoment, move_case
from beebox.preaudit.rulework.problems import CannotSave
from tests.conftest import PersonMaker, stage
from tests.preaudit.machine_room import begin, state_of, submit, upload, work_off
from tests.preaudit.papers_made import give, make_case, named, picture, reading
from tests.preaudit.test_checking import material
from tests.preaudit.test_review import the_case

RULES = yaml.safe_load((ROOT / "catalogue" / "rules.yaml").read_text(encoding="utf-8"))


@pytest.fixture
def boss(person: PersonMaker) -> Actor:
    return person(Role.SUPERVISOR).actor()


@pytest.fixture
def citizen(person: PersonMaker) -> Person:
    return person(Role.CITIZEN)


def put_in_force(work: Work, content: dict[str, Any]) -> RuleVersion:
    """A published version of the office's own, as if it had been tried."""
    current = in_force(work)
    assert current is not None
    made = RuleVersion(
        number=current.number + 1, base_id=current.id, origin=Origin.FORM, content=content,
        content_hash=hash_of(content), made_at=work.now(), published_at=work.now(),
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    return made


def softer(content: dict[str, Any], rule: str = "name_matches_form") -> dict[str, Any]:
    made = deepcopy(content)
    made["rules"][rule]["severity"] = "should"
    return made


def release(folder: Path, content: dict[str, Any]) -> Path:
    (folder / "rules.yaml").write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    return folder


def test_the_first_start_makes_the_file_version_one(any_office: Office) -> None:
    with any_office.work() as work:
        first = in_force(work)
        assert first is not None
        assert (first.number, first.origin, first.content) == (1, Origin.FILE, RULES)
        assert first.content_hash == hash_of(RULES)
        assert keep_rule_file(work, ROOT / "catalogue") is None
        assert book_of(work).version == RULES["version"]


def test_a_newer_file_is_in_force_at_once_where_nobody_edited(office: Office, tmp_path: Path) -> None:
    with office.work() as work:
        made = keep_rule_file(work, release(tmp_path, softer(RULES)))
        assert made is not None
        assert in_force(work) is made


def test_a_newer_file_becomes_a_draft_beside_what_the_office_changed(office: Office, tmp_path: Path) -> None:
    newer = deepcopy(RULES)
    newer["version"] = "2027-01-01"
    newer["limits"]["name_sure"]["value"] = 0.97
    with office.work() as work:
        own = put_in_force(work, softer(RULES))
        stage(office).move_to(office.now() + timedelta(days=1))
        made = keep_rule_file(work, release(tmp_path, newer))
        assert made is not None and made.is_draft
        assert in_force(work) is own
        assert made.content["rules"]["name_matches_form"]["severity"] == "should"
        assert made.content["limits"]["name_sure"]["value"] == 0.97
        assert keep_rule_file(work, tmp_path) is None


def test_a_release_after_a_merged_one_is_merged_with_what_that_release_said(
    office: Office, tmp_path: Path
) -> None:
    later, latest = deepcopy(RULES), deepcopy(RULES)
    later["limits"]["name_sure"]["value"] = 0.97
    latest["limits"]["name_sure"]["value"] = 0.98
    with office.work() as work:
        put_in_force(work, softer(RULES))
        stage(office).move_to(office.now() + timedelta(days=1))
        merged_one = keep_rule_file(work, release(tmp_path, later))
        assert merged_one is not None
        merged_one.published_at = work.now()
        work.session.flush()
        stage(office).move_to(office.now() + timedelta(days=1))
        second = keep_rule_file(work, release(tmp_path, latest))
        assert second is not None and second.is_draft
        assert second.content["limits"]["name_sure"]["value"] == 0.98
        assert second.content["rules"]["name_matches_form"]["severity"] == "should"


def test_parts_are_put_together_again_and_ours_wins_a_merge() -> None:
    assert put_together(parts_of(RULES)) == RULES
    base = {"a": {"x": 1, "y": 2}, "gone": {"z": 3}}
    ours = {"a": {"x": 10, "y": 2}, "gone": {"z": 3}}
    theirs = {"a": {"x": 11, "y": 22, "n": 4}}
    assert merged(base, ours, theirs) == {"a": {"x": 10, "y": 22, "n": 4}}


def test_a_case_keeps_its_version_and_drafts_use_the_newest(any_office: Office, person: PersonMaker) -> None:
    office = any_office
    with office.work() as work:
        who = Person(role=Role.CITIZEN, name="c", phone="15000009999", created_at=work.now())
        work.session.add(who)
        work.session.flush()
        old, new = make_case(work, who), make_case(work, who, state=State.DRAFT)
        first = freeze(work, old)
        assert freeze(work, old) is first
        stage(office).move_to(office.now() + timedelta(hours=1))
        second = put_in_force(work, softer(RULES))
        assert version_of(work, old) is first
        assert version_of(work, new) is second
        assert work.session.query(CaseRules).count() == 1
        assert book_of(work, old).rules["name_matches_form"].severity == "must"
        assert book_of(work, new).rules["name_matches_form"].severity == "should"


def test_a_case_submitted_before_a_publication_runs_under_the_older_even_unfrozen(
    office: Office, citizen: Person
) -> None:
    with office.work() as work:
        case = make_case(work, citizen)
        stage(office).move_to(office.now() + timedelta(minutes=1))
        put_in_force(work, softer(RULES))
        found = freeze(work, case)
        assert found.number == 1


def test_findings_follow_the_version_of_the_case(office: Office, citizen: Person) -> None:
    with office.work() as work:
        code = make_case(work, citizen).code
        row = material(work, code, "id_front")
        give(work, row, named(reading(), "李四"))
        refresh_findings(work, row)
        case = the_case(work, code)
        freeze(work, case)
        stage(office).move_to(office.now() + timedelta(minutes=1))
        put_in_force(work, softer(RULES))
        refresh_findings(work, row)
        assert {f.severity for f in findings(work, code, "name_matches_form")} == {"must"}


def findings(work: Work, code: str, rule: str) -> list[Any]:
    from beebox.cases.papers import Finding

    case = the_case(work, code)
    return work.session.query(Finding).filter_by(case_id=case.id, rule=rule).all()


def test_a_supervisor_moves_a_case_and_both_checks_are_kept(
    office: Office, citizen: Person, boss: Actor
) -> None:
    with office.work() as work:
        code = make_case(work, citizen).code
        row = material(work, code, "id_front")
        give(work, row, named(reading(), "李四"))
        refresh_findings(work, row)
        case = the_case(work, code)
        check_across(work, case)
        record_run(work, case)
        stage(office).move_to(office.now() + timedelta(minutes=1))
        second = put_in_force(work, softer(RULES))
        with pytest.raises(ReasonForMove):
            move_case(work, case, second, boss, "")
        move_case(work, case, second, boss, "旧规则冤枉了他")
        with pytest.raises(WrongMoment):
            move_case(work, case, second, boss, "再来一次也一样")
        runs = work.session.query(CheckRun).filter_by(case_id=case.id).order_by(CheckRun.number).all()
        told = [
            next(one["severity"] for one in run.findings if one["rule"] == "name_matches_form")
            for run in runs
        ]
        assert told == ["must", "should"]
        assert [run.rules_hash for run in runs] == [hash_of(RULES), second.content_hash]
        assert runs[0].files[0]["files"] == [] or len(runs[0].files[0]["files"][0]["sha256"]) == 64
        assert {run.verdict for run in runs} == {"incomplete"}


def test_a_draft_is_gone_on_with_saved_with_a_reason_and_dropped(office: Office, boss: Actor) -> None:
    with office.work() as work:
        row = start_draft(work, boss)
        assert start_draft(work, boss) is row
        content, seen = softer(row.content), row.content_hash
        with pytest.raises(CannotSave):
            save(work, row, content, "name_matches_form", "", boss, seen)
        assert save(work, row, content, "name_matches_form", "太严了，冤枉人", boss, seen)
        assert not save(work, row, deepcopy(content), "x", "没有改的理由", boss, row.content_hash)
        with pytest.raises(DraftMoved):
            save(work, row, RULES, "name_matches_form", "别人先存了", boss, seen)
        drop(work, row, boss)
        with pytest.raises(NotADraft):
            draft(work, row.number)
        assert open_drafts(work) == []


def test_a_submission_freezes_the_version_and_each_round_adds_a_check(
    bureau: Office, citizen: Person
) -> None:
    code = begin(bureau, citizen)
    for which in ("id_front", "form"):
        upload(bureau, code, which, picture(colour="white" if which == "form" else "grey"))
    submit(bureau, code)
    work_off(bureau)
    assert state_of(bureau, code) is State.REVIEWING
    with bureau.look() as work:
        case = the_case(work, code)
        run = work.session.query(CheckRun).filter_by(case_id=case.id).one()
        assert (run.number, run.engine, run.form) == (1, "test 1", case.form)
        assert work.session.query(CaseRules).filter_by(case_id=case.id).one().version_id == run.version_id
        given = {of["material"]: len(of["files"]) for of in run.files}
        assert given["id_front"] == given["form"] == 1
