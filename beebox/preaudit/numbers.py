"""Numbers that carry their own proof, and dates: read, normalised, checked. Nothing is guessed.

Sources: GB 11643 (citizens' numbers, check after ISO 7064 MOD 11-2; 15 digits before 1999; area
81-83 on residence permits of Hong Kong, Macao and Taiwan residents; first digit 9 on the permanent
residence card of foreigners since 2023), GB 32100 (credit codes, weights are powers of 3 mod 31),
ISO/IEC 7812 (bank cards, Luhn).
"""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date

from beebox.kernel.check_signs import mod_11_2, mod_31

LONG_TERM = "long_term"
_PROVINCES = {11, 12, 13, 14, 15, 21, 22, 23, 31, 32, 33, 34, 35, 36, 37, 41, 42, 43, 44, 45, 46,
              50, 51, 52, 53, 54, 61, 62, 63, 64, 65, 71, 81, 82, 83}  # fmt: skip
_OLDEST = 130
_CHINESE_DIGITS = {sign: digit for digit, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0, "○": 0, "O": 0, "壹": 1, "贰": 2, "叁": 3, "肆": 4, "伍": 5,
    "陆": 6, "柒": 7, "捌": 8, "玖": 9,
}  # fmt: skip


def squeezed(text: str) -> str:
    """Half width, no white space: two spellings of one thing become one."""
    joined = "".join(unicodedata.normalize("NFKC", text).split())
    return unicodedata.normalize("NFKC", joined)


@dataclass(frozen=True)
class IdNumber:
    """What a valid citizen's number says of its holder. `sex` is 男 or 女."""

    text: str
    birth: date
    sex: str


def read_id_number(text: str, today: date | None = None) -> IdNumber | None:
    """The number in 18 signs, or None if its area, birth date or check digit cannot be.

    Numbers of 15 digits are converted. Those of foreigners (first digit 9) have no area.
    """
    number = squeezed(text).upper()
    if re.fullmatch(r"\d{15}", number):
        head = f"{number[:6]}19{number[6:]}"
        number = head + mod_11_2(head)
    if not re.fullmatch(r"[1-9]\d{16}[0-9X]", number) or mod_11_2(number[:17]) != number[17]:
        return None
    if number[0] != "9" and int(number[:2]) not in _PROVINCES:
        return None
    born = _date(number[6:10], number[10:12], number[12:14])
    latest = today or date(9999, 1, 1)
    if born is None or born > latest or (today and today.year - born.year > _OLDEST):
        return None
    return IdNumber(number, born, "男" if int(number[16]) % 2 else "女")


def id_number_valid(text: str, today: date | None = None) -> bool:
    return read_id_number(text, today) is not None


def same_id_number(one: str, other: str) -> bool:
    """Whether two numbers are the same, the one perhaps in its old form of 15 digits."""
    return _full_form(one) == _full_form(other)


def _full_form(text: str) -> str:
    found = read_id_number(text)
    return found.text if found else squeezed(text).upper()


def credit_code_valid(text: str) -> bool:
    """Whether this is a unified social credit code with a right check sign (GB 32100)."""
    code = squeezed(text).upper()
    return code[2:8].isdigit() and len(code) == 18 and mod_31(code[:17]) == code[17]


def card_number_valid(text: str) -> bool:
    """Whether a bank card's number has 12 to 19 digits and a right check digit (Luhn)."""
    number = squeezed(text)
    if not re.fullmatch(r"\d{12,19}", number):
        return False
    total = 0
    for at, sign in enumerate(reversed(number)):
        digit = int(sign) * (2 if at % 2 else 1)
        total += digit - 9 if digit > 9 else digit
    return total % 10 == 0


def read_dates(text: str) -> list[str]:
    """Every date in a text, ISO, in order; 长期 gives long_term. Impossible ones are left out."""
    flat = squeezed(text)
    pattern = (
        r"(?P<y>(?:19|20)\d{2})[年./\-](?P<m>\d{1,2})[月./\-](?P<d>\d{1,2})日?"
        r"|(?<!\d)(?P<Y>(?:19|20)\d{2})(?P<M>[01]\d)(?P<D>[0-3]\d)(?!\d)"
        r"|(?P<cy>[〇零○O一二三四五六七八九]{4})年(?P<cm>[一二三四五六七八九十]{1,3})月(?P<cd>[一二三四五六七八九十]{1,3})日"
        r"|(?P<long>长期)"
    )
    found = []
    for match in re.finditer(pattern, flat):
        if match["long"]:
            found.append(LONG_TERM)
            continue
        born = _date_of(match)
        if born is not None:
            found.append(born.isoformat())
    return found


def _date_of(match: re.Match[str]) -> date | None:
    if match["cy"]:
        year = "".join(str(_CHINESE_DIGITS[sign]) for sign in match["cy"])
        return _date(year, str(chinese_number(match["cm"])), str(chinese_number(match["cd"])))
    return _date(match["y"] or match["Y"], match["m"] or match["M"], match["d"] or match["D"])


def chinese_number(text: str) -> int:
    """一 to 九十九 as a number."""
    if "十" not in text:
        return int("".join(str(_CHINESE_DIGITS[sign]) for sign in text))
    tens, _, ones = text.partition("十")
    return (_CHINESE_DIGITS[tens] if tens else 1) * 10 + (_CHINESE_DIGITS[ones] if ones else 0)


def _date(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
