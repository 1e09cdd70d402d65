"""A reading survives the trip through a JSON column."""

import json

import pytest
from pydantic import ValidationError

from beebox.preaudit.report import (
    Box,
    FieldValue,
    Line,
    Mark,
    MarkKind,
    MaterialReading,
    PageReading,
    Quality,
    QualityWord,
)


def reading() -> MaterialReading:
    value = FieldValue("name", "陈玉珍", 0.98, 1, Box(10, 20, 30, 40), None)
    page = PageReading(
        1, 1600, 1009, 90, Quality(QualityWord.GOOD, 300.0, 0.7, 0.0, None, ""),
        "id_card_front", 0.95, "姓名、住址", (Line("姓名陈玉珍", 0.98, Box(1, 2, 3, 4), 0.5),),
        (value,), (Mark(MarkKind.SEAL, present=False),),
    )  # fmt: skip
    return MaterialReading("rapidocr", "3.10.0", (page,), "id_card_front", (value,), 0.8)


def test_a_reading_is_the_same_after_json():
    there_and_back = json.loads(json.dumps(reading().to_json()))
    assert MaterialReading.from_json(there_and_back) == reading()


def test_a_reading_with_an_unknown_quality_word_is_refused():
    data = reading().to_json()
    data["pages"][0]["quality"]["word"] = "lovely"
    with pytest.raises(ValidationError):
        MaterialReading.from_json(data)


def test_boxes_join_and_scale():
    assert Box(0, 10, 10, 10).joined(Box(20, 0, 5, 5)) == Box(0, 0, 25, 20)
    assert Box(10, 20, 30, 40).scaled(0.5) == Box(5, 10, 15, 20)
