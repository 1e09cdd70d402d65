"""Whether what a citizen typed can be right. Every answer is a sentence to show, or None."""

import re
import unicodedata
from datetime import date

from beebox.kernel.check_signs import mod_11_2, mod_31
from beebox.kernel.errors import N_

LONGEST_NAME = 60
LONGEST_ADDRESS = 200
_PROVINCES = frozenset(
    str(place)
    for first, last in ((11, 15), (21, 23), (31, 37), (41, 46), (50, 54), (61, 65), (71, 71), (81, 83))
    for place in range(first, last + 1)
)
"""First two digits of GB 11643 numbers; 81, 82 and 83 are residents from Hong Kong, Macao, Taiwan."""
_FOREIGNER = "9"
"""Foreign permanent residents' cards since 2023 carry 18 digits that begin with 9."""
_RARE = 0x20000
"""From here on Unicode keeps adding rare characters, which occur in names."""
_ID = re.compile(r"[0-9]{17}[0-9X]")
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def plain(text: str) -> str:
    """Without spaces and dashes, in half width and upper case: how numbers are kept."""
    return re.sub(r"[\s\-]", "", unicodedata.normalize("NFKC", text)).upper()


def tidy(text: str) -> str:
    """Without spaces at the ends, one space between words, in the usual composed form."""
    return " ".join(unicodedata.normalize("NFC", text).split())


def id_number_fault(number: str, today: date) -> str | None:
    """Form, place, birth date and check digit of GB 11643-1999."""
    if len(number) != 18:
        return N_("证件号码应是 18 位，请对照证件逐位核对。")
    if not _ID.fullmatch(number):
        return N_("证件号码只能是数字，最后一位也可以是 X。请核对。")
    if number[:2] not in _PROVINCES and number[0] != _FOREIGNER:
        return N_("证件号码的前两位不对，请对照证件核对。")
    born = _date(number[6:14])
    if born is None or not date(1870, 1, 1) <= born <= today:
        return N_("证件号码第 7 到 14 位是出生日期，现在这个日期不存在。请核对。")
    if mod_11_2(number[:17]) != number[17]:
        return N_("证件号码有一位填错了（末位校验不符），请对照证件逐位核对。")
    return None


def credit_code_fault(code: str) -> str | None:
    """Length, signs and check sign of GB 32100-2015."""
    if len(code) != 18:
        return N_("统一社会信用代码应是 18 位，请对照营业执照核对。")
    expected = mod_31(code[:17])
    if expected is None:
        return N_("统一社会信用代码里没有字母 I、O、S、V、Z，也没有符号。请核对。")
    if expected != code[17]:
        return N_("统一社会信用代码有一位填错了（末位校验不符），请对照营业执照逐位核对。")
    return None


def phone_fault(phone: str) -> str | None:
    if not _MOBILE.fullmatch(phone):
        return N_("请填写 11 位手机号码，例如 15000000419。")
    return None


def name_fault(name: str) -> str | None:
    """A name has letters of some script; rare characters and the dot of minority names are welcome."""
    if len(name) > LONGEST_NAME:
        return N_("名字最多 60 个字，请改短。")
    if not any(sign.isalpha() or ord(sign) >= _RARE for sign in name):
        return N_("请按证件上的写法填写名字，不能只有数字或符号。")
    return control_fault(name)


def address_fault(address: str) -> str | None:
    if len(address) > LONGEST_ADDRESS:
        return N_("地址最多 200 个字，请改短。")
    if len(address) < 6:
        return N_("地址太短，邮件可能送不到。请写到门牌号，例如：海珠区怡海西街 96 号 103 房。")
    return control_fault(address)


def control_fault(text: str) -> str | None:
    """Signs that nobody can see or that turn the writing round do not belong into a paper."""
    if any(unicodedata.category(sign) in {"Cc", "Cf", "Cs", "Co"} for sign in text):
        return N_("里面有看不见的特殊符号，请删掉重新输入。")
    return None


def _date(digits: str) -> date | None:
    try:
        return date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None
