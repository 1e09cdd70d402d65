"""A line that says what a copy is for, drawn across it again and again.

Light enough to leave every sign below legible, dense enough that no useful part is without it. It
goes onto copies that leave; what is stored stays as it was given.
"""

import io
from collections.abc import Sequence
from functools import lru_cache

from PIL import Image, ImageDraw, ImageFont

from beebox.web.fonts import NoFont, chinese_font

_ANGLE = 30
"""Degrees counter-clockwise."""
_SIZE = 1 / 46
"""Height of the signs, as a part of the longer side."""
_SMALLEST = 12
_ROW = 5.0
"""From row to row, in heights of the signs."""
_GAP = 3.0
"""Between two of a row."""
_COLOUR = (72, 84, 120)
_STRENGTH = 62
"""Of 255. At 90 small grey print began to suffer, at 40 nobody saw the line on a coloured card."""
JPEG_QUALITY = 85


def stamped(picture: Image.Image, text: str) -> Image.Image:
    """The picture (RGB) with the text across it; the given one is left alone."""
    marked = picture.convert("RGB")
    if marked is picture:
        marked = picture.copy()
    marked.paste(_COLOUR, (0, 0), _rows(text, *marked.size))
    return marked


def stamped_jpeg(jpeg: bytes, text: str) -> bytes:
    """A JPEG of our own making with the text across it."""
    with Image.open(io.BytesIO(jpeg), formats=["JPEG"]) as picture:
        return as_jpeg(stamped(picture, text))


def as_jpeg(picture: Image.Image) -> bytes:
    """Its pixels as a JPEG, and nothing else."""
    out = io.BytesIO()
    Image.frombytes(picture.mode, picture.size, picture.tobytes()).save(out, "JPEG", quality=JPEG_QUALITY)
    return out.getvalue()


def as_pdf(jpegs: Sequence[bytes]) -> bytes:
    """JPEGs of our own making as the pages of one PDF."""
    pages = [Image.open(io.BytesIO(jpeg), formats=["JPEG"]) for jpeg in jpegs]
    out = io.BytesIO()
    pages[0].save(out, "PDF", save_all=True, append_images=pages[1:], quality=JPEG_QUALITY, resolution=200)
    return out.getvalue()


@lru_cache(maxsize=4)
def _rows(text: str, width: int, height: int) -> Image.Image:
    """How strongly each pixel is coloured: slanted rows, each shifted against the one above."""
    size = max(_SMALLEST, round(max(width, height) * _SIZE))
    font, words = _font_for(text, size)
    side = int((width**2 + height**2) ** 0.5) + 2 * size
    ground = Image.new("L", (side, side))
    pen = ImageDraw.Draw(ground)
    step = max(1, round(pen.textlength(words, font=font) + _GAP * size))
    for number, y in enumerate(range(0, side, round(_ROW * size))):
        for x in range(-(number * step // 3) % step - step, side, step):
            pen.text((x, y), words, fill=_STRENGTH, font=font)
    turned = ground.rotate(_ANGLE, Image.Resampling.BICUBIC)
    left, top = (side - width) // 2, (side - height) // 2
    return turned.crop((left, top, left + width, top + height))


def _font_for(text: str, size: int) -> tuple[ImageFont.FreeTypeFont | ImageFont.ImageFont, str]:
    """A font and what can be written with it: without Chinese signs, figures and letters remain."""
    try:
        return chinese_font(size), text
    except NoFont:
        plain = "".join(sign for sign in text if sign.isascii())
        return ImageFont.load_default(size), plain.strip()
