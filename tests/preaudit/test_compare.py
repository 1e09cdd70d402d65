from beebox.preaudit.compare import Part, paired


def shown(parts: tuple[Part, ...]) -> str:
    return "".join(
        "[缺]" if part.missing else f"[{part.text}]" if part.differs else part.text for part in parts
    )


def test_what_is_missing_on_one_side_is_shown_as_a_gap() -> None:
    pair = paired("广州蜂鸣餐饮有限公司", "广州蜂鸣餐饮管理有限公司")
    assert shown(pair.typed) == "广州蜂鸣餐饮[缺]有限公司"
    assert shown(pair.read) == "广州蜂鸣餐饮[管理]有限公司"


def test_one_different_sign_is_marked_on_both_sides() -> None:
    pair = paired("440105194603060377", "440105194603060371")
    assert shown(pair.typed) == "44010519460306037[7]"
    assert shown(pair.read) == "44010519460306037[1]"


def test_equal_values_have_no_marks() -> None:
    pair = paired("黄建国", "黄建国")
    assert shown(pair.typed) == shown(pair.read) == "黄建国"


def test_a_value_that_is_not_there_is_no_gap() -> None:
    assert shown(paired("", "黄建国").typed) == ""
    assert shown(paired("黄建国", "").read) == ""


def test_a_very_long_text_is_cut() -> None:
    assert len(shown(paired("长" * 5000, "短" * 5000).typed)) < 200
