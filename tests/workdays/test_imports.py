"""Holiday files: the three forms say the same, and every wrong line is told by its number."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from beebox.kernel.db import Office
from beebox.kernel.settings import ROOT
from beebox.workdays.arrange import Pen
from beebox.workdays.imports.bringing import (
    AppliedAlready,
    CalendarChanged,
    ImportWithoutReason,
    apply,
    bring,
    brought,
    changes,
)
from beebox.workdays.imports.lines import kind_in
from beebox.workdays.imports.reading import FileUnreadable, read_file
from beebox.workdays.loading import load_arrangements
from beebox.workdays.queries import (
    calendar,
    calendar_at,
    covered_until,
    edits,
    known_until,
    running_out,
    version,
)

CSV = """日期,到,休班,说明
2027-10-01,2027-10-07,休,国庆节
2027/10/9,,班,国庆节补班
"""
ICS = """BEGIN:VCALENDAR\r
X-WR-CALNAME:中国节假日\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20271001\r
DTEND;VALUE=DATE:20271008\r
SUMMARY:国庆节 休\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20271009\r
SUMMARY:国庆节\\, 调休\r
  补班\r
END:VEVENT\r
BEGIN:VEVENT\r
DTSTART;VALUE=DATE:20271009\r
SUMMARY:重阳节\r
END:VEVENT\r
END:VCALENDAR\r
"""
YAML = """year: 2027
source: 国务院办公厅通知
provisional: false
days:
  - {day: 2027-10-01, until: 2027-10-07, work: false, note: 国庆节}
  - {day: 2027-10-09, work: true, note: 国庆节补班}
