"""Issuing: in the transaction that decides, a document gets its number and date and is frozen."""

from dataclasses import replace

from sqlalchemy import select

from beebox.accounts.roles import Actor
from beebox.cases.events import DocumentIssued
from beebox.cases.issuing.contents import Body, Content, Earlier, digest_of
from beebox.cases.issuing.kinds import Kind, kinds
from beebox.cases.issuing.models import Document
from beebox.cases.issuing.numbering import new_mark, next_number
from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.queries import item_of
from beebox.catalog.definitions import Item
from beebox.catalog.models import Department
from beebox.catalog.vocabulary import ItemKind
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings


def issue(
    work: Work, case: Case, kind_code: str, by: Actor, body: Body, occasion: object = "",
    replaces: Document | None = None,
) -> Document:  # fmt: skip
    """Issue a document of this kind, once for each `occasion` ("" where a case has only one).

    Issued again for the same occasion it is the one that was issued. It is printed after the
    transaction; nothing of it can be changed.
    """
    kind, key = kinds(work).kind(kind_code), f"{kind_code}-{case.id}-{occasion}"
    known = work.session.scalar(select(Document).where(Document.occasion == key))
    if known is not None:
        return known
    if kind.against and not body.remedy:
        raise ValueError(f"a document of the kind {kind_code} must tell the way to remedy")
    department = work.session.get_one(Department, case.department_id)
    day = today(work)
    number, mark = next_number(work, f"{department.document_prefix}{kind.sign}", day.year), new_mark()
    content = _content(work, case, kind, number, mark, body, replaces).to_json()
    made = Document(
        case_id=case.id, kind=kind.code, occasion=key, number=number, mark=mark, issued_at=work.now(),
        issued_on=day, issued_by=by.id, replaces_id=replaces.id if replaces else None,
        template=kind.template, content=content, content_sha256=digest_of(content),
    )  # fmt: skip
    work.session.add(made)
    work.session.flush()
    work.emit(DocumentIssued(case.id, made.id))
    return made


def _content(
    work: Work, case: Case, kind: Kind, number: str, mark: str, body: Body, replaces: Document | None
) -> Content:
    department = work.session.get_one(Department, case.department_id)
    item = item_of(work, case)
    return Content(
        kind=kind.code,
        title=kind.title,
        title_en=kind.title_en,
        number=number,
        mark=mark,
        verify_at=f"{work.use(Settings).public_url}/verify/{mark}",
        authority=department.name,
        applicant=applicant_of(case),
        item=item.name,
        case_code=case.code,
        case_number=case.number or "",
        issued_on=today(work).isoformat(),
        body=replace(body, remedy=body.remedy or kind.remedy),
        articles=tuple(dict.fromkeys([*_articles(kind, item), *body.articles])),
        contact=f"{department.name}，{department.place}，{department.hours}，电话 {department.phone}",
        earlier=_earlier(replaces) if replaces else None,
    )


def _articles(kind: Kind, item: Item) -> list[str]:
    """The licensing law binds licences; for other services it is followed likewise."""
    likewise = "" if item.kind is ItemKind.LICENCE else "参照"
    return [f"{likewise}{article}" for article in kind.articles]


def _earlier(replaced: Document) -> Earlier:
    told = replaced.content
    return Earlier(told["title"], replaced.number, replaced.issued_on.isoformat())


def applicant_of(case: Case) -> str:
    """The organisation if one applies, else the person, as typed."""
    return str(case.form.get("company_name") or case.form.get("applicant_name") or "")
