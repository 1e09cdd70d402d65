"""Bringing a holiday file on the page: looked at, applied, and the open deadlines move with it."""

import io
from datetime import date

import pytest

from beebox.accounts.roles import Role
from beebox.cases.clock.checking import check_clocks
from beebox.kernel.db import Office
from beebox.workdays.queries import version
from tests.handling.cases_made import by_code, received

PAGE = "/admin/calendar/import"
FILE = "日期,休班,说明\n2026-12-07,休,临时放假\n2026-12-06,班,补班\n"


def file_of(text: str, name: str = "holiday.csv"):  # type: ignore[no-untyped-def]
    return {"file": (io.BytesIO(text.encode()), name), "whole": "no"}


@pytest.fixture
def keeper(signed_in):  # type: ignore[no-untyped-def]
    return signed_in(Role.ADMINISTRATOR)


def test_from_the_file_to_the_moved_deadline(office: Office, keeper, person) -> None:  # type: ignore[no-untyped-def]
    code = received(office, person(Role.CITIZEN))
    answer = keeper.post(PAGE, data=file_of(FILE))
    assert answer.status_code == 303
    page = keeper.get(answer.location).text
    assert "会改的日子：2 天" in page and code in page and "12月6日" in page
    with office.look() as work:
        assert by_code(work, code).notice_due_on == date(2026, 12, 7), "nothing is applied yet"
        seen = version(work)
    path = answer.location.partition("?")[0]
    empty = keeper.post(path, data={"why": "", "version": seen, "whole": "no"})
    assert empty.status_code == 422 and "请写一句导入的依据" in empty.text
    stale = keeper.post(path, data={"why": "通知", "version": seen - 1, "whole": "no"})
    assert stale.status_code == 409 and 'value="通知"' in stale.text
    done = keeper.post(path, data={"why": "市府办通知", "version": seen, "whole": "no"})
    assert done.status_code == 303
    assert "个在办的到期日跟着变了" in keeper.get(done.location).text
    assert "市府办通知" in keeper.get("/admin/calendar?year=2026").text
    with office.look() as work:
        assert by_code(work, code).notice_due_on == date(2026, 12, 6)
    assert list(check_clocks(office, proofs=True)) == []
    assert "已经导入过了" in keeper.post(path, data={"why": "再", "version": seen, "whole": "no"}).text


def test_a_whole_year_with_too_few_holidays_is_doubted_and_never_confirmed_unasked(keeper) -> None:  # type: ignore[no-untyped-def]
    whole = keeper.post(PAGE, data=file_of(FILE) | {"whole": "yes"}).location
    page = keeper.get(whole).text
    assert "只写了 1 天休息" in page and "法定节假日就有 13 天" in page
    assert 'name="confirm" value="yes">' in page, "who compared it says so, nobody else"
    kept = keeper.post(whole.partition("?")[0], data={"why": "", "confirm": "yes", "whole": "yes"}).text
    assert 'name="confirm" value="yes" checked>' in kept
    assert "天休息，法定" not in keeper.get(whole.replace("yes", "no")).text


def test_wrong_lines_are_listed_and_nothing_is_kept(keeper, office: Office) -> None:  # type: ignore[no-untyped-def]
    answer = keeper.post(PAGE, data=file_of("日期,休班\n2026-12-40,休\n2026-12-07,<b>\n"))
    assert answer.status_code == 422
    assert "第 2 行" in answer.text and "第 3 行" in answer.text and "<b>”" not in answer.text


@pytest.mark.parametrize(
    "data", [{}, {"file": (io.BytesIO(b"\x00\x01"), "a.ics")}, {"file": (io.BytesIO(b""), "")}]
)
def test_no_file_or_no_text_is_one_sentence(keeper, data) -> None:  # type: ignore[no-untyped-def]
    answer = keeper.post(PAGE, data=data)
    assert answer.status_code == 422 and "CSV、ICS 或 YAML" in answer.text


def test_an_import_that_is_not_there(keeper) -> None:  # type: ignore[no-untyped-def]
    assert keeper.get(f"{PAGE}/99").status_code == 404


def test_less_than_sixty_days_ahead_is_told_on_calendar_and_alarms(keeper, signed_in) -> None:  # type: ignore[no-untyped-def]
    assert "不到 60 天" in keeper.get("/admin/calendar").text
    assert "不到 60 天" in signed_in(Role.SUPERVISOR).get("/alarms").text


def test_changing_one_day_recounts_and_says_so(office: Office, keeper, person) -> None:  # type: ignore[no-untyped-def]
    code = received(office, person(Role.CITIZEN))
    form = {"day": "2026-12-07", "kind": "rest", "why": "台风"}
    answer = keeper.post("/admin/calendar", data=form)
    page = keeper.get(answer.location).text
    assert "到期日跟着变了" in page and "台风" in page
    with office.look() as work:
        assert by_code(work, code).notice_due_on == date(2026, 12, 8)
