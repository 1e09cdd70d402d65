"""The library of reasons: what the catalogue brings, what supervisors write, and what is kept of it."""

import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from beebox.accounts.roles import Actor, Role
from beebox.catalog.vocabulary import DocumentType
from beebox.kernel.db import Office, Overtaken
from beebox.kernel.settings import ROOT
from beebox.preaudit.library import editing, pages
from beebox.preaudit.library.book import reason_book
from beebox.preaudit.library.faults import TypedReason
from beebox.preaudit.library.loading import ReasonsLoaded, load_reasons
from beebox.preaudit.library.models import ReasonVersion
from beebox.preaudit.reasons import MOST, crowded, reasons_in
from tests.conftest import PersonMaker

CATALOGUE = ROOT / "catalogue"


@pytest.fixture
def boss(person: PersonMaker) -> Actor:
    return person(Role.SUPERVISOR).actor()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    shutil.copy(CATALOGUE / "reasons.yaml", tmp_path / "reasons.yaml")
    return tmp_path


def load(office: Office, folder: Path) -> ReasonsLoaded:
    reasons_in.cache_clear()
    with office.work() as work:
        return load_reasons(work, folder)


def typed(office: Office, code: str, **changes: object) -> TypedReason:
    with office.look() as work:
        found = pages.as_typed(editing.reason_row(work, code))
    return replace(found, **changes)  # type: ignore[arg-type]  # fields by name


def change(office: Office, boss: Actor, code: str, **changes: object) -> list[str]:
    wanted = typed(office, code, **changes)
    with office.work() as work:
        version = str(editing.reason_row(work, code).version)
        return editing.change_reason(work, code, wanted, version, boss)


def faults_of(office: Office, boss: Actor, wanted: TypedReason) -> set[str]:
    with pytest.raises(editing.WrongReason) as wrong, office.work() as work:
        editing.add_reason(work, wanted, boss)
    return set(wrong.value.faults)


def fresh(**changes: object) -> TypedReason:
    right = TypedReason(
        "stamp_upside_down", "章盖反了", "Seal upside down", "公章盖反了。", "The seal is upside down.",
        "请重新盖一次。", "Please have it sealed again.", "中华人民共和国行政许可法", "第三十二条",
        ("business_licence",), (), False, False, "200", "",
    )  # fmt: skip
    return replace(right, **changes)  # type: ignore[arg-type]  # fields by name


def test_the_catalogue_fills_an_empty_library_in_its_order(office: Office) -> None:
    with office.look() as work:
        book = reason_book(work)
        assert book.reasons == reasons_in(CATALOGUE).reasons
        assert work.session.query(ReasonVersion).count() == len(book.reasons)
        assert not crowded(book.reasons)


def test_loading_again_changes_nothing(any_office: Office) -> None:
    with any_office.look() as work:
        before = work.session.query(ReasonVersion).count()
    assert load(any_office, CATALOGUE) == ReasonsLoaded()
    with any_office.look() as work:
        assert work.session.query(ReasonVersion).count() == before


def test_a_new_catalogue_updates_what_nobody_edited_and_leaves_the_rest(
    office: Office, boss: Actor, folder: Path
) -> None:
    change(office, boss, "expired", text="证件过期了。")
    file = folder / "reasons.yaml"
    text = file.read_text().replace("text: 这份证件已经过期。", "text: 新目录说过期。")
    text = text.replace("text: 没有看到公章。", "text: 新目录说没有章。")
    extra = text[text.index("  - code: not_sealed") : text.index("  - code: portrait_unfit")]
    faint = re.sub(r"documents: .*", "documents: [bank_card]", extra.replace("not_sealed", "seal_faint"))
    file.write_text(text + "\n" + faint)
    told = load(office, folder)
    assert (told.added, told.updated, told.kept) == (("seal_faint",), ("not_sealed",), ("expired",))
    assert "没有覆盖" in str(told)
    with office.look() as work:
        said = {reason.code: reason.text for reason in reason_book(work).reasons}
        assert said["expired"] == "证件过期了。"
        assert said["not_sealed"] == said["seal_faint"] == "新目录说没有章。"


