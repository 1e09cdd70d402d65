"""The columns of the table: five ways from a file to its text, each kept warm on one thread."""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any, Protocol

import cv2
import pi_heif
import pypdfium2
import pytesseract
from PIL import Image, ImageOps

from beebox.adapters.engine_names import PROGRAM
from beebox.adapters.engines import chosen_engine, make_reader
from beebox.kernel.settings import ROOT, Settings
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.door import Limits, inspect
from beebox.preaudit.pages import load_pages
from beebox.preaudit.reading import read_material
from beebox.preaudit.report import MaterialReading

OURS, OURS_TESSERACT, PYTESSERACT = "ours", "tesseract", "pytesseract"
RAPIDOCR, OCRMYPDF = "rapidocr", "ocrmypdf"
TITLES = {
    OURS: "Little Bee Box",
    OURS_TESSERACT: "the same with tesseract",
    PYTESSERACT: "pytesseract",
    RAPIDOCR: "RapidOCR",
    OCRMYPDF: "OCRmyPDF",
}
"""column -> how the table calls it, in its order."""
LANGUAGES = "chi_sim+eng"
DPI = 200
"""At which PDF pages are drawn for those who read pictures only; ours draws them so, too."""
USUAL = ("--rotate-pages", "--deskew", "-l", LANGUAGES)
"""How OCRmyPDF is usually asked to read papers."""
_CREDIBLE_DPI = 96
"""OCRmyPDF wants to be told the resolution of a picture that claims this or less, or nothing."""
_LEAST_DPI, _A4_INCHES = 70, 11.7
SECONDS = 300
_BENCH_PYTHON = ROOT / ".venv-bench" / "bin" / "python"
ONE_THREAD = dict.fromkeys(
    ("OMP_THREAD_LIMIT", "OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1"
)
"""Environment in which everything that is measured runs."""


@dataclass(frozen=True)
class Found:
    """What one reader got out of one file. `reading`: all that ours says of it."""

    text: str
    pages: int = 1
    reading: MaterialReading | None = None


class Reader(Protocol):
    def prepared(self, path: Path, into: Path) -> Path:
        """The file in a form this reader opens, made in the folder `into` if need be. Not timed."""
        ...

    def read(self, path: Path) -> Found:
        """Any exception means that it could not."""
        ...


class Ours:
    """The product: door, pages, reading, through the functions its confined children call."""

    def __init__(self, engine: str) -> None:
        self._reader = make_reader(engine, 1, Settings.read().ocr_program)
        self._types = load_document_types(ROOT / "catalogue")

    def prepared(self, path: Path, into: Path) -> Path:
        return path

    def read(self, path: Path) -> Found:
        data, limits = path.read_bytes(), Limits()
        inspection = inspect(data, path.name, limits)
        pages = load_pages(data, inspection.kind, limits)
        reading, previews = read_material(pages, self._reader, self._types)
        return Found("\n".join(paper.text for paper in reading.pages), len(previews), reading)


class RawTesseract:
    """What a first program with pytesseract does; the turn noted by the camera is applied for it."""

    def prepared(self, path: Path, into: Path) -> Path:
        return path

    def read(self, path: Path) -> Found:
        texts = [
            pytesseract.image_to_string(page, lang=LANGUAGES, timeout=SECONDS)
            for page in _pages_as_pictures(path)
        ]
        return Found("\n".join(texts), len(texts))


class RapidOcrDefaults:
    """`RapidOCR()` as its package ships it, on one thread."""

    def __init__(self) -> None:
        from rapidocr import RapidOCR

        self._engine: Any = RapidOCR(
            params={
                "Global.log_level": "critical",
                "EngineConfig.onnxruntime.intra_op_num_threads": 1,
                "EngineConfig.onnxruntime.inter_op_num_threads": 1,
            }
        )

    def prepared(self, path: Path, into: Path) -> Path:
        if _is_pdf(path):
            return path
        with Image.open(path) as picture:  # it would take the numbers of a palette for greys
            return _flattened(picture, into) if picture.mode == "P" else path

    def read(self, path: Path) -> Found:
        inputs: Iterator[Any] = _pages_as_pictures(path) if _is_pdf(path) else iter((str(path),))
        texts = ["\n".join(self._engine(one).txts or ()) for one in inputs]
        return Found("\n".join(texts), len(texts))


class OcrMyPdf:
    """Its usual command line. Pages with a text layer keep it; starting the program counts."""

    def prepared(self, path: Path, into: Path) -> Path:
        if _is_pdf(path):
            return path
        with Image.open(path) as picture:
            if picture.format in ("JPEG", "TIFF") or (
                picture.format == "PNG" and picture.mode in ("1", "L", "RGB")
            ):
                return path
            return _flattened(picture, into)

    def read(self, path: Path) -> Found:
        with tempfile.TemporaryDirectory() as folder:
            made, sidecar = Path(folder) / "out.pdf", Path(folder) / "out.txt"
            how = ["--skip-text"] if _is_pdf(path) else _estimated_dpi(path)
            command = [str(_BENCH_PYTHON), "-m", "ocrmypdf", "--quiet", "--jobs", "1", *USUAL, *how]
            command += ["--sidecar", str(sidecar), str(path), str(made)]
            done = subprocess.run(command, capture_output=True, text=True, timeout=SECONDS, check=False)
            if done.returncode:
                raise RuntimeError(
                    done.stderr.strip().splitlines()[-1] if done.stderr.strip() else "no answer"
                )
            texts = [sidecar.read_text(encoding="utf-8"), *(_text_layers(made) if _is_pdf(path) else ())]
            with pypdfium2.PdfDocument(made) as pdf:
                return Found("\n".join(texts), len(pdf))


def _flattened(picture: Image.Image, into: Path) -> Path:
    """The picture as a file of plain RGB: upright, on white."""
    target = into / "flat.png"
    upright = ImageOps.exif_transpose(picture).convert("RGBA")
    ground = Image.new("RGBA", upright.size, "white")
    known = {"dpi": picture.info["dpi"]} if "dpi" in picture.info else {}
    Image.alpha_composite(ground, upright).convert("RGB").save(target, **known)
    return target


def _estimated_dpi(path: Path) -> list[str]:
    """As a person would estimate it who takes every picture for a sheet of A4."""
    with Image.open(path) as picture:
        if min(picture.info.get("dpi", (0, 0))) > _CREDIBLE_DPI:
            return []
        return ["--image-dpi", str(max(_LEAST_DPI, round(max(picture.size) / _A4_INCHES)))]


def _is_pdf(path: Path) -> bool:
    return path.suffix.lower() == ".pdf"


def _text_layers(path: Path) -> list[str]:
    with pypdfium2.PdfDocument(path) as pdf:
        return [page.get_textpage().get_text_bounded() for page in pdf]


def _pages_as_pictures(path: Path) -> Iterator[Image.Image]:
    if not _is_pdf(path):
        with Image.open(path) as picture:
            yield ImageOps.exif_transpose(picture)
        return
    with pypdfium2.PdfDocument(path) as pdf:
        for page in islice(pdf, Limits().max_pages):
            yield page.render(scale=DPI / 72).to_pil()


MAKERS: Mapping[str, Any] = {
    OURS: lambda: Ours("auto"),
    OURS_TESSERACT: lambda: Ours("tesseract"),
    PYTESSERACT: RawTesseract,
    RAPIDOCR: RapidOcrDefaults,
    OCRMYPDF: OcrMyPdf,
}


@cache
def reader_of(column: str) -> Reader:
    """The reader of a column with its models loaded, once a process; one thread for all there is."""
    cv2.setNumThreads(1)
    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None
    pytesseract.pytesseract.tesseract_cmd = Settings.read().ocr_program or PROGRAM
    made: Reader = MAKERS[column]()
    return made


def missing(column: str) -> str:
    """Why this column cannot be read here, or nothing."""
    tesseract = shutil.which(Settings.read().ocr_program or PROGRAM)
    if column in (OURS_TESSERACT, PYTESSERACT, OCRMYPDF) and not tesseract:
        return "tesseract is not installed"
    if column == RAPIDOCR and chosen_engine("auto") != "rapidocr":
        return "not installed"
    if column == OCRMYPDF and not _runs([str(_BENCH_PYTHON), "-m", "ocrmypdf", "--version"]):
        return "not installed"
    return ""


def versions() -> str:
    """Which of each was measured, for the note below the table."""
    told = [f"rapidocr {version('rapidocr')}", f"pytesseract {version('pytesseract')}"]
    told.append(f"tesseract {pytesseract.get_tesseract_version()}")
    told.append(f"OCRmyPDF {_runs([str(_BENCH_PYTHON), '-m', 'ocrmypdf', '--version']) or '–'}")
    return ", ".join([*told, f"Python {sys.version.split()[0]}, {os.cpu_count()} cores"])


def _runs(command: list[str]) -> str:
    """What the program says, or nothing where it does not run."""
    try:
        return subprocess.run(command, capture_output=True, text=True, check=True, timeout=60).stdout.strip()
    except (OSError, subprocess.SubprocessError):
        return ""
