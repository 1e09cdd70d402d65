"""A small reading such as the pre-audit leaves behind, for rows that were never read."""

from functools import lru_cache
from typing import Any

from beebox.preaudit.report import Box, FieldValue, Line, MaterialReading, PageReading, Quality, QualityWord


@lru_cache
def small_reading(kind: str) -> dict[str, Any]:
    """One page with four lines and three values, as JSON."""
    lines = tuple(
        Line(text, 0.95, Box(40, 40 + 60 * number, 400, 40))
        for number, text in enumerate(
            ("姓名 黄建国", "性别 男 民族 汉", "出生 1946年3月6日", "440105194603060377")
        )
    )
    values = (("name", "黄建国"), ("id_number", "440105194603060377"), ("birth_date", "1946-03-06"))
    fields = tuple(FieldValue(name, value, 0.95, 1, Box(40, 40, 400, 40), True) for name, value in values)
    page = PageReading(
        number=1, width=960, height=640, rotation=0,
        quality=Quality(QualityWord.GOOD, 300.0, 180.0, 0.0, None, ""),
        document_type=kind, type_confidence=0.9, type_reason="", lines=lines, fields=fields, marks=(),
    )  # fmt: skip
    return MaterialReading("bench", "1", (page,), kind, fields, 0.0).to_json()
