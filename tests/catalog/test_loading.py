import re
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import func, select

from beebox.catalog.loading import Fault, WrongCatalogue, check_catalogue, load_catalogue
from beebox.catalog.models import Department, ItemVersion
from beebox.catalog.queries import current_item, current_items, item_version
from beebox.kernel.db import Office
from beebox.kernel.settings import ROOT

Edit = Callable[[str, str, str], int]
ELDER = "items/elder-card-first.yaml"


def faults_of(folder: Path) -> list[Fault]:
    with pytest.raises(WrongCatalogue) as caught:
        check_catalogue(folder)
    return caught.value.faults


def test_the_catalogue_we_ship_is_right() -> None:
    catalogue = check_catalogue(ROOT / "catalogue")
    assert len(catalogue.items) >= 12
    assert all(checked.item.sample for checked in catalogue.items)
    assert all("核实" in checked.item.note for checked in catalogue.items)


@pytest.mark.parametrize(
    ("old", "new", "field", "said"),
    [
        ("kind: public_service", "kind: favour", "kind", "只能是"),
        ("minutes: 10", "minutes: ten", "effort.minutes", "应是整数"),
        ("minutes: 10", "minutes: 0", "effort.minutes", "不能小于 1"),
        ("minutes: 10", "minutes: 10\n  hours: 2", "effort.hours", "没有这个字段"),
        ("    originals: 1", "    originals: 101", "materials[1].originals", "不能大于 100"),
        ("version: '2026-11-28'", "version: 'v1'", "version", "写法不对"),
        ("version: '2026-11-28'", "version: 2026-11-01", "version", "引号"),
        ("  by_mail: true", "  by_mail: yes", "result.by_mail", "引号"),
        ("department: civil-affairs", "department: no-such", "department", "departments.yaml"),
        ("sample: household-head.jpg", "sample: no.jpg", "materials[3].sample", "样图"),
        ("code: id_back", "code: id_front", "materials[2]", "用了两次"),
        ("[id_card_front]", "[passport]", "materials[1].document_types[1]", "passport"),
        ("rules: [present", "rules: [beautiful", "materials[1].rules[1]", "beautiful"),
        ("when: applicant == 'local'", "when: aplicant == 'local'", "materials[3].when", "aplicant"),
        ("when: applicant == 'local'", "when: applicant == 'lcoal'", "materials[3].when", "lcoal"),
        ("when: applicant == 'local'", "when: print(1)", "materials[3].when", "print(1)"),
        ("same_paper_as: id_front", "same_paper_as: id", "materials[2].same_paper_as", "id"),
        ("confidence: page", "confidence: sure", "age.confidence", "只能是"),
        ("  result: true\n  presence", "  result: false\n  presence", "result.by_mail", "mail.result"),
        ("value: 15", "value: 0", "limits.promise.value", "当场办结"),
        ("name: 老年人优待卡首次申领", "name: ''", "name", "不能是空的"),
        ("code: elder-card-first", "code: elder-card", "code", "elder-card.yaml"),
        ("materials: [photo]", "materials: [foto]", "review_checklist[3].materials", "没有“foto”"),
        ("code: photo_prints", "code: of_age", "review_checklist[3]", "用了两次"),
        ("    rules: [old_enough]", "    rule: [old_enough]", "review_checklist[1].rule", "没有这个字段"),
        ("    materials: [photo]\n", "", "review_checklist[3].rules", "也要写是哪几份材料"),
        ("fee:\n", "fee: &fee\n", "", "引用"),
        ("fee:\n", "name: 又一个\nfee:\n", "name", "两遍"),
        ("fee:\n", "fee: [\n", "", "看不懂"),
    ],
)
def test_a_fault_names_file_line_and_field(
    folder: Path, edit: Edit, old: str, new: str, field: str, said: str
) -> None:
    line = edit(ELDER, old, new)
    (fault, *rest) = faults_of(folder)
    assert not rest
    assert fault.file == ELDER
    assert said in fault.sentence
    assert fault.field == field
    lines_of_new = new.count("\n") + 1
    if fault.field != "materials[2]" and "result.by_mail" not in fault.field and field:
        assert line <= fault.line <= line + lines_of_new
    assert re.fullmatch(rf"{ELDER} 第 {fault.line} 行.*。", str(fault))


def test_a_missing_field_points_at_what_lacks_it(folder: Path, edit: Edit) -> None:
    edit(ELDER, "    afterwards: returned\n", "")
    (fault,) = faults_of(folder)
    assert (fault.field, fault.sentence) == ("materials[1].afterwards", "缺这个字段")
    text = (folder / ELDER).read_text("utf-8").splitlines()
    assert "code: id_front" in text[fault.line - 1]


