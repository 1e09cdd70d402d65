"""Papers that were cut out of a page and read alone, put back where they lie on it."""

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from beebox.preaudit.cut_out import CutOut, Matrix
from beebox.preaudit.report import Box, FieldValue, Line, Mark, PageReading

Shape = tuple[int, ...]
"""Rows, columns and what follows, as of a picture."""


@dataclass(frozen=True)
class Placing:
    """The way back: from the upright picture of one paper to the upright preview of its page."""

    cut: CutOut
    sheet: Shape
    sheet_rotation: int
    page: Shape
    page_rotation: int
    preview: Shape

    def box(self, box: Box) -> Box:
        """Where a box of the paper is on the preview of the page."""
        corners = np.array(
            [[box.x, box.y], [box.right, box.y], [box.right, box.bottom], [box.x, box.bottom]], np.float64
        )
        corners = corners * (max(self.cut.pixels.shape[:2]) / max(self.sheet[:2]))
        corners = _turned_back(corners, self.sheet_rotation, self.cut.pixels.shape)
        corners = _through(self.cut.back, corners)
        corners = _turned(corners, self.page_rotation, self.page)
        corners = corners * (max(self.preview[:2]) / max(self.page[:2]))
        low = np.maximum(np.floor(corners.min(axis=0)), 0).astype(int)
        high = np.minimum(np.ceil(corners.max(axis=0)), [self.preview[1], self.preview[0]]).astype(int)
        return Box(int(low[0]), int(low[1]), int(max(1, high[0] - low[0])), int(max(1, high[1] - low[1])))


def placed_back(paper: PageReading, place: Placing) -> PageReading:
    """The reading of a paper with every box on the preview of its page."""
    quality = paper.quality
    return replace(
        paper,
        width=place.preview[1],
        height=place.preview[0],
        region=place.box(Box(0, 0, paper.width, paper.height)),
        lines=tuple(_line(line, place) for line in paper.lines),
        fields=tuple(_field(field, place) for field in paper.fields),
        marks=tuple(_mark(mark, place) for mark in paper.marks),
        quality=replace(quality, box=place.box(quality.box) if quality.box else None),
        hidden=tuple(replace(one, box=place.box(one.box) if one.box else None) for one in paper.hidden),
        blanks=tuple(replace(one, box=place.box(one.box)) for one in paper.blanks),
    )


def _line(line: Line, place: Placing) -> Line:
    return replace(line, box=place.box(line.box))


def _field(field: FieldValue, place: Placing) -> FieldValue:
    return replace(field, box=place.box(field.box) if field.box else None)


def _mark(mark: Mark, place: Placing) -> Mark:
    return replace(mark, box=place.box(mark.box) if mark.box else None)


def _through(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    mapped = np.column_stack([points, np.ones(len(points))]) @ matrix.T
    return np.asarray(mapped[:, :2] / mapped[:, 2:], dtype=np.float64)


def _turned(points: NDArray[np.float64], rotation: int, shape: Shape) -> NDArray[np.float64]:
    """Where points of a picture of this shape are once it is turned counter-clockwise."""
    height, width = shape[:2]
    x, y = points[:, 0], points[:, 1]
    turned = {
        0: (x, y),
        90: (y, width - x),
        180: (width - x, height - y),
        270: (height - y, x),
    }[rotation]
    return np.column_stack(turned)


def _turned_back(points: NDArray[np.float64], rotation: int, shape: Shape) -> NDArray[np.float64]:
    """Where points of a turned picture were before; `shape` is that of the picture before."""
    height, width = shape[:2]
    before = shape if rotation % 180 == 0 else (width, height)
    return _turned(points, (360 - rotation) % 360, before)
