"""Small pictures for tests of quality and marks: the project's papers, and papers printed here."""

from collections.abc import Sequence
from functools import lru_cache

import cv2
import numpy as np

from beebox.kernel.settings import ROOT
from beebox.preaudit.door import Limits
from beebox.preaudit.pages import load_pages, shrunk
from beebox.preaudit.ports import Page
from beebox.preaudit.report import Line
from beebox.preaudit.sniffing import sniff

PAPERS = ROOT / "tests" / "data" / "papers"


@lru_cache(maxsize=32)
def paper(name: str, long_side: int = 1600) -> Page:
    """The first page of one of the project's drawn papers, by file name without its ending."""
    path = next(PAPERS.glob(f"{name}.*"))
    data = path.read_bytes()
    page = shrunk(next(load_pages(data, sniff(data), Limits())), long_side)
    page.setflags(write=False)
    return page


def printed(lines: Sequence[Line], size: tuple[int, int] = (900, 600), paper_level: int = 235) -> Page:
    """Paper of this size (width, height) with strokes where these lines are, a box of them for each sign."""
    page = np.full((size[1], size[0], 3), paper_level, np.uint8)
    for line in lines:
        box, signs = line.box, max(1, len(line.text))
        step = box.w / signs
        for at in range(signs):
            x, high = round(box.x + at * step + step * 0.15), max(4, round(box.h * 0.7))
            y, wide = box.y + (box.h - high) // 2, max(3, round(step * 0.7))
            cv2.rectangle(page, (x, y), (x + wide, y + high), (40, 40, 40), 2)
            cv2.line(page, (x, y + high // 2), (x + wide, y + high // 2), (40, 40, 40), 2)
    return page
