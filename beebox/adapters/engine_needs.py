"""What each reading engine needs on this machine, and how to get it."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from beebox.adapters.engine_names import PROGRAM

LANGUAGES = ("chi_sim", "eng")
_SETUP = "make setup"


class Computer(Protocol):
    """What has to be known of the machine."""

    def output(self, *command: str) -> str | None:
        """What a program prints, or None when it is not there or does not end well."""
        ...

    def import_error(self, module: str) -> str | None:
        """Why a module cannot be loaded; None when it can."""
        ...

    def files_of(self, module: str, pattern: str) -> list[Path]:
        """The files of an importable module's package that match."""
        ...


@dataclass(frozen=True)
class Need:
    """How one engine stands. `remedy` is empty where nothing is missing."""

    engine: str
    sentence: str
    remedy: str = ""


def engine_needs(program: str, computer: Computer) -> Iterator[Need]:
    """One for each engine; `program` as the settings have it, perhaps empty."""
    yield _tesseract(program or PROGRAM, computer)
    yield _rapidocr(computer)


def _tesseract(program: str, computer: Computer) -> Need:
    printed = computer.output(program, "--list-langs")
    if printed is None:
        return Need(
            "tesseract",
            f"找不到文字识别程序 {program} / the program is not there",
            f"{_SETUP}；或用 BEEBOX_OCR_PROGRAM 指明位置 / or say where it is with BEEBOX_OCR_PROGRAM",
        )
    missing = [name for name in LANGUAGES if name not in printed.split()]
    if missing:
        packages = " ".join(f"tesseract-ocr-{name.replace('_', '-')}" for name in missing)
        sentence = f"缺少识别语言 {', '.join(missing)} / languages are missing"
        return Need("tesseract", sentence, f"apt-get install {packages}")
    return Need("tesseract", "识别语言齐全 / languages " + ", ".join(LANGUAGES))


def _rapidocr(computer: Computer) -> Need:
    for module in ("onnxruntime", "cv2", "rapidocr"):
        if error := computer.import_error(module):
            return Need("rapidocr", f"第二识别引擎不能加载 / {module} does not load: {error}", _SETUP)
    models = computer.files_of("rapidocr", "models/*.onnx")
    if not all(any(f"_{kind}_" in model.name for model in models) for kind in ("det", "rec")):
        return Need("rapidocr", "缺少识别模型 / its models are missing", _SETUP)
    return Need("rapidocr", f"{len(models)} 个模型 / {len(models)} models")
