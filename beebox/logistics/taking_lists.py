"""What a memory scanner hands over, as text or as a file: one code on each line."""

import re
from collections.abc import Sequence

from beebox.kernel.errors import N_, BeeboxError
from beebox.kernel.ids import read_code

MOST_CODES = 2000
"""One list is written in one transaction: others wait about a second for it, not more."""
MOST_BYTES = 128 * 1024
_BETWEEN = re.compile(r"[,;\t|]")
_ENCODINGS = ("utf-8-sig", "gb18030")


class NoCodes(BeeboxError):
    status = 422
    code = "no_codes"
    message = N_("没有收到扫码。请把扫到的编号粘贴进来，一行一个，或者选扫码枪的文本文件，再交一次。")


class ListTooLong(BeeboxError):
    status = 413
    code = "list_too_long"
    message = N_("一次最多交 %(limit)s 个编号（文件不超过 128 KB），这次一个也没有登记。请分几次交。")


def codes_in(typed: str, file: bytes) -> list[str]:
    """Every line of the text field and then of the file, empty ones left out.

    Of a line with columns (`code,date,time`) the first that reads as a code is taken, else the whole
    line. Raises NoCodes and ListTooLong.
    """
    if len(file) > MOST_BYTES or len(typed) > MOST_BYTES:
        raise ListTooLong(limit=MOST_CODES)
    lines = [*typed.splitlines(), *_decoded(file).splitlines()]
    codes = [_code_in(line) for line in lines if line.strip()]
    if not codes:
        raise NoCodes
    if len(codes) > MOST_CODES:
        raise ListTooLong(limit=MOST_CODES)
    return codes


def _code_in(line: str) -> str:
    columns: Sequence[str] = _BETWEEN.split(line)
    return next((column for column in columns if read_code(column)), line.strip())


def _decoded(data: bytes) -> str:
    for encoding in _ENCODINGS:
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")
