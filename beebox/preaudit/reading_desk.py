"""Reading files from the command line, exactly as the service does: through the same door and rooms."""

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from beebox.catalog.vocabulary import DocumentType, RuleName
from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.door import Inspection
from beebox.preaudit.ports import ReadingFailed
from beebox.preaudit.refusals import Refused
from beebox.preaudit.report import (
    Answer,
    Box,
    FieldValue,
    Finding,
    HiddenField,
    Mark,
    MarkKind,
    MaterialReading,
    PageReading,
)
from beebox.preaudit.rules import check_material

_CODES = (MarkKind.QR, MarkKind.BARCODE)
_ALWAYS = (RuleName.READABLE, RuleName.RIGHT_TYPE, RuleName.NOT_EXPIRED, RuleName.NUMBERS_VALID)


class Room(Protocol):
    """What of a reading room is needed here."""

    def inspect(self, data: bytes, filename: str) -> Inspection: ...

    def read(self, data: bytes, kind: str, pages: int = 1) -> tuple[MaterialReading, list[bytes]]: ...


def read_each(
    paths: Iterable[Path], as_type: str | None, room: Room, today: date
) -> Iterator[dict[str, Any]]:
    """One dict a paper found in each file, or one for a file that is refused."""
    for path in paths:
        data = path.read_bytes()
        try:
            inspection = room.inspect(data, path.name)
        except Refused as error:
            yield _nothing(path) | {"refusal": {"code": error.code, "message": str(error)}}
            continue
        taken = {"accepted": True, "readability": Answer.CANNOT_TELL.value, "pages": inspection.pages}
        try:
            reading, _ = room.read(data, inspection.kind, inspection.pages)
        except ReadingFailed:
            yield _nothing(path) | taken
            continue
        yield from _pages(path, inspection, reading, as_type, today)
        read = {page.number for page in reading.pages}
        for number in sorted(set(range(1, inspection.pages + 1)) - read):
            yield _nothing(path) | taken | {"page": number}


def _nothing(path: Path) -> dict[str, Any]:
    """Every key of a line, for a file or a page of which nothing is known."""
    return {
        "file": str(path),
        "accepted": False,
        "refusal": None,
        "pages": 0,
        "page": None,
        "document_type": None,
        "type_confidence": None,
        "rotation": None,
        "quality": None,
        "readability": None,
        "fields": {},
        "hidden": [],
        "blanks": [],
        "marks": {},
        "codes": [],
        "text": "",
        "findings": [],
        "seconds": None,
        "engine": None,
    }


def _pages(
    path: Path, inspection: Inspection, reading: MaterialReading, as_type: str | None, today: date
) -> Iterator[dict[str, Any]]:
    types = (as_type,) if as_type else tuple(sorted(reading.document_types))
    wanted = WantedMaterial("file", path.name, types, _ALWAYS)
    findings = check_material(reading, wanted, {}, today)
    for page in reading.pages:
        here = [one for one in findings if _is_about(one, page)]
        yield {
            **_nothing(path),
            "accepted": True,
            "pages": inspection.pages,
            **_told(page, here),
            "seconds": reading.seconds,
            "engine": reading.engine,
        }


def _is_about(finding: Finding, page: PageReading) -> bool:
    """Whether what was found can be seen on this paper, or on no paper in particular."""
    if finding.page not in (None, page.number):
        return False
    return finding.box is None or page.region is None or page.region.covers(finding.box)


def _told(page: PageReading, findings: list[Finding]) -> dict[str, Any]:
    quality = page.quality
    readable = next((one.answer.value for one in findings if one.rule == RuleName.READABLE), "pass")
    return {
        "page": page.number,
        "document_type": page.document_type,
        "type_confidence": page.type_confidence,
        "rotation": page.rotation,
        "quality": {
            "word": quality.word.value,
            "sharpness": quality.sharpness,
            "brightness": quality.brightness,
            "glare": quality.glare,
            "message": quality.message,
        },
        "readability": readable,
        "fields": {field.name: _field(field) for field in page.fields},
        "hidden": [_hidden(one) for one in page.hidden],
        "blanks": [{"label": one.label, "box": _corners(one.box)} for one in page.blanks],
        "marks": {mark.kind.value: _mark(mark) for mark in reversed(page.marks)},
        "codes": [{"kind": mark.kind.value, **_mark(mark)} for mark in page.marks if mark.kind in _CODES],
        "text": page.text,
        "findings": [_finding(one) for one in findings],
    }


def _hidden(field: HiddenField) -> dict[str, Any]:
    return {
        "name": field.name,
        "label": field.label,
        "word": field.word.value,
        "box": _corners(field.box),
    }


def _mark(mark: Mark) -> dict[str, Any]:
    return {"present": mark.present, "box": _corners(mark.box), "text": mark.text}


def _field(field: FieldValue) -> dict[str, Any]:
    return {
        "value": field.value,
        "confidence": field.confidence,
        "box": _corners(field.box),
        "valid": field.valid,
    }


def _finding(finding: Finding) -> dict[str, Any]:
    return {
        "rule": finding.rule,
        "verdict": finding.answer.value,
        "severity": finding.severity.value,
        "message": finding.message,
        "box": _corners(finding.box),
    }


def _corners(box: Box | None) -> list[int] | None:
    return None if box is None else [box.x, box.y, box.right, box.bottom]


def as_json_line(page: Mapping[str, Any]) -> str:
    """One JSON object on one line."""
    return json.dumps(page, ensure_ascii=False)


def as_words(page: Mapping[str, Any]) -> str:
    """A few lines a person can read."""
    if not page["accepted"]:
        return f"{page['file']}：{page['refusal']['message']}"
    if page["document_type"] is None:
        where = "" if page["page"] is None else f" 第 {page['page']} 页"
        return f"{page['file']}{where}：收下了，但没有读出来。请换一张更清楚的再试。"
    kind = DocumentType(page["document_type"])
    lines = [f"{page['file']} 第 {page['page']} 页：{kind.value}（{page['type_confidence']:.0%}）"]
    lines += [f"  {name}: {field['value']}" for name, field in page["fields"].items()]
    lines += [f"  ! {one['message']}" for one in page["findings"] if one["verdict"] != "pass"]
    return "\n".join(lines)
