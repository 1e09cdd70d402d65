"""The supervisor: settles what did not agree, and at the end nothing may be left to look at."""

from collections.abc import Sequence

from beebox.demo.visitor import Lost, Visitor

NOBODYS, MISCOUNTED, TOO_EARLY = "信封上的编号查不到", "清点数和扫码数不一样", "没通过预审就投了"
NOTHING_LEFT = "没有要看的"


def settle(visitor: Visitor, planned: Sequence[str]) -> int:
    """Settle every difference of the day, which must be those planned and no others. How many."""
    words = visitor.open("/alarms").words
    told = [line for line in words.splitlines() if line.startswith((NOBODYS, MISCOUNTED, TOO_EARLY))]
    if sorted(map(_kind, told)) != sorted(planned):
        raise Lost(f"supervisor: {sorted(planned)} should stand there, and there is: {told}")
    for _ in planned:
        form = next(form for form in visitor.open("/alarms").forms if form.action.endswith("/resolve"))
        visitor.send_form(form, resolution="已核对信封和登记，处理完毕。")
    if NOTHING_LEFT not in visitor.open("/alarms").words:
        raise Lost(f"supervisor: something nobody planned: {visitor.page.words[:400]}")
    return len(planned)


def _kind(line: str) -> str:
    return next(kind for kind in (NOBODYS, MISCOUNTED, TOO_EARLY) if line.startswith(kind))
