"""Rows of the published pictures nobody here drew: characters found, folder by folder."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from bench.preaudit.figures import Row, Share
from bench.preaudit.judging import Score
from bench.preaudit.pictures import PAGES_OF_A_PDF, SHARED, Picture, cut_short, read_truth, spread
from bench.preaudit.readers import OURS, OURS_TESSERACT, RAPIDOCR
from bench.preaudit.reading import Readings
from bench.preaudit.text import phrases_found, signs_found, words_found

SAMPLED = 4
"""Files of each folder that our slow engine is given."""
_LABELLED = ("word", "without case", "noisy")
"""What `text_scope` says of truths that are labelled boxes or not exact: whole words count."""


@dataclass(frozen=True)
class Asked:
    """What of a picture's text is looked for."""

    lines: tuple[str, ...] = ()
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    def found_in(self, text: str) -> tuple[int, int]:
        """Signs found, and signs asked for."""
        counted = (
            signs_found(self.lines, text),
            words_found(self.words, text),
            phrases_found(self.phrases, text),
        )
        return sum(found for found, _ in counted), sum(of for _, of in counted)


def asked_of(truth: Mapping[str, Any], page_text: Sequence[str] = ()) -> Asked:
    """`page_text`: of the same paper in another form, where the truth only points there."""
    fields = truth.get("fields") or {}
    if "must_contain" in fields:
        return Asked(phrases=tuple(fields["must_contain"]))
    pages = truth.get("page_text") or page_text
    text = truth.get("text") or "\n".join(pages[:PAGES_OF_A_PDF])
    scope = str(truth.get("text_scope"))
    if text and any(sign in scope for sign in _LABELLED):
        return Asked(words=tuple(text.split()))
    if text:
        return Asked(lines=tuple(line for line in text.splitlines() if line.strip()))
    if scope.endswith(" only"):
        return Asked(phrases=tuple(_values(fields)))
    return Asked()


def _values(fields: Any) -> Iterator[str]:
    if isinstance(fields, str):
        yield fields
    elif isinstance(fields, dict | list):
        for one in fields.values() if isinstance(fields, dict) else fields:
            yield from _values(one)


@dataclass(frozen=True)
class Plan:
    """`sample`: what our slow engine is given; every other column reads all."""

    pictures: Sequence[Picture]
    sample: Sequence[Picture]
    asked: Mapping[str, Asked]

    def of(self, column: str) -> Sequence[Picture]:
        return self.sample if column == OURS_TESSERACT else self.pictures


def plan(limit: int | None, into: Path, root: Path = SHARED) -> Plan:
    """Every picture that has a truth; long PDFs are cut to their first pages in the folder `into`."""
    pictures: list[Picture] = []
    sample: list[Picture] = []
    asked: dict[str, Asked] = {}
    for folder in sorted(path for path in (root / "real").iterdir() if path.is_dir()):
        everything = read_truth(folder)
        layers = {picture.path.stem: picture.truth.get("page_text") or () for picture in everything}
        wanted = {
            picture.key: asked_of(picture.truth, layers[picture.path.stem])
            if str(picture.truth.get("text_scope")).startswith("see ")
            else asked_of(picture.truth)
            for picture in everything
        }
        told = [picture for picture in everything if wanted[picture.key] != Asked()]
        here = [cut_short(picture, into) for picture in spread(told, limit)]
        pictures += here
        sample += spread(here, SAMPLED)
        asked |= wanted
    return Plan(pictures, sample, asked)


def scored(pictures: Plan, columns: Sequence[str], seen: Readings) -> dict[str, Score]:
    """Shares by folder for each column."""
    scores = {column: Score() for column in columns}
    for column, score in scores.items():
        for picture in pictures.of(column):
            one = seen[column, picture.key]
            found, of = pictures.asked[picture.key].found_in(one.text)
            score.shares[picture.folder].add(found, of)
            if found < of:
                why = f" ({one.trouble})" if one.trouble else ""
                score.misses.append(f"{picture.folder}: {picture.key}: {found} of {of} signs{why}")
    return scores


def rows(scores: Mapping[str, Score], pictures: Plan) -> list[Row]:
    """Our figure is held against RapidOCR's in the same row."""
    made = []
    files: dict[str, int] = defaultdict(int)
    for picture in pictures.pictures:
        files[picture.folder] += 1
    for folder, count in files.items():
        found: dict[str, Share] = {column: score.shares[folder] for column, score in scores.items()}
        reached = None
        if OURS in found and RAPIDOCR in found:
            reached = found[OURS].hits >= found[RAPIDOCR].hits
        cells = {column: str(share) for column, share in found.items()}
        made.append(Row("characters found", f"{folder}, {count} files", cells, "≥ RapidOCR", reached))
    return made
