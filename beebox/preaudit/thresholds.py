"""Every number that decides how a picture is judged, with what was measured for it, from one YAML file."""

from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Self

import yaml
from pydantic import BaseModel, ConfigDict, Field, GetPydanticSchema, ValidationError
from pydantic_core import core_schema

from beebox.kernel.errors import BeeboxError

FILE_NAME = "thresholds.yaml"
CATALOGUE = Path(__file__).resolve().parents[2] / "catalogue"


class WrongThresholds(BeeboxError):
    """The file cannot be used; the message says where and why."""

    code = "wrong_thresholds"


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class _Entry(_Strict):
    value: Annotated[float, Field(allow_inf_nan=False)]
    evidence: Annotated[str, Field(min_length=20)]


class Limit(float):
    """A number that knows why it is what it is."""

    evidence: str

    @classmethod
    def made(cls, entry: _Entry) -> Self:
        limit = cls(entry.value)
        limit.evidence = entry.evidence
        return limit


def _entry_first(_source: Any, handler: Any) -> core_schema.CoreSchema:
    return core_schema.no_info_after_validator_function(Limit.made, handler(_Entry))


Measured = Annotated[Limit, GetPydanticSchema(_entry_first)]


class Reading(_Strict):
    """How much was read. Lines count as read with ease from `easy` on."""

    easy: Measured
    few_lines: Measured
    with_ease: Measured
    clean_print: Measured
    missing: Measured


class Size(_Strict):
    """Pixels of the picture as given."""

    few_lines_long_side: Measured
    small_print: Measured


class Blur(_Strict):
    """Rims of strokes in pixels and in parts of the height of print; detail as in Look."""

    rim: Measured
    rim_of_print: Measured
    rim_of_few: Measured
    part: Measured
    finest: Measured
    finest_of_edges: Measured


class Light(_Strict):
    """Levels are 0 to 255, shares 0 to 1, on the small picture; `thin` rims of strokes in pixels."""

    dark: Measured
    dim: Measured
    flat: Measured
    burnt: Measured
    thin: Measured
    pale: Measured


class Blank(_Strict):
    """Levels on the small picture, and within its barest part."""

    spread: Measured
    edges: Measured
    solid: Measured
    marks: Measured
    detail: Measured
    smeared: Measured


class Glare(_Strict):
    """A spot on the small picture; shares are of its area, levels 0 to 255."""

    white: Measured
    least: Measured
    most: Measured
    large: Measured
    solidity: Measured
    ink: Measured
    oblong: Measured
    rise: Measured
    fall_near: Measured
    fall_far: Measured
    soft: Measured
    plain: Measured
    bright_far: Measured
    bright_least: Measured


class Cut(_Strict):
    """Parts of the picture's sides, degrees, levels 0 to 255."""

    print_to_edge: Measured
    print_at_edge: Measured
    stray: Measured
    reach: Measured
    tall: Measured
    wide: Measured
    corner: Measured
    joined: Measured
    steep: Measured
    parallel: Measured
    contrast: Measured
    along: Measured
    fullest: Measured
    inside: Measured


class CutOutLimits(_Strict):
    """Four sides of a paper on the small picture: shares of its area, parts of its longer side, cosines of
    corners, steps of Lab colour (0 to 255), edges beside the papers against those on them."""

    smallest: Measured
    largest: Measured
    rim: Measured
    room: Measured
    slim: Measured
    oblong: Measured
    corner: Measured
    step: Measured
    other_colour: Measured
    side_seen: Measured
    loud: Measured
    loud_share: Measured


class SecondLook(_Strict):
    """Likeness of two readings, 0 to 1; heights of a line."""

    alike: Measured
    sure: Measured
    room: Measured


class Screen(_Strict):
    peak: Measured
    tiles: Measured
    square: Measured
    same: Measured
    overtone: Measured


class Hidden(_Strict):
    """At the place of one value: shares of its pixels, levels 0 to 255, confidence 0 to 1."""

    white: Measured
    white_beside: Measured
    ink: Measured
    strongest: Measured
    paper: Measured
    outside: Measured
    sure: Measured


class Seal(_Strict):
    """Parts of the picture's longer side; steps of redness (Lab, 0 to 255); shares of a ring."""

    smallest: Measured
    largest: Measured
    oblong: Measured
    redder: Measured
    sectors: Measured
    fullest: Measured
    signs: Measured
    inside: Measured
    star: Measured
    bare: Measured
    signs_at_most: Measured
    around: Measured
    colourless: Measured


class Signature(_Strict):
    """Shares of the field behind the label; levels 0 to 255."""

    ink: Measured
    darker: Measured
    red: Measured
    rule: Measured


class Blanks(_Strict):
    """At the place of one value, as in Hidden."""

    ink: Measured
    strongest: Measured


class Photo(_Strict):
    """Levels darker than the paper; shares of the picture and of the patch's box; width by height."""

    darker: Measured
    least: Measured
    most: Measured
    slim: Measured
    broad: Measured
    lines: Measured
    solid: Measured


class PortraitLimits(_Strict):
    """Levels 0 to 255 (red and blue of skin: Cr and Cb), shares 0 to 1, width by height."""

    lines: Measured
    plain: Measured
    white: Measured
    blue: Measured
    red: Measured
    ratio_least: Measured
    ratio_most: Measured
    skin_likely: Measured
    skin_red_least: Measured
    skin_red_most: Measured
    skin_blue_least: Measured
    skin_blue_most: Measured
    head: Measured
    head_solid: Measured
    head_slim: Measured
    head_above: Measured


class Thresholds(_Strict):
    """`version` changes with every value: a reading made under another one is stale."""

    version: str
    reading: Reading
    size: Size
    blur: Blur
    light: Light
    blank: Blank
    glare: Glare
    cut: Cut
    cut_out: CutOutLimits
    second_look: SecondLook
    screen: Screen
    hidden: Hidden
    seal: Seal
    signature: Signature
    blanks: Blanks
    photo: Photo
    portrait: PortraitLimits


@lru_cache(maxsize=4)
def load_thresholds(catalogue: Path = CATALOGUE) -> Thresholds:
    """The thresholds in this folder, or WrongThresholds naming file and field."""
    path = catalogue / FILE_NAME
    try:
        return Thresholds.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, yaml.YAMLError) as error:
        raise WrongThresholds(f"{path}: {error}") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise WrongThresholds(f"{path}: {where}: {first['msg']}") from error
