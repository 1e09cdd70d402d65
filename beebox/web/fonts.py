"""Where this machine keeps a font with Chinese signs."""

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont

FOLDERS = (Path("/usr/share/fonts"), Path("/usr/local/share/fonts"))
NAMES = (
    "NotoSansCJK-Regular*",
    "NotoSansSC-Regular*",
    "NotoSansCJK*",
    "SourceHanSansSC-Regular*",
    "SourceHanSans*",
    "wqy-microhei*",
    "wqy-zenhei*",
    "NotoSerifCJK*",
)
"""Files to look for, the plainest print first."""
_FACES = 10


class NoFont(Exception):
    """No font with Chinese signs is installed."""


def chinese_fonts() -> Iterator[Path]:
    """Every such file that is installed, the best one first."""
    for name in NAMES:
        for folder in FOLDERS:
            yield from sorted(folder.rglob(name))


@lru_cache(maxsize=8)
def chinese_font(size: int) -> ImageFont.FreeTypeFont:
    """The best one at this size in pixels; NoFont when there is none that can be opened."""
    for path in chinese_fonts():
        try:
            return _simplified(path, size)
        except OSError:
            continue
    raise NoFont


def _simplified(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """Of a file with several faces the one for simplified Chinese, else the first."""
    first = ImageFont.truetype(str(path), size)
    if path.suffix.lower() not in (".ttc", ".otc"):
        return first
    for index in range(_FACES):
        try:
            face = ImageFont.truetype(str(path), size, index=index)
        except OSError:
            break
        if (face.getname()[0] or "").endswith(" SC"):
            return face
    return first
