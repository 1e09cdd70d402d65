"""Readings written by hand, for the tests of rules."""

from beebox.preaudit.report import (
    Box,
    FieldValue,
    Line,
    Mark,
    MaterialReading,
    PageReading,
    Quality,
    QualityWord,
)

HERE = Box(1, 2, 3, 4)
CARD = {
    "name": "陈玉珍",
    "sex": "女",
    "birth_date": "1963-02-16",
    "id_number": "440105196302161261",
    "address": "广东省广州市海珠区榕荫中路91号1902室",
}
LICENCE = {
    "name": "广州蜂鸣餐饮管理有限公司",
    "credit_code": "91440105MA8CD8AT6L",
    "legal_representative": "陈玉珍",
    "address": "广州市海珠区琶影路80号101房",
}


def value(name: str, text: str, *, sure: float = 0.99, valid: bool | None = None) -> FieldValue:
    return FieldValue(name, text, sure, 1, HERE, valid)


def paper(
    kind: str,
    *fields: FieldValue,
    lines: tuple[str, ...] = ("文字",),
    marks: tuple[Mark, ...] = (),
    picture: str = "",
    grey: bool = False,
) -> MaterialReading:
    """A file of one good page with this paper on it."""
    quality = Quality(QualityWord.GOOD, 100.0, 0.8, 0.0, None, "")
    printed = tuple(Line(text, 0.99, Box(0, 40 * at, 300, 30)) for at, text in enumerate(lines))
    page = PageReading(
        1, 1600, 1000, 0, quality, kind, 0.9, "", printed, fields, marks, grey=grey, picture=picture
    )
    return MaterialReading("rapidocr", "3", (page,), kind, fields, 0.5)


def said(kind: str, values: dict[str, str], *, sure: float = 0.99, picture: str = "") -> MaterialReading:
    """A paper that says these values."""
    fields = (value(name, text, sure=sure) for name, text in values.items() if text)
    return paper(kind, *fields, picture=picture)


def card(**changed: str) -> MaterialReading:
    """The front of an ID card; an empty value was not read."""
    return said("id_card_front", {**CARD, **changed})


def licence(**changed: str) -> MaterialReading:
    return said("business_licence", {**LICENCE, **changed})
