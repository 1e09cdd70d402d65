"""A citizen with one case: applies, hands in pictures and paper, mends, withdraws, rates."""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from beebox.demo.cast import Part
from beebox.demo.page import Form, Page
from beebox.demo.service import Stage
from beebox.demo.visitor import Lost, Visitor

READING_SECONDS = 300
"""The longest anybody waits for all pictures of a case to be read."""
BOOKING_SECONDS = 60
PRINT_SECONDS = 120
"""The longest anybody waits for a waybill number."""
CHECKING = "检查中"
RETAKE = "需重拍"
READING = "收到了，正在看"
STATES = {
    "draft": "草稿",
    "reviewing": "预审中",
    "sent_back": "要改",
    "awaiting_paper": "待交原件",
    "received": "原件已收到",
    "correcting": "要补正",
    "accepted": "已受理",
    "decided": "已办好",
    "returning": "寄回途中",
    "closed": "办结",
    "refused": "不予受理",
    "withdrawn": "已撤回",
    "lapsed": "逾期终止",
}
"""The word that a citizen reads for each state a case can rest in."""


@dataclass
class Timing:
    """One upload: when it was given, and how many seconds later the page showed what was read."""

    given: float
    seconds: float | None = None


@dataclass
class Citizen:
    """One part of the cast and the browser in which it is played."""

    part: Part
    visitor: Visitor
    stage: Stage
    papers: Path
    code: str = ""
    timings: dict[str, list[Timing]] = field(default_factory=dict)
    began: float = 0.0
    remarks: list[str] = field(default_factory=list)
    """What happened that somebody should know, in a few words each."""

    @property
    def home(self) -> str:
        return f"/cases/{self.code}"

    @property
    def minutes(self) -> float:
        """From the first page opened to the last one, by the clock on the wall."""
        return (self.visitor.last_seen - self.began) / 60 if self.began else 0.0

    def begin(self) -> None:
        """Find the item, answer its questions and start a draft."""
        self.began = time.monotonic()
        self.visitor.open(f"/items/{self.part.item}")
        self.visitor.open(f"/apply/{self.part.item}")
        self.visitor.send(f"/apply/{self.part.item}", **self.part.answers)
        if not self.visitor.at.startswith("/cases/"):
            raise Lost(f"{self.visitor.name}: no draft was begun at {self.visitor.at}")
        self.code = self.visitor.at.rsplit("/", 1)[-1]

    def fill(self) -> None:
        """Type who applies and where the result goes."""
        self.visitor.open(f"{self.home}/form")
        asked = self.visitor.form("/form")
        receiver = {
            "receiver_name": self.part.name,
            "receiver_phone": self.part.phone,
            "receiver_address": self.part.form["address"],
        }
        known = self.part.form | receiver
        typed = {name: value for name, value in known.items() if name in asked.fields}
        self.visitor.send("/form", **typed)

    def give(self, pictures: Mapping[str, Path]) -> None:
        """Upload one picture for each of these materials, without waiting for any."""
        for material, picture in pictures.items():
            self.visitor.open(f"{self.home}/materials/{material}")
            self.timings.setdefault(material, []).append(Timing(time.monotonic()))
            self.visitor.send(f"/materials/{material}", [("files", picture)])

    def look(self) -> bool:
        """Reload the task list once: True when nothing is being read any more."""
        words = self._words_of_materials(self.visitor.open(self.home))
        for material, word in words.items():
            if word != CHECKING:
                self._seen(material)
        return CHECKING not in words.values()

    def wait_until_read(self) -> None:
        until = time.monotonic() + READING_SECONDS
        while not self.look():
            if time.monotonic() > until:
                raise Lost(f"{self.visitor.name}: still being read after {READING_SECONDS} s: {self.code}")
            time.sleep(0.4)

    def retake(self) -> None:
        """Who looks at the page takes an unfit picture again at once; others go on."""
        if self.part.seen_by != "citizen":
            return
        told = self._words_of_materials(self.visitor.open(self.home))
        for material in self.part.first:
            if told.get(material) != RETAKE:
                raise Lost(f"{self.visitor.name}: an unfit picture for {material} was taken as fit")
            self.give({material: self.part.mended(material)})
        self.wait_until_read()
        self.remarks.append("当场重拍 taken again at once")

    def submit(self) -> None:
        """Check everything and hand it in; who forgot something is told what, and adds it."""
        self.visitor.open(f"{self.home}/check")
        if self.part.forgotten or self.part.ends == "draft":
            self._be_told_what_is_missing()
            if self.part.ends == "draft":
                return
            self.give(self.part.forgotten)
            self.wait_until_read()
            self.visitor.open(f"{self.home}/check")
        form = self.visitor.form("/submit")
        self.visitor.send_form(form, agree="yes")
        first = self.visitor.open(f"{self.home}/sent").words
        if self.part.double_submit:
            self.visitor.send_form(form, agree="yes")
            self._must_be_the_same(first)
        self.save("receipt", f"{self.home}/receipt.pdf")

    def answer_notice(self) -> None:
        """What the notice asks for, and nothing else, is given anew."""
        self.visitor.open(f"{self.home}/fix")
        if self.part.answer == "withdraw":
            self.withdraw()
        elif self.part.answer == "mend":
            self.mend(sorted(self.part.faults))

    def mend(self, materials: list[str]) -> None:
        for material in materials:
            self.give({material: self.part.mended(material)})
            self.visitor.wait_to_see(
                f"{self.home}/materials/{material}",
                lambda page: READING not in page.words,
                READING_SECONDS,
                "the new picture to be read",
            )
            self._seen(material)
        self.visitor.open(f"{self.home}/fix")
        self.visitor.send("/submit", agree="all")

    def withdraw(self) -> None:
        self.visitor.open(f"{self.home}/withdraw")
        self.visitor.send("/withdraw")
        self.remarks.append("撤回 withdrew")

    def choose_way(self) -> None:
        """A box near by, or the courier at the door; then print the slip or the label."""
        here = f"{self.home}/hand-in"
        if self.part.box:
            self.visitor.open(here)
            self.visitor.send_form(self._way_form("box"), box=self.part.box)
            self.save("slip", f"{self.home}/slip.pdf")
            return
        windows = self._wait_for_courier(here).choices["window"]
        self.visitor.send_form(self._way_form("door"), window=sorted(windows)[0])
        label = f"{self.home}/label.pdf"
        self.visitor.wait_to_see(
            here, lambda _: self.visitor.has_link(label), BOOKING_SECONDS, "the waybill number"
        )
        self._save_when_ordered("door-label", label)
        self.remarks.append("快递上门 fetched at the door")

    def say_dropped(self) -> None:
        self.visitor.open(f"{self.home}/hand-in")
        self.visitor.send("/dropped")

    def rate(self) -> None:
        self.visitor.open(f"{self.home}/rating")
        self.visitor.send("/rating", level=self.part.stars)
        self.visitor.must_see("谢谢您的评价")

    def stands_at(self) -> str:
        """The state of the case, by the word on the citizen's own list of cases."""
        for link in self.visitor.open("/cases").links:
            if link.href.endswith(self.home):
                said = link.words.strip()
                return next((state for state, word in STATES.items() if said.endswith(word)), said)
        raise Lost(f"{self.visitor.name}: {self.code} is not in the list of cases")

    def wait_until_it_stands_at(self, state: str) -> None:
        until = time.monotonic() + READING_SECONDS
        while (now := self.stands_at()) != state:
            if time.monotonic() > until:
                raise Lost(f"{self.visitor.name}: {self.code} should reach {state} and is {now}")
            time.sleep(0.5)

    def save(self, kind: str, path: str) -> Path:
        """A PDF of this case, kept below the demo's folder."""
        return keep_pdf(self.visitor, path, self.papers / kind / f"{self.part.tag}-{self.code}.pdf")

    def _wait_for_courier(self, here: str) -> Form:
        """The form that calls the courier: there as soon as the parcel is ordered."""
        self.visitor.wait_to_see(
            here,
            lambda _: "叫快递上门取" in self.visitor.page.words,
            BOOKING_SECONDS,
            "the courier's windows",
        )
        return self._way_form("door")

    def _save_when_ordered(self, kind: str, path: str) -> None:
        """Choosing a window may order the parcel anew: then its label is there a little later."""
        until = time.monotonic() + BOOKING_SECONDS
        while True:
            try:
                self.save(kind, path)
                return
            except Lost:
                if time.monotonic() > until:
                    raise
                time.sleep(1)

    def _way_form(self, way: str) -> Form:
        for form in self.visitor.page.forms:
            if form.fields.get("way") == [way]:
                return form
        raise Lost(f"{self.visitor.name}: {way} cannot be chosen at {self.visitor.at}")

    def _be_told_what_is_missing(self) -> None:
        lacking = set(self.part.forgotten)
        if self.visitor.has_form("/submit"):
            raise Lost(f"{self.visitor.name}: an incomplete case could be submitted: {self.code}")
        self.visitor.must_see("还差")
        for material in lacking:
            if not self.visitor.has_link(f"{self.home}/materials/{material}"):
                raise Lost(f"{self.visitor.name}: nobody says that {material} is missing")
        self.remarks.append("缺件被拦下 stopped: incomplete")

    def _must_be_the_same(self, first: str) -> None:
        if _of_the_case(self.visitor.open(f"{self.home}/sent").words) != _of_the_case(first):
            raise Lost(f"{self.visitor.name}: submitting twice changed {self.code}")
        mine = [link for link in self.visitor.open("/cases").links if link.href.startswith("/cases/")]
        if len(mine) != 1:
            raise Lost(f"{self.visitor.name}: submitting twice made {len(mine)} cases")
        self.remarks.append("重复提交只算一次 submitted twice, counted once")

    def _words_of_materials(self, page: Page) -> dict[str, str]:
        """The word beside each material of the task list."""
        found: dict[str, str] = {}
        for link in page.links:
            head, _, material = link.href.rpartition("/materials/")
            if head.endswith(self.home) and link.words.strip():
                found.setdefault(material, link.words.strip()[-3:])
        return found

    def _seen(self, material: str) -> None:
        for timing in self.timings.get(material, []):
            if timing.seconds is None:
                timing.seconds = time.monotonic() - timing.given


def keep_pdf(visitor: Visitor, path: str, file: Path) -> Path:
    """Fetch a PDF and keep it; Lost when it is none. One that is still printed is waited for."""
    until = time.monotonic() + PRINT_SECONDS
    while not (data := visitor.fetch(path)).startswith(b"%PDF-"):
        if time.monotonic() > until:
            raise Lost(f"{visitor.name}: {path} is no PDF")
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(data)
    return file


def _of_the_case(words: str) -> list[str]:
    """What a page says but for its head, where the inbox counts what arrives meanwhile."""
    return [line for line in words.splitlines() if "收件箱" not in line and "未读" not in line]
