"""Terms, ages of papers and of persons. What was not read with ease is left to a person."""

from dataclasses import replace
from datetime import date

import pytest

from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.dates import age_on, months_later
from beebox.preaudit.report import Answer, Finding, Severity
from beebox.preaudit.rules import check_material
from tests.preaudit.readings_made import paper, said, value

TODAY = date(2026, 11, 27)
PASS, FAIL, UNSURE = Answer.PASS, Answer.FAIL, Answer.CANNOT_TELL
BACK = WantedMaterial("id_back", "身份证国徽面", ("id_card_back",), ("not_expired",))
REPORT = WantedMaterial(
    "test_report", "检测报告", ("printed_page", "other"), ("present",), party="nobody", most_days=365
)
FORM = WantedMaterial("form", "申请表", ("application_form",), ("present",))


def of_rule(findings: list[Finding], rule: str) -> list[Answer]:
    return [one.answer for one in findings if one.rule == rule]


@pytest.mark.parametrize(
    ("until", "sure", "valid", "answer"),
    [
        ("2026-06-03", 0.99, None, FAIL),
        ("2026-06-03", 0.7, None, UNSURE),
        ("2026-06-03", 0.99, False, UNSURE),
        ("2036-06-03", 0.7, None, PASS),
    ],
)
def test_an_end_read_without_ease_is_no_expiry(
    until: str, sure: float, valid: bool | None, answer: Answer
) -> None:
    reading = paper("id_card_back", value("valid_until", until, sure=sure, valid=valid))
    assert of_rule(check_material(reading, BACK, {}, TODAY), "not_expired") == [answer]


def test_a_contract_ends_and_a_card_expires() -> None:
    lease = WantedMaterial("premises", "场所证明", ("lease_contract",), ("not_expired",), party="nobody")
    (ended,) = check_material(said("lease_contract", {"term_until": "2026-01-31"}), lease, {}, TODAY)
    (expired,) = check_material(said("id_card_back", {"valid_until": "2026-01-31"}), BACK, {}, TODAY)
    assert (ended.fault, expired.fault) == ("expired", "expired")
    assert "届满" in ended.message
    assert "换领" in expired.message


@pytest.mark.parametrize(
    ("printed", "answer"),
    [
        (("检测日期：2026年3月1日",), PASS),
        (("采样 2024-03-01", "报告日期 2025年1月5日"), FAIL),
        (("合格",), UNSURE),
        (("有效期至2030年1月1日",), UNSURE),
    ],
)
def test_how_old_a_report_may_be(printed: tuple[str, ...], answer: Answer) -> None:
    found = check_material(paper("printed_page", lines=printed), REPORT, {}, TODAY)
    assert of_rule(found, "not_too_old") == [answer]
    if answer is FAIL:
        (told,) = [one for one in found if one.rule == "not_too_old"]
        assert (told.fault, told.severity) == ("too_old", Severity.MUST)
        assert "2025年1月5日" in told.message
        assert told.box is not None


def test_the_last_day_counts() -> None:
    report = paper("printed_page", lines=("2025年11月27日",))
    assert of_rule(check_material(report, REPORT, {}, TODAY), "not_too_old") == [PASS]
    assert of_rule(check_material(report, REPORT, {}, date(2026, 11, 28)), "not_too_old") == [FAIL]


def test_without_a_limit_no_paper_is_too_old() -> None:
    old = paper("printed_page", lines=("1999年1月1日",))
    assert of_rule(check_material(old, replace(REPORT, most_days=None), {}, TODAY), "not_too_old") == []


@pytest.mark.parametrize(("day", "told"), [("2026-11-27", 0), ("2026-11-28", 1)])
def test_a_form_signed_tomorrow_is_a_hint(day: str, told: int) -> None:
    found = check_material(said("application_form", {"date": day}), FORM, {}, TODAY)
    hints = [one for one in found if one.rule == "not_ahead"]
    assert len(hints) == told
    assert all(one.severity is Severity.HINT and one.fault == "future_date" for one in hints)


def card_back(start: str, until: str, born: str) -> list[Answer]:
    reading = said("id_card_back", {"valid_from": start, "valid_until": until})
    number = {"19630216": "440105196302161261", "20040616": "360102200406163552"}[born]
    return of_rule(check_material(reading, BACK, {"id_number": number}, TODAY), "card_term")


@pytest.mark.parametrize(
    ("start", "until", "born", "answer"),
    [
        ("2018-10-29", "long_term", "19630216", PASS),
        ("2018-10-29", "2038-10-29", "19630216", UNSURE),
        ("2005-10-29", "2025-10-29", "19630216", PASS),
        ("2009-02-20", "2029-02-20", "19630216", PASS),
        ("2020-06-20", "2030-06-20", "20040616", PASS),
        ("2020-06-10", "2025-06-10", "20040616", PASS),
        ("2022-06-20", "2042-06-20", "20040616", UNSURE),
        ("2022-06-20", "long_term", "20040616", UNSURE),
        ("2016-02-29", "2021-03-01", "20040616", PASS),
        ("2016-02-29", "2021-02-28", "20040616", PASS),
    ],
)
def test_the_term_of_a_card_follows_the_age_at_issue(
    start: str, until: str, born: str, answer: Answer
) -> None:
    assert card_back(start, until, born) == [answer]


def test_the_term_of_a_card_is_only_ever_a_hint() -> None:
    reading = said("id_card_back", {"valid_from": "2018-10-29", "valid_until": "2038-10-29"})
    found = check_material(reading, BACK, {"id_number": "440105196302161261"}, TODAY)
    (hint,) = [one for one in found if one.rule == "card_term"]
    assert (hint.severity, hint.fault) == (Severity.HINT, "odd_term")
    assert of_rule(check_material(reading, BACK, {}, TODAY), "card_term") == []


def test_a_birth_date_read_without_ease_makes_nobody_too_young() -> None:
    elder = WantedMaterial("id_front", "身份证", ("id_card_front",), ("old_enough",), least_months=718)
    for sure, answer in ((0.99, FAIL), (0.7, UNSURE)):
        reading = paper("id_card_front", value("birth_date", "1968-01-19", sure=sure))
        assert of_rule(check_material(reading, elder, {}, TODAY), "old_enough") == [answer]


def test_months_and_years() -> None:
    assert months_later(date(2024, 2, 29), 12) == date(2025, 3, 1)
    assert months_later(date(2026, 1, 31), 1) == date(2026, 3, 1)
    assert months_later(date(2026, 12, 31), 2) == date(2027, 3, 1)
    assert [age_on(date(2004, 6, 16), day) for day in (date(2020, 6, 15), date(2020, 6, 16))] == [15, 16]
