"""The plain shapes every catalogue file is made of: frozen, strict, and no field too many."""

from enum import StrEnum
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

ItemCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$", max_length=60)]
Code = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=40)]
Line = Annotated[str, Field(min_length=1, max_length=400)]
Count = Annotated[int, Field(ge=0, le=100)]


class Confidence(StrEnum):
    """How sure we are of a number."""

    LAW = "law"
    """Read in a law, regulation or official page."""
    PAGE = "page"
    """Read on a secondary page; plausible, not official."""
    UNCONFIRMED = "unconfirmed"
    """General knowledge or our own estimate: ask the department before relying on it."""


class Definition(BaseModel):
    model_config = ConfigDict(frozen=True, strict=True, extra="forbid")


class Sourced(Definition):
    """Anything that states a number says where it comes from and how sure that is."""

    source: Line
    confidence: Confidence


class Text(Definition):
    text: Line
    text_en: Line
