"""Readings and specimens written by hand, for the scorers."""

from pathlib import Path
from typing import Any

from beebox.preaudit.report import FieldValue, MaterialReading, PageReading, Quality, QualityWord
from bench.preaudit.pictures import Picture

CARD = {"name": "周梅", "id_number": "440105195706260886"}


def paper(kind: str = "id_card_front", word: str = "good", sure: float = 0.9, **fields: str) -> PageReading:
    """One paper with these values, each marked valid."""
    values = tuple(FieldValue(name, value, 0.9, 1, None, True) for name, value in fields.items())
    return PageReading(
        number=1, width=9, height=9, rotation=0, quality=Quality(QualityWord(word), 1, 1, 0, None, ""),
        document_type=kind, type_confidence=sure, type_reason="", lines=(), fields=values, marks=(),
    )  # fmt: skip


def reading(*papers: PageReading) -> MaterialReading:
    fields = tuple(field for one in papers for field in one.fields)
    return MaterialReading("hand", "1", papers, papers[0].document_type if papers else "other", fields, 0.0)


def specimen(folder: str = "good", **truth: Any) -> Picture:
    whole = {
        "file": "card.jpg", "document_type": "id_card_front", "fields": CARD, "rotation": 0,
        "quality": "good", "expected": "pass", "marks": {"seal": False, "signature": False}, **truth,
    }  # fmt: skip
    return Picture(folder, Path("card.jpg"), whole)
