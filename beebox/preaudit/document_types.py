"""What is known of each kind of paper: its printed labels and its fields, read from one YAML file."""

import re
from enum import StrEnum
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from beebox.catalog.vocabulary import DocumentType
from beebox.kernel.errors import BeeboxError
from beebox.preaudit.numbers import squeezed

FILE_NAME = "document_types.yaml"
Label = Annotated[str, Field(min_length=1, max_length=30)]
"""One sign is the second half of a label whose first half was lost (称 of 名称), at a line's start."""


class WrongDocumentTypes(BeeboxError):
    """The file cannot be used; the message says where and why."""

    code = "wrong_document_types"


class Kind(StrEnum):
    """How a value is read, cleaned and checked: see preaudit.values."""

    NAME = "name"
    NAMES = "names"
    PARTY = "party"
    ORGANISATION = "organisation"
    RELATION = "relation"
    SEX = "sex"
    ETHNICITY = "ethnicity"
    DATE = "date"
    FIRST_DATE = "first_date"
    LAST_DATE = "last_date"
    ID_NUMBER = "id_number"
    CREDIT_CODE = "credit_code"
    CARD_NUMBER = "card_number"
    PHONE = "phone"
    DIGITS = "digits"
    MONEY = "money"
    AREA = "area"
    ADDRESS = "address"
    SCOPE = "scope"
    TEXT = "text"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class FieldRule(_Strict):
    """Where one value stands and what it looks like."""

    labels: tuple[Label, ...]
    kind: Kind
    lines: Annotated[str, Field(pattern="^(one|more)$")] = "one"
    place: Annotated[str, Field(pattern="^(beside|below)$")] = "beside"
    nth: Annotated[int, Field(ge=1, le=9)] = 1
    of: Annotated[int, Field(ge=1, le=9)] = 1
    pattern: str | None = None
    anywhere: bool = False
    """Whether its look alone (its kind or pattern) tells it where its label cannot be read."""

    @field_validator("pattern")
    @classmethod
    def _compiles(cls, pattern: str | None) -> str | None:
        re.compile(pattern or "")
        return pattern

    @field_validator("labels")
    @classmethod
    def _squeezed(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(squeezed(label) for label in labels)


class TypeRule(_Strict):
    """One kind of paper."""

    name: str
    titles: tuple[Label, ...] = ()
    anchors: tuple[Label, ...] = ()
    least: Annotated[int, Field(ge=1, le=30)] = 1
    negatives: tuple[Label, ...] = ()
    together_with: tuple[DocumentType, ...] = ()
    """Papers that are often copied onto the same sheet."""
    drawn: bool = False
    """A picture without print, told by its look."""
    photo: bool = False
    """Whether it carries its holder's photo."""
    signature_lines: tuple[Label, ...] = ()
    """Labels behind which somebody signs by hand."""
    fields: dict[str, FieldRule]
    stops: tuple[Label, ...] = ()

    @field_validator("titles", "anchors", "negatives", "stops", "signature_lines")
    @classmethod
    def _squeezed(cls, labels: tuple[str, ...]) -> tuple[str, ...]:
        return tuple(squeezed(label) for label in labels)

    @property
    def labels(self) -> frozenset[str]:
        """Everything at which a value can begin or end."""
        own = {label for rule in self.fields.values() for label in rule.labels}
        return frozenset(own | set(self.stops))


class DocumentTypes(_Strict):
    version: str
    types: dict[DocumentType, TypeRule]

    def name_of(self, code: str) -> str:
        """The Chinese name of a type, for sentences."""
        return self.types[DocumentType(code)].name

    @property
    def labels(self) -> frozenset[str]:
        """Every label of every type, so that the longer one is found before the shorter."""
        found: set[str] = set()
        for rule in self.types.values():
            found |= set(rule.titles) | set(rule.anchors) | set(rule.negatives) | rule.labels
        return frozenset(found)


@lru_cache(maxsize=4)
def load_document_types(catalogue: Path | str) -> DocumentTypes:
    """The types in this folder's file, or WrongDocumentTypes naming the field."""
    path = Path(catalogue) / FILE_NAME
    try:
        data: Any = yaml.safe_load(path.read_text(encoding="utf-8"))
        found = DocumentTypes.model_validate(data)
    except (OSError, yaml.YAMLError) as error:
        raise WrongDocumentTypes(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WrongDocumentTypes(f"{path}: {where}: {first['msg']}") from error
    missing = set(DocumentType) - set(found.types)
    if missing:
        raise WrongDocumentTypes(f"{path}: types: {', '.join(sorted(missing))} 没有写")
    return found
