"""What items, materials, reasons and people are called in a table of figures."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from sqlalchemy import select

from beebox.accounts.models import Person
from beebox.catalog.definitions import Item
from beebox.catalog.models import Department
from beebox.catalog.queries import current_items, departments
from beebox.kernel.db import Work
from beebox.kernel.settings import Settings
from beebox.preaudit.document_types import load_document_types
from beebox.preaudit.reasons import Reason
from beebox.preaudit.review import reason_book


@dataclass(frozen=True)
class Name:
    """In Chinese and in English."""

    name: str
    name_en: str


@dataclass(frozen=True)
class Names:
    """The catalogue as it is now; what left it is called by its code."""

    items: Mapping[str, Item]
    reasons: Mapping[str, Reason]
    kinds: Mapping[str, str]
    departments: Mapping[int, Department]

    def item(self, code: str) -> Name:
        found = self.items.get(code)
        return Name(found.name, found.name_en) if found else Name(code, code)

    def material(self, item: str, code: str) -> Name:
        for material in self.items[item].materials if item in self.items else ():
            if material.code == code:
                return Name(material.name, material.name_en)
        return Name(code, code)

    def kind(self, item: str, code: str) -> Name:
        """What sort of paper the material is; a dash for one that may be anything."""
        for material in self.items[item].materials if item in self.items else ():
            if material.code == code and material.document_types:
                types = [str(kind) for kind in material.document_types]
                chinese = "、".join(self.kinds.get(kind, kind) for kind in types)
                return Name(chinese, ", ".join(kind.replace("_", " ") for kind in types))
        return Name("—", "—")

    def reason(self, code: str) -> Name:
        found = self.reasons.get(code)
        if found is not None:
            return Name(found.short, found.short_en)
        return Name(code, code) if code else Name("只写了说明", "A note alone")


def names(work: Work) -> Names:
    book, types = reason_book(work), load_document_types(work.use(Settings).catalogue_dir)
    return Names(
        items={item.code: item for item in current_items(work)},
        reasons={reason.code: reason for reason in book.reasons},
        kinds={str(kind): entry.name for kind, entry in types.types.items()},
        departments={department.id: department for department in departments(work)},
    )


def people(work: Work, ids: Collection[int]) -> dict[int, str]:
    """Names of members of staff, by id."""
    found = work.session.scalars(select(Person).where(Person.id.in_(ids)))
    return {person.id: person.name or person.login or str(person.id) for person in found}
