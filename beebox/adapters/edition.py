"""Which edition of the machine reads here: one word that changes with everything a reading depends on."""

import subprocess
from collections.abc import Iterator
from hashlib import sha256
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from beebox.adapters.engine_names import PROGRAM
from beebox.adapters.engines import NoEngine, chosen_engine
from beebox.kernel.settings import ROOT

_PACKAGES = (
    "rapidocr", "onnxruntime", "opencv-python-headless", "pillow", "pypdfium2", "zxing-cpp",
)  # fmt: skip
"""Packages whose version may change what is read; that one is not there counts as well."""
_NOT_FOR_READING = {"boxes", "departments", "handling", "messages", "reasons", "rules"}
"""Data of the catalogue that no reading depends on: findings are made anew from readings at each check."""
_PROGRAM = ("beebox/preaudit/*.py", "beebox/adapters/*.py", "beebox/adapters/models/*.*")


def edition_of(engine: str, program: str, catalogue: Path) -> str:
    """`rapidocr-0f3a…`: the engine an installation reads with, and a digest of what decides its readings.

    That is: the versions of the engines, the data (document types, thresholds, word lists) and the
    program of the pre-audit itself. So nobody has to remember to count up a number: another engine, a
    new word in a list or an update of the program reads anew. `none` where no engine is installed.
    """
    try:
        name = chosen_engine(engine, program)
    except NoEngine:
        return "none"
    digest = sha256()
    for part in _parts(program or PROGRAM, catalogue):
        digest.update(sha256(part).digest())
    return f"{name}-{digest.hexdigest()[:24]}"


def _parts(program: str, catalogue: Path) -> Iterator[bytes]:
    for package in _PACKAGES:
        yield f"{package} {_version(package)}".encode()
    yield _spoken_version(program)
    for file in sorted(catalogue.glob("*.yaml")):
        if file.stem not in _NOT_FOR_READING and not file.stem.startswith("workdays"):
            yield file.name.encode() + file.read_bytes()
    for part in _PROGRAM:
        for file in sorted(ROOT.glob(part)):
            yield file.name.encode() + file.read_bytes()


def _version(package: str) -> str:
    try:
        return version(package)
    except PackageNotFoundError:
        return "-"


def _spoken_version(program: str) -> bytes:
    """What the program says of itself; nothing when it is not there."""
    try:
        told = subprocess.run([program, "--version"], capture_output=True, timeout=20, check=False)
    except (OSError, subprocess.SubprocessError):
        return b""
    return told.stdout + told.stderr
