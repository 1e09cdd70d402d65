"""A reader that keeps what it read, so that measuring again takes seconds instead of many minutes."""

import json
from hashlib import sha256
from pathlib import Path

from beebox.adapters.edition import edition_of
from beebox.adapters.engines import make_reader
from beebox.kernel.settings import ROOT
from beebox.preaudit.ports import Page, PageText, TextReader
from beebox.preaudit.report import Box, Line

KEPT = ROOT / "var" / "bench" / "lines"


class KeptReader:
    """Reads with the installation's engine what it has not read before; see ports.TextReader."""

    def __init__(self, folder: Path = KEPT) -> None:
        self.name = "kept"
        self.version = edition_of("auto", "", ROOT / "catalogue")
        self._folder = folder
        self._reader: TextReader | None = None
        folder.mkdir(parents=True, exist_ok=True)

    def read(self, page: Page) -> PageText:
        kept = self._folder / f"{_key(page)}.json"
        if kept.exists():
            rotation, lines = json.loads(kept.read_text(encoding="utf-8"))
            return PageText(
                rotation, tuple(Line(text, sure, Box(*box), slope) for text, sure, box, slope in lines)
            )
        text = self._engine().read(page)
        lines = [
            [one.text, one.confidence, [one.box.x, one.box.y, one.box.w, one.box.h], one.slope]
            for one in text.lines
        ]
        kept.write_text(json.dumps([text.rotation, lines], ensure_ascii=False), encoding="utf-8")
        return text

    def again(self, line: Page, signs: str) -> str:
        kept = self._folder / f"{_key(line)}-{sha256(signs.encode()).hexdigest()[:8]}.txt"
        if not kept.exists():
            kept.write_text(self._engine().again(line, signs), encoding="utf-8")
        return kept.read_text(encoding="utf-8")

    def _engine(self) -> TextReader:
        if self._reader is None:
            self._reader = make_reader("auto")
        return self._reader


def _key(page: Page) -> str:
    return sha256(page.tobytes() + str(page.shape).encode()).hexdigest()[:32]