"""
EVENT = "BEGIN:VCALENDAR\nBEGIN:VEVENT\n{}\nEND:VEVENT\n"
WANTED = {date(2027, 10, n): False for n in range(1, 8)} | {date(2027, 10, 9): True}


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("days.csv", CSV.encode()),
        ("days.csv", CSV.encode("gb18030")),
        ("days.csv", b"\xef\xbb\xbf" + CSV.encode()),
        ("days.tsv", CSV.replace(",", "\t").encode()),
        ("days.ics", ICS.encode()),
        ("download", ICS.encode()),
        ("2027.yaml", YAML.encode()),
    ],
)
def test_each_form_says_the_same(name: str, content: bytes) -> None:
    sheet = read_file(name, content)
    assert sheet.faults == []
    assert {day: entry.is_workday for day, entry in sheet.entries.items()} == WANTED


def test_festivals_without_rest_are_skipped_and_told() -> None:
    assert read_file("x.ics", ICS.encode()).skipped == [(13, "重阳节")]


def test_apples_mark_counts_without_a_word() -> None:
    text = EVENT.format("DTSTART;VALUE=DATE:20270105\nSUMMARY:元旦\nX-APPLE-SPECIAL-DAY:{}")
    assert read_file("a.ics", text.format("ALTERNATE-WORKDAY").encode()).entries[date(2027, 1, 5)].is_workday
    assert not read_file("a.ics", text.format("WORK-HOLIDAY").encode()).entries[date(2027, 1, 5)].is_workday


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("国庆节 休", False), ("国庆节（班）", True), ("春节调休上班", True),
        ("春节 假期 第2天/共8天", False), ("春节 补班 第1天", True), ("元旦放假", False),
        ("holiday", False), ("Work", True), ("off", False), ("Make-up working day", True),
        ("International Workers' Day", None), ("暑假", None), ("office", None), ("中秋节", None),
        ("", None), ("1", None),
    ],
)  # fmt: skip
def test_only_words_that_are_surely_meant_count(text: str, kind: bool | None) -> None:
    assert kind_in(text) is kind


def test_without_a_head_the_order_is_day_kind_note() -> None:
    sheet = read_file("a.csv", "20270101,休,元旦\n2027年1月3日,上班,补班\n".encode())
    assert {day: entry.is_workday for day, entry in sheet.entries.items()} == {
        date(2027, 1, 1): False,
        date(2027, 1, 3): True,
    }


@pytest.mark.parametrize(
    ("text", "line", "part"),
    [
        ("日期,休班\n2027-02-30,休\n", 2, "没有“%(text)s”这一天"),
        ("日期,休班\n国庆节,休\n", 2, "不是日期"),
        ("日期,休班\n2027-10-01,也许\n", 2, "是休还是班"),
        ("日期,休班\n2027-10-01\n", 2, "列不够"),
        ("日期,休班\n1927-10-01,休\n", 2, "年之间"),
        ("日期,休班\n2027-10-01,休\n\n2027-10-01,班\n", 4, "一天只能是一样"),
        ("日期,到,休班\n2027-10-07,2027-10-01,休\n", 2, "之前"),
        ("日期,到,休班\n2027-01-01,2027-12-31,休\n", 2, "不会这么长"),
        ("名字,颜色\na,b\n", 1, "列名"),
        ('日期,休班\n"2027-10-01,休\n', 2, "引号没有成对"),
        ("日期,休班\n2027-10-01\r,休\r", 2, "断开了"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:元旦 休\nEND:VEVENT\n", 2, "DTSTART"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101\nSUMMARY:元旦 休\n", 2, "没有写完"),
        (EVENT.format("DTSTART:20270101\nRRULE:FREQ=YEARLY\nSUMMARY:元旦 休"), 4, "每年重复"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nDTSTART:20270101\nSUMMARY:元宵\nEND:VEVENT\n", 1, "没有一天"),
        (YAML.replace("2027-10-09", "2027-02-30"), 6, "写得不对"),
        ("year: 2027\ndays: [\n", 3, "写得不对"),
    ],
)  # fmt: skip
def test_a_wrong_line_is_told_by_its_number(text: str, line: int, part: str) -> None:
    faults = read_file("a", text.encode()).faults
    assert [fault.line for fault in faults][:1] == [line]
    assert part in faults[0].message
    assert faults[0].message % faults[0].values


@pytest.mark.parametrize(
    "content", [b"", b"  \n", b"\x00\x01\x02PNG", b"\xff\xfe\x00", b"a" * (1024 * 1024 + 1)]
)
def test_what_is_no_text_is_refused_in_one_sentence(content: bytes) -> None:
    with pytest.raises(FileUnreadable):
        read_file("a.csv", content)


@settings(deadline=None)
@given(st.text(max_size=300), st.sampled_from(["a.csv", "a.ics", "a.yaml", "a"]))
def test_no_text_whatever_makes_it_stumble(text: str, name: str) -> None:
    try:
        sheet = read_file(name, text.encode("utf-8", "surrogatepass"))
    except FileUnreadable:
        return
    for fault in sheet.faults:
        assert fault.message % fault.values


def test_bringing_changes_nothing_and_applying_leaves_a_trace(calendar_office: Office) -> None:
    with calendar_office.work() as work:
        load_arrangements(work, ROOT / "catalogue")
        before = calendar(work)
        row = bring(work, "2027.csv", CSV.encode(), read_file("2027.csv", CSV.encode()), 7)
        import_id, seen = row.id, version(work)
        assert calendar(work) == before
        found = changes(work, row, whole=False)
        assert [(c.day.day, c.was, c.becomes) for c in found if c.counts] == [
            (4, None, False), (5, None, False), (6, None, False), (7, None, False), (9, None, True),
        ]  # fmt: skip
        gone = [c.day for c in changes(work, row, whole=True) if c.becomes is None]
        assert date(2027, 1, 1) in gone and date(2026, 1, 1) not in gone
    with calendar_office.work() as work, pytest.raises(ImportWithoutReason):
        apply(work, import_id, seen, Pen(7, " "), whole=True, confirm=True)
    with calendar_office.work() as work, pytest.raises(CalendarChanged):
        apply(work, import_id, seen - 1, Pen(7, "通知"), whole=True, confirm=True)
    with calendar_office.work() as work:
        apply(work, import_id, seen, Pen(7, "国办发明电〔2026〕7号"), whole=True, confirm=True)
        now = calendar(work)
        assert covered_until(work) == date(2027, 12, 31)
        assert {day: now.exceptions[day] for day in WANTED} == WANTED
        assert now.is_workday(date(2027, 2, 5)), "what the whole year does not name goes by its weekday"
        assert {edit.by for edit in edits(work, 2027) if edit.import_id} == {7}
        assert changes(work, brought(work, import_id), whole=True) == []
        assert calendar_at(work, seen) == before
        assert calendar_at(work, version(work)) == now
    with calendar_office.work() as work, pytest.raises(AppliedAlready):
        apply(work, import_id, seen, Pen(7, "再来"), whole=True, confirm=True)


def test_a_gap_between_confirmed_years_is_seen(calendar_office: Office) -> None:
    from beebox.workdays.arrange import confirm_year, set_day

    with calendar_office.work() as work:
        load_arrangements(work, ROOT / "catalogue")
        set_day(work, date(2028, 1, 3), is_workday=False)
        confirm_year(work, 2028)
        days = calendar(work)
        assert days.gaps == {2027}
        assert days.is_provisional(date(2027, 6, 1)) and not days.is_provisional(date(2028, 6, 1))
        assert known_until(work, date(2026, 11, 27)) == date(2026, 12, 31)
        assert running_out(work, date(2026, 11, 27)) == date(2026, 12, 31)
        assert running_out(work, date(2026, 11, 1)) is None
        assert known_until(work, date(2027, 3, 1)) == date(2027, 2, 28)
        assert calendar_at(work, version(work)) == days
