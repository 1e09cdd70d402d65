"""What catalogue/departments.yaml says, checked."""

from typing import Annotated

from pydantic import Field

from beebox.catalog.definitions import Definition, ItemCode, Line


class DepartmentEntry(Definition):
    code: ItemCode
    name: Line
    name_en: Line
    place: Line
    place_en: Line
    hours: Line
    hours_en: Line
    phone: Annotated[str, Field(pattern=r"^[0-9-]{5,20}$")]
    document_prefix: Annotated[str, Field(pattern=r"^[一-鿿]{2,8}$")] = "海政"
    """What the numbers of its documents begin with (发文字号)."""


class DepartmentsFile(Definition):
    sample: bool
    note: Line
    departments: tuple[DepartmentEntry, ...]
