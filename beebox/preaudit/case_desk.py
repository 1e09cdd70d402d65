"""Checking a whole case from outside the service: a form and a heap of files, one verdict.

The pure part of `beebox check`: what a case.json must say, and what the rules make of it. Files and
engines are opened in adapters/case_desk.py.
"""

import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from beebox.catalog.definitions import Item, Necessity
from beebox.catalog.rules import materials_for
from beebox.kernel.errors import BeeboxError
from beebox.preaudit.answering import answers_for
from beebox.preaudit.check import WantedMaterial, wanted_material
from beebox.preaudit.joining import joined
from beebox.preaudit.report import Answer, Finding, MaterialReading, Severity
from beebox.preaudit.rule_book import RuleBook
from beebox.preaudit.rules import check_case, check_material
from beebox.preaudit.twice import misplaced

FileName = Annotated[str, Field(min_length=1, max_length=255)]


class WrongCase(BeeboxError):
    """A case folder cannot be checked; the message says in one sentence what is wrong with it."""

    code = "wrong_case"


class Verdict(StrEnum):
    COMPLETE = "complete"
    INCOMPLETE = "incomplete"
    CANNOT_TELL = "cannot_tell"


class CaseFile(BaseModel):
    """What a case.json says. Further keys (what is planted in a test case) are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")
    service_like: Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
    """Code of the service item of the catalogue."""
    form: dict[str, str]
    materials: dict[str, FileName | list[FileName]]
    """Material code -> its file, or its files in page order, beside the case.json."""
    today: date
    answers: dict[str, str] = {}
    """Answers to the item's questions, as far as they are known."""

    @field_validator("materials")
    @classmethod
    def _beside(cls, materials: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
        for names in materials.values():
            for name in [names] if isinstance(names, str) else names:
                if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
                    raise ValueError(f"“{name}”不在这个文件夹里")
        return materials

    def files(self, material: str) -> list[str]:
        """The names of the files given for this material."""
        names = self.materials[material]
        return [names] if isinstance(names, str) else names


@dataclass(frozen=True)
class Given:
    """What came of a material's files: readings of those that could be read, and of all of them their
    SHA-256. `refused` and `unread`: sentences about the others."""

    readings: tuple[MaterialReading, ...] = ()
    sha256: tuple[str, ...] = ()
    refused: tuple[str, ...] = ()
    unread: tuple[str, ...] = ()


@dataclass(frozen=True)
class Judged:
    """The verdict with what it rests on, and further `hints` that change nothing about it."""

    verdict: Verdict
    findings: tuple[Finding, ...]
    hints: tuple[Finding, ...] = field(default=())


def parse_case(text: str) -> CaseFile:
    """The case file, or WrongCase with one sentence."""
    try:
        return CaseFile.model_validate(json.loads(text))
    except json.JSONDecodeError as error:
        raise WrongCase(f"case.json 第 {error.lineno} 行不是有效的 JSON") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"]) or "整个文件"
        raise WrongCase(f"case.json 的 {where} 不能用：{_told(first)}") from error


def _told(error: Any) -> str:
    said = {
        "missing": "缺这一项",
        "dict_type": "应是一组“名称: 内容”",
        "model_type": "应是一组“名称: 内容”",
        "string_type": "应是文字",
        "date_from_datetime_parsing": "日期要写成 2026-11-27 这样",
        "date_type": "日期要写成 2026-11-27 这样",
    }
    return said.get(error["type"], str(error.get("ctx", {}).get("error", error["msg"])))


def wanted_of(case: CaseFile, item: Item) -> tuple[WantedMaterial, ...]:
    """What this case must have: the materials of the situation its papers and form tell of.

    WrongCase where something was given that the item does not know.
    """
    known = {material.code for material in item.materials}
    if strange := sorted(set(case.materials) - known):
        raise WrongCase(f"case.json 里的材料“{'、'.join(strange)}”不在事项“{item.code}”里")
    answers = answers_for(item, case.materials, case.form, case.answers)
    needed = [material.code for material in materials_for(item, answers)]
    later = {material.code for material in item.materials if material.necessity is Necessity.LATER}
    extra = [code for code in case.materials if code not in needed]
    wanted = [code for code in needed if code in case.materials or code not in later]
    return tuple(wanted_material(item, code) for code in (*wanted, *extra))


def judge(
    case: CaseFile, wanted: Sequence[WantedMaterial], given: Mapping[str, Given], book: RuleBook
) -> Judged:
    """What all rules say of this case, and the verdict they add up to."""
    readings = {code: joined(one.readings) for code, one in given.items() if one.readings}
    files = {code: one.sha256 for code, one in given.items()}
    twins = misplaced(readings, wanted, files, book)
    found = [_of_file(code, told) for code, one in given.items() for told in _troubles(one)]
    for one in wanted:
        if one.code in readings:
            found += check_material(readings[one.code], one, case.form, case.today, book, twins.get(one.code))
    there = [one for one in wanted if one.code in readings or one.code not in given]
    found += check_case(readings, there, case.form, case.today, book, files)
    return _verdict(found, book)


def _troubles(given: Given) -> Iterable[tuple[Answer, str]]:
    yield from ((Answer.FAIL, told) for told in given.refused)
    if any(reading.unread for reading in given.readings):
        yield Answer.CANNOT_TELL, "有的页没能自动读出来，将由预审员人工查看。"
    yield from ((Answer.CANNOT_TELL, told) for told in given.unread)


def _of_file(material: str, told: tuple[Answer, str]) -> Finding:
    """A file the door refused must be replaced; one the reader gave up on is left to a person."""
    answer, message = told
    fault = "refused_file" if answer is Answer.FAIL else "not_checked"
    severity = Severity.MUST if answer is Answer.FAIL else Severity.SHOULD
    return Finding("readable", answer, severity, message, None, None, material, None, fault)


def _verdict(found: Iterable[Finding], book: RuleBook) -> Judged:
    told = [one for one in found if one.answer is not Answer.PASS]
    told.sort(key=lambda one: one.answer is not Answer.FAIL)
    deciding = _once(one for one in told if book.bears_on_the_case(one))
    said = {(one.material, one.fault) for one in deciding}
    hints = _once(one for one in told if (one.material, one.fault) not in said)
    if any(one.answer is Answer.FAIL for one in deciding):
        verdict = Verdict.INCOMPLETE
    else:
        verdict = Verdict.CANNOT_TELL if deciding else Verdict.COMPLETE
    return Judged(verdict, deciding, hints)


def _once(findings: Iterable[Finding]) -> tuple[Finding, ...]:
    """One finding for each fault of each material: several rules may see the same one."""
    first: dict[tuple[str | None, str | None], Finding] = {}
    for one in findings:
        first.setdefault((one.material, one.fault), one)
    return tuple(first.values())


def as_json_line(name: str, judged: Judged, seconds: float) -> str:
    """One JSON object on one line."""
    told = {
        "case": name,
        "verdict": judged.verdict.value,
        "findings": [_finding(one) for one in judged.findings],
        "hints": [_finding(one) for one in judged.hints],
        "seconds": round(seconds, 3),
    }
    return json.dumps(told, ensure_ascii=False)


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "material": one.material,
        "fault": one.fault,
        "verdict": one.answer.value,
        "message": one.message,
    }


_WORDS = {
    Verdict.COMPLETE: "齐全，没有发现问题",
    Verdict.INCOMPLETE: "有要补的或要改的",
    Verdict.CANNOT_TELL: "有看不准的，要由人看",
}


def as_words(name: str, judged: Judged, names: Mapping[str, str], seconds: float) -> str:
    """A paragraph a person can read; `names`: what each material is called."""
    lines = [f"{name}：{_WORDS[judged.verdict]}（{seconds:.1f} 秒）"]
    for sign, listed in (("✗", judged.findings), ("·", judged.hints)):
        for one in listed:
            mark = "?" if one.answer is Answer.CANNOT_TELL and sign == "✗" else sign
            lines.append(f"  {mark} {names.get(one.material or '', one.material)}：{one.message}")
    return "\n".join(lines)
