"""Back to the citizens: packing and handing over at the mail-out desk, then what the courier does."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from beebox.demo.citizens import keep_pdf
from beebox.demo.telling import Step
from beebox.demo.visitor import Lost, Visitor

BOOKING_SECONDS = 60
_READY = re.compile(r"/mail-out/(LBW-[^/]+)/label\.pdf")
_PARCEL = re.compile(r"^(\S+)\s.*?(LBW-\S+)")


@dataclass
class MailOut:
    """The collector at the mail-out desk."""

    visitor: Visitor
    papers: Path
    handed_over: list[str] = field(default_factory=list)
    """The references of the parcels that the courier has."""

    def wait_for(self, count: int) -> list[str]:
        """The references of the parcels that wait with a number, once there are `count`."""
        self.visitor.wait_to_see(
            "/mail-out",
            lambda _: len(self._waiting()) >= count,
            BOOKING_SECONDS,
            f"{count} parcels",
        )
        return self._waiting()

    def pack(self, reference: str) -> None:
        """Label on, every original and the result in, each ticked; without ticks it cannot leave."""
        here = f"/mail-out/{reference}"
        keep_pdf(self.visitor, f"{here}/label.pdf", self.papers / "return-label" / f"{reference}.pdf")
        self.visitor.open(here)
        ticks = {name: sorted(values) for name, values in self.visitor.form("/pack").choices.items()}
        if ticks:
            self.visitor.attempt("/pack")
            if self.visitor.status < 400:
                raise Lost(f"mail-out: {reference} could be packed without a single tick")
            self.visitor.open(here)
        self.visitor.send("/pack", **ticks)

    def hand_over(self, references: Iterable[str]) -> Path:
        """These packed parcels to the courier; the list as a PDF."""
        self.visitor.open("/mail-out")
        self.visitor.send("/mail-out/hand-over", parcel=sorted(references))
        lists = [link.href for link in self.visitor.page.links if "/mail-out/lists/" in link.href]
        if not lists:
            raise Lost("mail-out: no list of the parcels handed over")
        self.handed_over += references
        return keep_pdf(self.visitor, lists[0], self.papers / "mail-out" / lists[0].rsplit("/", 1)[-1])

    def _waiting(self) -> list[str]:
        found = [match[1] for link in self.visitor.page.links if (match := _READY.fullmatch(link.href))]
        return list(dict.fromkeys(found))


class OnThePage:
    """The stand-in carrier, led from the developers' page; it hears of a hand-over from the program."""

    def __init__(self, visitor: Visitor) -> None:
        self._visitor = visitor

    def take(self, references: Sequence[str]) -> None:
        pass

    def arrive(self, references: Iterable[str], step: Step) -> None:
        """These parcels arrive. A reference may be cut short, as long as it names one parcel only."""
        self._visitor.open("/dev/carrier")
        lines = self._visitor.page.words.splitlines()
        numbers = {found[2]: found[1] for line in lines if (found := _PARCEL.match(line))}
        for reference in references:
            number = next((numbers[known] for known in numbers if known.startswith(reference)), None)
            if number is None:
                raise Lost(f"the carrier knows nothing of {reference}")
            self._visitor.open("/dev/carrier")
            self._visitor.send(f"/dev/carrier/{number}/delivered")
            step()
