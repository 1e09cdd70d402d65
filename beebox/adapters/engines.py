"""Which reading engine this installation uses."""

import shutil
from importlib.util import find_spec

from beebox.adapters.engine_names import ENGINES, PROGRAM
from beebox.kernel.errors import BeeboxError
from beebox.preaudit.ports import TextReader


class NoEngine(BeeboxError):
    code = "no_engine"


def chosen_engine(wanted: str, program: str = "") -> str:
    """The engine's name for a setting of ENGINES; NoEngine says what is missing."""
    if wanted not in ENGINES:
        raise NoEngine(f"不认识的识别引擎“{wanted}”，可以用：{'、'.join(ENGINES)}。")
    has_rapidocr = find_spec("rapidocr") is not None and find_spec("onnxruntime") is not None
    if wanted in ("auto", "rapidocr") and has_rapidocr:
        return "rapidocr"
    if wanted in ("auto", "tesseract") and shutil.which(program or PROGRAM):
        return "tesseract"
    raise NoEngine(f"识别引擎“{wanted}”没有装好，请运行 make setup。")


def make_reader(wanted: str, threads: int = 1, program: str = "") -> TextReader:
    """A reader with its models loaded: keep it for the life of the process.

    With both engines there, the one that reads asks the other about single lines.
    """
    from beebox.adapters.tesseract_reader import TesseractReader

    if chosen_engine(wanted, program) != "rapidocr":
        return TesseractReader(program or PROGRAM)
    from beebox.adapters.rapidocr_reader import RapidOcrReader

    return RapidOcrReader(
        threads, TesseractReader(program or PROGRAM) if shutil.which(program or PROGRAM) else None
    )
