"""The two models of RapidOCR as two calls: where print stands, and what a line says.

Each model exists twice: as the library brings it (32-bit floats) and in 8-bit whole numbers, made from
the former by `python -m bench.quantise`. The small ones take half the time on processors that add up
bytes in one step; elsewhere their sums overflow, so there the library's own are used alone.
"""

import re
from collections.abc import Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from beebox.adapters.line_shapes import Quad
from beebox.preaudit.ports import Page

Read = tuple[str, float]
"""A text and how sure the model is of it, 0 to 1."""

MODELS = Path(__file__).parent / "models"
_ADDS_BYTES = re.compile(r"\b(?:avx512_vnni|avx_vnni|asimddp)\b")
_LARGEST_SIDE = 2400
"""Pixels; pictures are brought to the size they are to be looked at before they come here."""
_DOUBT = 0.97
"""A line that the small model is less sure of is read again by the exact one. Of 620 lines of specimens
141 are; of the other 479 the two models read 7 differently (spaces apart)."""


def adds_bytes() -> bool:
    """Whether this processor multiplies and adds bytes without overflow (VNNI, or its like on ARM)."""
    try:
        return (
            _ADDS_BYTES.search(Path("/proc/cpuinfo").read_text(encoding="ascii", errors="ignore")) is not None
        )
    except OSError:
        return False


class TextModels:
    """Detection and recognition, loaded once. `version` tells which numbers they count with."""

    def __init__(self, threads: int = 1) -> None:
        from rapidocr.ch_ppocr_rec import TextRecInput

        self._as_input: Any = TextRecInput
        small = adds_bytes()
        self.version = f"{version('rapidocr')}{'+int8' if small else ''}"
        self._detect = _engine(threads, "detection" if small else "")._load_det_model()
        exact = _engine(threads)._load_rec_model()
        self._recognise = _engine(threads, "recognition")._load_rec_model() if small else exact
        self._exact = exact if small else None

    def quads(self, picture: Page) -> list[Quad]:
        """The four corners of every line of print, in pixels of this picture."""
        found = self._detect(picture)
        return [] if found.boxes is None else [np.asarray(quad, dtype=np.float32) for quad in found.boxes]

    def texts(self, crops: Sequence[NDArray[np.uint8]]) -> list[Read]:
        """What these lines say, in their order."""
        found = self._run(self._recognise, crops)
        if self._exact is None:
            return found
        doubtful = [at for at, (_, sure) in enumerate(found) if sure < _DOUBT]
        for at, again in zip(doubtful, self._run(self._exact, [crops[at] for at in doubtful]), strict=True):
            found[at] = again
        return found

    def _run(self, model: Any, crops: Sequence[NDArray[np.uint8]]) -> list[Read]:
        if not crops:
            return []
        found = model(self._as_input(img=list(crops)))
        return [(str(text), float(score)) for text, score in zip(found.txts, found.scores, strict=True)]


def _engine(threads: int, small: str = "") -> Any:
    """The library with settings for one page at a time; `small` names the model to replace."""
    from rapidocr import RapidOCR

    params: dict[str, Any] = {
        "Global.log_level": "critical",
        "Global.use_cls": False,
        "Det.limit_type": "max",
        "Det.limit_side_len": _LARGEST_SIDE,
        "Det.use_dilation": False,  # on small pictures it glues neighbouring lines together
        "Rec.rec_batch_num": 1,  # lines of unlike width: a batch would read the empty rest of each
        "Rec.rec_img_shape": [3, 48, 48],
        "EngineConfig.onnxruntime.intra_op_num_threads": threads,
        "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        # No model keeps memory between runs: children take it in huge pages (adapters/child_process), so
        # keeping it is no quicker, and ten pages of dense print peak at 515 MB instead of 620.
        "EngineConfig.onnxruntime.enable_cpu_mem_arena": False,
    }
    if small:
        part = "Det" if small == "detection" else "Rec"
        params[f"{part}.model_path"] = str(MODELS / f"pp-ocrv6-{small}-int8.onnx")
    return RapidOCR(params=params)
