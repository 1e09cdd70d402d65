"""A parcel on its way back, and a company that gives labels of its own."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import pytest
from reportlab.pdfgen.canvas import Canvas

from beebox.adapters.carriers.simulated.carrier import SimulatedCarrier
from beebox.cases.states import Action
from beebox.kernel.db import Office
from beebox.logistics.faults import CarrierFault
from beebox.logistics.orders import Label, LabelPaper, Leg
from beebox.logistics.parcels import Waybill
from beebox.logistics.ports import Capability, Carriers
from tests.logistics.conftest import Paper
from tests.logistics.test_sorting import Desk


def their_label(text: str, width: float = 99, height: float = 179) -> bytes:
    """A sheet as a company's template makes it: a millimetre smaller than the paper."""
    import io

    file = io.BytesIO()
    canvas = Canvas(file, pagesize=(width / 25.4 * 72, height / 25.4 * 72), invariant=1)
    canvas.drawString(20, 100, text)
    canvas.save()
    return file.getvalue()


@dataclass
class LabelGiver:
    """The stand-in, but a company with labels of its own alone; answers in turn as it is told."""

    company: SimulatedCarrier
    simulated: bool = False
    more: frozenset[Capability] = frozenset()
    answers: list[Label | CarrierFault] = field(default_factory=list)
    asked: list[tuple[str, Leg, LabelPaper]] = field(default_factory=list)

    @property
    def can(self) -> frozenset[Capability]:
        return (self.company.can - {Capability.OWN_LABEL}) | {Capability.LABEL} | self.more

    def __getattr__(self, name: str) -> object:
        return getattr(self.company, name)

    def label(self, number: str, leg: Leg, paper: LabelPaper) -> Label:
        self.asked.append((number, leg, paper))
        answer = self.answers.pop(0) if self.answers else Label(their_label(f"THEIRS {number}"))
        if isinstance(answer, CarrierFault):
            raise answer
        return answer


@pytest.fixture
def giver(office: Office) -> LabelGiver:
    """Put in the place of the office's only carrier."""
    return place(office)


def place(office: Office) -> LabelGiver:
    (company,) = office.use(Carriers).all
    assert isinstance(company, SimulatedCarrier)
    made = LabelGiver(company)
    office._tools[Carriers] = Carriers((made,))  # type: ignore[arg-type]  # it passes on what it lacks
    return made


def decided(paper: Paper, count: int = 1) -> Sequence[Waybill]:
    """So many booked return parcels."""
    made = []
    for _ in range(count):
        desk, case_id = Desk(paper), paper.passed()
        bag = desk.bagged(case_id)
        desk.tick(bag, paper.code(case_id))
        desk.sign(bag)
        paper.step(case_id, Action.ACCEPT, paper.clerk)
        paper.step(case_id, Action.DECIDE, paper.clerk, result_by="post")
        made.append(paper.waybill(case_id, Leg.RETURN))
    return made
