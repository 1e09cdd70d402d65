"""文书: the dated written notices the law asks for (行政许可法 art. 32), frozen when they are issued."""

from dataclasses import asdict, dataclass
from datetime import date
from typing import Any

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.queries import item_of
from beebox.catalog.models import Department
from beebox.handling.models import FormalNotice, NoticeKind
from beebox.kernel.db import Work

TITLES = {
    NoticeKind.ACCEPTANCE: ("受理通知书", "受"),
    NoticeKind.REFUSAL: ("不予受理通知书", "不受"),
    NoticeKind.CORRECTION: ("材料补正一次性告知书", "补"),
    NoticeKind.DECISION: ("办理决定书", "决"),
}
"""Chinese alone: the paper of the authority, whatever language the page has."""


@dataclass(frozen=True)
class FormalPaper:
    """Every word that stands on one notice."""

    title: str
    number: str
    department: str
    applicant: str
    item: str
    code: str
    case_number: str
    issued_on: date
    paragraphs: tuple[str, ...]
    points: tuple[str, ...]
    remedy: str
    contact: str

    def to_json(self) -> dict[str, Any]:
        return {**asdict(self), "issued_on": self.issued_on.isoformat()}

    @classmethod
    def from_json(cls, told: dict[str, Any]) -> "FormalPaper":
        listed = {name: tuple(told[name]) for name in ("paragraphs", "points")}
        return cls(**{**told, **listed, "issued_on": date.fromisoformat(told["issued_on"])})


@dataclass(frozen=True)
class Body:
    """What one notice says beside its head and foot."""

    paragraphs: tuple[str, ...]
    points: tuple[str, ...] = ()
    remedy: str = ""


def issue(work: Work, case: Case, kind: NoticeKind, by: Actor, body: Body) -> FormalNotice:
    """Give the notice its number and date and freeze it; one of each kind for a case."""
    day = today(work)
    title, sign = TITLES[kind]
    department = work.session.get_one(Department, case.department_id)
    number = f"{sign}{day:%Y%m%d}-{case.code}"
    paper = FormalPaper(
        title=title,
        number=number,
        department=department.name,
        applicant=applicant_of(case),
        item=item_of(work, case).name,
        code=case.code,
        case_number=case.number or "",
        issued_on=day,
        paragraphs=body.paragraphs,
        points=body.points,
        remedy=body.remedy,
        contact=f"{department.name}，{department.place}，{department.hours}，电话 {department.phone}",
    )
    row = FormalNotice(
        case_id=case.id,
        kind=kind,
        number=number,
        issued_at=work.now(),
        issued_by=by.id,
        content=paper.to_json(),
    )
    work.session.add(row)
    return row


def notices_of(work: Work, case_id: int) -> dict[NoticeKind, FormalNotice]:
    rows = work.session.scalars(select(FormalNotice).where(FormalNotice.case_id == case_id))
    return {row.kind: row for row in rows}


def applicant_of(case: Case) -> str:
    """The organisation if one applies, else the person, as typed."""
    return str(case.form.get("company_name") or case.form.get("applicant_name") or "")


def day_words(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"
