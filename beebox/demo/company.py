"""Everybody of the day with what they need: citizens, auditor, collector, clerks, supervisor."""

import functools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Self

import yaml

from beebox.demo.auditor import Auditor
from beebox.demo.cast import Part
from beebox.demo.citizens import Citizen
from beebox.demo.clerks import Clerks
from beebox.demo.collector import Collector
from beebox.demo.couriers import Couriers
from beebox.demo.mail import MailOut, OnThePage
from beebox.demo.service import Service, Stage
from beebox.demo.staff import Staff
from beebox.demo.visitor import Visitor


@dataclass
class Company:
    url: str
    stage: Stage
    staff: Staff
    citizens: Sequence[Citizen]
    auditor: Auditor
    collector: Collector
    clerks: Clerks
    mail_out: MailOut
    couriers: Couriers
    papers: Path

    @classmethod
    def gather(cls, service: Service, parts: Sequence[Part], papers: Path, catalogue: Path) -> Self:
        """Staff are signed in and have passwords of their own; citizens have only their phones."""
        stage, staff = Stage(service.url, service.carriers), Staff(service.url, service.passwords)
        collector = staff.visitor("collector")
        return cls(
            service.url,
            stage,
            staff,
            [_citizen(service.url, part, stage, papers) for part in parts],
            Auditor(staff.visitor("auditor")),
            Collector(collector, papers, _boxes(catalogue)),
            Clerks(staff, _departments(catalogue, parts)),
            MailOut(collector, papers),
            service.carriers or OnThePage(collector),
            papers,
        )

    def those(self, codes: Iterable[str]) -> list[Citizen]:
        """The citizens of these cases."""
        wanted = set(codes)
        return [citizen for citizen in self.citizens if citizen.code in wanted]


def _citizen(url: str, part: Part, stage: Stage, papers: Path) -> Citizen:
    sign_in = functools.partial(_sign_in, phone=part.phone, stage=stage)
    return Citizen(part, Visitor(url, f"{part.tag} {part.name}", sign_in), stage, papers)


def _sign_in(visitor: Visitor, phone: str, stage: Stage) -> None:
    """By phone and the code that was sent to it."""
    visitor.open_as_stranger("/sign-in")
    visitor.send("/sign-in", phone=phone)
    visitor.send("/sign-in/code", code=stage.sign_in_code(phone))


def _departments(catalogue: Path, parts: Sequence[Part]) -> dict[str, str]:
    """Where each item of the day is handled."""
    items = {part.item for part in parts}
    files = {item: (catalogue / "items" / f"{item}.yaml").read_text("utf-8") for item in items}
    return {item: str(yaml.safe_load(text)["department"]) for item, text in files.items()}


def _boxes(catalogue: Path) -> dict[str, str]:
    read = yaml.safe_load((catalogue / "boxes.yaml").read_text("utf-8"))
    return {box["code"]: box["name"] for box in read["boxes"]}