def test_every_fault_of_every_file_is_told_at_once(folder: Path, edit: Edit) -> None:
    edit(ELDER, "kind: public_service", "kind: favour")
    edit(ELDER, "minutes: 10", "minutes: ten")
    edit("items/residence-permit.yaml", "amount: 0", "amount: -3")
    edit("departments.yaml", 'phone: "12345"', 'phone: "call us"')
    told = [(fault.file, fault.field) for fault in faults_of(folder)]
    assert told == [
        ("departments.yaml", "departments[1].phone"),
        (ELDER, "kind"),
        (ELDER, "effort.minutes"),
        ("items/residence-permit.yaml", "fee.amount"),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"", b"- 1", b"just text", b"\xff\xfe\x00", b"\x00", b"a: b: c", b"!!python/object:os.x {}",
        b"? [1]\n: 2", b"x" * 600_000, b"[" * 5000, b"a: 2026-01-01", b"a: 1.5", b"\tx: 1",
    ],
)  # fmt: skip
def test_a_file_that_is_no_item_is_named(folder: Path, raw: bytes) -> None:
    (folder / ELDER).write_bytes(raw)
    assert {fault.file for fault in faults_of(folder)} == {ELDER}


def test_departments_missing_or_doubled_are_named(folder: Path, edit: Edit) -> None:
    line = edit("departments.yaml", "code: market", "code: civil-affairs")
    (fault,) = faults_of(folder)
    assert (fault.file, fault.line) == ("departments.yaml", line)
    (folder / "departments.yaml").unlink()
    (fault,) = faults_of(folder)
    assert fault.file == "departments.yaml"
    assert "读不到" in fault.sentence


def test_an_empty_folder_is_refused(tmp_path: Path) -> None:
    (tmp_path / "departments.yaml").write_text("sample: true\nnote: 无\ndepartments: []\n", "utf-8")
    assert "一个事项文件也没有" in str(faults_of(tmp_path)[0])


def test_nothing_is_half_loaded(office: Office, folder: Path, edit: Edit) -> None:
    edit("items/residence-permit.yaml", "2026-11-28", "2026-12-01")
    edit("departments.yaml", "name: 海珠区民政局", "name: 新的名字")
    edit(ELDER, "minutes: 10", "minutes: 0")
    before = _state(office)
    with pytest.raises(WrongCatalogue):
        load_catalogue(office, folder)
    assert _state(office) == before


def test_the_same_version_with_another_content_is_refused(office: Office, folder: Path, edit: Edit) -> None:
    edit("items/residence-permit.yaml", "2026-11-28", "2026-12-01")
    line = edit(ELDER, "minutes: 10", "minutes: 12")
    before = _state(office)
    with pytest.raises(WrongCatalogue) as caught:
        load_catalogue(office, folder)
    (fault,) = caught.value.faults
    assert (fault.file, fault.field) == (ELDER, "version")
    assert fault.line < line
    assert re.search(r"库里 [0-9a-f]{8}，文件 [0-9a-f]{8}", fault.sentence)
    assert _state(office) == before


def test_an_older_version_stays_for_running_cases(any_office: Office, folder: Path, edit: Edit) -> None:
    edit(ELDER, "2026-11-28", "2026-12-01")
    edit(ELDER, "minutes: 10", "minutes: 12")
    report = load_catalogue(any_office, folder)
    assert report.new == ("elder-card-first@2026-12-01",)
    with any_office.look() as work:
        assert current_item(work, "elder-card-first").minutes_to_apply == 12
        assert item_version(work, "elder-card-first", "2026-11-28").minutes_to_apply == 10


def test_loading_again_changes_nothing(any_office: Office) -> None:
    before = _state(any_office)
    report = load_catalogue(any_office, ROOT / "catalogue")
    assert (report.new, report.retired) == ((), ())
    assert _state(any_office) == before


def test_an_item_whose_file_is_gone_is_no_longer_offered(office: Office, folder: Path) -> None:
    report = load_catalogue(office, folder)
    assert "property-transfer" in report.retired
    with office.look() as work:
        assert {item.code for item in current_items(work)} == {"elder-card-first", "residence-permit"}
        assert item_version(work, "property-transfer", "2026-11-28").code == "property-transfer"
        assert work.session.scalar(select(func.count()).select_from(Department)) == 9


def _state(office: Office) -> list[tuple[object, ...]]:
    with office.look() as work:
        versions = work.session.execute(
            select(ItemVersion.item_code, ItemVersion.version, ItemVersion.is_current)
        )
        named = work.session.execute(select(Department.code, Department.name))
        return sorted([tuple(row) for row in versions] + [tuple(row) for row in named], key=str)
