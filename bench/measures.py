"""Every measure that catalogue/thresholds.yaml decides by, taken of one paper as the pre-audit sees it."""

from collections.abc import Iterator

import numpy as np

from beebox.catalog.vocabulary import DocumentType
from beebox.preaudit.bare import sheet_in
from beebox.preaudit.classify import recognise
from beebox.preaudit.cut_out import cut_out
from beebox.preaudit.document_types import DocumentTypes, TypeRule
from beebox.preaudit.fields import extract
from beebox.preaudit.glare import spots_of
from beebox.preaudit.labels import split_at_labels
from beebox.preaudit.layout import level, tilt_of
from beebox.preaudit.legible import own_height, print_of
from beebox.preaudit.look import look_at
from beebox.preaudit.moire import lattice_strength
from beebox.preaudit.pages import PREVIEW_LONG_SIDE, shrunk, turned_upright
from beebox.preaudit.places import Sought, sought_in, spot_at
from beebox.preaudit.portrait import measure_portrait
from beebox.preaudit.ports import Page, TextReader
from beebox.preaudit.report import Line
from beebox.preaudit.seals import redness_of
from beebox.preaudit.sight import Sight, see
from beebox.preaudit.signatures import ink_behind
from beebox.preaudit.thresholds import load_thresholds

Measures = dict[str, float]


def measured(page: Page, reader: TextReader, types: DocumentTypes) -> Iterator[tuple[str, Measures]]:
    """The type and the measures of every paper on a page, cut out of its background where it can be."""
    cuts = [cut.pixels for cut in cut_out(page)]
    for part in cuts or [page]:
        text = reader.read(part)
        upright = shrunk(turned_upright(part, text.rotation), PREVIEW_LONG_SIDE)
        factor = max(upright.shape[:2]) / max(part.shape[:2])
        lines = [Line(one.text, one.confidence, one.box.scaled(factor), one.slope) for one in text.lines]
        code = recognise(lines, upright, types).code
        rule = types.types[DocumentType(code)]
        fields = extract(types, (code,), lines, 1)
        sought = sought_in(code, rule, lines, fields, outlined=bool(cuts))
        sight = see(upright)
        found = _of_picture(sight) | _of_print(sight, lines, sought, 1 / factor)
        found |= _of_spots(sight) | _of_places(sight, sought) | _of_marks(sight, lines, rule)
        yield code, found | (_of_portrait(upright) if code == DocumentType.PORTRAIT_PHOTO else {})


def _of_picture(sight: Sight) -> Measures:
    look = look_at(sight)
    found = {
        "light.brightest": look.brightest,
        "light.spread": look.spread,
        "light.burnt": look.burnt,
        "blur.finest": look.detail,
        "blur.finest_of_edges": look.detail / max(look.edges, 1.0),
        "blank.edges": look.edges,
        "screen.peak": lattice_strength(sight),
        "seal.colourless": float(np.ptp(sight.small.astype(np.int16), axis=2).mean()),
        "seal.redness, 99.5th percentile": float(np.percentile(redness_of(sight), 99.5)),
    }
    sheet = sheet_in(sight)
    if sheet is not None:
        found |= {"blank.solid": sheet.solidity, "blank.marks": sheet.marks, "blank.detail": sheet.detail}
        found["blank.smeared"] = sheet.detail / max(sheet.marks, 1.0)
    return found


def _of_print(sight: Sight, lines: list[Line], sought: Sought, factor: float) -> Measures:
    """`factor`: pixels of the picture as given for one of the page."""
    print_ = print_of(sight, lines)
    found = {"reading.lines read with ease": float(print_.easy), "reading.gaps": float(len(sought.gaps))}
    if sought.known:
        found["reading.missing"] = sought.missing
    if not print_.strokes:
        return found
    rims = [(one.rim, one.rim / one.height) for one in print_.strokes]
    height, width = sight.page.shape[:2]
    tilt, stray = tilt_of(lines), load_thresholds().cut.stray
    near = [
        min(one.box.x, one.box.y, width - one.box.right, height - one.box.bottom) / own_height(one)
        for one in print_.lines
        if abs(one.slope - tilt) <= stray
    ]
    return found | {
        "reading.ease": print_.ease,
        "reading.clean_print": print_.contrast,
        "size.small_print": print_.height * factor,
        "blur.rim": float(np.median([rim for rim, _ in rims])),
        "blur.rim_of_print": float(np.median([share for _, share in rims])),
        "light.thin": print_.steepest,
        "light.pale": print_.paper - print_.contrast,
        **({"cut.print_to_edge": min(near)} if near and not sought.outlined else {}),
    }


def _of_spots(sight: Sight) -> Measures:
    """Of the largest compact white spot."""
    limits = load_thresholds().glare
    spots = [spot for spot in spots_of(sight) if spot.solidity >= limits.solidity and len(spot.rings) == 4]
    if not spots:
        return {}
    spot = spots[0]
    return {
        "glare.share": spot.share,
        "glare.ink": spot.ink,
        "glare.soft": spot.rings[0],
        "glare.fall_near": spot.rings[1],
        "glare.fall_far": spot.rings[2],
        "glare.bright_far": spot.rings[3],
    }


def _of_places(sight: Sight, sought: Sought) -> Measures:
    """Of the first place where a value is missing behind its label."""
    if not sought.gaps:
        return {}
    seen = spot_at(sought.gaps[0].place, sight.page, load_thresholds().glare.white)
    return {"hidden.white": seen.white, "hidden.ink": seen.ink, "hidden.strongest": seen.strongest}


def _of_marks(sight: Sight, lines: list[Line], rule: TypeRule) -> Measures:
    pieces = split_at_labels(level(lines), rule.signature_lines) if rule.signature_lines else []
    inks = [
        ink_behind(sight, piece, tilt_of(lines))
        for piece in pieces
        if piece.label is not None and "签" in piece.text
    ]
    return {"signature.ink": min(inks)} if inks else {}


def _of_portrait(page: Page) -> Measures:
    found = measure_portrait(page)
    return {
        "portrait.plain": found.spread,
        "portrait.skin_likely": found.skin,
        "portrait.ratio": found.ratio,
        "portrait.heads": float(found.heads),
    }
