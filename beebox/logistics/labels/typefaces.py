"""The two typefaces of a label, made of the system's Chinese font: only the signs that are needed.

The outlines of Noto CJK are cubic (CFF), which the PDF writer cannot embed; each sign is turned into
a TrueType outline once in a process and kept, and a font of all signs met so far is made of them.
"""

import io
import logging
import unicodedata
from collections.abc import Iterable, Mapping
from functools import lru_cache
from pathlib import Path
from threading import RLock
from typing import Any

from fontTools.fontBuilder import FontBuilder
from fontTools.pens.cu2quPen import Cu2QuPen
from fontTools.pens.recordingPen import DecomposingRecordingPen
from fontTools.pens.transformPen import TransformPen
from fontTools.pens.ttGlyphPen import TTGlyphPen
from fontTools.ttLib import TTFont as Source
from fontTools.ttLib import TTLibError
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from beebox.kernel.errors import N_, BeeboxError
from beebox.logistics.labels.drawing import Face

log = logging.getLogger(__name__)
lock = RLock()
"""Held while a page is drawn: the writer's table of fonts is one for the whole process."""
MISSING = "〓"
"""Printed for a sign that no font has: the mark of Chinese printers for a missing type."""
UNITS, _ASCENT, _DESCENT = 1000, 880, -120
_CLOSE_ENOUGH = 1.0
"""How far the new outline may lie beside the old one, in thousandths of a size."""
_HEAD = {"created": 0, "modified": 0, "xMin": -500, "yMin": -500, "xMax": 2000, "yMax": 1500}
"""Said of every font alike, so that a label is the same file whatever was printed before it."""
_PRIVATE = 0xE000
FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), Path.home() / ".local/share/fonts")
_CHINESE = {
    face: (
        f"NotoSansCJK-{weight}.ttc",
        f"NotoSansCJKsc-{weight}.otf",
        f"NotoSansSC-{weight}.*",
        f"SourceHanSans*-{weight}.*",
        "wqy-microhei.ttc",
    )
    for face, weight in ((Face.REGULAR, "Regular"), (Face.BOLD, "Bold"))
}
_RARE = ("NotoSerifCJK-Regular.ttc", "HanaMinB.ttf", "DejaVuSans.ttf")


class NoChineseFont(BeeboxError):
    status = 503
    code = "no_chinese_font"
    message = N_(
        "现在做不出面单：服务器上没有中文字体。请管理员安装 Noto Sans CJK（软件包 fonts-noto-cjk）后再打印。"
    )


class _Shelf:
    """One font file of the system, opened when its first sign is wanted."""

    def __init__(self, path: Path) -> None:
        self._path = path

    @property
    def opened(self) -> tuple[Source, Mapping[int, str], Any]:
        return _opened(self._path)

    def name_of(self, sign: str) -> str | None:
        return self.opened[1].get(ord(sign))

    def outline(self, name: str) -> tuple[Any, int]:
        """The glyph and how far it moves on, in thousandths of a size."""
        source, _, glyphs = self.opened
        scale = UNITS / source["head"].unitsPerEm
        pen = TTGlyphPen(None)
        quadratic = Cu2QuPen(pen, _CLOSE_ENOUGH, reverse_direction="CFF " in source)
        whole = DecomposingRecordingPen(glyphs)  # a letter with an accent may refer to both its parts
        glyphs[name].draw(whole)
        whole.replay(TransformPen(quadratic, (scale, 0, 0, scale, 0, 0)))
        glyph = pen.glyph()
        glyph.recalcBounds(None)
        return glyph, round(glyphs[name].width * scale)


