"""Near-equal values that were read without ease are no disagreement."""

import pytest

from beebox.kernel.settings import ROOT
from beebox.preaudit.agreement import AGREES
from beebox.preaudit.report import Answer
from beebox.preaudit.rule_book import load_rule_book
from tests.preaudit.readings_made import value

LIMITS = load_rule_book(ROOT / "catalogue").limits
PASS, FAIL, UNSURE = Answer.PASS, Answer.FAIL, Answer.CANNOT_TELL


@pytest.mark.parametrize(
    ("compare", "wanted", "read", "sure", "answer"),
    [
        ("name", "陈玉珍", "陈 玉 珍", 0.99, PASS),
        ("name", "陈玉珍", "黄建国、陈玉珍", 0.99, PASS),
        ("name", "买买提·艾力", "买买提•艾力", 0.99, PASS),
        ("name", "广州(海珠)蜂鸣有限公司", "广州（海珠）蜂鸣有限公司", 0.99, PASS),
        ("name", "陈玉珍", "陈玉诊", 0.94, UNSURE),
        ("name", "陈玉珍", "陈玉诊", 0.99, FAIL),
        ("name", "广州蜂巢餐饮有限公司", "广州蜂果餐饮有限公司", 0.97, UNSURE),
        ("name", "广州蜂巢餐饮有限公司", "广州蜂果餐饮有限公司", 0.99, FAIL),
        ("name", "陈玉珍", "黄建国", 0.94, FAIL),
        ("name", "陈玉珍", "黄建国", 0.7, UNSURE),
        ("number", "440105196302161261", "440105196302161261", 0.5, PASS),
        ("number", "440105630216126", "440105196302161261", 0.99, PASS),
        ("number", "440105196302161261", "440105196302161262", 0.99, UNSURE),
        ("number", "440105194904145569", "440105194904145542", 0.5, FAIL),
        ("number", "13900003248", "13900003248", 0.9, PASS),
        ("number", "13900003248", "13900009999", 0.99, FAIL),
        ("number", "13900003248", "13900009999", 0.95, UNSURE),
        ("date", "1963-02-16", "1963-02-16", 0.3, PASS),
        ("date", "1963-02-16", "1963-02-18", 0.99, FAIL),
        ("date", "1963-02-16", "1963-02-18", 0.8, UNSURE),
        ("address", "怡海西街168号207房", "广州市海珠区怡海西街168号207室", 0.5, PASS),
        ("address", "怡海西街168号207房", "怡海西街168号", 0.99, UNSURE),
        ("address", "怡海西街168号207房", "怡海西街168号209房", 0.97, UNSURE),
        ("address", "怡海西街168号207房", "怡海西街168号209房", 0.99, FAIL),
        ("address", "怡海西街168号207房", "蜂巢路1号", 0.99, FAIL),
        ("text", "女", "女", 0.9, PASS),
        ("text", "女", "男", 0.9, FAIL),
        ("text", "女", "男", 0.7, UNSURE),
    ],
)
def test_three_answers(compare: str, wanted: str, read: str, sure: float, answer: Answer) -> None:
    assert AGREES[compare](wanted, value("x", read, sure=sure), LIMITS).answer is answer


def test_a_number_that_proves_itself_is_believed_though_it_was_hard_to_read() -> None:
    other = value("id_number", "440105194904145542", sure=0.4, valid=True)
    assert AGREES["number"]("440105194904145569", other, LIMITS).answer is FAIL
