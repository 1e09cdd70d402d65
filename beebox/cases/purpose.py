"""What a copy of somebody's identity paper may be used for, said on the copy itself.

A copy that leaves for a department's eyes or is downloaded carries one line across it: this business,
its number, this day. Whoever finds it elsewhere sees what it was for.
"""

from collections.abc import Iterator

from beebox.cases.legal_clock import today
from beebox.cases.models import Case
from beebox.cases.papers import Material, MaterialVersion
from beebox.cases.queries import item_of
from beebox.catalog.vocabulary import IDENTITY_PAPERS
from beebox.kernel.db import Work


def purpose_line(work: Work, case: Case, upload: MaterialVersion) -> str | None:
    """The line for a copy of this file; None when it is no identity paper.

    Asked for as one or recognised as one: either counts, so an unread card is marked as well.
    """
    item = item_of(work, case)
    material = work.session.get_one(Material, upload.material_id)
    types = {*item.material(material.code).document_types, *_recognised(upload)}
    if not types & IDENTITY_PAPERS:
        return None
    return f"仅供办理{item.name}使用 · {case.number or case.code} · {today(work)}"


def _recognised(upload: MaterialVersion) -> Iterator[str]:
    """The document types found in it."""
    for page in (upload.reading or {}).get("pages", []):
        yield page.get("document_type", "")
