"""The pictures of BEEBOX_SHARED_DATA that are read, their truth, and samples of them."""

import json
import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import pikepdf
from PIL import Image, ImageOps

from beebox.kernel.settings import ROOT
from beebox.preaudit.picture_door import open_picture
from beebox.preaudit.sniffing import sniff

T = TypeVar("T")
SHARED = Path(os.environ.get("BEEBOX_SHARED_DATA", str(ROOT.parent / "shared" / "data")))
PAGES_OF_A_PDF = 2
"""A longer PDF is cut to its first pages, for every reader alike, unless its truth may be on any page."""
CAMERA_PIXELS = 12_000_000


@dataclass(frozen=True)
class Picture:
    """A file and what is known of it. `folder`: good, photo, bad, or one of the real ones."""

    folder: str
    path: Path
    truth: dict[str, Any]

    @property
    def key(self) -> str:
        return f"{self.folder}/{self.truth['file']}"


def read_truth(folder: Path) -> list[Picture]:
    """Every file of a folder with a `truth.jsonl`, in its order."""
    lines = (folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
    truths = [json.loads(line) for line in lines if line.strip()]
    return [Picture(folder.name, folder / truth["file"], truth) for truth in truths]


def spread(items: Sequence[T], most: int | None) -> list[T]:
    """At most so many, evenly spread over the whole sequence; the same ones each time."""
    if most is None or len(items) <= most:
        return list(items)
    step = len(items) / most
    return [items[int((number + 0.5) * step)] for number in range(most)]


def by_type(pictures: Sequence[Picture]) -> list[Picture]:
    """In the order of their types, so that a sample spread over them has its share of each."""
    return sorted(pictures, key=lambda picture: (str(picture.truth["document_type"]), picture.key))


def specimens(folder: str, most: int | None, root: Path = SHARED) -> list[Picture]:
    return spread(by_type(read_truth(root / "specimens" / folder)), most)


def cut_short(picture: Picture, into: Path) -> Picture:
    """The picture itself, or a PDF of its first pages in the folder `into`."""
    anywhere = "must_contain" in (picture.truth.get("fields") or {})
    if anywhere or picture.path.suffix.lower() != ".pdf" or picture.truth.get("pages", 1) <= PAGES_OF_A_PDF:
        return picture
    target = into / f"{picture.folder}-{picture.path.name}"
    with pikepdf.open(picture.path) as pdf:
        del pdf.pages[PAGES_OF_A_PDF:]
        pdf.save(target)
    return Picture(picture.folder, target, picture.truth)


def as_from_a_camera(picture: Picture, into: Path) -> Picture:
    """The picture as a JPEG of 12 megapixels in the folder `into`, turned as EXIF says."""
    data = picture.path.read_bytes()
    upright = ImageOps.exif_transpose(open_picture(data, sniff(data))).convert("RGB")
    factor = (CAMERA_PIXELS / (upright.width * upright.height)) ** 0.5
    size = (round(upright.width * factor), round(upright.height * factor))
    target = into / f"{picture.folder}-{picture.path.stem}.jpg"
    upright.resize(size, Image.Resampling.LANCZOS).save(target, quality=92)
    return Picture(picture.folder, target, picture.truth)
