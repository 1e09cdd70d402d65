"""Numbers that no carrier ever gives out, so that a simulated parcel is never taken for a real one."""

_S10_WEIGHTS = (8, 6, 4, 2, 3, 5, 9, 7)
POSTAL = "LB99"
"""The service LB with 99 in front is never given out by a post."""
SF_AREA = "999"
"""SF begins a number with the area code of the place; no place in China has 999."""


def postal(sequence: int) -> str:
    """13 signs with the check digit of UPU S10. ValueError after a million parcels."""
    if not 0 <= sequence < 1_000_000:
        raise ValueError("the simulator has given out all its postal numbers")
    digits = f"{POSTAL[2:]}{sequence:06d}"
    return f"{POSTAL[:2]}{digits}{s10_digit(digits)}CN"


def s10_digit(digits: str) -> int:
    """UPU S10: weights 8 6 4 2 3 5 9 7, eleven minus the rest; 10 becomes 0 and 11 becomes 5."""
    rest = 11 - sum(w * int(d) for w, d in zip(_S10_WEIGHTS, digits, strict=True)) % 11
    return {10: 0, 11: 5}.get(rest, rest)


def sf(sequence: int, length: int = 15) -> str:
    """`SF` and 13 digits, or 12 digits, with SF's check digit. ValueError when they are used up."""
    width = 9 if length == 15 else 8
    if not 0 <= sequence < 10**width:
        raise ValueError("the simulator has given out all its numbers")
    digits = f"{sequence:0{width}d}"
    return f"{'SF' if length == 15 else ''}{SF_AREA}{digits}{sf_digit(digits)}"


def sf_digit(digits: str) -> int:
    """Weights 1, 3, 5, 7 and so on from the right; the digits of all products complete to a ten."""
    total = sum(sum(divmod(int(d) * (2 * i + 1), 10)) for i, d in enumerate(reversed(digits)))
    return -total % 10


def is_ours(number: str) -> bool:
    """Whether the simulator alone gives out such a number."""
    return number.startswith((POSTAL, f"SF{SF_AREA}", SF_AREA))