def test_a_tenth_reason_of_the_catalogue_rests_until_there_is_room(office: Office, folder: Path) -> None:
    file = folder / "reasons.yaml"
    one = """  - code: extra_{n}
    short: 另一条
    short_en: One more
    text: 还有一处不对。
    text_en: One more thing is wrong.
    law: 某法
    documents: [bank_card]
    rules: []
"""
    with office.look() as work:
        room = MOST - len(reason_book(work).for_types({DocumentType.BANK_CARD}))
    file.write_text(file.read_text() + "\n" + "".join(one.format(n=n) for n in range(room)))
    assert len(load(office, folder).added) == room
    small = (CATALOGUE / "reasons.yaml").read_text() + "\n" + one.format(n="last")
    file.write_text(small)
    told = load(office, folder)
    assert told.resting == ("extra_last",)
    with office.look() as work:
        assert "extra_last" not in {r.code for r in reason_book(work).for_types({"bank_card"})}


def test_a_change_is_a_new_version_with_who_and_what(office: Office, boss: Actor) -> None:
    changed = change(office, boss, "not_signed", how="请本人签名。", documents=("application_form",))
    assert set(changed) == {"how", "documents"}
    with office.look() as work:
        row = editing.reason_row(work, "not_signed")
        lines = pages.history(work, row)
        assert [line.number for line in lines] == [2, 1]
        assert lines[0].by == boss.name
        assert {(one.before, one.after) for one in lines[0].changes} >= {
            ("请填好、由本人手写签名后再拍一张。", "请本人签名。")
        }
    assert change(office, boss, "not_signed") == []


def test_two_supervisors_do_not_overwrite_each_other(office: Office, boss: Actor) -> None:
    mine = typed(office, "expired", text="我的说法。")
    change(office, boss, "expired", text="别人的说法。")
    with pytest.raises(Overtaken), office.work() as work:
        editing.change_reason(work, "expired", mine, "1", boss)
    with office.look() as work:
        assert reason_book(work).named(["expired"])[0].text == "别人的说法。"


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"code": "expired"}, "code"),
        ({"code": "New Code"}, "code"),
        ({"code": "new"}, "code"),
        ({"short": ""}, "short"),
        ({"short": "长" * 41}, "short"),
        ({"short_en": ""}, "short_en"),
        ({"text_en": "没有英文"}, "text_en"),
        ({"text": "长" * 401}, "text"),
        ({"text": "两行\n字"}, "text"),
        ({"how": ""}, "how"),
        ({"how_en": ""}, "how_en"),
        ({"law": ""}, "law"),
        ({"documents": ("passport",)}, "documents"),
        ({"rules": ("no_such_rule",)}, "rules"),
        ({"position": "0"}, "position"),
        ({"position": "x"}, "position"),
        ({"picture": "sample:nothing.jpg"}, "picture"),
        ({"picture": "file:aabbcc"}, "picture"),
        ({"picture": "elsewhere"}, "picture"),
    ],
)
def test_each_bad_field_is_told_by_name(
    office: Office, boss: Actor, changes: dict[str, object], field: str
) -> None:
    assert faults_of(office, boss, fresh(**changes)) == {field}


def test_a_reason_that_needs_a_note_may_leave_how_to_it(office: Office, boss: Actor) -> None:
    with office.work() as work:
        editing.add_reason(work, fresh(how="", how_en="", needs_note=True), boss)


def test_there_are_never_more_reasons_than_digit_keys(office: Office, boss: Actor) -> None:
    with office.look() as work:
        room = MOST - len(reason_book(work).for_types({DocumentType.BUSINESS_LICENCE}))
    for number in range(room):
        with office.work() as work:
            editing.add_reason(work, fresh(code=f"extra_{number}"), boss)
    assert faults_of(office, boss, fresh()) == {"documents"}
    with office.work() as work:
        editing.retire(work, "expired", boss)
    with office.work() as work:
        editing.add_reason(work, fresh(), boss)
    with pytest.raises(editing.WrongReason), office.work() as work:
        editing.restore(work, "expired", boss)


def test_a_retired_reason_is_not_offered_but_still_known(office: Office, boss: Actor) -> None:
    with office.work() as work:
        editing.retire(work, "not_signed", boss)
    with office.look() as work:
        book = reason_book(work)
        assert "not_signed" not in {r.code for r in book.for_material({"application_form"}, given=True)}
        assert book.named(["not_signed"])[0].short
    with office.work() as work:
        editing.restore(work, "not_signed", boss)
    with office.look() as work:
        assert "not_signed" in {r.code for r in reason_book(work).for_types({"application_form"})}
        lines = pages.history(work, editing.reason_row(work, "not_signed"))
        assert [line.number for line in lines] == [3, 2, 1]
