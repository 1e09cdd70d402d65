"""Lines as a reader would give them, written by hand."""

from beebox.preaudit.report import Box, Line


def line(text: str, x: int, y: int, *, w: int | None = None, h: int = 30, sure: float = 0.99) -> Line:
    """A level line whose width follows from its text if it is not given."""
    width = w if w is not None else round(sum(27 if ord(sign) > 255 else 15 for sign in text))
    return Line(text, sure, Box(x, y, width, h))


CARD_FRONT = (
    line("姓名", 100, 100),
    line("陈玉珍", 180, 101),
    line("性别女", 100, 150),
    line("民族汉", 260, 150),
    line("出生1963年2月16日", 100, 200),
    line("住址广东省广州市海珠区", 100, 250),
    line("榕荫中路91号1902室", 158, 285),
    line("公民身份号码", 100, 400),
    line("440105196302161261", 300, 402),
)
