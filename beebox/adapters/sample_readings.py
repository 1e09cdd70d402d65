"""Readings of the packed sample cases, kept beside them: rules are tried on them without an engine."""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from beebox.adapters.reading_desk import open_room
from beebox.kernel.settings import ROOT, Settings
from beebox.preaudit.case_desk import parse_case

SAMPLES = ROOT / "samples"


def read_samples(settings: Settings, engine: str, samples: Path = SAMPLES) -> Iterator[str]:
    """Read every picture of every sample case anew and write `readings/<case>.json`; one name a case."""
    room = open_room(settings, engine)
    try:
        for folder in sorted(path.parent for path in samples.glob("cases/*/case.json")):
            case = parse_case((folder / "case.json").read_text(encoding="utf-8"))
            read: dict[str, list[dict[str, object]]] = {}
            for material in case.materials:
                read[material] = []
                for name in case.files(material):
                    data = (folder / name).read_bytes()
                    found = room.inspect(data, name)
                    reading, _ = room.read(data, found.kind, found.pages)
                    read[material].append(
                        {"sha256": hashlib.sha256(data).hexdigest(), "reading": reading.to_json()}
                    )
            out = samples / "readings" / f"{folder.name}.json"
            out.parent.mkdir(exist_ok=True)
            out.write_text(json.dumps(read, ensure_ascii=False, separators=(",", ":")), encoding="utf-8")
            yield folder.name
    finally:
        room.close()
