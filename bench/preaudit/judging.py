"""One reading of ours held against the truth of one specimen: what was right, and every miss."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from beebox.catalog.vocabulary import RuleName
from beebox.preaudit.check import WantedMaterial
from beebox.preaudit.fields import best_fields
from beebox.preaudit.report import Answer, FieldValue, MarkKind, MaterialReading, QualityWord
from beebox.preaudit.rules import check_material
from bench.preaudit.figures import Share
from bench.preaudit.pictures import Picture
from bench.preaudit.text import plain, whole_values_found

SURE = 0.8
"""A wrong type told with this confidence or more misleads."""
_SOME_DAY = date(2026, 12, 1)
NOTHING = MaterialReading("none", "", (), "other", (), 0.0)
"""The reading of a file that was given up."""


@dataclass
class Score:
    """Shares by name, and the misses behind them in words."""

    shares: dict[str, Share] = field(default_factory=lambda: defaultdict(Share))
    misses: list[str] = field(default_factory=list)

    def note(self, name: str, key: str, told: str, *, right: bool) -> None:
        """One more counted under this name; where it is not right, what was told instead."""
        self.shares[name].add(right)
        if not right:
            self.misses.append(f"{name}: {key}: {told}")

    def harm(self, name: str, key: str, told: str, *, done: bool) -> None:
        """One more that could do harm, and whether it did."""
        self.shares[name].add(done)
        if done:
            self.misses.append(f"{name}: {key}: {told}")


def judge(score: Score, picture: Picture, reading: MaterialReading) -> None:
    """Everything that can be said of a specimen's reading."""
    if picture.folder == "bad":
        _judge_bad(score, picture, reading)
        return
    truth, key, group = picture.truth, picture.key, picture.folder
    found = {paper.document_type for paper in reading.pages}
    score.note(f"type {group}", key, f"{_types(truth)} / {sorted(found)}", right=found == set(_types(truth)))
    wrong = [one for one in reading.pages if one.document_type not in _types(truth)]
    sure = [f"{one.document_type} {one.type_confidence:.2f}" for one in wrong if one.type_confidence >= SURE]
    score.harm("type wrong and sure", key, ", ".join(sure), done=bool(sure))
    _judge_fields(score, picture, reading)
    turned = reading.pages[0].rotation if reading.pages else None
    score.note("rotation", key, f"{truth['rotation']} / {turned}", right=turned == truth["rotation"])
    _judge_marks(score, picture, reading)
    answer = readability(reading)
    score.harm("good flagged", key, f"{answer} {_words(reading)}", done=answer != Answer.PASS)


def judge_text(score: Score, picture: Picture, text: str) -> None:
    """What every reader can be asked for: whole true values anywhere in its text."""
    values = [value for _, of_type in true_fields(picture.truth) for value in of_type.values()]
    score.shares[f"values {picture.folder}"].add(*whole_values_found(values, text))


def readability(reading: MaterialReading) -> Answer:
    """The worst answer of the rule `readable`, as `beebox read` tells it."""
    wanted = WantedMaterial("file", "file", tuple(reading.document_types), (RuleName.READABLE,))
    answers = [
        one.answer for one in check_material(reading, wanted, {}, _SOME_DAY) if one.rule == RuleName.READABLE
    ]
    for answer in (Answer.FAIL, Answer.CANNOT_TELL):
        if answer in answers:
            return answer
    return Answer.PASS


def true_fields(truth: dict[str, Any]) -> list[tuple[str, dict[str, str]]]:
    """(type, its fields) for every paper of the file; their fields are keyed by type if several."""
    kinds = truth["document_type"]
    if isinstance(kinds, list):
        return [(kind, truth["fields"][kind]) for kind in kinds]
    return [(str(kinds), truth["fields"])]


def _types(truth: dict[str, Any]) -> list[str]:
    return [kind for kind, _ in true_fields(truth)]


def _words(reading: MaterialReading) -> str:
    return ", ".join(sorted({paper.quality.word.value for paper in reading.pages}))


def is_number(name: str) -> bool:
    """Whether a field is an ID number or a credit code: whoever gets one wrong harms most."""
    return name == "credit_code" or name.startswith("id_number") or name.endswith("_id_number")


def _judge_fields(score: Score, picture: Picture, reading: MaterialReading) -> None:
    group, key = picture.folder, picture.key
    for kind, wanted in true_fields(picture.truth):
        papers = [paper for paper in reading.pages if paper.document_type == kind]
        read = {one.name: one for one in best_fields(papers, kind)}
        for name, value in wanted.items():
            got = read.get(name)
            right = got is not None and plain(got.value) == plain(value)
            told = f"{name}: {value} / {got.value if got else None}"
            score.note(f"fields {group}", key, told, right=right)
            if is_number(name):
                score.note(f"numbers {group}", key, told, right=right)
    _judge_validity(score, picture, reading)


def _judge_validity(score: Score, picture: Picture, reading: MaterialReading) -> None:
    """Numbers that are wrong and yet marked valid, wherever they were read."""
    for kind, one in _read_values(reading):
        if is_number(one.name):
            harm = bool(one.valid) and _is_untrue(picture.truth, kind, one)
            score.harm("wrong and valid", picture.key, f"{kind} {one.name}: {one.value}", done=harm)


def _read_values(reading: MaterialReading) -> Iterator[tuple[str, FieldValue]]:
    for paper in reading.pages:
        for one in paper.fields:
            yield paper.document_type, one


def _is_untrue(truth: dict[str, Any], kind: str, one: FieldValue) -> bool:
    """Whether nothing in the paper says so. A value the fault half covers is nobody's lie."""
    if one.name in (truth.get("fields_partial") or {}):
        return False
    told = {**dict(true_fields(truth)).get(kind, {}), **(truth.get("fields_hidden") or {})}
    if one.name in told:
        return plain(told[one.name]) != plain(one.value)
    extra = (truth.get("extra") or {}).values()
    anywhere = [value for _, of_type in true_fields(truth) for value in of_type.values()]
    known = {plain(value) for value in [*anywhere, *extra, *told.values()] if isinstance(value, str)}
    return plain(one.value) not in known


def _judge_marks(score: Score, picture: Picture, reading: MaterialReading) -> None:
    truth = picture.truth
    copied = (truth.get("extra") or {}).get("photocopy")
    for kind in (MarkKind.SEAL, MarkKind.SIGNATURE):
        if kind is MarkKind.SEAL and copied:
            continue
        marks = [paper.mark(kind) for paper in reading.pages]
        present = any(mark is not None and mark.present for mark in marks)
        there = bool(truth["marks"][kind.value])
        told = f"{truth['document_type']} {there} / {present}"
        score.note(kind.value, picture.key, told, right=bool(marks) and present == there)


def _judge_bad(score: Score, picture: Picture, reading: MaterialReading) -> None:
    truth, key = picture.truth, picture.key
    answer, words = readability(reading), _words(reading)
    score.note("bad flagged", key, f"{truth['quality']} / {answer}", right=answer != Answer.PASS)
    if truth["expected"] == "fail":
        good = bool(reading.pages) and all(paper.quality.word is QualityWord.GOOD for paper in reading.pages)
        score.harm("bad called good", key, truth["quality"], done=good)
    score.note("quality word", key, f"{truth['quality']} / {words}", right=truth["quality"] == words)
    for kind, one in _read_values(reading):
        told = f"{kind} {one.name}: {one.value}"
        score.harm("invented", key, told, done=_is_untrue(truth, kind, one))
    _judge_validity(score, picture, reading)
