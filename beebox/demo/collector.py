"""The collector: empties the boxes, sorts at the desk, seals the bags."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from beebox.demo.citizens import keep_pdf
from beebox.demo.visitor import Lost, Visitor

ROUND_SECONDS = 90
"""The timetable looks every half minute which rounds are due."""
_ROUND = re.compile(r"/rounds/\d+")
_BAG = re.compile(r"/bags/([2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4})")
_TRAY = re.compile(r"(\d+)\s*号格")
COLLECTED, OTHER_BOX, TOO_EARLY, UNKNOWN = "收下", "不是这箱", "还没通过", "查不到"
WRONG_TRAY = "放错格了"
TO_DO = "去收件"


@dataclass(frozen=True)
class Found:
    """What lies in a box: an envelope's code, and the answer its scan must get."""

    code: str
    answer: str


@dataclass
class Collector:
    visitor: Visitor
    papers: Path
    boxes: Mapping[str, str]
    """The name of each box by its code, as printed on the box."""
    bags: dict[str, list[str]] = field(default_factory=dict)
    """What was put into each bag that is sealed and not handed over yet, by its code."""

    def open_rounds(self, wanted: int) -> dict[str, str]:
        """The paths of the rounds to do, by box, as soon as `wanted` of them are there."""
        self.visitor.wait_to_see(
            "/rounds",
            lambda _: len(self._to_do()) >= wanted,
            ROUND_SECONDS,
            f"{wanted} open rounds",
        )
        found = {}
        for path in self._to_do():
            self.visitor.open(path)
            found[self._box_here()] = path
        return found

    def leftovers(self) -> list[str]:
        """Rounds that are open although nobody waits for them any more."""
        self.visitor.open("/rounds")
        return self._to_do()

    def empty(self, path: str, inside: Sequence[Found], counted: int) -> None:
        """Scan everything in the box, see the right answer each time, count by hand and close."""
        for number, found in enumerate(inside):
            self.visitor.open(path)
            typed = f"LBB:ENV:{found.code}" if number % 2 == 0 else found.code.lower().replace("-", " ")
            self.visitor.send("/scan", code=typed)
            self.visitor.must_see(found.answer)
        self.visitor.open(path)
        self.visitor.send("/close", counted=str(counted))

    def sort(self, codes: Iterable[str], step: Callable[[], None], *, wrong_once: bool = False) -> None:
        """Each envelope at the desk, and into the tray the page names."""
        for code in codes:
            tray = self._arrive(code)
            if wrong_once:
                self._try_wrong_tray(tray)
                wrong_once = False
            self.visitor.send("/sorting/bag", tray=f"LBB:TRAY:{tray}")
            self.visitor.must_see("已入袋")
            step()

    def seal(self) -> list[str]:
        """Seal every open bag, print its sheet; the codes of the bags."""
        sealed = []
        for code in self._bag_codes():
            self.visitor.open(f"/bags/{code}")
            if not self.visitor.has_form("/close"):
                continue
            inside = self._envelopes_here(code)
            self.visitor.send("/close")
            keep_pdf(self.visitor, f"/bags/{code}/sheet.pdf", self.papers / "bag" / f"{code}.pdf")
            self.bags[code] = inside
            sealed.append(code)
        return sealed

    def hold(self, code: str) -> None:
        """An envelope that came too early is shown at the desk and kept there."""
        self.visitor.open("/sorting")
        self.visitor.send("/sorting/envelope", code=f"LBB:ENV:{code}")
        self.visitor.must_see(TOO_EARLY)

    def _arrive(self, code: str) -> int:
        self.visitor.open("/sorting")
        self.visitor.send("/sorting/envelope", code=f"LBB:ENV:{code}")
        found = _TRAY.search(self.visitor.page.words)
        if found is None:
            raise Lost(f"collector: no tray is named for {code}: {self.visitor.page.words[:400]}")
        return int(found[1])

    def _try_wrong_tray(self, right: int) -> None:
        self.visitor.attempt("/sorting/bag", tray=f"LBB:TRAY:{2 if right == 1 else 1}")
        self.visitor.must_see(WRONG_TRAY)

    def _to_do(self) -> list[str]:
        links = self.visitor.page.links
        return [link.href for link in links if _ROUND.fullmatch(link.href) and TO_DO in link.words]

    def _box_here(self) -> str:
        for code, name in self.boxes.items():
            if name in self.visitor.page.words:
                return code
        raise Lost(f"collector: {self.visitor.at} does not say which box it is about")

    def _bag_codes(self) -> list[str]:
        page = self.visitor.open("/bags")
        found = [match[1] for link in page.links if (match := _BAG.fullmatch(link.href))]
        return list(dict.fromkeys(found))

    def _envelopes_here(self, bag: str) -> list[str]:
        every = re.findall(r"[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}", self.visitor.page.words)
        return [code for code in dict.fromkeys(every) if code != bag]
