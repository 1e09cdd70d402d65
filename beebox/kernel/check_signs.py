"""Check signs of Chinese numbers: pure arithmetic, no word of what the numbers are for."""

_WEIGHTS_31 = (1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28)
_SIGNS_31 = "0123456789ABCDEFGHJKLMNPQRTUWXY"


def mod_11_2(digits: str) -> str:
    """The check sign (`0` to `9` or `X`) that completes these digits: ISO/IEC 7064 MOD 11-2."""
    rest = 0
    for digit in digits:
        rest = (rest + int(digit)) * 2 % 11
    return "0123456789X"[(12 - rest) % 11]


def mod_31(signs: str) -> str | None:
    """The check sign of 17 signs of a credit code (GB 32100-2015); None if a sign is not allowed."""
    if len(signs) != len(_WEIGHTS_31) or not set(signs) <= set(_SIGNS_31):
        return None
    total = sum(_SIGNS_31.index(s) * w for s, w in zip(signs, _WEIGHTS_31, strict=True))
    return _SIGNS_31[(31 - total % 31) % 31]
