"""The numbers the rules decide by, each with what speaks for it and how far it may be moved."""

from typing import Annotated, NamedTuple

from pydantic import BaseModel, ConfigDict, Field

LEAST_EVIDENCE = 10
"""Signs below which no evidence can say what was measured."""


class Limit(BaseModel):
    """A number to decide by, and what speaks for it."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    value: Annotated[float, Field(ge=0)]
    evidence: Annotated[str, Field(min_length=LEAST_EVIDENCE)]


class Limits(BaseModel):
    """Every number a rule decides by; confidences and shares are from 0 to 1."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    read_anyway_share: Limit
    """Share of a paper's wanted values that must be read for a poor picture to pass as a doubt."""
    read_anyway_confidence: Limit
    read_anyway_fields: Limit
    """How many values that must be at least."""
    type_sure: Limit
    """Confidence of a type from which the wrong paper is told."""
    foreign_lines: Limit
    """Lines of a page without any known label that make it another paper than a fixed form."""
    foreign_confidence: Limit
    """How well such a line must be read to count."""
    number_sure: Limit
    """Confidence from which a wrong check digit, or another number, is believed."""
    number_slip: Limit
    """The same where a right number one sign away was typed."""
    date_sure: Limit
    name_sure: Limit
    """Confidence from which a name one sign off is another name."""
    long_name_sure: Limit
    """The same for names of six signs and more."""
    name_doubt: Limit
    """Confidence below which no name is called different."""
    address_sure: Limit
    portrait_spread: Limit
    """Largest unevenness of a plain background, in steps of 255."""
    portrait_skin: Limit
    """Least share of skin tones in the middle of a portrait."""
    portrait_ratio: Limit
    """How far the shape of a photo may be off, as a share of the wanted width by height."""
    same_picture_bits: Limit
    """Bits of 256 in which two prints of one picture may differ (likeness.py)."""


class Span(NamedTuple):
    """Between which numbers a limit may stand, whether only whole ones, and the rules that decide by it."""

    least: float
    most: float
    whole: bool
    rules: tuple[str, ...]


_NAMES = ("name_matches_form", "names_agree")
_LONG_NAMES = ("company_matches_form", "company_on_form", "companies_agree")
_NUMBERS = ("id_matches_form", "code_matches_form", "id_numbers_agree", "codes_agree", "phones_agree")
_DATES = ("not_expired", "not_too_old", "old_enough", "births_agree")
SPANS: dict[str, Span] = {
    "read_anyway_share": Span(0, 1, False, ("readable",)),
    "read_anyway_confidence": Span(0, 1, False, ("readable",)),
    "read_anyway_fields": Span(1, 20, True, ("readable",)),
    "type_sure": Span(0, 1, False, ("right_type",)),
    "foreign_lines": Span(1, 200, True, ("right_type",)),
    "foreign_confidence": Span(0, 1, False, ("right_type",)),
    "number_sure": Span(0, 1, False, ("numbers_valid", "id_consistent", *_NUMBERS)),
    "number_slip": Span(0, 1, False, ("numbers_valid",)),
    "date_sure": Span(0, 1, False, _DATES),
    "name_sure": Span(0, 1, False, _NAMES),
    "long_name_sure": Span(0, 1, False, _LONG_NAMES),
    "name_doubt": Span(0, 1, False, (*_NAMES, *_LONG_NAMES)),
    "address_sure": Span(0, 1, False, ("addresses_agree",)),
    "portrait_spread": Span(0, 255, True, ("portrait_size",)),
    "portrait_skin": Span(0, 1, False, ("portrait_size",)),
    "portrait_ratio": Span(0, 1, False, ("portrait_size",)),
    "same_picture_bits": Span(0, 256, True, ("not_twice",)),
}
"""By the name of the limit."""