class Typeface:
    """Grows with what is printed; `font()` registers all it knows by then."""

    def __init__(self, face: Face, shelves: Iterable[Path]) -> None:
        self._face, self._shelves = face, [_Shelf(path) for path in shelves]
        if not self._shelves:
            raise NoChineseFont
        self._glyphs: dict[str, tuple[Any, int]] = {}
        self._stands: dict[str, str] = {}
        self._made: TTFont | None = None
        self._last: TTFont | None = None
        self.advances = _Advances(self)
        self.private: dict[str, str] = {}

    def learn(self, sign: str) -> float:
        """Take the sign from the first font that has it; its advance in sizes."""
        with lock:
            if sign not in self._glyphs:
                self._glyphs[sign] = self._found(sign)
                self._made = None
                if ord(sign) > 0xFFFF:
                    self.private[sign] = chr(_PRIVATE + len(self.private))
            return self._glyphs[sign][1] / UNITS

    def learn_all(self, text: str) -> None:
        """Whatever of the text is not known yet: quick when all of it is."""
        for sign in set(text) - self._glyphs.keys():
            self.learn(sign)

    def coded(self, text: str) -> str:
        """The text as `font()` encodes it: signs beyond the first plane have places of their own."""
        if not self.private or text.isascii():
            return text
        return "".join(self.private.get(sign, sign) for sign in text)

    def font(self) -> str:
        """The registered name of a font with all signs learnt. Only to be called with `lock` held."""
        if self._made is None:
            self._made = self._make()
        return str(self._made.fontName)

    def _found(self, sign: str) -> tuple[Any, int]:
        for shelf in self._shelves:
            name = shelf.name_of(sign)
            if name is not None:
                return shelf.outline(name)
        log.warning("no font has U+%04X; a label shows %s instead", ord(sign), MISSING)
        first = self._shelves[0]
        return first.outline(first.name_of(MISSING) or ".notdef")

    def _make(self) -> TTFont:
        known = sorted(self._glyphs)
        names = {sign: f"u{ord(sign):04X}" for sign in known}
        builder = FontBuilder(UNITS, isTTF=True)
        builder.font.recalcBBoxes = builder.font.recalcTimestamp = False
        for field, value in _HEAD.items():
            setattr(builder.font["head"], field, value)
        builder.setupGlyphOrder([".notdef", *names.values()])
        builder.setupCharacterMap({ord(self.private.get(sign, sign)): names[sign] for sign in known})
        glyphs = {names[sign]: self._glyphs[sign][0] for sign in known}
        builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), **glyphs}, calcGlyphBounds=True)
        table = builder.font["glyf"]
        metrics = {names[sign]: (self._glyphs[sign][1], table[names[sign]].xMin) for sign in known}
        builder.setupHorizontalMetrics({".notdef": (UNITS, 0), **metrics})
        builder.setupHorizontalHeader(ascent=_ASCENT, descent=_DESCENT)
        family = f"BeeLabel{self._face.capitalize()}"
        builder.setupNameTable({"familyName": family, "styleName": "Regular", "psName": family})
        builder.setupOS2(
            sTypoAscender=_ASCENT, sTypoDescender=_DESCENT, sCapHeight=733, fsType=0, xAvgCharWidth=UNITS
        )
        builder.setupPost(keepGlyphNames=False)
        file = io.BytesIO()
        builder.save(file)
        file.seek(0)
        return self._registered(file)

    def _registered(self, file: io.BytesIO) -> TTFont:
        if self._last is not None:
            self._last.unregister()
        self._last = TTFont(f"label-{self._face}", file, asciiReadable=False)
        pdfmetrics.registerFont(self._last)
        return self._last


class _Advances(dict[str, float]):
    """How far each sign moves on, in sizes, learnt when first asked."""

    def __init__(self, face: Typeface) -> None:
        self._face = face

    def __missing__(self, sign: str) -> float:
        self[sign] = found = self._face.learn(sign)
        return found


@lru_cache(maxsize=2)
def typeface(face: Face) -> Typeface:
    """The typeface of this process; NoChineseFont where the system has none."""
    chinese = [found for name in _CHINESE[face] for found in _files(name)]
    rare = [found for name in _RARE for found in _files(name)[:1]]
    return Typeface(face, [chinese[0], *rare] if chinese else [])


def advances(face: Face) -> Mapping[str, float]:
    return typeface(face).advances


def plain(text: str) -> str:
    """Composed, on one line, without signs that print nothing."""
    if text.isascii() and text.isprintable():
        return text.strip()
    composed = unicodedata.normalize("NFC", text)
    seen = (" " if sign.isspace() and sign != "\u3000" else sign for sign in composed if not _is_silent(sign))
    return "".join(seen).strip()


def _is_silent(sign: str) -> bool:
    """Controls, format signs, halves of pairs and selectors of forms."""
    silent = unicodedata.category(sign) in {"Cc", "Cf", "Cs"} or "\ufe00" <= sign <= "\ufe0f"
    return silent and not sign.isspace()


def _files(pattern: str) -> list[Path]:
    return [path for folder in FOLDERS for path in sorted(folder.rglob(pattern))]


@lru_cache(maxsize=8)
def _opened(path: Path) -> tuple[Source, Mapping[int, str], Any]:
    source = _simplified(path)
    return source, source.getBestCmap(), source.getGlyphSet()


def _simplified(path: Path) -> Source:
    """The font for mainland China out of a collection."""
    if path.suffix.lower() != ".ttc":
        return Source(path, lazy=True)
    for number in range(10):
        try:
            one = Source(path, fontNumber=number, lazy=True)
        except TTLibError:
            break
        if str(one["name"].getDebugName(1)).endswith(" SC"):
            return one
        one.close()
    return Source(path, fontNumber=0, lazy=True)
