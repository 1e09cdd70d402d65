"""Makes the 8-bit models of beebox/adapters/models/ from the library's own: `python -m bench.quantise`.

Needs the package onnx, which nothing else here does (`.venv/bin/pip install onnx`). The range of every
layer is learned from drawn specimens; whether the result still reads well is measured by
`make bench-preaudit`.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import onnx
import onnxruntime
import rapidocr
from numpy.typing import NDArray
from onnx import version_converter
from onnxruntime.quantization import (
    CalibrationDataReader,
    CalibrationMethod,
    QuantFormat,
    QuantType,
    quantize_static,
)

from beebox.adapters.rapidocr_models import MODELS
from beebox.adapters.rapidocr_reader import RapidOcrReader
from beebox.kernel.settings import ROOT
from beebox.preaudit.door import Limits
from beebox.preaudit.pages import load_pages
from beebox.preaudit.sniffing import sniff

Seen = list[NDArray[np.float32]]
_PARTS = {"detection": "PP-OCRv6_det_small.onnx", "recognition": "PP-OCRv6_rec_small.onnx"}
_OPERATIONS = ("Conv", "MatMul")
"""Nine tenths of the time; the others keep their floats between."""
_OPSET = 17
_EVERY = 6
_INPUTS = {"detection": 30, "recognition": 150}
_WIDTHS = range(60, 900)
"""Of a line, in pixels: longer ones only repeat what shorter ones show."""


class _Inputs(CalibrationDataReader):  # type: ignore[misc]  # the library has no types
    def __init__(self, seen: Seen) -> None:
        self._left = iter(seen)

    def get_next(self) -> dict[str, Any] | None:
        found = next(self._left, None)
        return None if found is None else {"x": found}


class _Listener:
    """A session that also keeps what it was asked."""

    def __init__(self, session: Any, seen: Seen) -> None:
        self._session, self._seen = session, seen

    def __call__(self, given: NDArray[np.float32]) -> Any:
        self._seen.append(np.array(given, dtype=np.float32))
        return self._session(given)


def what_models_see() -> dict[str, Seen]:
    """Inputs of both models while every sixth specimen is read."""
    reader = RapidOcrReader()
    seen: dict[str, Seen] = {"detection": [], "recognition": []}
    models: Any = reader._models
    for part, model in (("detection", models._detect), ("recognition", models._recognise)):
        model.session = _Listener(model.session, seen[part])
    for path in _specimens():
        data = path.read_bytes()
        for page in load_pages(data, sniff(data), Limits()):
            reader.read(page)
    lines = [one for one in seen["recognition"] if one.shape[3] in _WIDTHS]
    seen["recognition"] = lines[:: max(1, len(lines) // _INPUTS["recognition"])]
    seen["detection"] = seen["detection"][: _INPUTS["detection"]]
    return seen


def _specimens() -> Iterator[Path]:
    shared = Path(os.environ.get("BEEBOX_SHARED_DATA", str(ROOT.parent / "shared" / "data")))
    for folder in ("good", "photo"):
        lines = (shared / "specimens" / folder / "truth.jsonl").read_text(encoding="utf-8").splitlines()
        yield from (shared / "specimens" / folder / json.loads(line)["file"] for line in lines[::_EVERY])


def quantise(part: str, seen: Seen) -> Path:
    """Writes the small model of this part and says where."""
    source = Path(rapidocr.__file__).parent / "models" / _PARTS[part]
    target = MODELS / f"pp-ocrv6-{part}-int8.onnx"
    original = onnx.load(source)
    with tempfile.TemporaryDirectory() as folder:
        newer, fused = Path(folder) / "newer.onnx", Path(folder) / "fused.onnx"
        onnx.save(version_converter.convert_version(original, _OPSET), newer)
        options = onnxruntime.SessionOptions()
        options.graph_optimization_level = onnxruntime.GraphOptimizationLevel.ORT_ENABLE_EXTENDED
        options.optimized_model_filepath = str(fused)
        onnxruntime.InferenceSession(
            newer,
            options,
            providers=["CPUExecutionProvider"],
            disabled_optimizers=["ConvActivationFusion", "MatMulTransposeFusion", "MatmulTransposeFusion"],
        )
        quantize_static(
            fused,
            target,
            _Inputs(seen),
            quant_format=QuantFormat.QDQ,
            per_channel=True,
            activation_type=QuantType.QUInt8,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=list(_OPERATIONS),
            calibrate_method=CalibrationMethod.MinMax,
        )
    small = onnx.load(target)
    onnx.helper.set_model_props(small, {one.key: one.value for one in original.metadata_props})
    onnx.save(small, target)
    return target


def main() -> None:
    seen = what_models_see()
    for part in _PARTS:
        path = quantise(part, seen[part])
        print(f"{path.relative_to(ROOT)}: {path.stat().st_size:,} bytes from {len(seen[part])} inputs")


if __name__ == "__main__":
    main()
