"""Rows of the drawn specimens: types, fields, quality, rotation, marks."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from bench.preaudit.figures import NONE, Goal, Row, Share, at_least, at_most, share_row
from bench.preaudit.judging import NOTHING, Score, judge, judge_text
from bench.preaudit.pictures import Picture, specimens, spread
from bench.preaudit.readers import OURS, OURS_TESSERACT
from bench.preaudit.reading import Readings

FOLDERS = ("good", "photo", "bad")
SAMPLED = 12
"""Specimens of each folder that the slower readers are given."""
_TYPE, _FIELDS, _QUALITY = "document type", "fields", "picture quality"
ROWS: Sequence[tuple[str, str, str, Goal | None]] = (
    (_TYPE, "right, good specimens", "type good", at_least(0.99)),
    (_TYPE, "right, photo specimens", "type photo", at_least(0.99)),
    (_TYPE, "wrong with high confidence", "type wrong and sure", NONE),
    (_FIELDS, "exact, good", "fields good", at_least(0.99)),
    (_FIELDS, "exact, photo", "fields photo", at_least(0.97)),
    (_FIELDS, "ID numbers and credit codes exact, good", "numbers good", at_least(0.995)),
    (_FIELDS, "ID numbers and credit codes exact, photo", "numbers photo", at_least(0.99)),
    (_FIELDS, "of those read: wrong and marked valid", "wrong and valid", NONE),
    (_FIELDS, "whole true values in the text, good, same pictures", "values good", None),
    (_FIELDS, "whole true values in the text, photo, same pictures", "values photo", None),
    (_QUALITY, "bad specimens flagged", "bad flagged", at_least(0.97)),
    (_QUALITY, "unreadable ones called good", "bad called good", NONE),
    (_QUALITY, "good ones wrongly flagged", "good flagged", at_most(0.01)),
    (_QUALITY, "values read on bad pictures: invented", "invented", NONE),
    (_QUALITY, "word for the fault right", "quality word", None),
    ("rotation", "found", "rotation", at_least(0.99)),
    ("marks", "seal present or not", "seal", at_least(0.97)),
    ("marks", "signature present or not", "signature", at_least(0.97)),
)
"""(part, title, name of the share, goal)"""


@dataclass(frozen=True)
class Plan:
    """Which specimens which column reads."""

    whole: Sequence[Picture]
    sample: Sequence[Picture]

    def of(self, column: str) -> Sequence[Picture]:
        """Ours reads all; those who only give text get no bad picture, for nothing is asked of it."""
        if column == OURS:
            return self.whole
        if column == OURS_TESSERACT:
            return self.sample
        return [picture for picture in self.sample if picture.folder != "bad"]


def plan(limit: int | None) -> Plan:
    """`limit`: at most so many of each folder, also for ours."""
    folders = [specimens(folder, limit) for folder in FOLDERS]
    whole = [picture for folder in folders for picture in folder]
    return Plan(whole, [picture for folder in folders for picture in spread(folder, SAMPLED)])


def scored(pictures: Plan, columns: Sequence[str], seen: Readings) -> dict[str, Score]:
    """What each column has reached; a file it gave up counts as read empty."""
    scores = {column: Score() for column in columns}
    for column, score in scores.items():
        for picture in pictures.of(column):
            one = seen[column, picture.key]
            if one.trouble:
                score.misses.append(f"not read: {picture.key}: {one.trouble}")
            if column in (OURS, OURS_TESSERACT):
                judge(score, picture, one.reading or NOTHING)
        for picture in pictures.sample:
            if picture.folder != "bad":
                judge_text(score, picture, seen[column, picture.key].text)
    return scores


def rows(scores: Mapping[str, Score]) -> list[Row]:
    made = []
    for part, title, name, goal in ROWS:
        found: dict[str, Share] = {
            column: score.shares[name]
            for column, score in scores.items()
            if name in score.shares or (goal is NONE and column in (OURS, OURS_TESSERACT))
        }
        made.append(share_row(part, title, found, goal, OURS))
    return made
