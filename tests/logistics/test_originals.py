"""Which papers travel is the catalogue's word, for the materials the case needs."""

from sqlalchemy import select, update

from beebox.cases.lifecycle import move
from beebox.cases.papers import Material
from beebox.cases.states import Action
from beebox.logistics.custody import ledger_of
from beebox.logistics.models import Fate, Holder
from beebox.logistics.originals import list_originals, originals_of
from tests.logistics.conftest import ADDRESS, Paper, reviewed


def test_two_sides_of_a_card_are_one_paper_and_the_photo_stays_at_home(paper: Paper) -> None:
    case_id = paper.passed()
    with paper.office.look() as work:
        listed = {(p.name, p.count, p.afterwards) for p in originals_of(work, case_id)}
        assert ("居民身份证", 1, Fate.RETURNED) in listed
        assert ("代办人身份证（复印件）", 1, Fate.KEPT) in listed
        assert not any("照" in name for name, _, _ in listed)
        assert {e.holder_kind for _, e in ledger_of(work, case_id)} == {Holder.CITIZEN}


def test_what_the_answers_made_unnecessary_is_not_asked_for(paper: Paper) -> None:
    with paper.office.work() as work:
        case = reviewed(work, paper.citizen, "elder-card-first", ADDRESS)
        unneeded = Material.code.in_(["hmt_permit", "residence_permit", "agent_id_front"])
        work.session.execute(update(Material).where(unneeded).values(needed=False))
        move(work, case, Action.PASS, paper.auditor)
        case_id = case.id
    paper.deliver()
    with paper.office.look() as work:
        codes = [p.material_code for p in originals_of(work, case_id)]
        assert codes == ["id_front", "household_head", "form"]
        assert work.session.scalars(select(Material).where(Material.case_id == case_id)).all()


def test_listing_again_changes_nothing(paper: Paper) -> None:
    case_id = paper.passed()
    with paper.office.work() as work:
        from beebox.cases.models import Case

        before = len(ledger_of(work, case_id))
        assert len(list_originals(work, work.session.get_one(Case, case_id))) == 6
        assert len(ledger_of(work, case_id)) == before
