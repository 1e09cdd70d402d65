"""The auditor: takes the next case, looks at each material beside what the machine says, and decides."""

import time
from collections.abc import Iterable
from dataclasses import dataclass, field

from beebox.demo.citizens import Citizen
from beebox.demo.visitor import Lost, Visitor

QUEUE_SECONDS = 300
"""The longest the auditor waits for the machine to finish with cases just handed in."""
MACHINE_SAYS_NO = 'class="find stop"'


@dataclass
class Tally:
    """How often the machine's advice and the auditor's word were the same."""

    same: int = 0
    missed: int = 0
    """The auditor found a fault that the machine did not name."""
    overruled: int = 0
    """The machine named a fault where there is none."""
    differed_at: list[str] = field(default_factory=list)
    """`case:material`, with + where the machine complained and - where it did not."""

    def count(self, where: str, *, machine: bool, auditor: bool) -> None:
        self.same += machine is auditor
        self.missed += auditor and not machine
        self.overruled += machine and not auditor
        if machine is not auditor:
            self.differed_at.append(f"{where}{'+' if machine else '-'}")

    def figures(self) -> dict[str, object]:
        return {
            "machine_and_auditor_agreed": f"{self.same} / {self.same + self.missed + self.overruled}",
            "faults_only_the_auditor_saw": self.missed,
            "complaints_the_auditor_overruled": self.overruled,
            "where_they_differed": self.differed_at,
        }


@dataclass
class Auditor:
    visitor: Visitor
    tally: Tally = field(default_factory=Tally)

    def work_through(self, waiting: Iterable[Citizen]) -> Iterable[Citizen]:
        """Take case after case until all of `waiting` are decided; yields each when it is."""
        left = {citizen.code: citizen for citizen in waiting}
        until = time.monotonic() + QUEUE_SECONDS
        while left:
            citizen = self._take_next(left)
            if citizen is not None:
                self._decide(citizen)
                yield left.pop(citizen.code)
            elif time.monotonic() > until:
                raise Lost(f"auditor: {sorted(left)} did not come into the queue in {QUEUE_SECONDS} s")
            else:
                time.sleep(0.5)

    def _take_next(self, known: dict[str, Citizen]) -> Citizen | None:
        self.visitor.open("/review")
        self.visitor.send("/review/next")
        code = self.visitor.at.rsplit("/", 1)[-1]
        if self.visitor.at == "/review":
            return None
        if code not in known:
            raise Lost(f"auditor: was given {code}, which nobody of the day handed in")
        return known[code]

    def _decide(self, citizen: Citizen) -> None:
        here = f"/review/{citizen.code}"
        mended = citizen.code in self._sent_back
        for _ in range(60):
            if self.visitor.has_form(f"{here}/pass") or self.visitor.has_link(f"{here}/notice"):
                break
            self._decide_material(citizen, citizen.part.faults if not mended else {})
        self._confirm_checklist(here)
        if self.visitor.has_form(f"{here}/pass"):
            self.visitor.send(f"{here}/pass")
            return
        self.visitor.follow(f"{here}/notice")
        self.visitor.send(f"{here}/send-back")
        self._sent_back.add(citizen.code)
        citizen.remarks.append("退回一次 sent back once")

    def _decide_material(self, citizen: Citizen, faults: dict[str, str]) -> None:
        form = self.visitor.form("/decide")
        material = form.fields["material"][0]
        wrong = material in faults
        where = f"{citizen.part.tag}:{material}"
        self.tally.count(where, machine=MACHINE_SAYS_NO in self.visitor.source, auditor=wrong)
        if wrong:
            reasons = sorted({*form.fields.get("reasons", []), faults[material]})
            self.visitor.send("/decide", word="mend", reasons=reasons)
        else:
            self.visitor.send("/decide", word="pass", reasons=[])

    def _confirm_checklist(self, here: str) -> None:
        """Confirm line after line, as long as the bench asks for one."""
        while 'value="next"' in self.visitor.source:
            self.visitor.send(f"{here}/checklist", do="next")

    def __post_init__(self) -> None:
        self._sent_back: set[str] = set()
